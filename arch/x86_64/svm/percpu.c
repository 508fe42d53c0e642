/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/msr.h"
#include "tenon/core/x86_64/svm/vcpu.h"

#define SVM 0x4u            /* CPUID 8000_0001 ECX */
#define PAGE_1GB 0x4000000u /* EDX */
#define CR4_LA57 0x1000u
#define VM_CR 0xc0010114u
#define EFER_NXE 0x800u
#define VM_CR_SVMDIS 0x10u
#define VM_HSAVE_PA 0xc0010117u
#define LAST_LEAF 0x8000000au
/* CPUID 8000_000A EDX. */
#define NESTED_PAGING 0x1u
#define NEXT_RIP 0x8u
#define CLEAN_BITS 0x20u
#define FLUSH_BY_ASID 0x40u
#define DECODE_ASSISTS 0x80u

TENON_STATIC_ASSERT(offsetof(struct tenon_x86_64_cpu, host_state) == 0x2000,
                    "the contract of tenon_svm_enable says so");

/* Why not; how many address-space ids there are, and EDX of the last leaf, as far as it gets. */
/*@ requires writable: \valid(asids) && \valid(edx) && \separated(asids, edx);
    terminates \true; exits \false; assigns *asids, *edx;
    ensures known: \result < TENON_X86_64_OBSTACLE_COUNT;
    ensures asids: \result == TENON_X86_64_OBSTACLE_none ==> *asids >= 2; */
static uint32_t obstacle(uint32_t *asids, uint32_t *edx) {
  struct tenon_x86_64_cpuid c;
  tenon_x86_64_hw_cpuid(0x80000000u, 0, &c);
  if (c.eax < LAST_LEAF || c.eax > 0x8000ffffu) return TENON_X86_64_OBSTACLE_no_extension;
  tenon_x86_64_hw_cpuid(0x80000001u, 0, &c);
  if ((c.ecx & SVM) == 0u) return TENON_X86_64_OBSTACLE_no_extension;
  if ((tenon_x86_64_hw_read_msr(VM_CR) & VM_CR_SVMDIS) != 0u) return TENON_X86_64_OBSTACLE_disabled;
  tenon_x86_64_hw_cpuid(LAST_LEAF, 0, &c);
  *asids = c.ebx;
  *edx = c.edx;
  if ((c.edx & NESTED_PAGING) == 0u) return TENON_X86_64_OBSTACLE_no_nested_paging;
  if ((tenon_x86_64_hw_read_cr4() & CR4_LA57) != 0u) return TENON_X86_64_OBSTACLE_five_levels;
  return c.ebx < 2u ? TENON_X86_64_OBSTACLE_too_few_asids : TENON_X86_64_OBSTACLE_none;
}

uint32_t tenon_svm_detect(struct tenon_x86_64_features *f) {
  uint32_t asids = 0;
  uint32_t edx = 0;
  uint32_t has = 0;
  uint32_t found = obstacle(&asids, &edx);
  if ((edx & NEXT_RIP) != 0u) has += TENON_X86_64_HAS_NEXT_RIP;
  if ((edx & FLUSH_BY_ASID) != 0u) has += TENON_X86_64_HAS_FLUSH_BY_ASID;
  if ((edx & DECODE_ASSISTS) != 0u) has += TENON_X86_64_HAS_DECODE_ASSISTS;
  if ((edx & CLEAN_BITS) != 0u) has += TENON_X86_64_HAS_CLEAN_BITS;
  f->has = f->has / 0x10u * 0x10u + has;
  f->asids = asids;
  return found;
}

uint32_t tenon_svm_has_gigabyte_pages(void) {
  struct tenon_x86_64_cpuid c;
  tenon_x86_64_hw_cpuid(0x80000001u, 0, &c);
  return (c.edx & PAGE_1GB) != 0u ? 1u : 0u;
}

/* Without the host's NXE a nested entry that forbids execution is a reserved one (APM volume 2,
 * 15.25.5). */
void tenon_svm_enable(struct tenon_x86_64_cpu *cpu, uint64_t address) {
  cpu->host.efer = tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_EFER);
  tenon_x86_64_hw_write_msr(TENON_X86_64_MSR_EFER,
                            cpu->host.efer | TENON_X86_64_EFER_SVME | EFER_NXE);
  cpu->host.hsave = tenon_x86_64_hw_read_msr(VM_HSAVE_PA);
  tenon_x86_64_hw_write_msr(VM_HSAVE_PA, address + offsetof(struct tenon_x86_64_cpu, host_save));
  cpu->host_state_address = address + offsetof(struct tenon_x86_64_cpu, host_state);
}

void tenon_svm_disable(const struct tenon_x86_64_cpu *cpu) {
  tenon_x86_64_hw_write_msr(VM_HSAVE_PA, cpu->host.hsave);
  tenon_x86_64_hw_write_msr(TENON_X86_64_MSR_EFER, cpu->host.efer);
}

void tenon_svm_bind(const struct tenon_x86_64_cpu *cpu) {
  tenon_svm_hw_save_host(cpu->host_state_address);
}
