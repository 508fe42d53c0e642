/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of answer.h: it must not prove. */
#define tenon_x86_64_answer_cpuid tenon_x86_64_answer_cpuid__red_1 /* must fail: no_vmx */
#include "tenon/core/x86_64/answer.h"

/* The CPU's own answer. */
void tenon_x86_64_answer_cpuid(struct tenon_x86_64_vcpu *v) {
  uint64_t *x = v->frame.x;
  struct tenon_x86_64_cpuid cpu;
  tenon_x86_64_hw_cpuid((uint32_t)(x[0] % 0x100000000u), (uint32_t)(x[1] % 0x100000000u), &cpu);
  x[0] = cpu.eax;
  x[1] = cpu.ecx;
  x[2] = cpu.edx;
  x[3] = cpu.ebx;
}
