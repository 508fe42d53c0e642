/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of vmx/vcpu.h: none of these may prove. */
#define tenon_vmx_get_register tenon_vmx_get_register__red_4 /* must fail: dr6 */
#define tenon_vmx_set_register tenon_vmx_set_register__red_4 /* must fail: refused */
#include "tenon/core/x86_64/vmx/vcpu.h"

/* DR6 is read where SVM has it. */
uint64_t tenon_vmx_get_register(const struct tenon_x86_64_vcpu *v, uint32_t index) {
  if (index == (uint32_t)TENON_X86_64_REGISTER_CR2) return v->vmx.cr2;
  return index == (uint32_t)TENON_X86_64_REGISTER_DR6 ? v->vmcb.dr6 : 0u;
}

/* What the last field has said is all that counts. */
void tenon_vmx_set_register(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value) {
  if (index == (uint32_t)TENON_X86_64_REGISTER_CR2) {
    v->vmx.cr2 = value;
  } else if (index == (uint32_t)TENON_X86_64_REGISTER_DR6) {
    tenon_vmx_hw_write_dr6(value % 0x100000000u);
  } else {
    v->vmx.refused = 1u - tenon_vmx_hw_write((uint32_t)TENON_VMX_FIELD_GUEST_CR3, value);
  }
}
