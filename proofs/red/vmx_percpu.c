/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vmx/vcpu.h: none of these may prove. */
#define tenon_vmx_is_here tenon_vmx_is_here__red_1                       /* must fail: boolean */
#define tenon_vmx_detect tenon_vmx_detect__red_1                         /* must fail: asids */
#define tenon_vmx_has_gigabyte_pages tenon_vmx_has_gigabyte_pages__red_1 /* must fail: boolean */
#define tenon_vmx_has_safe_large_pages \
  tenon_vmx_has_safe_large_pages__red_1            /* must fail: boolean */
#define tenon_vmx_enable tenon_vmx_enable__red_1   /* must fail: refused */
#define tenon_vmx_disable tenon_vmx_disable__red_1 /* must fail: restored */
#include "tenon/core/x86_64/vmx/vcpu.h"

/* Any bit of CPUID stands for VMX. */
uint32_t tenon_vmx_is_here(void) {
  struct tenon_x86_64_cpuid c;
  tenon_x86_64_hw_cpuid(1, 0, &c);
  return c.ecx;
}

/* There are as many VPIDs as SVM has ASIDs on some CPUs. */
uint32_t tenon_vmx_detect(struct tenon_x86_64_features *f, struct tenon_vmx_controls *controls) {
  (void)controls;
  f->asids = 0x8000u;
  return TENON_X86_64_OBSTACLE_none;
}

/* The word itself is the answer. */
uint32_t tenon_vmx_has_gigabyte_pages(void) {
  return (uint32_t)(tenon_x86_64_hw_read_msr(0x48cu) % 0x100000000u);
}

/* The bit is the answer. */
uint32_t tenon_vmx_has_safe_large_pages(void) {
  return (uint32_t)(tenon_x86_64_hw_read_msr(0x10au) % 0x80u / 0x20u);
}

/* CR4.VMXE stays set where VMXON was refused. */
uint32_t tenon_vmx_enable(struct tenon_x86_64_cpu *cpu, uint64_t address) {
  cpu->vmx.cr0 = tenon_vmx_hw_read_cr0();
  tenon_x86_64_hw_write_cr4(tenon_x86_64_hw_read_cr4() / 0x4000u * 0x4000u + TENON_VMX_CR4_VMXE);
  return tenon_vmx_hw_on(address);
}

/* CR0 is left as VMX wanted it. */
void tenon_vmx_disable(const struct tenon_x86_64_cpu *cpu) {
  tenon_vmx_hw_off();
  tenon_x86_64_hw_write_cr4(cpu->host.cr4);
}
