/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/percpu.h"

#include "tenon/core/x86_64/msr.h"
#include "tenon/core/x86_64/svm/vcpu.h"
#include "tenon/core/x86_64/vmx/vcpu.h"

#define XSAVE 0x04000000u  /* CPUID 1 ECX */
#define PKU 0x8u           /* CPUID 7 ECX */
#define RDTSCP 0x08000000u /* CPUID 8000_0001 EDX */
#define CR4_OSFXSR 0x200u
#define CR4_OSXSAVE 0x40000u

/* What both extensions need to know. \return of `has` what is no extension's. */
/*@ requires writable: \valid(f);
    terminates \true; exits \false;
    assigns f->physical_bits, f->linear_bits, f->ept, f->xcr0;
    ensures range: \result % 0x10 == 0 && \result < 0x80;
    ensures state: f->xcr0 < 8;
    ensures xsave: f->xcr0 != 0 ==> (\result & TENON_X86_64_HAS_XSAVE) != 0; */
static uint32_t detect_common(struct tenon_x86_64_features *f) {
  struct tenon_x86_64_cpuid c;
  uint32_t has = 0;
  tenon_x86_64_hw_cpuid(1, 0, &c);
  if ((c.ecx & XSAVE) != 0u) has += TENON_X86_64_HAS_XSAVE;
  tenon_x86_64_hw_cpuid(0x80000001u, 0, &c);
  if ((c.edx & RDTSCP) != 0u) has += TENON_X86_64_HAS_TSC_AUX;
  tenon_x86_64_hw_cpuid(7, 0, &c);
  if ((c.ecx & PKU) != 0u) has += TENON_X86_64_HAS_PKRU;
  tenon_x86_64_hw_cpuid(0x80000008u, 0, &c);
  f->physical_bits = c.eax % 0x100u;
  f->linear_bits = c.eax / 0x100u % 0x100u;
  f->ept = 0;
  f->xcr0 = 0;
  if ((has & TENON_X86_64_HAS_XSAVE) != 0u) {
    tenon_x86_64_hw_cpuid(0xd, 0, &c);
    f->xcr0 = c.eax % (TENON_X86_64_XCR0_KNOWN + 1u);
  }
  return has;
}

/* VMX where the CPU has it, else SVM. */
/*@ requires writable: \valid(f) && \valid(controls) && \separated(f, controls);
    terminates \true; exits \false;
    assigns *f, *controls;
    ensures known: \result < TENON_X86_64_OBSTACLE_COUNT;
    ensures asids: \result == TENON_X86_64_OBSTACLE_none ==> f->asids >= 2;
    ensures state: f->xcr0 < 8; */
static uint32_t detect(struct tenon_x86_64_features *f, struct tenon_vmx_controls *controls) {
  f->has = detect_common(f);
  return tenon_vmx_is_here() == 1u ? tenon_vmx_detect(f, controls) : tenon_svm_detect(f);
}

uint32_t tenon_x86_64_detect(struct tenon_x86_64_features *f) {
  struct tenon_vmx_controls controls;
  return detect(f, &controls);
}

uint32_t tenon_x86_64_has_hardware_support(void) {
  struct tenon_x86_64_features features;
  return tenon_x86_64_detect(&features) == (uint32_t)TENON_X86_64_OBSTACLE_none ? 1u : 0u;
}

enum tenon_error tenon_x86_64_claim(struct tenon_x86_64_cpu *cpu, uint32_t id) {
  if (id >= TENON_CPU_MAX) {
    return TENON_ERROR_invalid_argument;
  }
  if (cpu->claimed != 0u) {
    return TENON_ERROR_wrong_state;
  }
  cpu->loaded = NULL;
  cpu->id = id;
  cpu->enabled = 0;
  cpu->claimed = 1;
  cpu->owes = 0;
  cpu->vmid_generation = 0;
  return TENON_OK;
}

/*@ requires writable: \valid(cpu);
    requires address: address <= TENON_X86_64_ADDRESS_MAX;
    terminates \true; exits \false;
    assigns cpu->host.efer, cpu->host.hsave, cpu->host_state_address, cpu->vmx,
            cpu->host_save.byte[0 .. 3], x86_hw_efer, x86_hw_tsc_aux, x86_hw_cr4, vmx_hw_cr0;
    ensures boolean: \result <= 1; */
static uint32_t enable(struct tenon_x86_64_cpu *cpu, uint64_t address) {
  if ((cpu->features.has & TENON_X86_64_HAS_VMX) != 0u) return tenon_vmx_enable(cpu, address);
  tenon_svm_enable(cpu, address);
  return 1;
}

enum tenon_error tenon_x86_64_enable(struct tenon_x86_64_cpu *cpu, uint64_t address) {
  if (cpu->enabled != 0u) {
    return TENON_ERROR_already_enabled;
  }
  if (address % TENON_X86_64_PAGE != 0u || address > TENON_X86_64_ADDRESS_MAX) {
    return TENON_ERROR_unaligned;
  }
  if (detect(&cpu->features, &cpu->vmx.controls) != (uint32_t)TENON_X86_64_OBSTACLE_none) {
    return TENON_ERROR_unsupported;
  }
  uint64_t xsave = (cpu->features.has & TENON_X86_64_HAS_XSAVE) != 0u ? CR4_OSXSAVE : (uint64_t)0;
  cpu->host.gs_base = tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_GS_BASE);
  cpu->host.cr4 = tenon_x86_64_hw_read_cr4();
  tenon_x86_64_hw_write_cr4(cpu->host.cr4 | CR4_OSFXSR | xsave);
  if (enable(cpu, address) == 0u) {
    tenon_x86_64_hw_write_cr4(cpu->host.cr4);
    return TENON_ERROR_unsupported;
  }
  cpu->loaded = NULL;
  cpu->owes = 0;
  cpu->vmid_generation = 0;
  cpu->enabled = 1;
  tenon_x86_64_hw_set_cpu(cpu);
  return TENON_OK;
}

enum tenon_error tenon_x86_64_disable(struct tenon_x86_64_cpu *cpu) {
  if (cpu->enabled == 0u || cpu->loaded != NULL) {
    return TENON_ERROR_wrong_state;
  }
  if (tenon_x86_64_hw_this_cpu() != cpu) {
    return TENON_ERROR_wrong_cpu;
  }
  if ((cpu->features.has & TENON_X86_64_HAS_VMX) != 0u) {
    tenon_vmx_disable(cpu);
  } else {
    tenon_svm_disable(cpu);
  }
  tenon_x86_64_hw_write_cr4(cpu->host.cr4);
  tenon_x86_64_hw_restore_gs_base(cpu->host.gs_base);
  cpu->enabled = 0;
  return TENON_OK;
}
