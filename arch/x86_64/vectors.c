/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/vectors.h"

#include "tenon/core/bits.h"
#include "tenon/core/x86_64/event.h"

uint32_t tenon_x86_64_vectors_highest(const uint64_t *waiting) {
  for (uint32_t i = TENON_X86_64_VECTOR_WORDS; i > 0u; i--) {
    if (waiting[i - 1u] != 0u) {
      return (i - 1u) * 64u + tenon_highest_bit(waiting[i - 1u]);
    }
  }
  return TENON_NONE;
}

static uint32_t is_empty(const uint64_t *waiting) {
  return (waiting[0] | waiting[1] | waiting[2] | waiting[3]) == 0u ? 1u : 0u;
}

static void take(struct tenon_x86_64_vcpu *v) {
  uint32_t vector = tenon_x86_64_vectors_highest(v->waiting);
  v->waiting[vector / 64u] &= ~((uint64_t)1 << (vector % 64u));
  v->event = tenon_x86_64_event_interrupt(vector);
}

uint32_t tenon_x86_64_vectors_prepare(struct tenon_x86_64_vcpu *v) {
  if (is_empty(v->waiting) == 1u) return 0;
  if (v->event == 0u && v->frame.rflags / TENON_X86_64_IF % 2u == 1u && v->frame.shadow == 0u) {
    take(v);
  }
  return is_empty(v->waiting) == 1u ? 0u : 1u;
}
