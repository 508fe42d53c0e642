/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_bind.h: none of these may prove. */
#define tenon_aarch64_vcpu_bind tenon_aarch64_vcpu_bind__red_1     /* must fail: registers */
#define tenon_aarch64_vcpu_unbind tenon_aarch64_vcpu_unbind__red_1 /* must fail: host */
#include "tenon/core/aarch64/vcpu_bind.h"

/* Takes the CPU, and loads nothing on it. */
enum tenon_error tenon_aarch64_vcpu_bind(struct tenon_aarch64_vcpu *v,
                                         struct tenon_aarch64_cpu *cpu) {
  if (v->common.state != (uint32_t)TENON_VCPU_FREE || cpu->enabled == 0u || cpu->loaded != NULL) {
    return TENON_ERROR_wrong_state;
  }
  v->cpu = cpu;
  cpu->loaded = v;
  v->common.last_cpu = cpu->id;
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

/* Leaves the guest's controls on the CPU. */
enum tenon_error tenon_aarch64_vcpu_unbind(struct tenon_aarch64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_BOUND) {
    return TENON_ERROR_wrong_state;
  }
  if (tenon_aarch64_hw_this_cpu() != v->cpu) {
    return TENON_ERROR_wrong_cpu;
  }
  v->cpu->loaded = NULL;
  v->common.state = TENON_VCPU_FREE;
  return TENON_OK;
}
