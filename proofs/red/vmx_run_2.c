/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of vmx/vcpu.h: none of these may prove. */
#define tenon_vmx_prepare tenon_vmx_prepare__red_2 /* must fail: forgotten */
#define tenon_vmx_enter tenon_vmx_enter__red_2     /* must fail: kind */
#include "tenon/core/x86_64/vmx/setup.h"

/* The next entry forgets once more. */
void tenon_vmx_prepare(struct tenon_x86_64_vcpu *v) {
  if (v->forget == (uint32_t)TENON_STAGE2_FORGET_ALL) v->cpu->owes = 0;
  v->seen = v->stage2->epoch;
  v->forget = TENON_STAGE2_KEEP;
  v->event = 0;
  v->window = 3;
  v->changed = 3;
}

/* The exit's reason is its kind. */
void tenon_vmx_enter(struct tenon_x86_64_vcpu *v) {
  (void)tenon_vmx_world_switch(v, v->vmx.launched);
  v->vmx.launched = 1;
  v->exit.kind = (uint32_t)(tenon_vmx_hw_read((uint32_t)TENON_VMX_FIELD_EXIT_REASON) % 0x100u);
}
