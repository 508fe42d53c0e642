/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/list_registers.h"

/* ICH_LR<n>_EL2.State, bits 63:62: 1 pending, 2 active, 3 both. */
#define STATE 0x4000000000000000u
#define ACTIVE 0x8000000000000000u
#define INTIDS 0x100000000u

/* Every change of a held list register but its filling: another state, or freed. */
/*@ requires memory: \valid(i);
    requires range: n < 16;
    requires same: lr != 0 ==> i->lr[n] != 0 && tenon_lr_intid(lr) == tenon_lr_intid(i->lr[n]) &&
      tenon_lr_group(lr) == tenon_lr_group(i->lr[n]);
    terminates \true;
    exits \false;
    assigns i->lr[n];
    ensures value: i->lr[n] == lr;
    ensures list: \old(tenon_aarch64_list_sound(i)) ==> tenon_aarch64_list_sound(i); */
static void change(struct tenon_aarch64_interrupts *i, uint32_t n, uint64_t lr) { i->lr[n] = lr; }

void tenon_aarch64_interrupts_read_back(struct tenon_aarch64_interrupts *i, uint32_t n,
                                        uint64_t value) {
  uint64_t old = i->lr[n];
  uint64_t lr = old % STATE + (value - value % STATE);
  //@ assert intid: tenon_lr_intid(lr) == tenon_lr_intid(old);
  //@ assert group: tenon_lr_group(lr) == tenon_lr_group(old);
  if (old != 0) {
    change(i, n, lr);
  }
}

/*@ predicate freed_below{L}(struct tenon_aarch64_interrupts *i, integer n, integer id) =
      \exists integer m; 0 <= m < n && tenon_aarch64_freed{L}(i, m, id);

    predicate high(struct tenon_aarch64_interrupts *i, integer id) =
      tenon_interrupt_set_has(&i->level, id) && tenon_interrupt_set_has(&i->line, id); */

/* Frees list register n if the guest is done with it: the id, or TENON_NONE. */
/*@ requires memory: \valid(i);
    requires range: n < 16;
    requires list: tenon_aarch64_list_sound(i);
    terminates \true;
    exits \false;
    assigns i->lr[n];
    ensures list: tenon_aarch64_list_sound(i);
    ensures kept: i->lr[n] == (tenon_lr_state(\old(i->lr[n])) == 0 ? 0 : \old(i->lr[n]));
    ensures none: \result == TENON_NONE <==>
      \old(i->lr[n]) == 0 || tenon_lr_state(\old(i->lr[n])) != 0;
    ensures id: \result != TENON_NONE ==>
      \result < 1020 && \result == tenon_lr_intid(\old(i->lr[n])); */
static uint32_t release(struct tenon_aarch64_interrupts *i, uint32_t n) {
  uint64_t lr = i->lr[n];
  if (lr == 0 || lr / STATE != 0) {
    return TENON_NONE;
  }
  change(i, n, 0);
  return (uint32_t)(lr % INTIDS);
}

/*@ requires memory: \valid(i);
    requires range: id < 1020;
    requires sets: tenon_aarch64_sets_sound(i);
    terminates \true;
    exits \false;
    assigns i->ended.word[0 .. 15], i->ends;
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures list: \old(tenon_aarch64_list_sound(i)) ==> tenon_aarch64_list_sound(i);
    ensures ends: \forall integer k; 0 <= k < 1024 ==>
      (tenon_interrupt_set_has(&i->ended, k) <==>
        \old(tenon_interrupt_set_has(&i->ended, k)) ||
        (tenon_interrupt_set_has(&i->notify, k) && k == id));
    ensures pending: tenon_interrupt_set_same{Pre, Post}(&i->pending);
    ensures attributes: tenon_aarch64_same_attributes{Pre, Post}(i); */
static void note_end(struct tenon_aarch64_interrupts *i, uint32_t id) {
  if (tenon_interrupt_set_contains(&i->notify, id) != 0) {
    tenon_interrupt_set_insert(&i->ended, id);
    i->ends = 1;
  }
}

/*@ requires memory: \valid(i);
    requires range: id < 1020;
    requires sets: tenon_aarch64_sets_sound(i);
    terminates \true;
    exits \false;
    assigns i->pending.word[0 .. 15];
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures list: \old(tenon_aarch64_list_sound(i)) ==> tenon_aarch64_list_sound(i);
    ensures lines: \forall integer k; 0 <= k < 1024 ==>
      (tenon_interrupt_set_has(&i->pending, k) <==>
        \old(tenon_interrupt_set_has(&i->pending, k)) || (high(i, k) && k == id));
    ensures ended: tenon_interrupt_set_same{Pre, Post}(&i->ended);
    ensures attributes: tenon_aarch64_same_attributes{Pre, Post}(i); */
static void sample_line(struct tenon_aarch64_interrupts *i, uint32_t id) {
  if (tenon_interrupt_set_contains(&i->level, id) != 0 &&
      tenon_interrupt_set_contains(&i->line, id) != 0) {
    tenon_interrupt_set_insert(&i->pending, id);
  }
}

/* One step of fold. Pre and Post differ in list register n and, for its id, in the sets. */
/*@ requires memory: \valid(i);
    requires range: n < 16;
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    terminates \true;
    exits \false;
    assigns i->lr[n], i->pending.word[0 .. 15], i->ended.word[0 .. 15], i->ends;
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures kept: i->lr[n] == (tenon_lr_state(\old(i->lr[n])) == 0 ? 0 : \old(i->lr[n]));
    ensures ends: \forall integer k; 0 <= k < 1024 ==>
      (tenon_interrupt_set_has(&i->ended, k) <==>
        \old(tenon_interrupt_set_has(&i->ended, k)) ||
        (tenon_interrupt_set_has{Pre}(&i->notify, k) && tenon_aarch64_freed{Pre}(i, n, k)));
    ensures lines: \forall integer k; 0 <= k < 1024 ==>
      (tenon_interrupt_set_has(&i->pending, k) <==>
        \old(tenon_interrupt_set_has(&i->pending, k)) ||
        (high{Pre}(i, k) && tenon_aarch64_freed{Pre}(i, n, k)));
    ensures attributes: tenon_aarch64_same_attributes{Pre, Post}(i); */
static void fold_one(struct tenon_aarch64_interrupts *i, uint32_t n) {
  uint32_t id = release(i, n);
  //@ assert sets: tenon_aarch64_sets_sound(i);
  //@ assert attributes: tenon_aarch64_same_attributes{Pre, Here}(i);
  //@ assert ended: tenon_interrupt_set_same{Pre, Here}(&i->ended);
  //@ assert pending: tenon_interrupt_set_same{Pre, Here}(&i->pending);
  if (id != TENON_NONE) {
    note_end(i, id);
    sample_line(i, id);
  }
}

void tenon_aarch64_interrupts_fold(struct tenon_aarch64_interrupts *i) {
  uint32_t n;
  /*@ loop invariant range: 0 <= n <= i->list_registers;
      loop invariant list: tenon_aarch64_list_sound(i);
      loop invariant sets: tenon_aarch64_sets_sound(i);
      loop invariant done: \forall integer m; 0 <= m < n ==>
        i->lr[m] == (tenon_lr_state(\at(i->lr[m], Pre)) == 0 ? 0 : \at(i->lr[m], Pre));
      loop invariant rest: \forall integer m; n <= m < 16 ==> i->lr[m] == \at(i->lr[m], Pre);
      loop invariant ends: \forall integer k; 0 <= k < 1024 ==>
        (tenon_interrupt_set_has(&i->ended, k) <==>
          tenon_interrupt_set_has{Pre}(&i->ended, k) ||
          (tenon_interrupt_set_has{Pre}(&i->notify, k) && freed_below{Pre}(i, n, k)));
      loop invariant lines: \forall integer k; 0 <= k < 1024 ==>
        (tenon_interrupt_set_has(&i->pending, k) <==>
          tenon_interrupt_set_has{Pre}(&i->pending, k) ||
          (high{Pre}(i, k) && freed_below{Pre}(i, n, k)));
      loop invariant attributes: tenon_aarch64_same_attributes{Pre, Here}(i);
      loop assigns n, i->lr[0 .. 15], i->pending.word[0 .. 15], i->ended.word[0 .. 15], i->ends;
      loop variant i->list_registers - n; */
  for (n = 0; n < i->list_registers; n++) {
    /*@ assert step: \forall integer k; 0 <= k < 1024 ==>
          (freed_below{Pre}(i, n + 1, k) <==>
            freed_below{Pre}(i, n, k) || tenon_aarch64_freed{Here}(i, n, k)); */
    fold_one(i, n);
    /*@ assert others: \forall integer m; 0 <= m < 16 && m != n ==>
          i->lr[m] == \at(i->lr[m], LoopCurrent); */
  }
  i->changed = 1;
}

/* One step of withdraw: 1 if list register n holds `id` pending; it does not any more. */
/*@ requires memory: \valid(i);
    requires range: n < 16 && id < 1020;
    requires list: tenon_aarch64_list_sound(i);
    requires settled: tenon_aarch64_settled(i);
    terminates \true;
    exits \false;
    assigns i->lr[n];
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: \old(tenon_aarch64_sets_sound(i)) ==> tenon_aarch64_sets_sound(i);
    ensures settled: tenon_aarch64_settled(i);
    ensures boolean: \result == 0 || \result == 1;
    ensures result: \result == 1 <==>
      tenon_aarch64_in_list{Pre}(i, n, id) && tenon_lr_pending(\old(i->lr[n]));
    ensures gone: !(tenon_aarch64_in_list(i, n, id) && tenon_lr_pending(i->lr[n]));
    ensures other: tenon_lr_intid(\old(i->lr[n])) != id ==> i->lr[n] == \old(i->lr[n]);
    ensures active: tenon_lr_active(i->lr[n]) <==> tenon_lr_active(\old(i->lr[n])); */
static uint32_t withdraw_one(struct tenon_aarch64_interrupts *i, uint32_t n, uint32_t id) {
  uint64_t lr = i->lr[n];
  if (lr % INTIDS != id || (lr / STATE) % 2u == 0) {
    return 0;
  }
  if (lr >= ACTIVE) {
    change(i, n, lr - STATE);
  } else {
    change(i, n, 0);
  }
  return 1;
}

/*@ requires memory: \valid(i);
    requires range: id < 1020;
    requires list: tenon_aarch64_list_sound(i);
    requires settled: tenon_aarch64_settled(i);
    terminates \true;
    exits \false;
    assigns i->lr[0 .. 15];
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: \old(tenon_aarch64_sets_sound(i)) ==> tenon_aarch64_sets_sound(i);
    ensures settled: tenon_aarch64_settled(i);
    ensures boolean: \result == 0 || \result == 1;
    ensures result: \result == 1 <==> \old(tenon_aarch64_pending_in_list(i, id));
    ensures gone: !tenon_aarch64_pending_in_list(i, id);
    ensures other: \forall integer n; 0 <= n < 16 &&
      tenon_lr_intid(\old(i->lr[n])) != id ==> i->lr[n] == \old(i->lr[n]);
    ensures active: \forall integer n; 0 <= n < 16 ==>
      (tenon_lr_active(i->lr[n]) <==> tenon_lr_active(\old(i->lr[n]))); */
static uint32_t withdraw_from_list(struct tenon_aarch64_interrupts *i, uint32_t id) {
  uint32_t found = 0;
  uint32_t n;
  /*@ loop invariant range: 0 <= n <= 16;
      loop invariant list: tenon_aarch64_list_sound(i);
      loop invariant sets: \at(tenon_aarch64_sets_sound(i), Pre) ==> tenon_aarch64_sets_sound(i);
      loop invariant settled: tenon_aarch64_settled(i);
      loop invariant boolean: found == 0 || found == 1;
      loop invariant result: found == 1 <==>
        (\exists integer m; 0 <= m < n && tenon_aarch64_in_list{Pre}(i, m, id) &&
          tenon_lr_pending(\at(i->lr[m], Pre)));
      loop invariant gone: \forall integer m; 0 <= m < n ==>
        !(tenon_aarch64_in_list(i, m, id) && tenon_lr_pending(i->lr[m]));
      loop invariant rest: \forall integer m; n <= m < 16 ==> i->lr[m] == \at(i->lr[m], Pre);
      loop invariant other: \forall integer m; 0 <= m < 16 &&
        tenon_lr_intid(\at(i->lr[m], Pre)) != id ==> i->lr[m] == \at(i->lr[m], Pre);
      loop invariant active: \forall integer m; 0 <= m < 16 ==>
        (tenon_lr_active(i->lr[m]) <==> tenon_lr_active(\at(i->lr[m], Pre)));
      loop assigns n, found, i->lr[0 .. 15];
      loop variant 16 - n; */
  for (n = 0; n < TENON_AARCH64_LIST_REGISTERS; n++) {
    if (withdraw_one(i, n, id) != 0) {
      found = 1;
    }
  }
  return found;
}

/*@ requires memory: \valid(i);
    requires range: id < 1020;
    terminates \true;
    exits \false;
    assigns i->pending.word[0 .. 15], i->line.word[0 .. 15];
    ensures list: \old(tenon_aarch64_list_sound(i)) ==> tenon_aarch64_list_sound(i);
    ensures sets: \old(tenon_aarch64_sets_sound(i)) ==> tenon_aarch64_sets_sound(i);
    ensures gone: !tenon_interrupt_set_has(&i->pending, id) &&
      !tenon_interrupt_set_has(&i->line, id);
    ensures other_pending: tenon_interrupt_set_only{Pre, Post}(&i->pending, id);
    ensures other_line: tenon_interrupt_set_only{Pre, Post}(&i->line, id);
    ensures registers: \forall integer n; 0 <= n < 16 ==> i->lr[n] == \old(i->lr[n]); */
static void forget(struct tenon_aarch64_interrupts *i, uint32_t id) {
  tenon_interrupt_set_remove(&i->line, id);
  tenon_interrupt_set_remove(&i->pending, id);
}

uint32_t tenon_aarch64_interrupts_withdraw(struct tenon_aarch64_interrupts *i, uint32_t intid) {
  uint32_t found;
  if (intid >= TENON_AARCH64_INTID_COUNT) {
    return 0;
  }
  found = withdraw_from_list(i, intid);
  if (tenon_interrupt_set_contains(&i->pending, intid) != 0) {
    found = 1;
  }
  forget(i, intid);
  i->changed = 1;
  return found;
}
