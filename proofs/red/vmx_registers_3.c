/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of vmx/vcpu.h: none of these may prove. */
#define tenon_vmx_get_register tenon_vmx_get_register__red_3 /* must fail: none */
#define tenon_vmx_set_register tenon_vmx_set_register__red_3 /* must fail: host */
#include "tenon/core/x86_64/vmx/vcpu.h"

/* DR0 to DR3 stand behind the VMCS's own registers, as if they were its too. */
uint64_t tenon_vmx_get_register(const struct tenon_x86_64_vcpu *v, uint32_t index) {
  if (index == (uint32_t)TENON_X86_64_REGISTER_CR2) return v->vmx.cr2;
  if (index >= (uint32_t)TENON_X86_64_REGISTER_DR6) return tenon_vmx_hw_read_dr6();
  return 0;
}

/* The guest's EFER becomes the host's. */
void tenon_vmx_set_register(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value) {
  if (index == (uint32_t)TENON_X86_64_REGISTER_CR2) {
    v->vmx.cr2 = value;
  } else if (index == (uint32_t)TENON_X86_64_REGISTER_DR6) {
    tenon_vmx_hw_write_dr6(value % 0x100000000u);
  } else if (index == (uint32_t)TENON_X86_64_REGISTER_EFER) {
    tenon_x86_64_hw_write_msr(0xc0000080u, value);
  }
}
