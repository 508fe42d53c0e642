/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vectors.h: none of these may prove. */
#define tenon_x86_64_vectors_insert tenon_x86_64_vectors_insert__red_1   /* must fail: others */
#define tenon_x86_64_vectors_remove tenon_x86_64_vectors_remove__red_1   /* must fail: gone */
#define tenon_x86_64_vectors_merge tenon_x86_64_vectors_merge__red_1     /* must fail: either */
#define tenon_x86_64_vectors_highest tenon_x86_64_vectors_highest__red_1 /* must fail: some */
#define tenon_x86_64_vectors_prepare tenon_x86_64_vectors_prepare__red_1 /* must fail: taken */
#include "tenon/core/x86_64/vectors.h"

/* The other vectors of the word are lost. */
void tenon_x86_64_vectors_insert(uint64_t *waiting, uint32_t vector) {
  waiting[vector / 64u] = (uint64_t)1 << (vector % 64u);
}

/* It goes on waiting. */
void tenon_x86_64_vectors_remove(uint64_t *waiting, uint32_t vector) {
  waiting[vector / 64u] |= (uint64_t)1 << (vector % 64u);
}

/* What waited before goes. */
void tenon_x86_64_vectors_merge(uint64_t *waiting, uint32_t word, uint64_t bits) {
  waiting[word] = bits;
}

/* A vector that nobody put there. */
uint32_t tenon_x86_64_vectors_highest(const uint64_t *waiting) {
  return (waiting[0] | waiting[1] | waiting[2] | waiting[3]) == 0u ? TENON_NONE : 255u;
}

/* Delivered, and delivered again at every entry. */
uint32_t tenon_x86_64_vectors_prepare(struct tenon_x86_64_vcpu *v) {
  uint32_t vector = tenon_x86_64_vectors_highest(v->waiting);
  if (vector == TENON_NONE) return 0;
  if (v->event == 0u && v->frame.rflags / TENON_X86_64_IF % 2u == 1u && v->frame.shadow == 0u) {
    v->event = tenon_x86_64_event_interrupt(vector);
  }
  return 1;
}
