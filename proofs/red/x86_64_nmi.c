/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of nmi.h: none of these may prove. */
#define tenon_x86_64_prepare_nmi tenon_x86_64_prepare_nmi__red_1 /* must fail: stays */
#define tenon_x86_64_end_nmi tenon_x86_64_end_nmi__red_1         /* must fail: behind */
#include "tenon/core/x86_64/nmi.h"

/* A second one on the stack of the first, whose frame it overwrites. */
uint32_t tenon_x86_64_prepare_nmi(struct tenon_x86_64_vcpu *v, uint32_t blocked) {
  (void)blocked;
  if (v->nmi != 0u && v->event == 0u && v->frame.shadow == 0u) {
    v->event = 0x80000202u;
    v->nmi = 0;
  }
  return v->nmi;
}

/* The next one comes before the IRET. */
void tenon_x86_64_end_nmi(struct tenon_x86_64_vcpu *v) {
  v->in_nmi = 0;
  v->changed = 1;
}
