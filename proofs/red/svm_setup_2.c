/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of svm/vcpu.h: this may not prove. */
#define tenon_svm_setup tenon_svm_setup__red_2 /* must fail: code */
#include "tenon/core/x86_64/svm/compose.h"
#include "tenon/core/x86_64/svm/vcpu.h"

/* A guest in real mode begins beyond its segment. */
void tenon_svm_setup(struct tenon_x86_64_vcpu *v, uint64_t entry) {
  v->frame.rip = entry;
  v->vmcb.cs.base = entry - entry % 0x10000u;
  tenon_svm_compose(&v->vmcb, &v->setup, &v->stage2->common);
}
