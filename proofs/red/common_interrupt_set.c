/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of interrupt_set.h: none of these may prove. */
#define tenon_interrupt_set_clear tenon_interrupt_set_clear__red_1       /* must fail: empty */
#define tenon_interrupt_set_insert tenon_interrupt_set_insert__red_1     /* must fail: frame */
#define tenon_interrupt_set_remove tenon_interrupt_set_remove__red_1     /* must fail: frame */
#define tenon_interrupt_set_contains tenon_interrupt_set_contains__red_1 /* must fail: no */
#define tenon_interrupt_set_is_empty tenon_interrupt_set_is_empty__red_1 /* must fail: empty */
#define tenon_interrupt_set_lowest tenon_interrupt_set_lowest__red_1     /* must fail: least */
#define tenon_interrupt_set_highest tenon_interrupt_set_highest__red_1   /* must fail: some */
#define tenon_interrupt_set_merge tenon_interrupt_set_merge__red_1       /* must fail: union */
#include "tenon/core/interrupt_set.h"

/* Ids 960 and above stay. */
void tenon_interrupt_set_clear(struct tenon_interrupt_set *s) {
  uint32_t i;
  /*@ loop invariant range: 0 <= i <= 15;
      loop invariant zero: \forall integer w; 0 <= w < i ==> s->word[w] == 0;
      loop assigns i, s->word[0 .. 15];
      loop variant 15 - i; */
  for (i = 0; i < 15u; i++) {
    s->word[i] = 0;
  }
}

/* The other ids of the word go. */
void tenon_interrupt_set_insert(struct tenon_interrupt_set *s, uint32_t id) {
  s->word[id / 64u] = (uint64_t)1 << (id % 64u);
}

/* So do they here. */
void tenon_interrupt_set_remove(struct tenon_interrupt_set *s, uint32_t id) {
  s->word[id / 64u] = 0;
}

/* Any id of the word will do. */
uint32_t tenon_interrupt_set_contains(const struct tenon_interrupt_set *s, uint32_t id) {
  return s->word[id / 64u] != 0 ? 1u : 0u;
}

/* Looks at SGIs, PPIs and a few SPIs only. */
uint32_t tenon_interrupt_set_is_empty(const struct tenon_interrupt_set *s) {
  return s->word[0] == 0 ? 1u : 0u;
}

/* Some id, not the lowest one. */
uint32_t tenon_interrupt_set_lowest(const struct tenon_interrupt_set *s) {
  return tenon_interrupt_set_highest(s);
}

/* An id that nobody put there. */
uint32_t tenon_interrupt_set_highest(const struct tenon_interrupt_set *s) {
  return tenon_interrupt_set_is_empty(s) == 1u ? TENON_NONE : 1023u;
}

/* What was there before goes. */
void tenon_interrupt_set_merge(struct tenon_interrupt_set *s, uint32_t index, uint64_t bits) {
  s->word[index] = bits;
}
