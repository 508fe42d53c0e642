/* SPDX-License-Identifier: Apache-2.0 */
#include "flush.h"

/* ICH_HCR_EL2 (IHI 0069, 12.4.5) */
#define EN 1u
#define UIE 2u
#define NPIE 8u
/* ICH_LR<n>_EL2 */
#define STATE 0x4000000000000000u
#define HW 0x2000000000000000u
#define EOI 0x20000000000u

/*@ requires memory: \valid_read(i);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures boolean: \result == 0 || \result == 1;
    ensures some: \result == 1 <==>
      \exists integer n; 0 <= n < 16 && tenon_lr_state(i->lr[n]) == 1; */
static uint32_t offers_some(const struct tenon_aarch64_interrupts *i) {
  uint32_t n;
  /*@ loop invariant range: 0 <= n <= 16;
      loop invariant none: \forall integer m; 0 <= m < n ==> tenon_lr_state(i->lr[m]) != 1;
      loop assigns n;
      loop variant 16 - n; */
  for (n = 0; n < TENON_AARCH64_LIST_REGISTERS; n++) {
    if (i->lr[n] / STATE == 1u) {
      return 1;
    }
  }
  return 0;
}

/* `lr` with EOI set, if it is one that has this bit: HW takes it for the physical INTID. */
/*@ terminates \true;
    exits \false;
    assigns \nothing;
    ensures zero: \result == 0 <==> lr == 0;
    ensures end: lr != 0 && tenon_lr_hw(lr) == 0 ==> tenon_lr_eoi(\result) == 1;
    ensures intid: tenon_lr_intid(\result) == tenon_lr_intid(lr);
    ensures state: tenon_lr_state(\result) == tenon_lr_state(lr);
    ensures active: tenon_lr_active(\result) <==> tenon_lr_active(lr);
    ensures hw: tenon_lr_hw(\result) == tenon_lr_hw(lr);
    ensures group: tenon_lr_group(\result) == tenon_lr_group(lr);
    ensures priority: tenon_lr_priority(\result) == tenon_lr_priority(lr); */
static uint64_t with_end(uint64_t lr) {
  if (lr == 0 || (lr / HW) % 2u != 0 || (lr / EOI) % 2u != 0) {
    return lr;
  }
  return lr + EOI;
}

/*@ requires memory: \valid(i);
    requires list: tenon_aarch64_list_sound(i);
    terminates \true;
    exits \false;
    assigns i->lr[0 .. 15];
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
    ensures end: \forall integer n; 0 <= n < 16 && i->lr[n] != 0 && tenon_lr_hw(i->lr[n]) == 0 ==>
      tenon_lr_eoi(i->lr[n]) == 1; */
static void ask_for_ends(struct tenon_aarch64_interrupts *i) {
  uint32_t n;
  /*@ loop invariant range: 0 <= n <= 16;
      loop invariant rest: \forall integer m; n <= m < 16 ==> i->lr[m] == \at(i->lr[m], Pre);
      loop invariant same: \forall integer m; 0 <= m < n ==>
        (i->lr[m] == 0 <==> \at(i->lr[m], Pre) == 0) &&
        tenon_lr_intid(i->lr[m]) == tenon_lr_intid(\at(i->lr[m], Pre)) &&
        tenon_lr_state(i->lr[m]) == tenon_lr_state(\at(i->lr[m], Pre)) &&
        tenon_lr_group(i->lr[m]) == tenon_lr_group(\at(i->lr[m], Pre)) &&
        tenon_lr_hw(i->lr[m]) == tenon_lr_hw(\at(i->lr[m], Pre)) &&
        tenon_lr_priority(i->lr[m]) == tenon_lr_priority(\at(i->lr[m], Pre));
      loop invariant active: \forall integer m; 0 <= m < n ==>
        (tenon_lr_active(i->lr[m]) <==> tenon_lr_active(\at(i->lr[m], Pre)));
      loop invariant end: \forall integer m; 0 <= m < n && i->lr[m] != 0 &&
        tenon_lr_hw(i->lr[m]) == 0 ==> tenon_lr_eoi(i->lr[m]) == 1;
      loop assigns n, i->lr[0 .. 15];
      loop variant 16 - n; */
  for (n = 0; n < TENON_AARCH64_LIST_REGISTERS; n++) {
    i->lr[n] = with_end(i->lr[n]);
  }
  /*@ assert in_list: \forall integer n, k; 0 <= n < 16 ==>
        (tenon_aarch64_in_list(i, n, k) <==> tenon_aarch64_in_list{Pre}(i, n, k)); */
  /*@ assert held: \forall integer k;
        tenon_aarch64_held(i, k) <==> tenon_aarch64_held{Pre}(i, k); */
  //@ assert pending: tenon_interrupt_set_same{Pre, Here}(&i->pending);
  //@ assert ended: tenon_interrupt_set_same{Pre, Here}(&i->ended);
}

/*
 * NPIE fires when the guest has taken the last one offered; armed only if one is. UIE fires when
 * at most one list register is in use; all are, so it is armed only if there are two.
 */
/*@ requires memory: \valid_read(i);
    requires boolean: waits == 0 || waits == 1;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures range: \result < 16;
    ensures enabled: tenon_ich_hcr_en(\result) == 1;
    ensures quiet: waits == 0 ==> \result == 1;
    ensures underflow: tenon_ich_hcr_uie(\result) == 1 <==>
      waits == 1 && i->list_registers >= 2;
    ensures no_pending: tenon_ich_hcr_npie(\result) == 1 <==> waits == 1 &&
      \exists integer n; 0 <= n < 16 && tenon_lr_state(i->lr[n]) == 1;
    ensures npie: tenon_ich_hcr_npie(\result) == 1 <==> \result >= 8; */
static uint32_t hcr_of(const struct tenon_aarch64_interrupts *i, uint32_t waits) {
  uint32_t hcr = EN;
  if (waits == 0) {
    return hcr;
  }
  if (i->list_registers >= 2u) {
    hcr = hcr + UIE;
  }
  if (offers_some(i) != 0) {
    hcr = hcr + NPIE;
  }
  return hcr;
}

/*@ requires memory: \valid(i);
    terminates \true;
    exits \false;
    assigns i->ich_hcr;
    ensures value: i->ich_hcr == hcr;
    ensures list: \old(tenon_aarch64_list_sound(i)) ==> tenon_aarch64_list_sound(i); */
static void set_hcr(struct tenon_aarch64_interrupts *i, uint32_t hcr) { i->ich_hcr = hcr; }

/* If none is offered, all are active, and each end counts. */
void tenon_aarch64_arm_maintenance(struct tenon_aarch64_interrupts *i, uint32_t waits) {
  uint32_t hcr = hcr_of(i, waits);
  if (waits != 0 && hcr < NPIE) {
    ask_for_ends(i);
  }
  //@ assert list: tenon_aarch64_list_sound(i);
  set_hcr(i, hcr);
}
