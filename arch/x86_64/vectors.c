/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/vectors.h"

#include "tenon/core/bit_change.h"

#ifdef __FRAMAC__
#include "lemmas/x86_64_vectors.h"
#endif

/*@ terminates \true; exits \false; assigns \nothing;
    ensures either: \forall integer k; 0 <= k < 64 ==>
      (tenon_bit(\result, k) <==> tenon_bit(a, k) || tenon_bit(b, k)); */
static uint64_t either_word(uint64_t a, uint64_t b) { return a | b; }

void tenon_x86_64_vectors_insert(uint64_t *waiting, uint32_t vector) {
  waiting[vector / 64u] = tenon_with_bit(waiting[vector / 64u], vector % 64u);
}

void tenon_x86_64_vectors_remove(uint64_t *waiting, uint32_t vector) {
  waiting[vector / 64u] = tenon_without_bit(waiting[vector / 64u], vector % 64u);
}

void tenon_x86_64_vectors_merge(uint64_t *waiting, uint32_t word, uint64_t bits) {
  waiting[word] = either_word(waiting[word], bits);
}

uint32_t tenon_x86_64_vectors_highest(const uint64_t *waiting) {
  //@ assert bits: \forall integer k; 0 <= k < 64 ==> !tenon_bit(0, k);
  /*@ loop invariant range: 0 <= i <= 4;
      loop invariant zero: \forall integer w; i <= w < 4 ==> waiting[w] == 0;
      loop assigns i;
      loop variant i; */
  for (uint32_t i = TENON_X86_64_VECTOR_WORDS; i > 0u; i--) {
    if (waiting[i - 1u] != 0u) {
      uint32_t bit = tenon_highest_bit(waiting[i - 1u]);
      uint32_t vector = (i - 1u) * 64u + bit;
      //@ assert word: vector / 64 == i - 1;
      //@ assert place: vector % 64 == bit;
      //@ assert member: x86_vector_waits(waiting, vector);
      //@ assert same: \forall integer k; vector < k < 256 && k / 64 == i - 1 ==> bit < k % 64;
      return vector;
    }
  }
  return TENON_NONE;
}

uint32_t tenon_x86_64_vectors_prepare(struct tenon_x86_64_vcpu *v) {
  uint32_t vector = tenon_x86_64_vectors_highest(v->waiting);
  if (vector == TENON_NONE) return 0;
  if (v->event == 0u && v->frame.rflags / TENON_X86_64_IF % 2u == 1u && v->frame.shadow == 0u) {
    tenon_x86_64_vectors_remove(v->waiting, vector);
    v->event = tenon_x86_64_event_interrupt(vector);
  }
  return tenon_x86_64_vectors_highest(v->waiting) == TENON_NONE ? 0u : 1u;
}
