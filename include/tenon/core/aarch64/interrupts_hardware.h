/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Between the shadow of a virtual CPU interface and the hardware (IHI 0069, 12.4). Each function
/// does nothing without list registers: no GICv3, or the guest has the physical interface.
#ifndef TENON_CORE_AARCH64_INTERRUPTS_HARDWARE_H
#define TENON_CORE_AARCH64_INTERRUPTS_HARDWARE_H

#include "tenon/core/aarch64/hardware.h"
#include "tenon/core/aarch64/list_registers.h"

TENON_BEGIN_C

/*@
  // The hardware has what the shadow says.
  predicate lr_written{L}(struct tenon_aarch64_interrupts *i) =
    \forall integer n; 0 <= n < \at(i->list_registers, L) ==>
      \at(tenon_hw_lr[n], L) == \at(i->lr[n], L);

  predicate spis_stay_linked{A, B}(struct tenon_aarch64_interrupts *i) =
    \forall integer k; 32 <= k < 1024 ==>
      (tenon_interrupt_set_has{A}(\at(&i->linked, A), k) <==>
       tenon_interrupt_set_has{B}(\at(&i->linked, B), k));

  predicate inactive_stay{A, B} =
    \forall integer k; 16 <= k < 32 ==>
      \at(tenon_hw_active[k], A) == 0 ==> \at(tenon_hw_active[k], B) == 0;
*/

/// bind: the guest's view of its CPU interface. The list registers follow before the first entry.
/// `apr`: how many active priority registers each group has.
/*@ requires memory: \valid(i);
    requires apr: apr <= 4;
    terminates \true; exits \false;
    assigns i->resident, i->changed, tenon_hw_apr[..], tenon_hw_ich_vmcr;
    ensures resident: i->list_registers != 0 ==> i->resident == 0 && i->changed == 1;
    ensures view: i->list_registers != 0 ==> tenon_hw_ich_vmcr == i->ich_vmcr;
    ensures group0: i->list_registers != 0 ==>
      \forall integer n; 0 <= n < apr ==> tenon_hw_apr[n] == i->ap0r[n];
    ensures group1: i->list_registers != 0 ==>
      \forall integer n; 0 <= n < apr ==> tenon_hw_apr[n + 4] == i->ap1r[n];
    ensures none: i->list_registers == 0 ==>
      i->resident == \old(i->resident) && i->changed == \old(i->changed); */
void tenon_aarch64_interrupts_load(struct tenon_aarch64_interrupts *i, uint32_t apr);

/// unbind: takes all of it back and turns the interface off. Linked PPIs that the guest has not
/// ended are deactivated, and linked no more.
/*@ requires memory: \valid(i);
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    requires settled: i->resident == 0 ==> tenon_aarch64_settled(i);
    requires apr: apr <= 4;
    terminates \true; exits \false;
    assigns i->lr[0 .. 15], i->pending.word[0 .. 15], i->ended.word[0 .. 15], i->ends, i->changed,
            i->resident, i->ich_vmcr, i->ap0r[0 .. 3], i->ap1r[0 .. 3], i->linked.word[0 .. 15],
            tenon_hw_lr[..], tenon_hw_ich_hcr, tenon_hw_active[16 .. 31];
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures settled: i->resident == 0 ==> tenon_aarch64_settled(i);
    ensures unlinked: i->list_registers != 0 ==> ppis_unlinked(i);
    ensures given: \forall integer n; 0 <= n < i->list_registers &&
      lr_links_ppi(\old(i->lr[n])) && \old(i->lr[n]) != 0 &&
      (\old(i->resident) == 0 || tenon_lr_state(\old(tenon_hw_lr[n])) != 0) ==>
        tenon_hw_active[tenon_lr_intid(\old(i->lr[n]))] == 0;
    ensures waiting: \forall integer k; i->list_registers != 0 && 16 <= k < 32 &&
      \old(tenon_interrupt_set_has(&i->linked, k) && tenon_interrupt_set_has(&i->pending, k)) ==>
        tenon_hw_active[k] == 0;
    ensures linked: spis_stay_linked{Pre, Post}(i);
    ensures resident: i->list_registers != 0 ==> i->resident == 0;
    ensures none: i->list_registers == 0 ==> i->resident == \old(i->resident);
    ensures off: i->list_registers != 0 ==> tenon_hw_ich_hcr == 0;
    ensures empty: \forall integer n; 0 <= n < i->list_registers ==> tenon_hw_lr[n] == 0;
    ensures view: i->list_registers != 0 ==> i->ich_vmcr == tenon_hw_ich_vmcr; */
void tenon_aarch64_interrupts_save(struct tenon_aarch64_interrupts *i, uint32_t apr);

/// Before an entry, if `changed`: takes the list registers back, and fills them with the most
/// urgent pending interrupts.
/*@ requires memory: \valid(i);
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    requires settled: i->resident == 0 ==> tenon_aarch64_settled(i);
    terminates \true; exits \false;
    assigns i->lr[0 .. 15], i->pending.word[0 .. 15], i->ended.word[0 .. 15], i->ends, i->changed,
            i->resident, i->ich_hcr, tenon_hw_lr[..], tenon_hw_ich_hcr;
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures settled: i->resident == 0 ==> tenon_aarch64_settled(i);
    ensures none: i->list_registers == 0 ==> i->resident == \old(i->resident);
    ensures unchanged: i->changed == 0;
    ensures written: i->list_registers != 0 && \old(i->changed) != 0 ==> lr_written(i);
    ensures control: i->list_registers != 0 && \old(i->changed) != 0 ==>
                     tenon_hw_ich_hcr == i->ich_hcr;
    ensures resident: i->list_registers != 0 && \old(i->changed) != 0 ==> i->resident == 1; */
void tenon_aarch64_interrupts_enter(struct tenon_aarch64_interrupts *i);

/// After an IRQ exit: if the maintenance interrupt is asserted, silences it (ICH_HCR_EL2 := 0) and
/// takes the list registers back, so that an end is reported before the guest goes on.
/*@ requires memory: \valid(i);
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    requires settled: i->resident == 0 ==> tenon_aarch64_settled(i);
    terminates \true; exits \false;
    assigns i->lr[0 .. 15], i->pending.word[0 .. 15], i->ended.word[0 .. 15], i->ends, i->changed,
            i->resident, tenon_hw_ich_hcr;
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures settled: i->resident == 0 ==> tenon_aarch64_settled(i);
    ensures none: i->list_registers == 0 ==> i->resident == \old(i->resident);
    ensures noticed: tenon_hw_ich_hcr != \old(tenon_hw_ich_hcr) ==>
                     tenon_hw_ich_hcr == 0 && i->changed == 1; */
void tenon_aarch64_interrupts_maintain(struct tenon_aarch64_interrupts *i);

TENON_END_C

#endif
