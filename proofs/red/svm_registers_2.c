/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of svm/vcpu.h: it must not prove. */
#define tenon_svm_set_register tenon_svm_set_register__red_2 /* must fail: changed */
#include "tenon/core/x86_64/svm/vcpu.h"

/* The CPU goes on with what it has cached of the VMCB. */
void tenon_svm_set_register(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value) {
  tenon_svm_forget_lengths(v);
  if (index == (uint32_t)TENON_X86_64_REGISTER_CR0) v->vmcb.cr0 = value;
  v->vmcb.efer |= TENON_X86_64_EFER_SVME;
}
