/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of svm/vcpu.h: none of these may prove. */
#define tenon_svm_get_register tenon_svm_get_register__red_1 /* must fail: efer */
#define tenon_svm_set_register tenon_svm_set_register__red_1 /* must fail: on */
#include "tenon/core/x86_64/svm/vcpu.h"

/* The guest sees SVME, which is the core's. */
uint64_t tenon_svm_get_register(const struct tenon_x86_64_vcpu *v, uint32_t index) {
  switch (index) {
    case TENON_X86_64_REGISTER_CR0:
      return v->vmcb.cr0;
    case TENON_X86_64_REGISTER_CR3:
      return v->vmcb.cr3;
    case TENON_X86_64_REGISTER_CR4:
      return v->vmcb.cr4;
    case TENON_X86_64_REGISTER_EFER:
      return v->vmcb.efer;
    default:
      return 0;
  }
}

/* The guest's EFER is the CPU's. */
void tenon_svm_set_register(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value) {
  v->vmcb.clean = 0;
  tenon_svm_forget_lengths(v);
  if (index == (uint32_t)TENON_X86_64_REGISTER_EFER) v->vmcb.efer = value;
}
