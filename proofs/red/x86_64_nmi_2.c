/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contract of nmi.h: none of these may prove. */
#define tenon_x86_64_prepare_nmi tenon_x86_64_prepare_nmi__red_2 /* must fail: taken */
#include "tenon/core/x86_64/nmi.h"

/* Delivered at every entry. */
uint32_t tenon_x86_64_prepare_nmi(struct tenon_x86_64_vcpu *v, uint32_t blocked) {
  if (v->nmi != 0u && v->event == 0u && v->frame.shadow == 0u && blocked == 0u) {
    v->event = 0x80000202u;
  }
  return v->nmi;
}
