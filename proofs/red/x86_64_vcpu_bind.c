/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_lifecycle.h: none of these may prove. */
#define tenon_x86_64_vcpu_bind tenon_x86_64_vcpu_bind__red_1     /* must fail: forgets */
#define tenon_x86_64_vcpu_unload tenon_x86_64_vcpu_unload__red_1 /* must fail: host */
#define tenon_x86_64_vcpu_unbind tenon_x86_64_vcpu_unbind__red_1 /* must fail: wrong_state */
#include "tenon/core/x86_64/vcpu_lifecycle.h"

/* Nothing is forgotten of what the vCPU left here before it was elsewhere. */
enum tenon_error tenon_x86_64_vcpu_bind(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_cpu *cpu) {
  v->cpu = cpu;
  cpu->loaded = v;
  v->common.last_cpu = cpu->id;
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

/* The guest's breakpoints stay in the CPU. */
void tenon_x86_64_vcpu_unload(struct tenon_x86_64_vcpu *v) { v->cpu->loaded = NULL; }

/* An exit that nobody has answered is lost. */
enum tenon_error tenon_x86_64_vcpu_unbind(struct tenon_x86_64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_EXITED) return TENON_ERROR_wrong_state;
  tenon_x86_64_vcpu_unload(v);
  v->common.state = TENON_VCPU_FREE;
  return TENON_OK;
}
