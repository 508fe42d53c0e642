/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of vmx/vcpu.h: none of these may prove. */
#define tenon_vmx_get_register tenon_vmx_get_register__red_2 /* must fail: cr2 */
#define tenon_vmx_set_register tenon_vmx_set_register__red_2 /* must fail: cr2 */
#include "tenon/core/x86_64/vmx/vcpu.h"

/* CR2 is read where SVM has it. */
uint64_t tenon_vmx_get_register(const struct tenon_x86_64_vcpu *v, uint32_t index) {
  if (index == (uint32_t)TENON_X86_64_REGISTER_CR2) return v->vmcb.cr2;
  return index == (uint32_t)TENON_X86_64_REGISTER_DR6 ? tenon_vmx_hw_read_dr6() : 0u;
}

/* CR2 is forgotten: the VMCS has no field for it. */
void tenon_vmx_set_register(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value) {
  (void)v;
  if (index == (uint32_t)TENON_X86_64_REGISTER_DR6) tenon_vmx_hw_write_dr6(value % 0x100000000u);
}
