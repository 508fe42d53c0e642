/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of cpuid.h: it must not prove. */
#define tenon_x86_64_cpuid_answer tenon_x86_64_cpuid_answer__red_3 /* must fail: no_svm */
#include "tenon/core/x86_64/cpuid.h"

/* All that the CPU has in leaf 0x80000001. */
void tenon_x86_64_cpuid_answer(uint32_t leaf, uint32_t subleaf,
                               const struct tenon_x86_64_cpuid *cpu,
                               const struct tenon_x86_64_identity *identity, uint64_t cr4,
                               struct tenon_x86_64_cpuid *out) {
  (void)subleaf;
  (void)identity;
  (void)cr4;
  if (leaf == 0x80000001u) {
    out->eax = cpu->eax & 0x0fff3fffu;
    out->ebx = 0;
    out->ecx = cpu->ecx;
    out->edx = cpu->edx;
  }
}
