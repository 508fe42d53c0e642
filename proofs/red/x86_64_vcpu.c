/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_lifecycle.h: none of these may prove. */
#define tenon_x86_64_vcpu_create tenon_x86_64_vcpu_create__red_1   /* must fail: ids */
#define tenon_x86_64_vcpu_setup tenon_x86_64_vcpu_setup__red_1     /* must fail: registers */
#define tenon_x86_64_vcpu_reset tenon_x86_64_vcpu_reset__red_1     /* must fail: stale */
#define tenon_x86_64_vcpu_destroy tenon_x86_64_vcpu_destroy__red_1 /* must fail: nowhere */
#include "tenon/core/x86_64/svm/vcpu.h"
#include "tenon/core/x86_64/vcpu_lifecycle.h"

/* It never ran, and yet has a CPU where it ran last. */
enum tenon_error tenon_x86_64_vcpu_create(struct tenon_x86_64_vcpu *v, uint32_t vm_id,
                                          uint32_t vcpu_id, uint32_t preferred_cpu,
                                          uint64_t cpu_mask,
                                          const struct tenon_x86_64_config *config) {
  if (v->common.state != (uint32_t)TENON_VCPU_NONE) return TENON_ERROR_wrong_state;
  if (cpu_mask == 0u || vcpu_id == TENON_NONE) return TENON_ERROR_invalid_argument;
  if (config->address % 0x1000u != 0u || config->address > 0xfffffffffffffu) {
    return TENON_ERROR_unaligned;
  }
  tenon_vcpu_set_created(&v->common, vm_id, vcpu_id, preferred_cpu, cpu_mask);
  v->common.last_cpu = preferred_cpu;
  v->config = *config;
  v->control_address = config->address + 0x1000u;
  v->cpu = NULL;
  v->stage2 = NULL;
  return TENON_OK;
}

/* What the registers held before. */
enum tenon_error tenon_x86_64_vcpu_setup(struct tenon_x86_64_vcpu *v, uint64_t entry,
                                         struct tenon_x86_64_stage2 *stage2,
                                         const struct tenon_x86_64_setup *setup) {
  if (v->common.state != (uint32_t)TENON_VCPU_CREATED) return TENON_ERROR_wrong_state;
  v->setup = *setup;
  v->stage2 = stage2;
  v->frame.rip = entry;
  v->common.state = TENON_VCPU_FREE;
  return TENON_OK;
}

/* Old handles still fit. */
enum tenon_error tenon_x86_64_vcpu_reset(struct tenon_x86_64_vcpu *v) {
  if (tenon_vcpu_is_unloaded(&v->common) == 0u) return TENON_ERROR_wrong_state;
  v->common.error = TENON_OK;
  v->common.failure = 0;
  v->stage2 = NULL;
  v->cpu = NULL;
  v->common.state = TENON_VCPU_CREATED;
  return TENON_OK;
}

/* Its second stage is still there. */
enum tenon_error tenon_x86_64_vcpu_destroy(struct tenon_x86_64_vcpu *v) {
  if (tenon_vcpu_is_unloaded(&v->common) == 0u && v->common.state != (uint32_t)TENON_VCPU_CREATED) {
    return TENON_ERROR_wrong_state;
  }
  v->cpu = NULL;
  v->common.state = TENON_VCPU_NONE;
  return TENON_OK;
}
