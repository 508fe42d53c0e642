/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/interrupts_hardware.h"

/* ICH_LR<n>_EL2 (IHI 0069, 12.4.7) */
#define HW 0x2000000000000000u
#define PHYSICAL 0x100000000u
#define PHYSICALS 0x2000u
#define INTIDS 0x100000000u

/*@ // What read_back leaves of a list register says who it is, and whose.
    lemma hw_of_rest: \forall integer lr; 0 <= lr ==>
      tenon_lr_hw(lr) == (lr % 0x4000000000000000) / 0x2000000000000000;
    lemma intid_of_rest: \forall integer lr; 0 <= lr ==>
      tenon_lr_intid(lr) == (lr % 0x4000000000000000) % 0x100000000; */

/*@ requires memory: \valid_read(i);
    requires apr: apr <= 4;
    terminates \true; exits \false; assigns tenon_hw_apr[..];
    ensures group0: \forall integer n; 0 <= n < apr ==> tenon_hw_apr[n] == i->ap0r[n];
    ensures group1: \forall integer n; 0 <= n < apr ==> tenon_hw_apr[n + 4] == i->ap1r[n]; */
static void write_apr(const struct tenon_aarch64_interrupts *i, uint32_t apr) {
  /*@ loop invariant range: 0 <= n <= apr;
      loop invariant group0: \forall integer k; 0 <= k < n ==> tenon_hw_apr[k] == i->ap0r[k];
      loop invariant group1: \forall integer k; 0 <= k < n ==> tenon_hw_apr[k + 4] == i->ap1r[k];
      loop assigns n, tenon_hw_apr[..];
      loop variant apr - n; */
  for (uint32_t n = 0; n < apr; n++) {
    tenon_aarch64_hw_write_apr(n, i->ap0r[n]);
    tenon_aarch64_hw_write_apr(n + 4u, i->ap1r[n]);
  }
}

/*@ requires memory: \valid(i);
    requires apr: apr <= 4;
    terminates \true; exits \false; assigns i->ap0r[0 .. 3], i->ap1r[0 .. 3]; */
static void read_apr(struct tenon_aarch64_interrupts *i, uint32_t apr) {
  /*@ loop invariant range: 0 <= n <= apr;
      loop assigns n, i->ap0r[0 .. 3], i->ap1r[0 .. 3];
      loop variant apr - n; */
  for (uint32_t n = 0; n < apr; n++) {
    i->ap0r[n] = tenon_aarch64_hw_read_apr(n);
    i->ap1r[n] = tenon_aarch64_hw_read_apr(n + 4u);
  }
}

/*@ requires memory: \valid(i);
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    terminates \true; exits \false; assigns i->lr[0 .. 15];
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures rest: \forall integer n; 0 <= n < 16 ==>
      i->lr[n] % 0x4000000000000000 == \old(i->lr[n]) % 0x4000000000000000;
    ensures state: \forall integer n; 0 <= n < i->list_registers && \old(i->lr[n]) != 0 ==>
      tenon_lr_state(i->lr[n]) == tenon_lr_state(tenon_hw_lr[n]); */
static void read_lr(struct tenon_aarch64_interrupts *i) {
  /*@ loop invariant range: 0 <= n <= i->list_registers;
      loop invariant list: tenon_aarch64_list_sound(i);
      loop invariant sets: tenon_aarch64_sets_sound(i);
      loop invariant others: \forall integer k; n <= k < 16 ==> i->lr[k] == \at(i->lr[k], Pre);
      loop invariant rest: \forall integer k; 0 <= k < n ==>
        i->lr[k] % 0x4000000000000000 == \at(i->lr[k], Pre) % 0x4000000000000000;
      loop invariant state: \forall integer k; 0 <= k < n && \at(i->lr[k], Pre) != 0 ==>
        tenon_lr_state(i->lr[k]) == tenon_lr_state(tenon_hw_lr[k]);
      loop assigns n, i->lr[0 .. 15];
      loop variant i->list_registers - n; */
  for (uint32_t n = 0; n < i->list_registers; n++) {
    tenon_aarch64_interrupts_read_back(i, n, tenon_aarch64_hw_read_lr(n));
  }
}

/*@ requires memory: \valid_read(i);
    requires list: tenon_aarch64_list_sound(i);
    terminates \true; exits \false; assigns tenon_hw_lr[..];
    ensures written: lr_written(i); */
static void write_lr(const struct tenon_aarch64_interrupts *i) {
  /*@ loop invariant range: 0 <= n <= i->list_registers;
      loop invariant written: \forall integer k; 0 <= k < n ==> tenon_hw_lr[k] == i->lr[k];
      loop assigns n, tenon_hw_lr[..];
      loop variant i->list_registers - n; */
  for (uint32_t n = 0; n < i->list_registers; n++) {
    tenon_aarch64_hw_write_lr(n, i->lr[n]);
  }
}

/*@ requires count: count <= 16;
    terminates \true; exits \false; assigns tenon_hw_lr[..];
    ensures empty: \forall integer k; 0 <= k < count ==> tenon_hw_lr[k] == 0; */
static void clear_lr(uint32_t count) {
  /*@ loop invariant range: 0 <= n <= count;
      loop invariant empty: \forall integer k; 0 <= k < n ==> tenon_hw_lr[k] == 0;
      loop assigns n, tenon_hw_lr[..];
      loop variant count - n; */
  for (uint32_t n = 0; n < count; n++) {
    tenon_aarch64_hw_write_lr(n, 0);
  }
}

/* Takes the guest's progress out of the list registers. */
/*@ requires memory: \valid(i);
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    requires settled: i->resident == 0 ==> tenon_aarch64_settled(i);
    terminates \true; exits \false;
    assigns i->lr[0 .. 15], i->pending.word[0 .. 15], i->ended.word[0 .. 15], i->ends, i->changed,
            i->resident;
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures settled: tenon_aarch64_settled(i);
    ensures changed: i->changed == \old(i->changed) || i->changed == 1;
    ensures resident: i->resident == 0;
    ensures links: \forall integer n; 0 <= n < i->list_registers &&
      \old(i->lr[n]) != 0 && lr_links_ppi(\old(i->lr[n])) &&
      (\old(i->resident) == 0 || tenon_lr_state(tenon_hw_lr[n]) != 0) ==>
        lr_links_ppi(i->lr[n]) && tenon_lr_intid(i->lr[n]) == tenon_lr_intid(\old(i->lr[n]));
    ensures pending: \forall integer k; 0 <= k < 1024 && \old(tenon_interrupt_set_has(&i->pending, k))
      ==> tenon_interrupt_set_has(&i->pending, k); */
static void fold(struct tenon_aarch64_interrupts *i) {
  if (i->resident != 0u) {
    i->resident = 0;
    read_lr(i);
    /*@ assert hw: \forall integer n; 0 <= n < 16 ==>
          tenon_lr_hw(i->lr[n]) == tenon_lr_hw(\at(i->lr[n], Pre)); */
    /*@ assert intid: \forall integer n; 0 <= n < 16 ==>
          tenon_lr_intid(i->lr[n]) == tenon_lr_intid(\at(i->lr[n], Pre)); */
    tenon_aarch64_interrupts_fold(i);
  }
}

/* A list register without its link to a physical interrupt. */
/*@ requires link: tenon_lr_hw(lr) == 1;
    terminates \true; exits \false; assigns \nothing;
    ensures software: tenon_lr_hw(\result) == 0;
    ensures intid: tenon_lr_intid(\result) == tenon_lr_intid(lr);
    ensures group: tenon_lr_group(\result) == tenon_lr_group(lr);
    ensures state: tenon_lr_state(\result) == tenon_lr_state(lr);
    ensures priority: tenon_lr_priority(\result) == tenon_lr_priority(lr);
    ensures zero: \result == 0 ==> tenon_lr_group(lr) == 0; */
static uint64_t software(uint64_t lr) {
  uint64_t physical = (lr / PHYSICAL) % PHYSICALS;
  return lr - HW - physical * PHYSICAL;
}

/* The link of list register n, if it is one to a PPI. */
/*@ requires memory: \valid(i);
    requires range: n < 16;
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    requires settled: tenon_aarch64_settled(i);
    terminates \true; exits \false;
    assigns i->lr[n], i->linked.word[0 .. 15], tenon_hw_active[16 .. 31];
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures settled: tenon_aarch64_settled(i);
    ensures unlinked: !lr_links_ppi(i->lr[n]);
    ensures state: tenon_lr_state(i->lr[n]) == tenon_lr_state(\old(i->lr[n]));
    ensures intid: tenon_lr_intid(i->lr[n]) == tenon_lr_intid(\old(i->lr[n]));
    ensures inactive: lr_links_ppi(\old(i->lr[n])) ==>
      tenon_hw_active[tenon_lr_intid(\old(i->lr[n]))] == 0;
    ensures still: inactive_stay{Pre, Post};
    ensures waiting: \forall integer k; 16 <= k < 32 && tenon_hw_active[k] != 0 ==>
      (tenon_interrupt_set_has(&i->linked, k) <==> tenon_interrupt_set_has{Pre}(&i->linked, k));
    ensures linked: spis_stay_linked{Pre, Post}(i); */
static void unlink_one(struct tenon_aarch64_interrupts *i, uint32_t n) {
  uint64_t lr = i->lr[n];
  uint32_t intid = (uint32_t)(lr % INTIDS);
  if ((lr / HW) % 2u == 1u && intid >= TENON_AARCH64_INTID_PPI && intid < TENON_AARCH64_INTID_SPI) {
    tenon_aarch64_hw_deactivate(intid);
    tenon_interrupt_set_remove(&i->linked, intid);
    //@ assert kept: \forall integer m; 0 <= m < 16 ==> i->lr[m] == \at(i->lr[m], Pre);
    i->lr[n] = software(lr);
    /*@ assert others: \forall integer m; 0 <= m < 16 && m != n ==>
          i->lr[m] == \at(i->lr[m], Pre); */
  }
}

/*@ requires memory: \valid(i);
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    requires settled: tenon_aarch64_settled(i);
    terminates \true; exits \false;
    assigns i->lr[0 .. 15], i->linked.word[0 .. 15], tenon_hw_active[16 .. 31];
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures settled: tenon_aarch64_settled(i);
    ensures unlinked: \forall integer n; 0 <= n < 16 ==> !lr_links_ppi(i->lr[n]);
    ensures inactive: \forall integer n; 0 <= n < 16 && lr_links_ppi(\old(i->lr[n])) ==>
      tenon_hw_active[tenon_lr_intid(\old(i->lr[n]))] == 0;
    ensures waiting: \forall integer k; 16 <= k < 32 && tenon_hw_active[k] != 0 ==>
      (tenon_interrupt_set_has(&i->linked, k) <==> tenon_interrupt_set_has{Pre}(&i->linked, k));
    ensures linked: spis_stay_linked{Pre, Post}(i); */
static void unlink_list(struct tenon_aarch64_interrupts *i) {
  /*@ loop invariant range: 0 <= n <= i->list_registers;
      loop invariant list: tenon_aarch64_list_sound(i);
      loop invariant sets: tenon_aarch64_sets_sound(i);
      loop invariant settled: tenon_aarch64_settled(i);
      loop invariant rest: \forall integer k; n <= k < 16 ==> i->lr[k] == \at(i->lr[k], Pre);
      loop invariant unlinked: \forall integer k; 0 <= k < n ==> !lr_links_ppi(i->lr[k]);
      loop invariant inactive: \forall integer k; 0 <= k < n && lr_links_ppi(\at(i->lr[k], Pre)) ==>
        tenon_hw_active[tenon_lr_intid(\at(i->lr[k], Pre))] == 0;
      loop invariant waiting: \forall integer k; 16 <= k < 32 && tenon_hw_active[k] != 0 ==>
        (tenon_interrupt_set_has(&i->linked, k) <==> tenon_interrupt_set_has{Pre}(&i->linked, k));
      loop invariant linked: spis_stay_linked{Pre, Here}(i);
      loop assigns n, i->lr[0 .. 15], i->linked.word[0 .. 15], tenon_hw_active[16 .. 31];
      loop variant i->list_registers - n; */
  for (uint32_t n = 0; n < i->list_registers; n++) {
    unlink_one(i, n);
    /*@ assert others: \forall integer m; 0 <= m < 16 && m != n ==>
          i->lr[m] == \at(i->lr[m], LoopCurrent); */
    //@ assert one: !lr_links_ppi(i->lr[n]);
  }
  //@ assert rest: \forall integer n; i->list_registers <= n < 16 ==> i->lr[n] == 0;
}

/* The link of PPI `id`, which may wait for a list register. */
/*@ requires memory: \valid(i);
    requires ppi: 16 <= id < 32;
    terminates \true; exits \false;
    assigns i->linked.word[0 .. 15], tenon_hw_active[id];
    ensures unlinked: !tenon_interrupt_set_has(&i->linked, id);
    ensures others: tenon_interrupt_set_only{Pre, Post}(&i->linked, id);
    ensures inactive: \old(tenon_interrupt_set_has(&i->linked, id) &&
                           tenon_interrupt_set_has(&i->pending, id)) ==> tenon_hw_active[id] == 0;
    ensures still: \old(tenon_hw_active[id]) == 0 ==> tenon_hw_active[id] == 0; */
static void unlink_waiting(struct tenon_aarch64_interrupts *i, uint32_t id) {
  if (tenon_interrupt_set_contains(&i->linked, id) != 0u &&
      tenon_interrupt_set_contains(&i->pending, id) != 0u) {
    tenon_aarch64_hw_deactivate(id);
  }
  tenon_interrupt_set_remove(&i->linked, id);
}

/*@ requires memory: \valid(i);
    terminates \true; exits \false;
    assigns i->linked.word[0 .. 15], tenon_hw_active[16 .. 31];
    ensures unlinked: no_ppi_linked(i);
    ensures inactive: \forall integer k; 16 <= k < 32 &&
      \old(tenon_interrupt_set_has(&i->linked, k) && tenon_interrupt_set_has(&i->pending, k)) ==>
        tenon_hw_active[k] == 0;
    ensures still: inactive_stay{Pre, Post};
    ensures linked: spis_stay_linked{Pre, Post}(i); */
static void unlink_set(struct tenon_aarch64_interrupts *i) {
  /*@ loop invariant range: 16 <= id <= 32;
      loop invariant unlinked: \forall integer k; 16 <= k < id ==>
        !tenon_interrupt_set_has(&i->linked, k);
      loop invariant rest: \forall integer k; id <= k < 32 ==>
        (tenon_interrupt_set_has(&i->linked, k) <==> tenon_interrupt_set_has{Pre}(&i->linked, k));
      loop invariant inactive: \forall integer k; 16 <= k < id &&
        tenon_interrupt_set_has{Pre}(&i->linked, k) &&
        tenon_interrupt_set_has{Pre}(&i->pending, k) ==> tenon_hw_active[k] == 0;
      loop invariant still: inactive_stay{Pre, Here};
      loop invariant linked: spis_stay_linked{Pre, Here}(i);
      loop assigns id, i->linked.word[0 .. 15], tenon_hw_active[16 .. 31];
      loop variant 32 - id; */
  for (uint32_t id = TENON_AARCH64_INTID_PPI; id < TENON_AARCH64_INTID_SPI; id++) {
    unlink_waiting(i, id);
  }
}

/* Most guests have linked nothing. */
/*@ requires memory: \valid(i);
    terminates \true; exits \false;
    assigns i->linked.word[0 .. 15], tenon_hw_active[16 .. 31];
    ensures unlinked: no_ppi_linked(i);
    ensures inactive: \forall integer k; 16 <= k < 32 &&
      \old(tenon_interrupt_set_has(&i->linked, k) && tenon_interrupt_set_has(&i->pending, k)) ==>
        tenon_hw_active[k] == 0;
    ensures still: inactive_stay{Pre, Post};
    ensures linked: spis_stay_linked{Pre, Post}(i); */
static void unlink_all(struct tenon_aarch64_interrupts *i) {
  if (i->linked.word[0] != 0u) {
    unlink_set(i);
  }
  /*@ assert none: \at(i->linked.word[0], Pre) == 0 ==>
        \forall integer k; 16 <= k < 32 ==> !tenon_interrupt_set_has{Pre}(\at(&i->linked, Pre), k); */
}

/* A PPI is this CPU's: what the guest owes it is done here, and the guest ends its own alone. */
/*@ requires memory: \valid(i);
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    requires settled: tenon_aarch64_settled(i);
    terminates \true; exits \false;
    assigns i->lr[0 .. 15], i->linked.word[0 .. 15], tenon_hw_active[16 .. 31];
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures settled: tenon_aarch64_settled(i);
    ensures unlinked: ppis_unlinked(i);
    ensures given: \forall integer n; 0 <= n < 16 && lr_links_ppi(\old(i->lr[n])) ==>
      tenon_hw_active[tenon_lr_intid(\old(i->lr[n]))] == 0;
    ensures waiting: \forall integer k; 16 <= k < 32 &&
      \old(tenon_interrupt_set_has(&i->linked, k) && tenon_interrupt_set_has(&i->pending, k)) ==>
        tenon_hw_active[k] == 0;
    ensures linked: spis_stay_linked{Pre, Post}(i); */
static void unlink_ppis(struct tenon_aarch64_interrupts *i) {
  unlink_list(i);
  //@ ghost listed:;
  unlink_all(i);
  //@ assert kept: \forall integer n; 0 <= n < 16 ==> i->lr[n] == \at(i->lr[n], listed);
  //@ assert tail: \forall integer n; i->list_registers <= n < 16 ==> i->lr[n] == 0;
  /*@ assert ids: \forall integer n; 0 <= n < 16 && i->lr[n] != 0 ==>
        tenon_lr_intid(i->lr[n]) < 1020 && tenon_lr_group(i->lr[n]) == 1; */
  /*@ assert unique: \forall integer n, m; 0 <= n < m < 16 && i->lr[n] != 0 && i->lr[m] != 0 ==>
        tenon_lr_intid(i->lr[n]) != tenon_lr_intid(i->lr[m]); */
  //@ assert pending: tenon_interrupt_set_same{listed, Here}(&i->pending);
  //@ assert ended: tenon_interrupt_set_same{listed, Here}(&i->ended);
  //@ assert ends: i->ends == \at(i->ends, listed);
  //@ assert sets: tenon_aarch64_sets_sound(i);
}

void tenon_aarch64_interrupts_load(struct tenon_aarch64_interrupts *i, uint32_t apr) {
  if (i->list_registers != 0u) {
    write_apr(i, apr);
    tenon_aarch64_hw_write_ich_vmcr(i->ich_vmcr);
    i->resident = 0;
    i->changed = 1;
  }
}

void tenon_aarch64_interrupts_save(struct tenon_aarch64_interrupts *i, uint32_t apr) {
  if (i->list_registers == 0u) {
    return;
  }
  i->ich_vmcr = tenon_aarch64_hw_read_ich_vmcr();
  read_apr(i, apr);
  /*@ assert tail: \forall integer n; i->list_registers <= n < 16 ==> i->lr[n] == 0; */
  /*@ assert ids: \forall integer n; 0 <= n < 16 && i->lr[n] != 0 ==>
        tenon_lr_intid(i->lr[n]) < 1020 && tenon_lr_group(i->lr[n]) == 1; */
  /*@ assert unique: \forall integer n, m; 0 <= n < m < 16 && i->lr[n] != 0 && i->lr[m] != 0 ==>
        tenon_lr_intid(i->lr[n]) != tenon_lr_intid(i->lr[m]); */
  fold(i);
  unlink_ppis(i);
  tenon_aarch64_hw_write_ich_hcr(0);
  clear_lr(i->list_registers);
}

void tenon_aarch64_interrupts_enter(struct tenon_aarch64_interrupts *i) {
  if (i->list_registers == 0u) {
    i->changed = 0;
  } else if (i->changed != 0u) {
    fold(i);
    tenon_aarch64_interrupts_flush(i);
    write_lr(i);
    tenon_aarch64_hw_write_ich_hcr(i->ich_hcr);
    i->resident = 1;
  }
}

void tenon_aarch64_interrupts_maintain(struct tenon_aarch64_interrupts *i) {
  if (i->list_registers != 0u && tenon_aarch64_hw_read_ich_misr() != 0u) {
    tenon_aarch64_hw_write_ich_hcr(0);
    fold(i);
    i->changed = 1;
  }
}
