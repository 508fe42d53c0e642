/* SPDX-License-Identifier: Apache-2.0 */
/* One more wrong body under the true contract of tenon_vmx_prepare. */
#define tenon_vmx_prepare tenon_vmx_prepare__red_6 /* must fail: window */
#include "tenon/core/x86_64/vmx/setup.h"

/* Behind a window the next run is not prepared. */
void tenon_vmx_prepare(struct tenon_x86_64_vcpu *v) {
  if (v->forget == (uint32_t)TENON_STAGE2_FORGET_ALL) v->cpu->owes = 0;
  v->seen = v->stage2->epoch;
  v->forget = TENON_STAGE2_KEEP;
  v->vmx.forget_nested = 0;
  v->event = 0;
  v->window = 2;
  v->changed = 0;
}
