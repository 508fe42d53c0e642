/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The three steps of tenon_aarch64_interrupts_flush. Nothing else calls them.
 */
#ifndef TENON_ARCH_AARCH64_FLUSH_H
#define TENON_ARCH_AARCH64_FLUSH_H

#include "tenon/core/aarch64/list_registers.h"

/*@ // `id` is pending here or in one of the first n list registers.
    predicate tenon_aarch64_pending_below(struct tenon_aarch64_interrupts *i, integer n,
                                          integer id) =
      \exists integer m; 0 <= m < n && tenon_aarch64_in_list(i, m, id) &&
        tenon_lr_pending(i->lr[m]);

    predicate tenon_aarch64_once_below(struct tenon_aarch64_interrupts *i, integer n) =
      \forall integer m, k; 0 <= m < n && 0 <= k < 1024 &&
        tenon_interrupt_set_has(&i->pending, k) ==>
          !(tenon_aarch64_in_list(i, m, k) && tenon_lr_pending(i->lr[m]));

    // What waits is no more urgent than what the guest is offered.
    predicate tenon_aarch64_urgent(struct tenon_aarch64_interrupts *i) =
      \forall integer k, n; 0 <= k < 1020 && tenon_aarch64_waits(i, k) && 0 <= n < 16 &&
        tenon_lr_state(i->lr[n]) == 1 ==>
          tenon_lr_priority(i->lr[n]) <= tenon_aarch64_priority(i, k); */

TENON_BEGIN_C

/* Step 1: what the guest has not taken goes back to `pending`, unless its line fell; an active id
 * that is pending again, and that nobody must hear the end of, gets both states. */
/*@ requires memory: \valid(i);
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    requires settled: tenon_aarch64_settled(i);
    terminates \true;
    exits \false;
    assigns i->lr[0 .. 15], i->pending.word[0 .. 15];
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures conserved: \forall integer k; 0 <= k < 1024 ==>
      (tenon_interrupt_set_has(&i->pending, k) || tenon_aarch64_pending_below(i, 16, k) <==>
        tenon_interrupt_set_has{Pre}(&i->pending, k) ||
        (tenon_aarch64_pending_below{Pre}(i, 16, k) && !tenon_aarch64_fell{Pre}(i, k)));
    ensures once: tenon_aarch64_once_below(i, 16);
    ensures inactive: \forall integer n; 0 <= n < 16 && !tenon_lr_active(\old(i->lr[n])) ==>
      i->lr[n] == 0;
    ensures active: \forall integer n; 0 <= n < 16 && tenon_lr_active(\old(i->lr[n])) ==>
      tenon_lr_active(i->lr[n]) && tenon_lr_intid(i->lr[n]) == tenon_lr_intid(\old(i->lr[n])) &&
      tenon_lr_hw(i->lr[n]) == tenon_lr_hw(\old(i->lr[n]));
    ensures attributes: tenon_aarch64_same_attributes{Pre, Post}(i); */
void tenon_aarch64_take_back(struct tenon_aarch64_interrupts *i);

/* Step 2: the most urgent ids that wait go into the free list registers. 1: some still wait. */
/*@ requires memory: \valid(i);
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    requires once: tenon_aarch64_once_below(i, 16);
    requires active: \forall integer n; 0 <= n < 16 && i->lr[n] != 0 ==>
      tenon_lr_active(i->lr[n]);
    terminates \true;
    exits \false;
    assigns i->lr[0 .. 15], i->pending.word[0 .. 15];
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures conserved: \forall integer k; 0 <= k < 1024 ==>
      (tenon_interrupt_set_has(&i->pending, k) || tenon_aarch64_pending_below(i, 16, k) <==>
        tenon_interrupt_set_has{Pre}(&i->pending, k) ||
        tenon_aarch64_pending_below{Pre}(i, 16, k));
    ensures once: tenon_aarch64_once_below(i, 16);
    ensures kept: \forall integer n; 0 <= n < 16 && \old(i->lr[n]) != 0 ==>
      i->lr[n] == \old(i->lr[n]);
    ensures filled: \forall integer n; 0 <= n < 16 && \old(i->lr[n]) == 0 ==>
      i->lr[n] == 0 || tenon_lr_state(i->lr[n]) == 1;
    ensures settled: tenon_aarch64_settled(i);
    ensures urgent: tenon_aarch64_urgent(i);
    ensures boolean: \result == 0 || \result == 1;
    ensures waits: \result == 1 <==>
      \exists integer k; 0 <= k < 1020 && tenon_aarch64_waits(i, k);
    ensures full: \result == 1 ==>
      \forall integer n; 0 <= n < i->list_registers ==> i->lr[n] != 0;
    ensures attributes: tenon_aarch64_same_attributes{Pre, Post}(i); */
uint32_t tenon_aarch64_fill(struct tenon_aarch64_interrupts *i);

/* Step 3: the maintenance interrupt, if some wait (`waits` = 1). */
/*@ requires memory: \valid(i);
    requires list: tenon_aarch64_list_sound(i);
    requires boolean: waits == 0 || waits == 1;
    terminates \true;
    exits \false;
    assigns i->lr[0 .. 15], i->ich_hcr;
    ensures list: tenon_aarch64_list_sound(i);
    ensures same: \forall integer n; 0 <= n < 16 ==>
      (i->lr[n] == 0 <==> \old(i->lr[n]) == 0) &&
      tenon_lr_intid(i->lr[n]) == tenon_lr_intid(\old(i->lr[n])) &&
      tenon_lr_state(i->lr[n]) == tenon_lr_state(\old(i->lr[n])) &&
      tenon_lr_hw(i->lr[n]) == tenon_lr_hw(\old(i->lr[n])) &&
      tenon_lr_priority(i->lr[n]) == tenon_lr_priority(\old(i->lr[n]));
    ensures active: \forall integer n; 0 <= n < 16 ==>
      (tenon_lr_active(i->lr[n]) <==> tenon_lr_active(\old(i->lr[n])));
    ensures sets: \old(tenon_aarch64_sets_sound(i)) ==> tenon_aarch64_sets_sound(i);
    ensures settled: \old(tenon_aarch64_settled(i)) ==> tenon_aarch64_settled(i);
    ensures pending: tenon_interrupt_set_same{Pre, Post}(&i->pending);
    ensures waiting: \forall integer k; 0 <= k < 1024 ==>
      (tenon_aarch64_waits(i, k) <==> tenon_aarch64_waits{Pre}(i, k));
    ensures offered: \forall integer k; 0 <= k < 1024 ==>
      (tenon_aarch64_pending_below(i, 16, k) <==> tenon_aarch64_pending_below{Pre}(i, 16, k));
    ensures once: \old(tenon_aarch64_once_below(i, 16)) ==> tenon_aarch64_once_below(i, 16);
    ensures urgent: \old(tenon_aarch64_urgent(i)) ==> tenon_aarch64_urgent(i);
    ensures attributes: tenon_aarch64_same_attributes{Pre, Post}(i);
    ensures enabled: tenon_ich_hcr_en(i->ich_hcr) == 1;
    ensures quiet: waits == 0 ==> i->ich_hcr == 1;
    ensures underflow: tenon_ich_hcr_uie(i->ich_hcr) == 1 <==>
      waits == 1 && i->list_registers >= 2;
    ensures no_pending: tenon_ich_hcr_npie(i->ich_hcr) == 1 <==> waits == 1 &&
      \exists integer n; 0 <= n < 16 && tenon_lr_state(i->lr[n]) == 1;
    ensures end: waits == 1 && tenon_ich_hcr_npie(i->ich_hcr) == 0 ==>
      \forall integer n; 0 <= n < 16 && i->lr[n] != 0 && tenon_lr_hw(i->lr[n]) == 0 ==>
        tenon_lr_eoi(i->lr[n]) == 1; */
void tenon_aarch64_arm_maintenance(struct tenon_aarch64_interrupts *i, uint32_t waits);

TENON_END_C

#endif
