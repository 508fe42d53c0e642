/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/interrupts_hardware.h"

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
    ensures sets: tenon_aarch64_sets_sound(i); */
static void read_lr(struct tenon_aarch64_interrupts *i) {
  /*@ loop invariant range: 0 <= n <= i->list_registers;
      loop invariant list: tenon_aarch64_list_sound(i);
      loop invariant sets: tenon_aarch64_sets_sound(i);
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
    ensures resident: i->resident == 0; */
static void fold(struct tenon_aarch64_interrupts *i) {
  if (i->resident != 0u) {
    i->resident = 0;
    read_lr(i);
    tenon_aarch64_interrupts_fold(i);
  }
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
