/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of svm/vcpu.h: this may not prove. */
#define tenon_svm_setup tenon_svm_setup__red_1 /* must fail: isolates */
#include "tenon/core/x86_64/svm/compose.h"
#include "tenon/core/x86_64/svm/vcpu.h"

/* The ASID is the host's. */
void tenon_svm_setup(struct tenon_x86_64_vcpu *v, uint64_t entry) {
  v->frame.rip = entry;
  tenon_svm_compose(&v->vmcb, &v->setup, &v->stage2->common);
  v->vmcb.asid = 0;
}
