/* SPDX-License-Identifier: Apache-2.0 */
#include "flush.h"
#include "tenon/core/bits.h"

#ifdef __FRAMAC__
#include "lemmas/aarch64_flush_fill.h"
#endif

/* ICH_LR<n>_EL2 (IHI 0069, 12.4.7) */
#define PENDING 0x4000000000000000u
#define HW 0x2000000000000000u
#define GROUP_1 0x1000000000000000u
#define PRIORITY 0x1000000000000u
#define EOI 0x20000000000u
#define PHYSICAL 0x100000000u
#define INTIDS 0x100000000u

/*@ // a is at least as urgent as b; of equals the lower id goes first.
    predicate beats(struct tenon_aarch64_interrupts *i, integer a, integer b) =
      tenon_aarch64_priority(i, a) < tenon_aarch64_priority(i, b) ||
      (tenon_aarch64_priority(i, a) == tenon_aarch64_priority(i, b) && a <= b);

    // The best of the ids below `limit`.
    predicate champion(struct tenon_aarch64_interrupts *i, integer c, integer limit) =
      (c == TENON_NONE || (0 <= c < 1020 && c < limit && tenon_aarch64_waits(i, c))) &&
      (\forall integer k; 0 <= k < limit && tenon_aarch64_waits(i, k) ==>
         c != TENON_NONE && beats(i, c, k)); */

/*@ requires memory: \valid_read(i);
    requires range: id < 1024;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures value: \result == tenon_aarch64_priority(i, id);
    ensures range: \result <= 240; */
static uint32_t priority_of(const struct tenon_aarch64_interrupts *i, uint32_t id) {
  uint32_t pair = i->priority[id / 2u];
  if (id % 2u == 0) {
    return (pair % 16u) * 16u;
  }
  return (pair / 16u) * 16u;
}

/*@ requires memory: \valid_read(i);
    requires list: tenon_aarch64_list_sound(i);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures boolean: \result == 0 || \result == 1;
    ensures held: \result == 1 <==> tenon_aarch64_held(i, id); */
static uint32_t is_held(const struct tenon_aarch64_interrupts *i, uint32_t id) {
  uint32_t n;
  /*@ loop invariant range: 0 <= n <= i->list_registers;
      loop invariant none: \forall integer m; 0 <= m < n ==> !tenon_aarch64_in_list(i, m, id);
      loop assigns n;
      loop variant i->list_registers - n; */
  for (n = 0; n < i->list_registers; n++) {
    if (i->lr[n] != 0 && i->lr[n] % INTIDS == id) {
      //@ assert found: tenon_aarch64_in_list(i, n, id);
      return 1;
    }
  }
  //@ assert none: \forall integer m; 0 <= m < 16 ==> !tenon_aarch64_in_list(i, m, id);
  return 0;
}

/* The better of `best` and the pending `id` above it. */
/*@ requires memory: \valid_read(i);
    requires list: tenon_aarch64_list_sound(i);
    requires range: id < 1020;
    requires pending: tenon_interrupt_set_has(&i->pending, id);
    requires best: champion(i, best, id);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures champion: champion(i, \result, id + 1); */
static uint32_t better(const struct tenon_aarch64_interrupts *i, uint32_t best, uint32_t id) {
  if (best != TENON_NONE && priority_of(i, best) <= priority_of(i, id)) {
    return best;
  }
  if (tenon_interrupt_set_contains(&i->ended, id) != 0 || is_held(i, id) != 0) {
    return best;
  }
  return id;
}

/*@ requires range: bit < 64;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures gone: !tenon_bit(\result, bit);
    ensures rest: \forall integer k; 0 <= k < 64 && k != bit ==>
      (tenon_bit(\result, k) <==> tenon_bit(word, k)); */
static uint64_t without_bit(uint64_t word, uint32_t bit) {
  return word & (UINT64_MAX - ((uint64_t)1 << bit));
}

/* The best of `best` and the ids of one word of `pending`. */
/*@ requires memory: \valid_read(i);
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    requires range: w < 16;
    requires best: champion(i, best, w * 64);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures champion: champion(i, \result, w * 64 + 64); */
static uint32_t best_of_word(const struct tenon_aarch64_interrupts *i, uint32_t w, uint32_t best) {
  uint64_t rest = i->pending.word[w];
  uint32_t champion = best;
  /*@ ghost uint32_t next = w * 64u; */
  /*@ loop invariant range: w * 64 <= next <= w * 64 + 64;
      loop invariant champion: champion(i, champion, next);
      loop invariant rest: \forall integer b; 0 <= b < 64 ==>
        (tenon_bit(rest, b) <==> next <= w * 64 + b && tenon_bit(i->pending.word[w], b));
      loop assigns rest, champion, next;
      loop variant w * 64 + 64 - next; */
  while (rest != 0) {
    uint32_t bit = tenon_lowest_bit(rest);
    uint32_t id = w * 64u + bit;
    //@ assert word: id / 64 == w;
    //@ assert place: id % 64 == bit;
    //@ assert member: tenon_interrupt_set_has(&i->pending, id);
    //@ assert real: next <= id < 1020;
    //@ assert skipped: \forall integer k; next <= k < id ==> k / 64 == w && k % 64 < bit;
    //@ assert none: \forall integer k; next <= k < id ==> !tenon_interrupt_set_has(&i->pending, k);
    champion = better(i, champion, id);
    rest = without_bit(rest, bit);
    /*@ ghost next = id + 1u; */
  }
  return champion;
}

/*@ requires memory: \valid_read(i);
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures champion: champion(i, \result, 1024); */
static uint32_t most_urgent(const struct tenon_aarch64_interrupts *i) {
  uint32_t best = TENON_NONE;
  uint32_t w;
  /*@ loop invariant range: 0 <= w <= 16;
      loop invariant champion: champion(i, best, w * 64);
      loop assigns w, best;
      loop variant 16 - w; */
  for (w = 0; w < TENON_INTERRUPT_SET_WORDS; w++) {
    best = best_of_word(i, w, best);
  }
  return best;
}

/* A pending interrupt of group 1. EOI asks for a maintenance interrupt at its end. */
/*@ requires range: id < 1020 && priority <= 255;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures intid: tenon_lr_intid(\result) == id;
    ensures state: tenon_lr_state(\result) == 1;
    ensures group: tenon_lr_group(\result) == 1;
    ensures priority: tenon_lr_priority(\result) == priority;
    ensures linked: linked != 0 ==> tenon_lr_hw(\result) == 1 && tenon_lr_physical(\result) == id;
    ensures software: linked == 0 ==>
      tenon_lr_hw(\result) == 0 && tenon_lr_eoi(\result) == (end != 0 ? 1 : 0); */
static uint64_t list_register(uint32_t id, uint32_t priority, uint32_t linked, uint32_t end) {
  uint64_t lr = PENDING + GROUP_1 + priority * PRIORITY + id;
  if (linked != 0) {
    return lr + HW + id * PHYSICAL;
  }
  if (end != 0) {
    return lr + EOI;
  }
  return lr;
}

/*@ requires memory: \valid(i);
    requires range: n < i->list_registers;
    requires list: tenon_aarch64_list_sound(i);
    requires free: i->lr[n] == 0;
    requires interrupt: tenon_lr_intid(lr) < 1020 && tenon_lr_group(lr) == 1;
    requires alone: !tenon_aarch64_held(i, tenon_lr_intid(lr));
    terminates \true;
    exits \false;
    assigns i->lr[n];
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: \old(tenon_aarch64_sets_sound(i)) ==> tenon_aarch64_sets_sound(i);
    ensures value: i->lr[n] == lr;
    ensures pending: tenon_interrupt_set_same{Pre, Post}(&i->pending);
    ensures ended: tenon_interrupt_set_same{Pre, Post}(&i->ended);
    ensures linked: tenon_interrupt_set_same{Pre, Post}(&i->linked);
    ensures attributes: tenon_aarch64_same_attributes{Pre, Post}(i); */
static void occupy(struct tenon_aarch64_interrupts *i, uint32_t n, uint64_t lr) {
  /*@ assert alone: \forall integer m; 0 <= m < 16 && i->lr[m] != 0 ==>
        tenon_lr_intid(i->lr[m]) != tenon_lr_intid(lr); */
  i->lr[n] = lr;
  /*@ assert others: \forall integer m; 0 <= m < 16 && m != n ==>
        i->lr[m] == \at(i->lr[m], Pre); */
}

/*@ requires memory: \valid(i);
    requires range: id < 1020;
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    terminates \true;
    exits \false;
    assigns i->pending.word[0 .. 15];
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures gone: !tenon_interrupt_set_has(&i->pending, id);
    ensures others: tenon_interrupt_set_only{Pre, Post}(&i->pending, id);
    ensures registers: \forall integer m; 0 <= m < 16 ==> i->lr[m] == \old(i->lr[m]);
    ensures ended: tenon_interrupt_set_same{Pre, Post}(&i->ended);
    ensures linked: tenon_interrupt_set_same{Pre, Post}(&i->linked);
    ensures attributes: tenon_aarch64_same_attributes{Pre, Post}(i); */
static void forget(struct tenon_aarch64_interrupts *i, uint32_t id) {
  tenon_interrupt_set_remove(&i->pending, id);
}

/*@ requires memory: \valid(i);
    requires range: n < i->list_registers && id < 1020;
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    requires free: i->lr[n] == 0;
    requires waits: tenon_aarch64_waits(i, id);
    terminates \true;
    exits \false;
    assigns i->lr[n], i->pending.word[0 .. 15];
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures gone: !tenon_interrupt_set_has(&i->pending, id);
    ensures others: tenon_interrupt_set_only{Pre, Post}(&i->pending, id);
    ensures placed: tenon_aarch64_in_list(i, n, id) && tenon_lr_state(i->lr[n]) == 1 &&
      tenon_lr_priority(i->lr[n]) == tenon_aarch64_priority(i, id);
    ensures linked: tenon_lr_hw(i->lr[n]) == 1 <==> tenon_interrupt_set_has{Pre}(&i->linked, id);
    ensures end: tenon_lr_hw(i->lr[n]) == 0 ==> (tenon_lr_eoi(i->lr[n]) == 1 <==>
      tenon_interrupt_set_has{Pre}(&i->level, id) ||
      tenon_interrupt_set_has{Pre}(&i->notify, id));
    ensures registers: \forall integer m; 0 <= m < 16 && m != n ==> i->lr[m] == \old(i->lr[m]);
    ensures ended: tenon_interrupt_set_same{Pre, Post}(&i->ended);
    ensures attributes: tenon_aarch64_same_attributes{Pre, Post}(i); */
static void place(struct tenon_aarch64_interrupts *i, uint32_t n, uint32_t id) {
  uint32_t end = 0;
  uint32_t linked;
  if (tenon_interrupt_set_contains(&i->level, id) != 0 ||
      tenon_interrupt_set_contains(&i->notify, id) != 0) {
    end = 1;
  }
  linked = tenon_interrupt_set_contains(&i->linked, id);
  occupy(i, n, list_register(id, priority_of(i, id), linked, end));
  forget(i, id);
}

uint32_t tenon_aarch64_fill(struct tenon_aarch64_interrupts *i) {
  uint32_t id;
  uint32_t n;
  /*@ loop invariant range: 0 <= n <= i->list_registers;
      loop invariant list: tenon_aarch64_list_sound(i);
      loop invariant sets: tenon_aarch64_sets_sound(i);
      loop invariant conserved: \forall integer k; 0 <= k < 1024 ==>
        (tenon_interrupt_set_has(&i->pending, k) || tenon_aarch64_pending_below(i, 16, k) <==>
          tenon_interrupt_set_has{Pre}(&i->pending, k) ||
          tenon_aarch64_pending_below{Pre}(i, 16, k));
      loop invariant once: tenon_aarch64_once_below(i, 16);
      loop invariant kept: \forall integer m; 0 <= m < 16 && \at(i->lr[m], Pre) != 0 ==>
        i->lr[m] == \at(i->lr[m], Pre);
      loop invariant filled: \forall integer m; 0 <= m < n && \at(i->lr[m], Pre) == 0 ==>
        i->lr[m] != 0 && tenon_lr_state(i->lr[m]) == 1;
      loop invariant free: \forall integer m; n <= m < 16 && \at(i->lr[m], Pre) == 0 ==>
        i->lr[m] == 0;
      loop invariant settled: tenon_aarch64_settled(i);
      loop invariant urgent: tenon_aarch64_urgent(i);
      loop invariant attributes: tenon_aarch64_same_attributes{Pre, Here}(i);
      loop assigns n, id, i->lr[0 .. 15], i->pending.word[0 .. 15];
      loop variant i->list_registers - n; */
  for (n = 0; n < i->list_registers; n++) {
    if (i->lr[n] == 0) {
      id = most_urgent(i);
      if (id == TENON_NONE) {
        return 0;
      }
      /*@ assert urgent_before: \forall integer k, m; 0 <= k < 1020 && 0 <= m < 16 &&
            tenon_aarch64_waits(i, k) && tenon_lr_state(i->lr[m]) == 1 ==>
              tenon_lr_priority(i->lr[m]) <= tenon_aarch64_priority(i, k); */
      place(i, n, id);
      /*@ assert others: \forall integer m; 0 <= m < 16 && m != n ==>
            i->lr[m] == \at(i->lr[m], LoopCurrent); */
      /*@ assert kept: \forall integer m; 0 <= m < 16 && \at(i->lr[m], LoopCurrent) != 0 ==>
            i->lr[m] == \at(i->lr[m], LoopCurrent); */
      //@ assert mine: \forall integer k; tenon_aarch64_in_list(i, n, k) <==> k == id;
      //@ assert offered: tenon_aarch64_pending_below(i, 16, id);
      /*@ assert still: \forall integer m, k; 0 <= m < 16 &&
            tenon_aarch64_in_list{LoopCurrent}(i, m, k) ==> tenon_aarch64_in_list(i, m, k); */
      /*@ assert still_offered: \forall integer k;
            tenon_aarch64_pending_below{LoopCurrent}(i, 16, k) ==>
              tenon_aarch64_pending_below(i, 16, k); */
      /*@ assert no_more: \forall integer m, k; 0 <= m < 16 && tenon_aarch64_in_list(i, m, k) &&
            tenon_lr_pending(i->lr[m]) ==> k == id ||
              (tenon_aarch64_in_list{LoopCurrent}(i, m, k) &&
               tenon_lr_pending(\at(i->lr[m], LoopCurrent))); */
      /*@ assert no_more_offered: \forall integer k; tenon_aarch64_pending_below(i, 16, k) ==>
            k == id || tenon_aarch64_pending_below{LoopCurrent}(i, 16, k); */
      /*@ assert held: \forall integer k; tenon_aarch64_held{LoopCurrent}(i, k) ==>
            tenon_aarch64_held(i, k); */
      /*@ assert waits: \forall integer k; 0 <= k < 1020 && tenon_aarch64_waits(i, k) ==>
            k != id && tenon_aarch64_waits{LoopCurrent}(i, k); */
      /*@ assert once: \forall integer m, k; 0 <= m < 16 && 0 <= k < 1024 &&
            tenon_interrupt_set_has(&i->pending, k) ==> k != id &&
              !(tenon_aarch64_in_list{LoopCurrent}(i, m, k) &&
                tenon_lr_pending(\at(i->lr[m], LoopCurrent))); */
      //@ assert once_now: tenon_aarch64_once_below(i, 16);
      /*@ assert priorities: \forall integer k; 0 <= k < 1024 ==>
            tenon_aarch64_priority(i, k) == tenon_aarch64_priority{LoopCurrent}(i, k); */
      /*@ assert urgent_new: \forall integer k; 0 <= k < 1020 && tenon_aarch64_waits(i, k) ==>
            tenon_lr_priority(i->lr[n]) <= tenon_aarch64_priority(i, k); */
      /*@ assert urgent_others: \forall integer k, m; 0 <= k < 1020 && 0 <= m < 16 && m != n &&
            tenon_aarch64_waits(i, k) && tenon_lr_state(i->lr[m]) == 1 ==>
              tenon_lr_priority(i->lr[m]) <= tenon_aarch64_priority(i, k); */
      //@ assert urgent: tenon_aarch64_urgent(i);
    }
  }
  if (most_urgent(i) == TENON_NONE) {
    return 0;
  }
  return 1;
}
