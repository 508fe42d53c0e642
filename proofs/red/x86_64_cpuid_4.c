/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of cpuid.h: it must not prove. */
#define tenon_x86_64_cpuid_answer tenon_x86_64_cpuid_answer__red_4 /* must fail: seven_ebx */
#include "tenon/core/x86_64/cpuid.h"

/* AVX2 without AVX. */
void tenon_x86_64_cpuid_answer(uint32_t leaf, uint32_t subleaf,
                               const struct tenon_x86_64_cpuid *cpu,
                               const struct tenon_x86_64_identity *identity, uint64_t cr4,
                               struct tenon_x86_64_cpuid *out) {
  (void)identity;
  (void)cr4;
  if (leaf == 7u) {
    out->eax = 0;
    out->ebx = subleaf == 0u ? cpu->ebx & 0x219c03a9u : 0u;
    out->ecx = subleaf == 0u ? cpu->ecx & 0x4u : 0u;
    out->edx = subleaf == 0u ? cpu->edx & 0x10u : 0u;
  }
}
