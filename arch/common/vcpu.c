/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/vcpu.h"

#ifdef __FRAMAC__
#include "lemmas/common_vcpu.h"
#endif

enum tenon_error tenon_vcpu_check_create(const struct tenon_vcpu *v, uint32_t vcpu_id,
                                         uint64_t cpu_mask) {
  if (v->state != (uint32_t)TENON_VCPU_NONE) {
    return TENON_ERROR_wrong_state;
  }
  return cpu_mask == 0u || vcpu_id == TENON_NONE ? TENON_ERROR_invalid_argument : TENON_OK;
}

void tenon_vcpu_set_created(struct tenon_vcpu *v, uint32_t vm_id, uint32_t vcpu_id,
                            uint32_t preferred_cpu, uint64_t cpu_mask) {
  v->error = TENON_OK;
  v->failure = 0;
  v->vm_id = vm_id;
  v->vcpu_id = vcpu_id;
  v->preferred_cpu = preferred_cpu;
  v->last_cpu = TENON_NONE;
  v->cpu_mask = cpu_mask;
  v->state = TENON_VCPU_CREATED;
}

uint32_t tenon_vcpu_is_unloaded(const struct tenon_vcpu *v) {
  return v->state == (uint32_t)TENON_VCPU_FREE || v->state == (uint32_t)TENON_VCPU_FAILED ? 1u : 0u;
}

void tenon_vcpu_set_reset(struct tenon_vcpu *v) {
  v->error = TENON_OK;
  v->failure = 0;
  /* Modulo 2^32, without the unsigned overflow that proofs refuse. */
  v->generation = v->generation == UINT32_MAX ? 0u : v->generation + 1u;
  v->state = TENON_VCPU_CREATED;
}
