/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/vmx/vcpu.h"

#define VMX 0x20u /* CPUID 1 ECX */
#define FEATURE_CONTROL 0x3au
#define LOCKED 0x1u
#define VMXON_ALLOWED 0x4u
#define ARCH_CAPABILITIES 0x10au
#define HAS_ARCH_CAPABILITIES 0x20000000u /* CPUID 7 EDX */
#define PSCHANGE_MC_NO 0x40u
#define BASIC 0x480u
#define CR0_FIXED0 0x486u
#define CR0_FIXED1 0x487u
#define CR4_FIXED0 0x488u
#define CR4_FIXED1 0x489u
#define EPT_VPID_CAP 0x48cu
#define SECONDARY_ALLOWED 0x8000000000000000u
#define NESTED_OR_VPID 0x2200000000u /* EPT or VPID in the secondary controls' high half */
#define VPIDS 0x10000u
#define OBSTACLE(name) ((uint32_t)TENON_X86_64_OBSTACLE_##name)

uint32_t tenon_vmx_is_here(void) {
  struct tenon_x86_64_cpuid c;
  tenon_x86_64_hw_cpuid(1, 0, &c);
  return (c.ecx & VMX) != 0u ? 1u : 0u;
}

/* What of the capability MSRs there is: without secondary controls the CPU has none of theirs. */
/*@ requires writable: \valid(c);
    terminates \true; exits \false; assigns *c; */
static void read_capabilities(struct tenon_vmx_capabilities *c) {
  uint32_t is_true = (tenon_x86_64_hw_read_msr(BASIC) & TENON_VMX_BASIC_TRUE) != 0u ? 1u : 0u;
  /*@ loop invariant word: 0 <= word <= TENON_VMX_WORDS;
      loop assigns word, *c;
      loop variant TENON_VMX_WORDS - word; */
  for (uint32_t word = 0; word < (uint32_t)TENON_VMX_WORDS; word++) {
    c->allowed[word] = 0;
    c->legacy[word] = 0;
    if (word != (uint32_t)TENON_VMX_WORD_SECONDARY ||
        (c->allowed[TENON_VMX_WORD_PROCESSOR] & SECONDARY_ALLOWED) != 0u) {
      c->allowed[word] = tenon_x86_64_hw_read_msr(tenon_vmx_capability_msr(word, is_true));
      c->legacy[word] = tenon_x86_64_hw_read_msr(tenon_vmx_capability_msr(word, 0));
    }
  }
  c->ept = (c->allowed[TENON_VMX_WORD_SECONDARY] & NESTED_OR_VPID) != 0u
               ? tenon_x86_64_hw_read_msr(EPT_VPID_CAP)
               : 0u;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
static uint32_t is_disabled(void) {
  uint64_t control = tenon_x86_64_hw_read_msr(FEATURE_CONTROL);
  return (control & LOCKED) != 0u && (control & VMXON_ALLOWED) == 0u ? 1u : 0u;
}

uint32_t tenon_vmx_detect(struct tenon_x86_64_features *f, struct tenon_vmx_controls *controls) {
  struct tenon_vmx_capabilities capabilities;
  f->has |= TENON_X86_64_HAS_VMX;
  f->asids = VPIDS;
  if (is_disabled() == 1u) return OBSTACLE(disabled);
  read_capabilities(&capabilities);
  f->ept = capabilities.ept;
  uint32_t found = tenon_vmx_compose(&capabilities, controls);
  return found != OBSTACLE(none) ? found : tenon_vmx_ept_obstacle(capabilities.ept);
}

uint32_t tenon_vmx_has_gigabyte_pages(void) {
  return (tenon_x86_64_hw_read_msr(EPT_VPID_CAP) & TENON_VMX_EPT_1G) != 0u ? 1u : 0u;
}

uint32_t tenon_vmx_has_safe_large_pages(void) {
  struct tenon_x86_64_cpuid c;
  tenon_x86_64_hw_cpuid(7, 0, &c);
  if ((c.edx & HAS_ARCH_CAPABILITIES) == 0u) return 0;
  return (tenon_x86_64_hw_read_msr(ARCH_CAPABILITIES) & PSCHANGE_MC_NO) != 0u ? 1u : 0u;
}

/* The region of VMXON, and each VMCS, begins with this. */
/*@ requires region: \valid(region + (0 .. 3));
    terminates \true; exits \false; assigns region[0 .. 3]; */
static void write_revision(uint8_t *region) {
  uint64_t basic = tenon_x86_64_hw_read_msr(BASIC);
  /*@ loop invariant at: 0 <= i <= 4;
      loop assigns i, basic, region[0 .. 3];
      loop variant 4 - i; */
  for (uint32_t i = 0; i < 4u; i++) {
    region[i] = (uint8_t)(basic % (i == 3u ? 0x80u : 0x100u));
    basic /= 0x100u;
  }
}

uint32_t tenon_vmx_enable(struct tenon_x86_64_cpu *cpu, uint64_t address) {
  uint64_t control = tenon_x86_64_hw_read_msr(FEATURE_CONTROL);
  if ((control & LOCKED) == 0u) {
    tenon_x86_64_hw_write_msr(FEATURE_CONTROL, control | LOCKED | VMXON_ALLOWED);
  }
  cpu->vmx.cr0 = tenon_vmx_hw_read_cr0();
  tenon_vmx_hw_write_cr0(tenon_vmx_fix(cpu->vmx.cr0, tenon_x86_64_hw_read_msr(CR0_FIXED0),
                                       tenon_x86_64_hw_read_msr(CR0_FIXED1)));
  uint64_t cr4 = tenon_x86_64_hw_read_cr4();
  tenon_x86_64_hw_write_cr4(tenon_vmx_fix(cr4 | TENON_VMX_CR4_VMXE,
                                          tenon_x86_64_hw_read_msr(CR4_FIXED0),
                                          tenon_x86_64_hw_read_msr(CR4_FIXED1)));
  write_revision(cpu->host_save.byte);
  if (tenon_vmx_hw_on(address + offsetof(struct tenon_x86_64_cpu, host_save)) == 1u) return 1;
  tenon_x86_64_hw_write_cr4(cr4);
  tenon_vmx_hw_write_cr0(cpu->vmx.cr0);
  return 0;
}

void tenon_vmx_disable(const struct tenon_x86_64_cpu *cpu) {
  tenon_vmx_hw_off();
  tenon_x86_64_hw_write_cr4(cpu->host.cr4);
  tenon_vmx_hw_write_cr0(cpu->vmx.cr0);
}
