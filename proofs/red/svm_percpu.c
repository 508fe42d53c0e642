/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of svm/vcpu.h: none of these may prove. */
#define tenon_svm_detect tenon_svm_detect__red_1                         /* must fail: kept */
#define tenon_svm_enable tenon_svm_enable__red_1                         /* must fail: saved */
#define tenon_svm_disable tenon_svm_disable__red_1                       /* must fail: efer */
#define tenon_svm_bind tenon_svm_bind__red_1                             /* must fail: saved */
#define tenon_svm_has_gigabyte_pages tenon_svm_has_gigabyte_pages__red_1 /* must fail: boolean */
#include "tenon/core/x86_64/svm/vcpu.h"

/* What else the CPU has is forgotten. */
uint32_t tenon_svm_detect(struct tenon_x86_64_features *f) {
  struct tenon_x86_64_cpuid c;
  tenon_x86_64_hw_cpuid(0x8000000au, 0, &c);
  f->has = c.edx % 0x10u;
  f->asids = c.ebx;
  return c.ebx < 2u ? TENON_X86_64_OBSTACLE_too_few_asids : TENON_X86_64_OBSTACLE_none;
}

/* What disabling will put back is EFER with SVME. */
void tenon_svm_enable(struct tenon_x86_64_cpu *cpu, uint64_t address) {
  uint64_t efer = tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_EFER);
  tenon_x86_64_hw_write_msr(TENON_X86_64_MSR_EFER, efer | TENON_X86_64_EFER_SVME);
  cpu->host.efer = tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_EFER);
  cpu->host_state_address = address + 0x2000u;
}

/* SVM goes, and all else of EFER with it. */
void tenon_svm_disable(const struct tenon_x86_64_cpu *cpu) {
  (void)cpu;
  tenon_x86_64_hw_write_msr(TENON_X86_64_MSR_EFER, 0);
}

/* To where VMRUN saves the rest. */
void tenon_svm_bind(const struct tenon_x86_64_cpu *cpu) {
  tenon_svm_hw_save_host(cpu->host_state_address - 0x1000u);
}

/* The bit itself. */
uint32_t tenon_svm_has_gigabyte_pages(void) {
  struct tenon_x86_64_cpuid c;
  tenon_x86_64_hw_cpuid(0x80000001u, 0, &c);
  return c.edx / 0x4000000u;
}
