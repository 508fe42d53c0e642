/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/vcpu_run.h"

#include "tenon/core/riscv64/capture.h"
#include "tenon/core/riscv64/decode.h"
#include "tenon/core/riscv64/short_way.h"

#define INTERRUPT 0x8000000000000000u
#define SPP 0x100u
#define VSBE 0x20u

/*@ // Of the vCPU itself.
  predicate rv_vcpu_scalars_same{A, B}(struct tenon_riscv64_vcpu *v) =
    \at(v->common.state, A) == \at(v->common.state, B) &&
    \at(v->common.vcpu_id, A) == \at(v->common.vcpu_id, B) &&
    \at(v->frame.sstatus, A) == \at(v->frame.sstatus, B) &&
    \at(v->frame.hstatus, A) == \at(v->frame.hstatus, B); */

/* A CSR read of VS-mode whose instruction the hart has given. Its record has no more than that. */
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v) && rv_vcpu_is_loaded(v);
    terminates \true; exits \false;
    assigns v->fault.stval, v->fault.valid, v->exit;
    ensures sound: rv_vcpu_sound(v) && rv_vcpu_is_loaded(v);
    ensures kind: \result == 1 ==> v->exit.kind == TENON_EXIT_sysreg_read;
    ensures boolean: \result <= 1; */
static inline uint32_t is_csr_read(struct tenon_riscv64_vcpu *v) {
  uint64_t stval = tenon_riscv64_hw_stval();
  if (tenon_riscv64_is_plain_csr_read((uint32_t)(stval % 0x100000000u)) == 0u ||
      (v->frame.sstatus & SPP) == 0u) {
    return 0;
  }
  v->fault.stval = stval;
  v->fault.valid = 0;
  tenon_riscv64_plain_csr_read((uint32_t)(stval % 0x100000000u), &v->exit);
  //@ assert stage2: rv_vcpu_stage2_same{Pre, Here}(v);
  //@ assert loaded: v->cpu->loaded == \at(v->cpu->loaded, Pre);
  //@ assert enabled: v->cpu->enabled == \at(v->cpu->enabled, Pre);
  //@ assert vmid_bits: v->cpu->features.vmid_bits == \at(v->cpu->features.vmid_bits, Pre);
  //@ assert has: v->cpu->features.has == \at(v->cpu->features.has, Pre);
  //@ assert fp: v->cpu->features.fp == \at(v->cpu->features.fp, Pre);
  //@ assert hart: rv_vcpu_hart_same{Pre, Here}(v);
  //@ assert usable: rv_vcpu_has_stage2(v);
  //@ assert here: rv_vcpu_here(v);
  //@ assert scalars: rv_vcpu_scalars_same{Pre, Here}(v);
  return 1;
}

#define LOOK_CONTRACT(v)                                     \
  requires storage : \valid(v);                              \
  requires sound : rv_vcpu_sound(v) && rv_vcpu_is_loaded(v); \
  terminates \true;                                          \
  exits \false;                                              \
  assigns v->fault, v->exit, v->access;                      \
  ensures sound : rv_vcpu_sound(v) && rv_vcpu_is_loaded(v);  \
  ensures kind : v->exit.kind < TENON_EXIT_COUNT;

/*@ LOOK_CONTRACT(v) */
static TENON_APART void look_closely(struct tenon_riscv64_vcpu *v) {
  v->fault.valid = 0;
  if (v->fault.scause < INTERRUPT) {
    tenon_riscv64_capture(&v->fault, &v->frame);
  }
  tenon_riscv64_decode(&v->fault, &v->frame, &v->exit, &v->access);
  //@ assert vmid: v->stage2->vmid == \at(v->stage2->vmid, Pre);
  //@ assert levels: v->stage2->levels == \at(v->stage2->levels, Pre);
  //@ assert root: v->stage2->root == \at(v->stage2->root, Pre);
  //@ assert state: v->common.state == \at(v->common.state, Pre);
  //@ assert vcpu_id: v->common.vcpu_id == \at(v->common.vcpu_id, Pre);
  //@ assert sstatus: v->frame.sstatus == \at(v->frame.sstatus, Pre);
  //@ assert hstatus: v->frame.hstatus == \at(v->frame.hstatus, Pre);
  //@ assert stage2: rv_vcpu_stage2_same{Pre, Here}(v);
  //@ assert loaded: v->cpu->loaded == \at(v->cpu->loaded, Pre);
  //@ assert enabled: v->cpu->enabled == \at(v->cpu->enabled, Pre);
  //@ assert vmid_bits: v->cpu->features.vmid_bits == \at(v->cpu->features.vmid_bits, Pre);
  //@ assert has: v->cpu->features.has == \at(v->cpu->features.has, Pre);
  //@ assert fp: v->cpu->features.fp == \at(v->cpu->features.fp, Pre);
  //@ assert hart: rv_vcpu_hart_same{Pre, Here}(v);
  //@ assert usable: rv_vcpu_has_stage2(v);
  //@ assert sane: rv_cpu_sane(&v->cpu->features);
  //@ assert isolates: rv_hw_isolates;
  //@ assert entry: rv_guest_entry(v->frame.hstatus);
  //@ assert hgatp: rv_hw_hgatp == rv_stage2_hgatp(v->stage2);
  //@ assert here: rv_vcpu_here(v);
}

/* A load or store of VS-mode, whose instruction is not in htinst. */
/*@ LOOK_CONTRACT(v) */
static TENON_APART void look_at_data(struct tenon_riscv64_vcpu *v) {
  tenon_riscv64_hw_read_fault(&v->fault);
  //@ assert stage2_read: rv_vcpu_stage2_same{Pre, Here}(v);
  //@ assert loaded_read: v->cpu->loaded == \at(v->cpu->loaded, Pre);
  //@ assert enabled_read: v->cpu->enabled == \at(v->cpu->enabled, Pre);
  //@ assert vmid_bits_read: v->cpu->features.vmid_bits == \at(v->cpu->features.vmid_bits, Pre);
  //@ assert has_read: v->cpu->features.has == \at(v->cpu->features.has, Pre);
  //@ assert fp_read: v->cpu->features.fp == \at(v->cpu->features.fp, Pre);
  //@ assert hart_read: rv_vcpu_hart_same{Pre, Here}(v);
  //@ assert usable_read: rv_vcpu_has_stage2(v);
  //@ assert here_read: rv_vcpu_here(v);
  //@ assert scalars_read: rv_vcpu_scalars_same{Pre, Here}(v);
  //@ assert sound: rv_vcpu_sound(v);
  if (v->fault.htinst != 0u || v->frame.sstatus / SPP % 2u == 0u ||
      v->frame.hstatus / VSBE % 2u == 1u) {
    look_closely(v);
    return;
  }
  uint32_t word = tenon_riscv64_hw_fetch(v->frame.pc);
  uint64_t stval = v->fault.stval;
  uint64_t gpa = tenon_riscv64_fault_gpa(v->fault.htval, stval);
  v->fault.valid = TENON_RISCV64_FAULT_INSTRUCTION;
  v->fault.instruction = word;
  uint32_t done = v->fault.scause == 21u
                      ? tenon_riscv64_short_load(word, stval, gpa, &v->frame, &v->exit)
                      : tenon_riscv64_short_store(word, stval, gpa, &v->frame, &v->exit);
  //@ assert stage2: rv_vcpu_stage2_same{Pre, Here}(v);
  //@ assert loaded: v->cpu->loaded == \at(v->cpu->loaded, Pre);
  //@ assert enabled: v->cpu->enabled == \at(v->cpu->enabled, Pre);
  //@ assert vmid_bits: v->cpu->features.vmid_bits == \at(v->cpu->features.vmid_bits, Pre);
  //@ assert has: v->cpu->features.has == \at(v->cpu->features.has, Pre);
  //@ assert fp: v->cpu->features.fp == \at(v->cpu->features.fp, Pre);
  //@ assert hart: rv_vcpu_hart_same{Pre, Here}(v);
  //@ assert usable: rv_vcpu_has_stage2(v);
  //@ assert here: rv_vcpu_here(v);
  //@ assert scalars: rv_vcpu_scalars_same{Pre, Here}(v);
  //@ assert sound_still: rv_vcpu_sound(v);
  if (done == 0u) {
    look_closely(v);
  }
}

/* No access is under way, or the guest would not have been entered. */
void tenon_riscv64_vcpu_look(struct tenon_riscv64_vcpu *v) {
  uint64_t scause = v->fault.scause;
  if (scause == (uint64_t)TENON_RISCV64_CAUSE_virtual_instruction && is_csr_read(v) == 1u) {
    return;
  }
  if (scause == 21u || scause == 23u) {
    look_at_data(v);
  } else {
    look_closely(v);
  }
}

void tenon_riscv64_vcpu_next_access(struct tenon_riscv64_vcpu *v) {
  tenon_riscv64_access_exit(&v->access, &v->exit);
  v->access.remaining = 2;
  //@ assert stage2: rv_vcpu_stage2_same{Pre, Here}(v);
  //@ assert loaded: v->cpu->loaded == \at(v->cpu->loaded, Pre);
  //@ assert enabled: v->cpu->enabled == \at(v->cpu->enabled, Pre);
  //@ assert vmid_bits: v->cpu->features.vmid_bits == \at(v->cpu->features.vmid_bits, Pre);
  //@ assert has: v->cpu->features.has == \at(v->cpu->features.has, Pre);
  //@ assert fp: v->cpu->features.fp == \at(v->cpu->features.fp, Pre);
  //@ assert hart: rv_vcpu_hart_same{Pre, Here}(v);
  //@ assert usable: rv_vcpu_has_stage2(v);
  //@ assert here: rv_vcpu_here(v);
  //@ assert scalars: rv_vcpu_scalars_same{Pre, Here}(v);
}

void tenon_riscv64_vcpu_preempt(struct tenon_riscv64_vcpu *v) {
  if (v->common.state == (uint32_t)TENON_VCPU_BOUND) {
    tenon_outcome(&v->exit, TENON_EXIT_preempted, (uint32_t)TENON_RISCV64_CAUSE_none);
    //@ assert stage2: rv_vcpu_stage2_same{Pre, Here}(v);
    //@ assert loaded: v->cpu->loaded == \at(v->cpu->loaded, Pre);
    //@ assert enabled: v->cpu->enabled == \at(v->cpu->enabled, Pre);
    //@ assert vmid_bits: v->cpu->features.vmid_bits == \at(v->cpu->features.vmid_bits, Pre);
    //@ assert has: v->cpu->features.has == \at(v->cpu->features.has, Pre);
    //@ assert fp: v->cpu->features.fp == \at(v->cpu->features.fp, Pre);
    //@ assert hart: rv_vcpu_hart_same{Pre, Here}(v);
    //@ assert usable: rv_vcpu_has_stage2(v);
    //@ assert here: rv_vcpu_here(v);
    //@ assert state: v->common.state == \at(v->common.state, Pre);
    //@ assert vcpu_id: v->common.vcpu_id == \at(v->common.vcpu_id, Pre);
    //@ assert sstatus: v->frame.sstatus == \at(v->frame.sstatus, Pre);
    //@ assert hstatus: v->frame.hstatus == \at(v->frame.hstatus, Pre);
    tenon_riscv64_vcpu_set_exited(v);
  }
}
