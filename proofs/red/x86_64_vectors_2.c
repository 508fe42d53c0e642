/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of vectors.h. */
#define tenon_x86_64_vectors_highest tenon_x86_64_vectors_highest__red_2 /* must fail: greatest */
#define tenon_x86_64_vectors_prepare tenon_x86_64_vectors_prepare__red_2 /* must fail: stays */
#include "tenon/core/x86_64/vectors.h"

/* The lowest vector of the highest word. */
uint32_t tenon_x86_64_vectors_highest(const uint64_t *waiting) {
  if (waiting[3] != 0u) return 192u + tenon_lowest_bit(waiting[3]);
  if (waiting[2] != 0u) return 128u + tenon_lowest_bit(waiting[2]);
  if (waiting[1] != 0u) return 64u + tenon_lowest_bit(waiting[1]);
  return waiting[0] != 0u ? tenon_lowest_bit(waiting[0]) : TENON_NONE;
}

/* Behind STI as well. */
uint32_t tenon_x86_64_vectors_prepare(struct tenon_x86_64_vcpu *v) {
  uint32_t vector = tenon_x86_64_vectors_highest(v->waiting);
  if (vector == TENON_NONE) return 0;
  if (v->event == 0u && v->frame.rflags / TENON_X86_64_IF % 2u == 1u) {
    tenon_x86_64_vectors_remove(v->waiting, vector);
    v->event = tenon_x86_64_event_interrupt(vector);
  }
  return tenon_x86_64_vectors_highest(v->waiting) == TENON_NONE ? 0u : 1u;
}
