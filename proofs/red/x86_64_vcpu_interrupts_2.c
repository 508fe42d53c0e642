/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_interrupts.h: none of these may prove. */
#define tenon_x86_64_vcpu_merge_interrupts \
  tenon_x86_64_vcpu_merge_interrupts__red_2                                    /* must fail: nmi */
#define tenon_x86_64_vcpu_has_interrupt tenon_x86_64_vcpu_has_interrupt__red_2 /* must fail: none */
#include "tenon/core/x86_64/vcpu_interrupts.h"

/* Another CPU's NMI is dropped. */
void tenon_x86_64_vcpu_merge_interrupts(struct tenon_x86_64_vcpu *v, uint32_t word, uint64_t bits) {
  if (word < TENON_X86_64_VECTOR_WORDS) {
    tenon_x86_64_vectors_merge(v->waiting, word, bits);
    v->changed = 1;
  } else if (word == 4u && bits % 2u == 1u) {
    v->changed = 1;
  } else {
    return;
  }
}

/* A HLT sleeps through an NMI. */
uint32_t tenon_x86_64_vcpu_has_interrupt(const struct tenon_x86_64_vcpu *v) {
  return v->event != 0u || tenon_x86_64_vectors_highest(v->waiting) != TENON_NONE ? 1u : 0u;
}
