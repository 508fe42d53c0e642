/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of svm/enter.h: this may not prove. */
#define tenon_svm_prepare tenon_svm_prepare__red_2 /* must fail: held */
#include "tenon/core/x86_64/svm/enter.h"

/* The window takes the place of what must exit. */
void tenon_svm_prepare(struct tenon_x86_64_vcpu *v) {
  v->vmcb.intercept[0] = TENON_SVM_INTERCEPT_VINTR;
}
