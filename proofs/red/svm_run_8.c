/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of svm/enter.h: this may not prove. */
#define tenon_svm_look tenon_svm_look__red_1 /* must fail: kind */
#include "tenon/core/x86_64/svm/enter.h"

/* The exit is made of what the CPU says, whatever that is. */
void tenon_svm_look(struct tenon_x86_64_vcpu *v) {
  v->exit.kind = (uint32_t)(v->vmcb.exitcode % 0x100000000u);
}
