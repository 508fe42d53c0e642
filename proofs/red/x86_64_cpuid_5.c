/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of cpuid.h: it must not prove. */
#define tenon_x86_64_cpuid_answer tenon_x86_64_cpuid_answer__red_5 /* must fail: with_avx */
#include "tenon/core/x86_64/cpuid.h"

/* The area has no room for AVX. */
void tenon_x86_64_cpuid_answer(uint32_t leaf, uint32_t subleaf,
                               const struct tenon_x86_64_cpuid *cpu,
                               const struct tenon_x86_64_identity *identity, uint64_t cr4,
                               struct tenon_x86_64_cpuid *out) {
  (void)cr4;
  if (leaf == 0xdu && subleaf == 0u) {
    out->eax = (uint32_t)(identity->xcr0 % 8u);
    out->ebx = cpu->ebx;
    out->ecx = 576;
    out->edx = 0;
  }
}
