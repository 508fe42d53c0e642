/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vmx/vcpu.h: none of these may prove. */
#define tenon_vmx_prepare tenon_vmx_prepare__red_1 /* must fail: seen */
#define tenon_vmx_enter tenon_vmx_enter__red_1     /* must fail: loaded */
#include "tenon/core/x86_64/vmx/setup.h"

/* What other CPUs have changed in the second stage meanwhile is not seen. */
void tenon_vmx_prepare(struct tenon_x86_64_vcpu *v) {
  if (v->forget == (uint32_t)TENON_STAGE2_FORGET_ALL) v->cpu->owes = 0;
  v->forget = TENON_STAGE2_KEEP;
  v->vmx.forget_nested = 0;
  v->event = 0;
  v->window = 3;
  v->changed = 3;
}

/* How the entry went is noted where the next one looks whether it may resume. */
void tenon_vmx_enter(struct tenon_x86_64_vcpu *v) {
  v->vmx.launched = tenon_vmx_world_switch(v, v->vmx.launched);
  v->exit.kind = TENON_EXIT_NONE;
}
