/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Bringing virtual interrupts to the guest: the shadow of ICH_LR<n>_EL2 and ICH_HCR_EL2.
///
///     before entry, if `changed`:  if `resident`: read_back each list register, then fold;
///                                  flush; write the list registers and ICH_HCR_EL2;
///                                  `resident` = 1
///     maintenance interrupt:       `changed` = 1
///     before each run, if `ends`:  next_end, and report InterruptEnd, until there is none
///     unbind:                      if `resident`: read_back each, then fold; `resident` = 0;
///                                  write 0 to ICH_HCR_EL2
///     bind:                        `changed` = 1
///
/// An interrupt that the guest took (active) keeps its list register until the guest deactivates
/// it. So a guest whose active interrupts fill all list registers takes no other one until it
/// ends one of them. Nothing is lost meanwhile; the end of a linked one, for which the hardware
/// has no notice, is seen at the next exit or when at most one list register is still in use.
#ifndef TENON_CORE_AARCH64_LIST_REGISTERS_H
#define TENON_CORE_AARCH64_LIST_REGISTERS_H

#include "tenon/core/aarch64/interrupts.h"

/*@ // ICH_LR<n>_EL2 (IHI 0069, 12.4.7)
    logic integer tenon_lr_state(integer lr) = lr / 0x4000000000000000;
    logic integer tenon_lr_hw(integer lr) = (lr / 0x2000000000000000) % 2;
    logic integer tenon_lr_priority(integer lr) = (lr / 0x1000000000000) % 256;
    logic integer tenon_lr_physical(integer lr) = (lr / 0x100000000) % 8192; // HW = 1
    logic integer tenon_lr_eoi(integer lr) = (lr / 0x20000000000) % 2;       // HW = 0

    // ICH_HCR_EL2 (12.4.5)
    logic integer tenon_ich_hcr_en(integer hcr) = hcr % 2;
    logic integer tenon_ich_hcr_uie(integer hcr) = (hcr / 2) % 2;
    logic integer tenon_ich_hcr_npie(integer hcr) = (hcr / 8) % 2;

    // Between fold and the next read_back: what a list register holds is pending or active.
    predicate tenon_aarch64_settled(struct tenon_aarch64_interrupts *i) =
      \forall integer n; 0 <= n < 16 ==> i->lr[n] == 0 || tenon_lr_state(i->lr[n]) != 0;

    // How ids behave, and which lines are high, did not change.
    predicate tenon_aarch64_same_attributes{A, B}(struct tenon_aarch64_interrupts *i) =
      tenon_interrupt_set_same{A, B}(\at(&i->notify, A)) &&
      tenon_interrupt_set_same{A, B}(\at(&i->level, A)) &&
      tenon_interrupt_set_same{A, B}(\at(&i->line, A));

    // List register n was given to `id`, and the guest is done with it.
    predicate tenon_aarch64_freed(struct tenon_aarch64_interrupts *i, integer n, integer id) =
      tenon_aarch64_in_list(i, n, id) && tenon_lr_state(i->lr[n]) == 0;

    predicate tenon_aarch64_pending_in_list(struct tenon_aarch64_interrupts *i, integer id) =
      \exists integer n; 0 <= n < 16 && tenon_aarch64_in_list(i, n, id) &&
        tenon_lr_pending(i->lr[n]);

    predicate tenon_aarch64_held(struct tenon_aarch64_interrupts *i, integer id) =
      \exists integer n; 0 <= n < 16 && tenon_aarch64_in_list(i, n, id);

    // A level-triggered id whose line fell before the guest took it.
    predicate tenon_aarch64_fell(struct tenon_aarch64_interrupts *i, integer id) =
      tenon_interrupt_set_has(&i->level, id) && !tenon_interrupt_set_has(&i->line, id);

    // Waits, and could go into a free list register: none has it, and its last end is reported.
    predicate tenon_aarch64_waits(struct tenon_aarch64_interrupts *i, integer id) =
      tenon_interrupt_set_has(&i->pending, id) && !tenon_interrupt_set_has(&i->ended, id) &&
      !tenon_aarch64_held(i, id);

    // The guest's end of what `lr` holds deactivates a physical interrupt of one CPU.
    predicate lr_links_ppi(integer lr) = tenon_lr_hw(lr) == 1 &&
      TENON_AARCH64_INTID_PPI <= tenon_lr_intid(lr) < TENON_AARCH64_INTID_SPI;

    predicate no_ppi_linked{L}(struct tenon_aarch64_interrupts *i) =
      \forall integer k; 16 <= k < 32 ==> !tenon_interrupt_set_has{L}(\at(&i->linked, L), k);

    // No PPI is linked, so the vCPU may go on on another CPU.
    predicate ppis_unlinked{L}(struct tenon_aarch64_interrupts *i) =
      no_ppi_linked{L}(i) && (\forall integer n; 0 <= n < 16 ==> !lr_links_ppi(\at(i->lr[n], L))); */

TENON_BEGIN_C

/// After an exit: takes the state (bits 63:62) of list register `n` from the hardware's value.
/// The rest stays as it was written, so that nothing read can name another interrupt.
/*@ requires memory: \valid(i);
    requires range: n < 16;
    terminates \true;
    exits \false;
    assigns i->lr[n];
    ensures free: \old(i->lr[n]) == 0 ==> i->lr[n] == 0;
    ensures state: \old(i->lr[n]) != 0 ==> tenon_lr_state(i->lr[n]) == tenon_lr_state(value);
    ensures rest: i->lr[n] % 0x4000000000000000 == \old(i->lr[n]) % 0x4000000000000000;
    ensures list: \old(tenon_aarch64_list_sound(i)) ==> tenon_aarch64_list_sound(i);
    ensures sets: \old(tenon_aarch64_sets_sound(i)) ==> tenon_aarch64_sets_sound(i);
    ensures held: \old(tenon_aarch64_list_sound(i)) ==>
      (i->lr[n] == 0 <==> \old(i->lr[n]) == 0); */
void tenon_aarch64_interrupts_read_back(struct tenon_aarch64_interrupts *i, uint32_t n,
                                        uint64_t value);

/// After read_back of all: frees the list registers that the guest is done with, notes the ends
/// to report, and makes pending again what a line still asks for.
/*@ requires memory: \valid(i);
    requires sound: tenon_aarch64_interrupts_sound(i);
    terminates \true;
    exits \false;
    assigns i->lr[0 .. 15], i->pending.word[0 .. 15], i->ended.word[0 .. 15], i->ends, i->changed;
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures settled: tenon_aarch64_settled(i);
    ensures kept: \forall integer n; 0 <= n < 16 ==>
      i->lr[n] == (tenon_lr_state(\old(i->lr[n])) == 0 ? 0 : \old(i->lr[n]));
    ensures ends: \forall integer k; 0 <= k < 1024 ==>
      (tenon_interrupt_set_has(&i->ended, k) <==>
        \old(tenon_interrupt_set_has(&i->ended, k)) ||
        (tenon_interrupt_set_has(&i->notify, k) &&
          \exists integer n; 0 <= n < 16 && tenon_aarch64_freed{Pre}(i, n, k)));
    ensures lines: \forall integer k; 0 <= k < 1024 ==>
      (tenon_interrupt_set_has(&i->pending, k) <==>
        \old(tenon_interrupt_set_has(&i->pending, k)) ||
        (tenon_interrupt_set_has(&i->level, k) && tenon_interrupt_set_has(&i->line, k) &&
          \exists integer n; 0 <= n < 16 && tenon_aarch64_freed{Pre}(i, n, k)));
    ensures changed: i->changed == 1; */
void tenon_aarch64_interrupts_fold(struct tenon_aarch64_interrupts *i);

/// Before entry: puts the most urgent pending ids into the list registers that are not active,
/// leaves the others in `pending`, and sets `ich_hcr` so that the guest's progress brings a
/// maintenance interrupt while one waits, but never at once (that would be a loop of exits).
/*@ requires memory: \valid(i);
    requires sound: tenon_aarch64_interrupts_sound(i);
    requires settled: tenon_aarch64_settled(i);
    terminates \true;
    exits \false;
    assigns i->lr[0 .. 15], i->pending.word[0 .. 15], i->ich_hcr, i->changed;
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures settled: tenon_aarch64_settled(i);
    // Nothing is lost and nothing invented.
    ensures conserved: \forall integer k; 0 <= k < 1024 ==>
      (tenon_interrupt_set_has(&i->pending, k) || tenon_aarch64_pending_in_list(i, k) <==>
        \old(tenon_interrupt_set_has(&i->pending, k)) ||
        (\old(tenon_aarch64_pending_in_list(i, k)) && !tenon_aarch64_fell(i, k)));
    // Nothing is delivered twice.
    ensures once: \forall integer k; 0 <= k < 1024 ==>
      !(tenon_interrupt_set_has(&i->pending, k) && tenon_aarch64_pending_in_list(i, k));
    // What the guest took stays where it is.
    ensures active: \forall integer n; 0 <= n < 16 && tenon_lr_active(\old(i->lr[n])) ==>
      tenon_lr_active(i->lr[n]) && tenon_lr_intid(i->lr[n]) == tenon_lr_intid(\old(i->lr[n])) &&
      tenon_lr_hw(i->lr[n]) == tenon_lr_hw(\old(i->lr[n]));
    ensures inactive: \forall integer n; 0 <= n < 16 && !tenon_lr_active(\old(i->lr[n])) ==>
      !tenon_lr_active(i->lr[n]);
    // Who waits finds every list register taken by something at least as urgent.
    ensures full: \forall integer k, n; 0 <= k < 1020 && tenon_aarch64_waits(i, k) &&
      0 <= n < i->list_registers ==> i->lr[n] != 0;
    ensures urgent: \forall integer k, n; 0 <= k < 1020 && tenon_aarch64_waits(i, k) &&
      0 <= n < i->list_registers && tenon_lr_state(i->lr[n]) == 1 ==>
        tenon_lr_priority(i->lr[n]) <= tenon_aarch64_priority(i, k);
    ensures enabled: tenon_ich_hcr_en(i->ich_hcr) == 1;
    ensures quiet: (\forall integer k; 0 <= k < 1020 ==> !tenon_aarch64_waits(i, k)) ==>
      i->ich_hcr == 1;
    ensures underflow: tenon_ich_hcr_uie(i->ich_hcr) == 1 <==> i->list_registers >= 2 &&
      \exists integer k; 0 <= k < 1020 && tenon_aarch64_waits(i, k);
    ensures no_pending: tenon_ich_hcr_npie(i->ich_hcr) == 1 <==>
      (\exists integer k; 0 <= k < 1020 && tenon_aarch64_waits(i, k)) &&
      (\exists integer n; 0 <= n < 16 && tenon_lr_state(i->lr[n]) == 1);
    ensures end: (\exists integer k; 0 <= k < 1020 && tenon_aarch64_waits(i, k)) &&
      tenon_ich_hcr_npie(i->ich_hcr) == 0 ==>
        \forall integer n; 0 <= n < 16 && i->lr[n] != 0 && tenon_lr_hw(i->lr[n]) == 0 ==>
          tenon_lr_eoi(i->lr[n]) == 1;
    ensures changed: i->changed == 0; */
void tenon_aarch64_interrupts_flush(struct tenon_aarch64_interrupts *i);

/// For whoever takes an interrupt back (disabled at the distributor, rerouted): `intid` is not
/// pending any more, here or in a list register, and its line is low; what the guest took stays.
/// Returns 1 if it was pending, else 0. Precondition: the shadow is the truth (not `resident`, or
/// read back and folded). Ids above 1019: 0.
/*@ requires memory: \valid(i);
    requires sound: tenon_aarch64_interrupts_sound(i);
    requires settled: tenon_aarch64_settled(i);
    terminates \true;
    exits \false;
    assigns i->lr[0 .. 15], i->pending.word[0 .. 15], i->line.word[0 .. 15], i->changed;
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures settled: tenon_aarch64_settled(i);
    behavior refused:
      assumes intid >= 1020;
      assigns \nothing;
      ensures result: \result == 0;
    behavior accepted:
      assumes intid < 1020;
      ensures boolean: \result == 0 || \result == 1;
      ensures result: \result == 1 <==> \old(tenon_interrupt_set_has(&i->pending, intid) ||
        tenon_aarch64_pending_in_list(i, intid));
      ensures gone: !tenon_interrupt_set_has(&i->pending, intid) &&
        !tenon_aarch64_pending_in_list(i, intid) && !tenon_interrupt_set_has(&i->line, intid);
      ensures other_pending: tenon_interrupt_set_only{Pre, Post}(&i->pending, intid);
      ensures other_line: tenon_interrupt_set_only{Pre, Post}(&i->line, intid);
      ensures other_list: \forall integer n; 0 <= n < 16 &&
        tenon_lr_intid(\old(i->lr[n])) != intid ==> i->lr[n] == \old(i->lr[n]);
      ensures active: \forall integer n; 0 <= n < 16 ==>
        (tenon_lr_active(i->lr[n]) <==> tenon_lr_active(\old(i->lr[n])));
      ensures changed: i->changed == 1;
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_aarch64_interrupts_withdraw(struct tenon_aarch64_interrupts *i, uint32_t intid);

TENON_END_C

#endif
