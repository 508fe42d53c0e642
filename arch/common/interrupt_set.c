/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/interrupt_set.h"

#include "tenon/core/bit_change.h"

#ifdef __FRAMAC__
#include "lemmas/common_interrupt_set.h"
#endif

void tenon_interrupt_set_clear(struct tenon_interrupt_set *s) {
  uint32_t i;
  /*@ loop invariant range: 0 <= i <= 16;
      loop invariant zero: \forall integer w; 0 <= w < i ==> s->word[w] == 0;
      loop assigns i, s->word[0 .. 15];
      loop variant 16 - i; */
  for (i = 0; i < TENON_INTERRUPT_SET_WORDS; i++) {
    s->word[i] = 0;
  }
  //@ assert bits: \forall integer k; 0 <= k < 64 ==> !tenon_bit(0, k);
}

void tenon_interrupt_set_insert(struct tenon_interrupt_set *s, uint32_t id) {
  s->word[id / 64u] = tenon_with_bit(s->word[id / 64u], id % 64u);
}

void tenon_interrupt_set_remove(struct tenon_interrupt_set *s, uint32_t id) {
  s->word[id / 64u] = tenon_without_bit(s->word[id / 64u], id % 64u);
}

uint32_t tenon_interrupt_set_contains(const struct tenon_interrupt_set *s, uint32_t id) {
  if ((s->word[id / 64u] & ((uint64_t)1 << (id % 64u))) != 0) {
    return 1;
  }
  return 0;
}

uint32_t tenon_interrupt_set_is_empty(const struct tenon_interrupt_set *s) {
  if (tenon_interrupt_set_lowest(s) == TENON_NONE) {
    return 1;
  }
  return 0;
}

uint32_t tenon_interrupt_set_lowest(const struct tenon_interrupt_set *s) {
  uint32_t i;
  //@ assert bits: \forall integer k; 0 <= k < 64 ==> !tenon_bit(0, k);
  /*@ loop invariant range: 0 <= i <= 16;
      loop invariant zero: \forall integer w; 0 <= w < i ==> s->word[w] == 0;
      loop assigns i;
      loop variant 16 - i; */
  for (i = 0; i < TENON_INTERRUPT_SET_WORDS; i++) {
    if (s->word[i] != 0) {
      uint32_t bit = tenon_lowest_bit(s->word[i]);
      uint32_t id = i * 64u + bit;
      //@ assert word: id / 64 == i;
      //@ assert place: id % 64 == bit;
      //@ assert member: tenon_interrupt_set_has(s, id);
      //@ assert same: \forall integer k; 0 <= k < id && k / 64 == i ==> k % 64 < bit;
      return id;
    }
  }
  return TENON_NONE;
}

uint32_t tenon_interrupt_set_highest(const struct tenon_interrupt_set *s) {
  uint32_t i;
  //@ assert bits: \forall integer k; 0 <= k < 64 ==> !tenon_bit(0, k);
  /*@ loop invariant range: 0 <= i <= 16;
      loop invariant zero: \forall integer w; i <= w < 16 ==> s->word[w] == 0;
      loop assigns i;
      loop variant i; */
  for (i = TENON_INTERRUPT_SET_WORDS; i > 0; i--) {
    if (s->word[i - 1u] != 0) {
      uint32_t bit = tenon_highest_bit(s->word[i - 1u]);
      uint32_t id = (i - 1u) * 64u + bit;
      //@ assert word: id / 64 == i - 1;
      //@ assert place: id % 64 == bit;
      //@ assert member: tenon_interrupt_set_has(s, id);
      //@ assert same: \forall integer k; id < k < 1024 && k / 64 == i - 1 ==> bit < k % 64;
      return id;
    }
  }
  return TENON_NONE;
}

/*@ terminates \true;
    exits \false;
    assigns \nothing;
    ensures either: \forall integer k; 0 <= k < 64 ==>
      (tenon_bit(\result, k) <==> tenon_bit(a, k) || tenon_bit(b, k)); */
static uint64_t either_word(uint64_t a, uint64_t b) { return a | b; }

void tenon_interrupt_set_merge(struct tenon_interrupt_set *s, uint32_t index, uint64_t bits) {
  s->word[index] = either_word(s->word[index], bits);
}
