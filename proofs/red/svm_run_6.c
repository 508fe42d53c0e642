/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of svm/enter.h: this may not prove. */
#define tenon_svm_prepare tenon_svm_prepare__red_6 /* must fail: window */
#include "tenon/core/x86_64/svm/enter.h"

/* An interrupt waits, and no exit comes when the guest can take it. */
void tenon_svm_prepare(struct tenon_x86_64_vcpu *v) { v->window = v->nmi; }
