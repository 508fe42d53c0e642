/* SPDX-License-Identifier: Apache-2.0 */
#include "flush.h"

/* ICH_LR<n>_EL2: State 1 is pending, 2 active, 3 both (bits 63:62); HW is bit 61. */
#define PENDING 0x4000000000000000u
#define ACTIVE 0x8000000000000000u
#define HW 0x2000000000000000u
#define INTIDS 0x100000000u

/*@ predicate same_interrupt{A, B}(struct tenon_aarch64_interrupts *i, integer n) =
      tenon_lr_intid(\at(i->lr[n], B)) == tenon_lr_intid(\at(i->lr[n], A)) &&
      tenon_lr_hw(\at(i->lr[n], B)) == tenon_lr_hw(\at(i->lr[n], A)); */

/* A held list register with another state, or freed. */
/*@ requires memory: \valid(i);
    requires range: n < 16;
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    requires same: lr != 0 ==> i->lr[n] != 0 && tenon_lr_intid(lr) == tenon_lr_intid(i->lr[n]) &&
      tenon_lr_group(lr) == tenon_lr_group(i->lr[n]);
    terminates \true;
    exits \false;
    assigns i->lr[n];
    ensures value: i->lr[n] == lr;
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures pending: tenon_interrupt_set_same{Pre, Post}(&i->pending);
    ensures attributes: tenon_aarch64_same_attributes{Pre, Post}(i); */
static void change(struct tenon_aarch64_interrupts *i, uint32_t n, uint64_t lr) { i->lr[n] = lr; }

/*@ requires memory: \valid(i);
    requires range: id < 1020;
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    terminates \true;
    exits \false;
    assigns i->pending.word[0 .. 15];
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures pending: \forall integer k; 0 <= k < 1024 ==>
      (tenon_interrupt_set_has(&i->pending, k) <==>
        tenon_interrupt_set_has{Pre}(&i->pending, k) ||
        (k == id && !tenon_aarch64_fell{Pre}(i, id)));
    ensures registers: \forall integer m; 0 <= m < 16 ==> i->lr[m] == \old(i->lr[m]);
    ensures attributes: tenon_aarch64_same_attributes{Pre, Post}(i); */
static void wait_again(struct tenon_aarch64_interrupts *i, uint32_t id) {
  if (tenon_interrupt_set_contains(&i->level, id) == 0 ||
      tenon_interrupt_set_contains(&i->line, id) != 0) {
    tenon_interrupt_set_insert(&i->pending, id);
  }
}

/* Clears the pending half of list register n: its id waits again. */
/*@ requires memory: \valid(i);
    requires range: n < 16;
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    requires settled: i->lr[n] != 0 && tenon_lr_state(i->lr[n]) != 0;
    terminates \true;
    exits \false;
    assigns i->lr[n], i->pending.word[0 .. 15];
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures pending: \forall integer k; 0 <= k < 1024 ==>
      (tenon_interrupt_set_has(&i->pending, k) <==>
        tenon_interrupt_set_has{Pre}(&i->pending, k) ||
        (tenon_aarch64_in_list{Pre}(i, n, k) && tenon_lr_pending(\old(i->lr[n])) &&
          !tenon_aarch64_fell{Pre}(i, k)));
    ensures inactive: !tenon_lr_active(\old(i->lr[n])) ==> i->lr[n] == 0;
    ensures active: tenon_lr_active(\old(i->lr[n])) ==> tenon_lr_state(i->lr[n]) == 2;
    ensures same: tenon_lr_active(\old(i->lr[n])) ==> same_interrupt{Pre, Post}(i, n);
    ensures registers: \forall integer m; 0 <= m < 16 && m != n ==> i->lr[m] == \old(i->lr[m]);
    ensures attributes: tenon_aarch64_same_attributes{Pre, Post}(i); */
static void take_back_pending(struct tenon_aarch64_interrupts *i, uint32_t n) {
  uint64_t lr = i->lr[n];
  if ((lr / PENDING) % 2u == 0) {
    return;
  }
  if (lr >= ACTIVE) {
    //@ assert intid: tenon_lr_intid(lr - PENDING) == tenon_lr_intid(lr);
    //@ assert hw: tenon_lr_hw(lr - PENDING) == tenon_lr_hw(lr);
    change(i, n, lr - PENDING);
  } else {
    change(i, n, 0);
  }
  wait_again(i, (uint32_t)(lr % INTIDS));
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
    ensures attributes: tenon_aarch64_same_attributes{Pre, Post}(i); */
static void forget(struct tenon_aarch64_interrupts *i, uint32_t id) {
  tenon_interrupt_set_remove(&i->pending, id);
}

/* 1: nothing depends on the moment at which the guest ends this one. */
/*@ requires memory: \valid_read(i);
    requires range: id < 1020;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures boolean: \result == 0 || \result == 1;
    ensures plain: \result == 1 ==> tenon_interrupt_set_has(&i->pending, id); */
static uint32_t may_stack(const struct tenon_aarch64_interrupts *i, uint64_t lr, uint32_t id) {
  if ((lr / HW) % 2u != 0 || tenon_interrupt_set_contains(&i->level, id) != 0 ||
      tenon_interrupt_set_contains(&i->notify, id) != 0) {
    return 0;
  }
  return tenon_interrupt_set_contains(&i->pending, id);
}

/* An active id that waits again becomes active and pending where the architecture allows it (not
 * with HW) and nobody samples a line or reports at its end. */
/*@ requires memory: \valid(i);
    requires range: n < 16;
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    requires active: tenon_lr_state(i->lr[n]) == 2;
    terminates \true;
    exits \false;
    assigns i->lr[n], i->pending.word[0 .. 15];
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures pending: \forall integer k; 0 <= k < 1024 ==>
      (tenon_interrupt_set_has{Pre}(&i->pending, k) <==>
        tenon_interrupt_set_has(&i->pending, k) ||
        (tenon_aarch64_in_list(i, n, k) && tenon_lr_pending(i->lr[n])));
    ensures once: \forall integer k; 0 <= k < 1024 && tenon_interrupt_set_has(&i->pending, k) ==>
      !(tenon_aarch64_in_list(i, n, k) && tenon_lr_pending(i->lr[n]));
    ensures active: tenon_lr_active(i->lr[n]);
    ensures same: same_interrupt{Pre, Post}(i, n);
    ensures registers: \forall integer m; 0 <= m < 16 && m != n ==> i->lr[m] == \old(i->lr[m]);
    ensures attributes: tenon_aarch64_same_attributes{Pre, Post}(i); */
static void stack(struct tenon_aarch64_interrupts *i, uint32_t n) {
  uint64_t lr = i->lr[n];
  uint32_t id = (uint32_t)(lr % INTIDS);
  if (may_stack(i, lr, id) != 0) {
    //@ assert intid: tenon_lr_intid(lr + PENDING) == id;
    //@ assert hw: tenon_lr_hw(lr + PENDING) == tenon_lr_hw(lr);
    change(i, n, lr + PENDING);
    forget(i, id);
    //@ assert stacked: i->lr[n] == lr + PENDING && tenon_lr_pending(i->lr[n]);
    //@ assert who: \forall integer k; tenon_aarch64_in_list(i, n, k) <==> k == id;
  }
}

/*@ requires memory: \valid(i);
    requires range: n < 16;
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    requires settled: i->lr[n] == 0 || tenon_lr_state(i->lr[n]) != 0;
    terminates \true;
    exits \false;
    assigns i->lr[n], i->pending.word[0 .. 15];
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures conserved: \forall integer k; 0 <= k < 1024 ==>
      (tenon_interrupt_set_has(&i->pending, k) ||
        (tenon_aarch64_in_list(i, n, k) && tenon_lr_pending(i->lr[n])) <==>
        tenon_interrupt_set_has{Pre}(&i->pending, k) ||
        (tenon_aarch64_in_list{Pre}(i, n, k) && tenon_lr_pending(\old(i->lr[n])) &&
          !tenon_aarch64_fell{Pre}(i, k)));
    ensures only: \forall integer k; 0 <= k < 1024 && !tenon_aarch64_in_list{Pre}(i, n, k) ==>
      (tenon_interrupt_set_has(&i->pending, k) <==>
        tenon_interrupt_set_has{Pre}(&i->pending, k)) && !tenon_aarch64_in_list(i, n, k);
    ensures once: \forall integer k; 0 <= k < 1024 && tenon_interrupt_set_has(&i->pending, k) ==>
      !(tenon_aarch64_in_list(i, n, k) && tenon_lr_pending(i->lr[n]));
    ensures inactive: !tenon_lr_active(\old(i->lr[n])) ==> i->lr[n] == 0;
    ensures active: tenon_lr_active(\old(i->lr[n])) ==> tenon_lr_active(i->lr[n]);
    ensures same: tenon_lr_active(\old(i->lr[n])) ==> same_interrupt{Pre, Post}(i, n);
    ensures registers: \forall integer m; 0 <= m < 16 && m != n ==> i->lr[m] == \old(i->lr[m]);
    ensures attributes: tenon_aarch64_same_attributes{Pre, Post}(i); */
static void take_back_one(struct tenon_aarch64_interrupts *i, uint32_t n) {
  if (i->lr[n] == 0) {
    return;
  }
  take_back_pending(i, n);
  if (i->lr[n] != 0) {
    stack(i, n);
  }
}

void tenon_aarch64_take_back(struct tenon_aarch64_interrupts *i) {
  uint32_t n;
  /*@ loop invariant range: 0 <= n <= i->list_registers;
      loop invariant list: tenon_aarch64_list_sound(i);
      loop invariant sets: tenon_aarch64_sets_sound(i);
      loop invariant conserved: \forall integer k; 0 <= k < 1024 ==>
        (tenon_interrupt_set_has(&i->pending, k) || tenon_aarch64_pending_below(i, n, k) <==>
          tenon_interrupt_set_has{Pre}(&i->pending, k) ||
          (tenon_aarch64_pending_below{Pre}(i, n, k) && !tenon_aarch64_fell{Pre}(i, k)));
      loop invariant once: tenon_aarch64_once_below(i, n);
      loop invariant inactive: \forall integer m; 0 <= m < n &&
        !tenon_lr_active(\at(i->lr[m], Pre)) ==> i->lr[m] == 0;
      loop invariant active: \forall integer m; 0 <= m < n &&
        tenon_lr_active(\at(i->lr[m], Pre)) ==>
          tenon_lr_active(i->lr[m]) && same_interrupt{Pre, Here}(i, m);
      loop invariant rest: \forall integer m; n <= m < 16 ==> i->lr[m] == \at(i->lr[m], Pre);
      loop invariant attributes: tenon_aarch64_same_attributes{Pre, Here}(i);
      loop assigns n, i->lr[0 .. 15], i->pending.word[0 .. 15];
      loop variant i->list_registers - n; */
  for (n = 0; n < i->list_registers; n++) {
    /*@ assert before: \forall integer k; 0 <= k < 1024 ==>
          (tenon_aarch64_pending_below{Pre}(i, n + 1, k) <==>
            tenon_aarch64_pending_below{Pre}(i, n, k) ||
            (tenon_aarch64_in_list{Here}(i, n, k) && tenon_lr_pending(i->lr[n]))); */
    /*@ assert apart: \forall integer m, k; 0 <= m < n && tenon_aarch64_in_list(i, m, k) ==>
          !tenon_aarch64_in_list(i, n, k); */
    take_back_one(i, n);
    /*@ assert below: \forall integer m; 0 <= m < n ==>
          i->lr[m] == \at(i->lr[m], LoopCurrent); */
    /*@ assert same_below: \forall integer k; 0 <= k < 1024 ==>
          (tenon_aarch64_pending_below(i, n, k) <==>
           tenon_aarch64_pending_below{LoopCurrent}(i, n, k)); */
    /*@ assert once_below: \forall integer m, k; 0 <= m < n && 0 <= k < 1024 &&
          tenon_interrupt_set_has(&i->pending, k) ==>
            !(tenon_aarch64_in_list{LoopCurrent}(i, m, k) &&
              tenon_lr_pending(\at(i->lr[m], LoopCurrent))); */
    /*@ assert after: \forall integer k; 0 <= k < 1024 ==>
          (tenon_aarch64_pending_below(i, n + 1, k) <==>
            tenon_aarch64_pending_below(i, n, k) ||
            (tenon_aarch64_in_list(i, n, k) && tenon_lr_pending(i->lr[n]))); */
  }
  /*@ assert all: \forall integer k; 0 <= k < 1024 ==>
        (tenon_aarch64_pending_below(i, 16, k) <==> tenon_aarch64_pending_below(i, n, k)); */
  /*@ assert all_before: \forall integer k; 0 <= k < 1024 ==>
        (tenon_aarch64_pending_below{Pre}(i, 16, k) <==>
         tenon_aarch64_pending_below{Pre}(i, n, k)); */
}
