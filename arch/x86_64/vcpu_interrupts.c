/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/vcpu_interrupts.h"

#include "tenon/core/x86_64/vectors.h"

/*@ terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
static uint32_t is_set_up(uint32_t state) {
  return state == (uint32_t)TENON_VCPU_FREE || state == (uint32_t)TENON_VCPU_BOUND ||
                 state == (uint32_t)TENON_VCPU_EXITED
             ? 1u
             : 0u;
}

enum tenon_error tenon_x86_64_vcpu_inject_interrupt(struct tenon_x86_64_vcpu *v, uint32_t interrupt,
                                                    uint32_t flags) {
  if (interrupt >= TENON_X86_64_VECTORS) {
    return TENON_ERROR_invalid_argument;
  }
  if (flags != 0u) {
    return TENON_ERROR_unsupported;
  }
  if (is_set_up(v->common.state) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  v->waiting[interrupt / 64u] |= (uint64_t)1 << (interrupt % 64u);
  v->changed = 1;
  return TENON_OK;
}

enum tenon_error tenon_x86_64_vcpu_lower_interrupt(struct tenon_x86_64_vcpu *v,
                                                   uint32_t interrupt) {
  if (interrupt >= TENON_X86_64_VECTORS) {
    return TENON_ERROR_invalid_argument;
  }
  if (is_set_up(v->common.state) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  v->waiting[interrupt / 64u] &= ~((uint64_t)1 << (interrupt % 64u));
  return TENON_OK;
}

void tenon_x86_64_vcpu_merge_interrupts(struct tenon_x86_64_vcpu *v, uint32_t word, uint64_t bits) {
  if (word < TENON_X86_64_VECTOR_WORDS) {
    v->waiting[word] |= bits;
    v->changed = 1;
  }
}

uint32_t tenon_x86_64_vcpu_has_interrupt(const struct tenon_x86_64_vcpu *v) {
  return v->event != 0u || tenon_x86_64_vectors_highest(v->waiting) != TENON_NONE ? 1u : 0u;
}
