/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of cpuid.h: it must not prove. */
#define tenon_x86_64_cpuid_answer tenon_x86_64_cpuid_answer__red_2 /* must fail: features_ecx */
#include "tenon/core/x86_64/cpuid.h"

/* OSXSAVE is that of the host. */
void tenon_x86_64_cpuid_answer(uint32_t leaf, uint32_t subleaf,
                               const struct tenon_x86_64_cpuid *cpu,
                               const struct tenon_x86_64_identity *identity, uint64_t cr4,
                               struct tenon_x86_64_cpuid *out) {
  (void)subleaf;
  (void)cr4;
  if (leaf == 1u) {
    out->eax = cpu->eax & 0x0fff3fffu;
    out->ebx = cpu->ebx % 0x10000u + 0x10000u + identity->apic_id % 0x100u * 0x1000000u;
    out->ecx = (cpu->ecx & 0x7ed83203u) | 0x80000000u;
    out->edx = cpu->edx & 0x078ba97fu;
  }
}
