/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of svm/enter.h: this may not prove. */
#define tenon_svm_prepare tenon_svm_prepare__red_3 /* must fail: owes */
#include "tenon/core/x86_64/svm/enter.h"

/* What this CPU owes is paid, and owed still. */
void tenon_svm_prepare(struct tenon_x86_64_vcpu *v) { v->vmcb.tlb_control = 1; }
