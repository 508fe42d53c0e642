/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_lifecycle.h: none of these may prove. */
#define tenon_x86_64_vcpu_bind tenon_x86_64_vcpu_bind__red_2     /* must fail: fits */
#define tenon_x86_64_vcpu_unload tenon_x86_64_vcpu_unload__red_2 /* must fail: slot */
#define tenon_x86_64_vcpu_unbind tenon_x86_64_vcpu_unbind__red_2 /* must fail: host */
#include "tenon/core/x86_64/vcpu_lifecycle.h"

/* An ASID that the CPU does not have. */
enum tenon_error tenon_x86_64_vcpu_bind(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_cpu *cpu) {
  if (v->common.state != (uint32_t)TENON_VCPU_FREE) return TENON_ERROR_wrong_state;
  v->forget = TENON_STAGE2_FORGET_ALL;
  v->cpu = cpu;
  cpu->loaded = v;
  v->common.last_cpu = cpu->id;
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

/* The CPU counts as taken. */
void tenon_x86_64_vcpu_unload(struct tenon_x86_64_vcpu *v) {
  tenon_x86_64_hw_write_dr(v->cpu->host.dr);
  tenon_x86_64_hw_write_dr7(v->cpu->host.dr7);
}

/* The guest's state is left where it is. */
enum tenon_error tenon_x86_64_vcpu_unbind(struct tenon_x86_64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_BOUND) return TENON_ERROR_wrong_state;
  v->cpu->loaded = NULL;
  v->common.state = TENON_VCPU_FREE;
  return TENON_OK;
}
