/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_interrupts.h: none of these may prove. */
#define tenon_x86_64_vcpu_inject_interrupt \
  tenon_x86_64_vcpu_inject_interrupt__red_1 /* must fail: waits */
#define tenon_x86_64_vcpu_lower_interrupt \
  tenon_x86_64_vcpu_lower_interrupt__red_1 /* must fail: state */
#define tenon_x86_64_vcpu_merge_interrupts \
  tenon_x86_64_vcpu_merge_interrupts__red_1 /* must fail: prepared */
#define tenon_x86_64_vcpu_has_interrupt tenon_x86_64_vcpu_has_interrupt__red_1 /* must fail: none */
#include "tenon/core/x86_64/vcpu_interrupts.h"

/* The next run takes the short way, and the interrupt waits for another exit. */
enum tenon_error tenon_x86_64_vcpu_inject_interrupt(struct tenon_x86_64_vcpu *v, uint32_t interrupt,
                                                    uint32_t flags) {
  uint32_t state = v->common.state;
  if (interrupt > TENON_X86_64_INTERRUPT_NMI) return TENON_ERROR_invalid_argument;
  if (flags != 0u) return TENON_ERROR_unsupported;
  if (state != (uint32_t)TENON_VCPU_FREE && state != (uint32_t)TENON_VCPU_BOUND &&
      state != (uint32_t)TENON_VCPU_EXITED) {
    return TENON_ERROR_wrong_state;
  }
  if (interrupt == TENON_X86_64_INTERRUPT_NMI) {
    v->nmi = 1;
  } else {
    tenon_x86_64_vectors_insert(v->waiting, interrupt);
  }
  return TENON_OK;
}

/* Of a vCPU that was never set up, too. */
enum tenon_error tenon_x86_64_vcpu_lower_interrupt(struct tenon_x86_64_vcpu *v,
                                                   uint32_t interrupt) {
  if (interrupt > TENON_X86_64_INTERRUPT_NMI) return TENON_ERROR_invalid_argument;
  if (interrupt == TENON_X86_64_INTERRUPT_NMI) {
    v->nmi = 0;
  } else {
    tenon_x86_64_vectors_remove(v->waiting, interrupt);
  }
  return TENON_OK;
}

/* Another CPU's request waits until something else prepares a run. */
void tenon_x86_64_vcpu_merge_interrupts(struct tenon_x86_64_vcpu *v, uint32_t word, uint64_t bits) {
  if (word < TENON_X86_64_VECTOR_WORDS) {
    tenon_x86_64_vectors_merge(v->waiting, word, bits);
  } else if (word == 4u && bits % 2u == 1u) {
    v->nmi = 1;
  } else {
    return;
  }
}

/* A HLT sleeps through an event whose delivery was cut short. */
uint32_t tenon_x86_64_vcpu_has_interrupt(const struct tenon_x86_64_vcpu *v) {
  return v->nmi != 0u || tenon_x86_64_vectors_highest(v->waiting) != TENON_NONE ? 1u : 0u;
}
