/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of svm/enter.h: this may not prove. */
#define tenon_svm_prepare tenon_svm_prepare__red_1 /* must fail: forgets */
#include "tenon/core/x86_64/svm/enter.h"

/* A second stage that has changed is noticed, and nothing forgotten. */
void tenon_svm_prepare(struct tenon_x86_64_vcpu *v) {
  v->seen = v->stage2->epoch;
  v->vmcb.tlb_control = v->forget == (uint32_t)TENON_STAGE2_KEEP ? 0u : 1u;
  v->forget = TENON_STAGE2_KEEP;
}
