/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of cpuid.h: it must not prove. */
#define tenon_x86_64_cpuid_answer tenon_x86_64_cpuid_answer__red_1 /* must fail: nothing */
#include "tenon/core/x86_64/cpuid.h"

/* The CPU's own answer where the table has no row. */
void tenon_x86_64_cpuid_answer(uint32_t leaf, uint32_t subleaf,
                               const struct tenon_x86_64_cpuid *cpu,
                               const struct tenon_x86_64_identity *identity, uint64_t cr4,
                               struct tenon_x86_64_cpuid *out) {
  (void)identity;
  (void)cr4;
  (void)subleaf;
  out->eax = leaf == 0u ? 0xdu : cpu->eax;
  out->ebx = cpu->ebx;
  out->ecx = cpu->ecx;
  out->edx = cpu->edx;
}
