/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_lifecycle.h: none of these may prove. */
#define tenon_aarch64_vcpu_create tenon_aarch64_vcpu_create__red_1   /* must fail: sound */
#define tenon_aarch64_vcpu_reset tenon_aarch64_vcpu_reset__red_1     /* must fail: stale */
#define tenon_aarch64_vcpu_destroy tenon_aarch64_vcpu_destroy__red_1 /* must fail: error */
#include "tenon/core/aarch64/vcpu_lifecycle.h"

/* Keeps the CPU on which the storage's last vCPU was. */
enum tenon_error tenon_aarch64_vcpu_create(struct tenon_aarch64_vcpu *v, uint32_t vm_id,
                                           uint32_t vcpu_id, uint32_t preferred_cpu,
                                           uint64_t cpu_mask,
                                           const struct tenon_aarch64_config *config) {
  if (v->common.state != (uint32_t)TENON_VCPU_NONE) {
    return TENON_ERROR_wrong_state;
  }
  if (cpu_mask == 0u || vcpu_id == TENON_NONE) {
    return TENON_ERROR_invalid_argument;
  }
  v->common.error = TENON_OK;
  v->common.failure = 0;
  v->common.vm_id = vm_id;
  v->common.vcpu_id = vcpu_id;
  v->common.preferred_cpu = preferred_cpu;
  v->common.last_cpu = TENON_NONE;
  v->common.cpu_mask = cpu_mask;
  v->config.mpidr = config->mpidr;
  v->config.device_tree = config->device_tree;
  v->stage2 = NULL;
  v->midr = 0;
  v->common.state = TENON_VCPU_CREATED;
  return TENON_OK;
}

/* Old handles stay good. */
enum tenon_error tenon_aarch64_vcpu_reset(struct tenon_aarch64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_FREE &&
      v->common.state != (uint32_t)TENON_VCPU_FAILED) {
    return TENON_ERROR_wrong_state;
  }
  v->common.error = TENON_OK;
  v->common.failure = 0;
  v->stage2 = NULL;
  v->cpu = NULL;
  v->common.state = TENON_VCPU_CREATED;
  return TENON_OK;
}

/* Ends a vCPU that is loaded on a CPU. */
enum tenon_error tenon_aarch64_vcpu_destroy(struct tenon_aarch64_vcpu *v) {
  v->stage2 = NULL;
  v->cpu = NULL;
  v->common.state = TENON_VCPU_NONE;
  return TENON_OK;
}
