/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/walk_fetch.h"

/* What the walk has come to. */
/*@ requires fetch: \valid(fetch);
    requires walk: x86_walk_sane(&fetch->walk);
    requires room: fetch->count < TENON_X86_64_INSN_MAX;
    terminates \true; exits \false;
    assigns fetch->state, fetch->next, fetch->gpa;
    ensures sane: x86_fetch_sane(fetch);
    ensures follows: x86_fetch_follows(fetch);
*/
static void look(struct tenon_x86_64_fetch *fetch) {
  if (fetch->walk.state == (uint32_t)TENON_X86_64_WALK_READ) {
    fetch->state = TENON_X86_64_FETCH_READ;
    fetch->next = fetch->walk.next;
  } else if (fetch->walk.state == (uint32_t)TENON_X86_64_WALK_DONE) {
    fetch->state = TENON_X86_64_FETCH_READ;
    fetch->gpa = fetch->walk.gpa;
    fetch->next = fetch->gpa - fetch->gpa % 8u;
  } else {
    fetch->state = TENON_X86_64_FETCH_FAULT;
  }
}

/* A word without its lowest `number` bytes. */
/*@ requires number: number <= 8;
    terminates \true; exits \false; assigns \nothing;
    ensures down: \result == x86_bytes_down(word, number);
*/
static uint64_t down(uint64_t word, uint32_t number) {
  uint64_t rest = word;
  uint32_t at = 0;
  /*@ loop invariant at: 0 <= at <= number;
      loop invariant rest: rest == x86_bytes_down(word, at);
      loop assigns at, rest;
      loop variant number - at;
  */
  while (at < number) {
    rest /= 0x100u;
    at += 1u;
  }
  return rest;
}

/* The byte at `gpa`, and whether there is one behind it in these eight and in the instruction. */
/*@ requires fetch: \valid(fetch);
    requires room: fetch->count < TENON_X86_64_INSN_MAX;
    terminates \true; exits \false;
    assigns fetch->bytes[fetch->count], fetch->count, fetch->gpa;
    ensures byte: fetch->bytes[\old(fetch->count)] == byte % 0x100;
    ensures count: fetch->count == \old(fetch->count) + 1;
    ensures gpa: fetch->gpa == value_sum(\old(fetch->gpa), 1);
*/
static void take(struct tenon_x86_64_fetch *fetch, uint64_t byte) {
  fetch->bytes[fetch->count] = (uint8_t)(byte % 0x100u);
  fetch->count += 1u;
  fetch->gpa = tenon_value_add(fetch->gpa, 1u);
}

void tenon_x86_64_fetch_begin(const struct tenon_x86_64_paging *p, uint64_t linear,
                              struct tenon_x86_64_fetch *fetch) {
  uint32_t at = 0;
  /*@ loop invariant at: 0 <= at <= TENON_X86_64_INSN_MAX;
      loop invariant zero: \forall integer k; 0 <= k < at ==> fetch->bytes[k] == 0;
      loop assigns at, fetch->bytes[0 .. 14];
      loop variant TENON_X86_64_INSN_MAX - at;
  */
  while (at < TENON_X86_64_INSN_MAX) {
    fetch->bytes[at] = 0;
    at += 1u;
  }
  fetch->linear = linear;
  fetch->next = 0;
  fetch->gpa = 0;
  fetch->count = 0;
  fetch->reserved = 0;
  //@ assert mode: p->efer == \at(p->efer, Pre);
  tenon_x86_64_walk_begin(p, linear, TENON_X86_64_WALK_FETCH, &fetch->walk);
  //@ assert mode: p->efer == \at(p->efer, Pre);
  //@ assert walked: fetch->walk.linear == x86_walked(p, linear);
  look(fetch);
}

void tenon_x86_64_fetch_step(const struct tenon_x86_64_paging *p, uint64_t word,
                             struct tenon_x86_64_fetch *fetch) {
  uint64_t rest;
  uint32_t at;
  if (fetch->walk.state == (uint32_t)TENON_X86_64_WALK_READ) {
    tenon_x86_64_walk_step(p, word, &fetch->walk);
    look(fetch);
    return;
  }
  at = (uint32_t)(fetch->gpa % 8u);
  rest = down(word, at);
  /*@ loop invariant at: \at(fetch->gpa, Pre) % 8 <= at <= 8;
      loop invariant rest: rest == x86_bytes_down(word, at);
      loop invariant count: fetch->count ==
        \at(fetch->count, Pre) + at - \at(fetch->gpa, Pre) % 8;
      loop invariant room: fetch->count <= TENON_X86_64_INSN_MAX;
      loop invariant gpa: fetch->gpa ==
        value_sum(\at(fetch->gpa, Pre), fetch->count - \at(fetch->count, Pre));
      loop invariant before: x86_bytes_same{Pre, Here}(fetch, \at(fetch->count, Pre));
      loop invariant bytes: \forall integer k; \at(fetch->count, Pre) <= k < fetch->count ==>
        fetch->bytes[k] ==
          x86_word_byte(word, \at(fetch->gpa, Pre) % 8 + k - \at(fetch->count, Pre));
      loop assigns at, rest, fetch->bytes[0 .. 14], fetch->count, fetch->gpa;
      loop variant 8 - at;
  */
  while (at < 8u && fetch->count < TENON_X86_64_INSN_MAX) {
    take(fetch, rest);
    /*@ assert last: fetch->bytes[fetch->count - 1] == x86_word_byte(word, at); */
    /*@ assert earlier: \forall integer k; \at(fetch->count, Pre) <= k < fetch->count - 1 ==>
          fetch->bytes[k] ==
            x86_word_byte(word, \at(fetch->gpa, Pre) % 8 + k - \at(fetch->count, Pre)); */
    rest /= 0x100u;
    at += 1u;
  }
  //@ assert walk: x86_walk_sane(&fetch->walk);
  fetch->next = fetch->gpa;
  if (fetch->count == TENON_X86_64_INSN_MAX || fetch->gpa % 0x1000u == 0u) {
    fetch->state = TENON_X86_64_FETCH_DONE;
  }
}

void tenon_x86_64_fetch_more(const struct tenon_x86_64_paging *p,
                             struct tenon_x86_64_fetch *fetch) {
  if (fetch->count == TENON_X86_64_INSN_MAX) {
    return;
  }
  tenon_x86_64_walk_begin(p, tenon_value_add(fetch->linear, fetch->count), TENON_X86_64_WALK_FETCH,
                          &fetch->walk);
  look(fetch);
}
