/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Running a vCPU until an exit.
#ifndef TENON_CORE_RISCV64_VCPU_RUN_H
#define TENON_CORE_RISCV64_VCPU_RUN_H

#include "tenon/core/riscv64/hardware_entry.h"
#include "tenon/core/riscv64/sbi.h"
#include "tenon/core/riscv64/vcpu_state.h"

TENON_BEGIN_C

/// From the hardware to the exit: capture and decode.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v) && rv_vcpu_is_loaded(v);
    terminates \true; exits \false;
    assigns v->fault, v->exit, v->access;
    ensures sound: rv_vcpu_sound(v) && rv_vcpu_is_loaded(v);
    ensures kind: v->exit.kind < TENON_EXIT_COUNT; */
void tenon_riscv64_vcpu_look(struct tenon_riscv64_vcpu *v);

/// The write of a CSR access whose read was answered.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v) && rv_vcpu_is_loaded(v);
    terminates \true; exits \false;
    assigns v->exit, v->access.remaining;
    ensures sound: rv_vcpu_sound(v) && rv_vcpu_is_loaded(v);
    ensures kind: v->exit.kind == TENON_EXIT_sysreg_write;
    ensures waits: v->access.remaining == 2; */
void tenon_riscv64_vcpu_next_access(struct tenon_riscv64_vcpu *v);

/// Into the guest and back: scause.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_BOUND);
    terminates \false; exits \false;
    assigns v->frame, v->fault.scause, v->host[0 .. 4], v->cpu->scratch, rv_hw_register[..],
            rv_hw_f[..], rv_hw_fcsr, rv_hw_stval, rv_hw_htval, rv_hw_htinst;
    ensures sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_BOUND);
    ensures cause: v->fault.scause == \result; */
static inline uint64_t tenon_riscv64_vcpu_enter(struct tenon_riscv64_vcpu *v) {
  uint64_t scause = tenon_riscv64_world_switch(v);
  //@ assert stage2: rv_vcpu_stage2_same{Pre, Here}(v);
  //@ assert hart: rv_vcpu_hart_same{Pre, Here}(v);
  //@ assert usable: rv_vcpu_has_stage2(v);
  //@ assert here: rv_vcpu_here(v);
  return scause;
}

/// The exit of an SBI call that certainly is a Hypercall.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_BOUND);
    terminates \true; exits \false;
    assigns v->exit;
    ensures sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_BOUND);
    ensures kind: v->exit.kind == TENON_EXIT_hypercall; */
static inline void tenon_riscv64_vcpu_plain_call(struct tenon_riscv64_vcpu *v) {
  tenon_riscv64_plain_call(&v->exit, v->frame.x[17], v->frame.x[16]);
  //@ assert stage2: rv_vcpu_stage2_same{Pre, Here}(v);
  //@ assert loaded: v->cpu->loaded == \at(v->cpu->loaded, Pre);
  //@ assert enabled: v->cpu->enabled == \at(v->cpu->enabled, Pre);
  //@ assert vmid_bits: v->cpu->features.vmid_bits == \at(v->cpu->features.vmid_bits, Pre);
  //@ assert has: v->cpu->features.has == \at(v->cpu->features.has, Pre);
  //@ assert fp: v->cpu->features.fp == \at(v->cpu->features.fp, Pre);
  //@ assert hart: rv_vcpu_hart_same{Pre, Here}(v);
  //@ assert there: \valid(v->stage2) && \separated(v, v->stage2);
  //@ assert table: rv_stage2_usable(v->stage2);
  //@ assert usable: rv_vcpu_has_stage2(v);
  //@ assert here: rv_vcpu_here(v);
  //@ assert state: v->common.state == \at(v->common.state, Pre);
  //@ assert vcpu_id: v->common.vcpu_id == \at(v->common.vcpu_id, Pre);
  //@ assert sstatus: v->frame.sstatus == \at(v->frame.sstatus, Pre);
  //@ assert hstatus: v->frame.hstatus == \at(v->frame.hstatus, Pre);
  //@ assert sound: rv_vcpu_sound(v);
}

/// The end of a run: BOUND to EXITED.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_BOUND);
    terminates \true; exits \false;
    assigns v->common.state;
    ensures sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_EXITED);
    ensures same: v->exit.kind == \old(v->exit.kind); */
static inline void tenon_riscv64_vcpu_set_exited(struct tenon_riscv64_vcpu *v) {
  v->common.state = TENON_VCPU_EXITED;
  //@ assert stage2: rv_vcpu_stage2_same{Pre, Here}(v);
  //@ assert hart: rv_vcpu_hart_same{Pre, Here}(v);
  //@ assert usable: rv_vcpu_has_stage2(v);
  //@ assert here: rv_vcpu_here(v);
}

/// Runs until an exit: BOUND to EXITED, or no change in any other state. Without entering the guest
/// it yields the write of a CSR access whose read was answered.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v);
    terminates \false; exits \false;
    assigns v->frame, v->fault, v->exit, v->access, v->host[0 .. 4], v->common.state,
            v->cpu->scratch, rv_hw_register[..], rv_hw_f[..], rv_hw_fcsr, rv_hw_stval,
            rv_hw_htval, rv_hw_htinst;
    ensures sound: rv_vcpu_sound(v);
    behavior ignored:
      assumes !rv_vcpu_is(v, TENON_VCPU_BOUND);
      assigns \nothing;
    behavior exited:
      assumes rv_vcpu_is(v, TENON_VCPU_BOUND);
      ensures exited: rv_vcpu_is(v, TENON_VCPU_EXITED);
      ensures kind: v->exit.kind < TENON_EXIT_COUNT;
    complete behaviors; disjoint behaviors;
*/
static inline void tenon_riscv64_vcpu_run(struct tenon_riscv64_vcpu *v) {
  if (TENON_RARE(v->common.state != (uint32_t)TENON_VCPU_BOUND)) {
    return;
  }
  if (TENON_RARE(v->access.remaining != 0u)) {
    tenon_riscv64_vcpu_next_access(v);
    //@ assert bound_next: rv_vcpu_is(v, TENON_VCPU_BOUND);
  } else {
    uint64_t scause = tenon_riscv64_vcpu_enter(v);
    if (scause == (uint64_t)TENON_RISCV64_CAUSE_ecall_vs &&
        tenon_riscv64_is_plain_call(v->frame.x[17]) == 1u) {
      tenon_riscv64_vcpu_plain_call(v);
    } else {
      tenon_riscv64_vcpu_look(v);
      //@ assert bound_seen: rv_vcpu_is(v, TENON_VCPU_BOUND);
    }
  }
  //@ assert kind: v->exit.kind < TENON_EXIT_COUNT;
  tenon_riscv64_vcpu_set_exited(v);
}

/// Instead of a run, after a kick: BOUND to EXITED with the exit Preempted, or no change.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->exit, v->common.state;
    ensures sound: rv_vcpu_sound(v);
    behavior ignored:
      assumes !rv_vcpu_is(v, TENON_VCPU_BOUND);
      assigns \nothing;
    behavior exited:
      assumes rv_vcpu_is(v, TENON_VCPU_BOUND);
      ensures exited: rv_vcpu_is(v, TENON_VCPU_EXITED);
      ensures preempted: outcome_what(&v->exit, TENON_EXIT_preempted, TENON_RISCV64_CAUSE_none, 0,
                                      0, 0);
      ensures plain: outcome_plain(&v->exit) && outcome_answer(&v->exit, 0, 0, 0);
    complete behaviors; disjoint behaviors;
*/
void tenon_riscv64_vcpu_preempt(struct tenon_riscv64_vcpu *v);

TENON_END_C

#endif
