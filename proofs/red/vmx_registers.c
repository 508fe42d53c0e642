/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vmx/vcpu.h: none of these may prove. */
#define tenon_vmx_get_register tenon_vmx_get_register__red_1 /* must fail: attributes */
#define tenon_vmx_set_register tenon_vmx_set_register__red_1 /* must fail: dr6 */
#include "tenon/core/x86_64/vmx/vcpu.h"

/* Access rights are taken for attributes as they are. */
uint64_t tenon_vmx_get_register(const struct tenon_x86_64_vcpu *v, uint32_t index) {
  if (index == (uint32_t)TENON_X86_64_REGISTER_CR2) return v->vmx.cr2;
  if (index == (uint32_t)TENON_X86_64_REGISTER_DR6) return tenon_vmx_hw_read_dr6();
  if (index == (uint32_t)TENON_X86_64_REGISTER_SS_ATTRIBUTES) {
    return tenon_vmx_hw_read((uint32_t)TENON_VMX_FIELD_GUEST_SS_RIGHTS);
  }
  return 0;
}

/* DR6 gets all 64 bits. */
void tenon_vmx_set_register(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value) {
  if (index == (uint32_t)TENON_X86_64_REGISTER_CR2) {
    v->vmx.cr2 = value;
  } else if (index == (uint32_t)TENON_X86_64_REGISTER_DR6) {
    tenon_vmx_hw_write_dr6(value);
  }
}
