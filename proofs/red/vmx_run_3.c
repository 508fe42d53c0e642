/* SPDX-License-Identifier: Apache-2.0 */
/* One more wrong body under the true contract of tenon_vmx_prepare. */
#define tenon_vmx_prepare tenon_vmx_prepare__red_3 /* must fail: owes */
#include "tenon/core/x86_64/vmx/setup.h"

/* The CPU owes nothing any more, although only one VM was forgotten. */
void tenon_vmx_prepare(struct tenon_x86_64_vcpu *v) {
  v->cpu->owes = 0;
  v->seen = v->stage2->epoch;
  v->forget = TENON_STAGE2_KEEP;
  v->vmx.forget_nested = 0;
  v->event = 0;
  v->window = 3;
  v->changed = 3;
}
