/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of svm/enter.h: this may not prove. */
#define tenon_svm_prepare tenon_svm_prepare__red_5 /* must fail: once */
#include "tenon/core/x86_64/svm/enter.h"

/* What the entry asks of the CPU is asked again by each that follows. */
void tenon_svm_prepare(struct tenon_x86_64_vcpu *v) { v->changed = v->window != 0u ? 1u : 0u; }
