/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of vmx/vcpu.h: none of these may prove. */
#define tenon_vmx_detect tenon_vmx_detect__red_2 /* must fail: known */
#define tenon_vmx_enable tenon_vmx_enable__red_2 /* must fail: saved */
#include "tenon/core/x86_64/vmx/vcpu.h"

/* What the CPU's capabilities lack is the answer, not its name. */
uint32_t tenon_vmx_detect(struct tenon_x86_64_features *f, struct tenon_vmx_controls *controls) {
  (void)controls;
  f->asids = 0x10000u;
  return (uint32_t)(tenon_x86_64_hw_read_msr(0x48cu) % 0x100000000u);
}

/* CR0 is saved when VMX has changed it. */
uint32_t tenon_vmx_enable(struct tenon_x86_64_cpu *cpu, uint64_t address) {
  uint64_t cr0 = tenon_vmx_hw_read_cr0();
  tenon_vmx_hw_write_cr0(0x80000021u);
  cpu->vmx.cr0 = tenon_vmx_hw_read_cr0();
  if (tenon_vmx_hw_on(address) == 1u) return 1;
  tenon_vmx_hw_write_cr0(cr0);
  return 0;
}
