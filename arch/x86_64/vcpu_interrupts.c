/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/vcpu_interrupts.h"

#define NMI TENON_X86_64_INTERRUPT_NMI

/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures set_up: \result == 1 <==> x86_vcpu_is_set_up(v);
    ensures boolean: \result <= 1; */
static uint32_t is_set_up(const struct tenon_x86_64_vcpu *v) {
  uint32_t state = v->common.state;
  return state == (uint32_t)TENON_VCPU_FREE || state == (uint32_t)TENON_VCPU_BOUND ||
                 state == (uint32_t)TENON_VCPU_EXITED
             ? 1u
             : 0u;
}

enum tenon_error tenon_x86_64_vcpu_inject_interrupt(struct tenon_x86_64_vcpu *v, uint32_t interrupt,
                                                    uint32_t flags) {
  if (interrupt > NMI) {
    return TENON_ERROR_invalid_argument;
  }
  if (flags != 0u) {
    return TENON_ERROR_unsupported;
  }
  if (is_set_up(v) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  if (interrupt == NMI) {
    v->nmi = 1;
  } else {
    tenon_x86_64_vectors_insert(v->waiting, interrupt);
  }
  v->changed = 1;
  return TENON_OK;
}

enum tenon_error tenon_x86_64_vcpu_lower_interrupt(struct tenon_x86_64_vcpu *v,
                                                   uint32_t interrupt) {
  if (interrupt > NMI) {
    return TENON_ERROR_invalid_argument;
  }
  if (is_set_up(v) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  if (interrupt == NMI) {
    v->nmi = 0;
  } else {
    tenon_x86_64_vectors_remove(v->waiting, interrupt);
  }
  return TENON_OK;
}

void tenon_x86_64_vcpu_merge_interrupts(struct tenon_x86_64_vcpu *v, uint32_t word, uint64_t bits) {
  if (word < TENON_X86_64_VECTOR_WORDS) {
    tenon_x86_64_vectors_merge(v->waiting, word, bits);
    v->changed = 1;
  } else if (word == NMI / 64u && bits % 2u == 1u) {
    v->nmi = 1;
    v->changed = 1;
  } else {
    return; /* no interrupt of a guest */
  }
}

uint32_t tenon_x86_64_vcpu_has_interrupt(const struct tenon_x86_64_vcpu *v) {
  uint32_t vector = tenon_x86_64_vectors_highest(v->waiting);
  return v->event != 0u || v->nmi != 0u || vector != TENON_NONE ? 1u : 0u;
}

uint32_t tenon_x86_64_vcpu_is_woken(const struct tenon_x86_64_vcpu *v) {
  if (v->event != 0u || v->nmi != 0u) return 1;
  return v->frame.rflags / TENON_X86_64_IF % 2u == 1u ? tenon_x86_64_vcpu_has_interrupt(v) : 0u;
}
