/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of svm/vcpu.h: this may not prove. */
#define tenon_svm_setup tenon_svm_setup__red_3 /* must fail: control */
#include "tenon/core/x86_64/svm/compose.h"
#include "tenon/core/x86_64/svm/vcpu.h"

/* Long mode without PAE. */
void tenon_svm_setup(struct tenon_x86_64_vcpu *v, uint64_t entry) {
  v->frame.rip = entry;
  v->vmcb.cr0 = v->setup.mode == (uint32_t)TENON_X86_64_MODE_LONG ? 0x80000011u : 0x10u;
  v->vmcb.cr4 = 0;
  tenon_svm_compose(&v->vmcb, &v->setup, &v->stage2->common);
}
