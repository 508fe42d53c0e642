/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of svm/enter.h: this may not prove. */
#define tenon_svm_prepare tenon_svm_prepare__red_4 /* must fail: delivered */
#include "tenon/core/x86_64/svm/enter.h"

/* What waits is dropped where the entry forgets something. */
void tenon_svm_prepare(struct tenon_x86_64_vcpu *v) {
  v->vmcb.eventinj = v->forget == (uint32_t)TENON_STAGE2_KEEP ? v->event : 0;
  v->event = 0;
}
