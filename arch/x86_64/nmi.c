/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/nmi.h"

#define EVENT                                                                    \
  (TENON_X86_64_EVENT_VALID + TENON_X86_64_EVENT_NMI * TENON_X86_64_EVENT_TYPE + \
   TENON_X86_64_VECTOR_NMI)

uint32_t tenon_x86_64_prepare_nmi(struct tenon_x86_64_vcpu *v, uint32_t blocked) {
  if (v->nmi != 0u && v->event == 0u && v->frame.shadow == 0u && blocked == 0u) {
    v->event = EVENT;
    v->nmi = 0;
  }
  return v->nmi;
}

void tenon_x86_64_end_nmi(struct tenon_x86_64_vcpu *v) {
  v->in_nmi = 0;
  v->frame.shadow = 1;
  v->changed = 1;
}
