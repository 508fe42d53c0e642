/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Answers to an exit: EXITED to BOUND, refused with TENON_ERROR_wrong_state elsewhere.
#ifndef TENON_CORE_RISCV64_VCPU_ANSWER_H
#define TENON_CORE_RISCV64_VCPU_ANSWER_H

#include "tenon/core/exit_value.h"
#include "tenon/core/riscv64/exception.h"
#include "tenon/core/riscv64/sbi.h"
#include "tenon/core/riscv64/vcpu_state.h"
#include "tenon/core/value.h"

TENON_BEGIN_C

/*@ predicate rv_vcpu_frame_same{A, B}(struct tenon_riscv64_vcpu *v) =
      (\forall integer i; 1 <= i < 32 ==> \at(v->frame.x[i], A) == \at(v->frame.x[i], B)) &&
      \at(v->frame.pc, A) == \at(v->frame.pc, B) &&
      \at(v->frame.sstatus, A) == \at(v->frame.sstatus, B);

    // PC behind the instruction of the exit, modulo 2^64; an exit without one stays where it is.
    predicate rv_exit_passed{A, B}(struct tenon_riscv64_vcpu *v) =
      \at(v->frame.pc, B) ==
        value_sum(\at(v->frame.pc, A), \at(v->exit.instruction_length, A));
*/

/// Moves the guest past the instruction of an exit that is answered, if it has one.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_EXITED);
    terminates \true; exits \false;
    assigns v->frame.pc, v->common.state;
    ensures sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_BOUND);
    ensures passed: rv_exit_passed{Pre, Post}(v); */
static inline void tenon_riscv64_vcpu_pass(struct tenon_riscv64_vcpu *v) {
  v->frame.pc = tenon_value_add(v->frame.pc, v->exit.instruction_length);
  v->common.state = TENON_VCPU_BOUND;
}

/*@ // A CSR is 64 bits wide, without order and sign.
    logic integer rv_vcpu_returned{L}(struct tenon_riscv64_vcpu *v, integer value) =
      \at(v->exit.kind, L) == TENON_EXIT_sysreg_read ? value : exit_returned{L}(&v->exit, value);
*/

/// What is left of complete_read when an access is under way.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_EXITED);
    terminates \true; exits \false;
    assigns v->frame.x[1 .. 31], v->frame.pc, v->access.old, v->common.state;
    ensures sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_BOUND);
    ensures kept: v->access.remaining == 1 ==>
      v->access.old == value && rv_vcpu_frame_same{Pre, Post}(v);
    ensures value: v->access.remaining != 1 && 1 <= v->exit.register_index < 32 ==>
      v->frame.x[v->exit.register_index] == rv_vcpu_returned(v, value);
    ensures others: v->access.remaining != 1 ==>
      \forall integer i; 1 <= i < 32 && i != v->exit.register_index ==>
        v->frame.x[i] == \old(v->frame.x[i]);
    ensures passed: v->access.remaining != 1 ==> rv_exit_passed{Pre, Post}(v); */
void tenon_riscv64_vcpu_keep_read(struct tenon_riscv64_vcpu *v, uint64_t value);

/// The second half of a CSR access: the guest's register gets what the first one read.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_EXITED);
    terminates \true; exits \false;
    assigns v->frame.x[1 .. 31], v->access.remaining;
    ensures sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_EXITED);
    ensures over: v->access.remaining == 0;
    ensures value: 1 <= v->access.rd < 32 ==> v->frame.x[v->access.rd] == v->access.old;
    ensures others: \forall integer i; 1 <= i < 32 && i != v->access.rd ==>
      v->frame.x[i] == \old(v->frame.x[i]); */
void tenon_riscv64_vcpu_end_access(struct tenon_riscv64_vcpu *v);

/// The value that the guest's load or CSR read returns. Of a CSR access that writes too, the
/// guest's register changes only after the write, which the next run yields.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.x[1 .. 31], v->frame.pc, v->access.old, v->common.state;
    ensures sound: rv_vcpu_sound(v);
    behavior first:
      assumes rv_vcpu_is(v, TENON_VCPU_EXITED) && v->access.remaining == 1;
      ensures done: \result == TENON_OK && rv_vcpu_is(v, TENON_VCPU_BOUND);
      ensures kept: v->access.old == value;
      ensures waits: rv_vcpu_frame_same{Pre, Post}(v);
    behavior whole:
      assumes rv_vcpu_is(v, TENON_VCPU_EXITED) && v->access.remaining != 1;
      ensures done: \result == TENON_OK && rv_vcpu_is(v, TENON_VCPU_BOUND);
      ensures value: 1 <= v->exit.register_index < 32 ==>
        v->frame.x[v->exit.register_index] == rv_vcpu_returned(v, value);
      ensures others: \forall integer i; 1 <= i < 32 && i != v->exit.register_index ==>
        v->frame.x[i] == \old(v->frame.x[i]);
      ensures passed: rv_exit_passed{Pre, Post}(v);
    behavior wrong_state:
      assumes !rv_vcpu_is(v, TENON_VCPU_EXITED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors;
*/
static inline enum tenon_error tenon_riscv64_vcpu_complete_read(struct tenon_riscv64_vcpu *v,
                                                                uint64_t value) {
  if (TENON_RARE(v->common.state != (uint32_t)TENON_VCPU_EXITED)) {
    return TENON_ERROR_wrong_state;
  }
  if (TENON_RARE(v->access.remaining != 0u)) {
    tenon_riscv64_vcpu_keep_read(v, value);
    //@ assert index_kept: v->exit.register_index == \at(v->exit.register_index, Pre);
    /*@ assert others_kept: v->access.remaining != 1 ==>
          \forall integer i; 1 <= i < 32 && i != \at(v->exit.register_index, Pre) ==>
            v->frame.x[i] == \at(v->frame.x[i], Pre); */
    return TENON_OK;
  }
  uint64_t reg = v->exit.register_index;
  uint64_t returned = v->exit.kind == (uint32_t)TENON_EXIT_sysreg_read
                          ? value
                          : tenon_exit_returned(&v->exit, value);
  //@ assert returned: returned == rv_vcpu_returned{Pre}(v, value);
  if (reg != 0u && reg < 32u) {
    v->frame.x[reg] = returned;
  }
  /*@ assert others: \forall integer i; 1 <= i < 32 && i != reg ==>
        v->frame.x[i] == \at(v->frame.x[i], Pre); */
  //@ assert written: 1 <= reg < 32 ==> v->frame.x[reg] == returned;
  //@ assert pc: v->frame.pc == \at(v->frame.pc, Pre);
  //@ assert length: v->exit.instruction_length == \at(v->exit.instruction_length, Pre);
  //@ assert exit: rv_vcpu_returned(v, value) == rv_vcpu_returned{Pre}(v, value);
  //@ assert index: v->exit.register_index == reg;
  //@ assert stage2: rv_vcpu_stage2_same{Pre, Here}(v);
  //@ assert hart: rv_vcpu_hart_same{Pre, Here}(v);
  //@ assert usable: rv_vcpu_has_stage2(v);
  //@ assert here: rv_vcpu_here(v);
  tenon_riscv64_vcpu_pass(v);
  //@ assert index_still: v->exit.register_index == reg;
  /*@ assert others_still: \forall integer i; 1 <= i < 32 && i != reg ==>
        v->frame.x[i] == \at(v->frame.x[i], Pre); */
  return TENON_OK;
}

/// The store or CSR write is done; an SBI call that sent an interrupt succeeds (a0 and a1 are 0).
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.x[1 .. 31], v->frame.pc, v->access.remaining, v->common.state;
    ensures sound: rv_vcpu_sound(v);
    behavior second:
      assumes rv_vcpu_is(v, TENON_VCPU_EXITED) && v->access.remaining == 2;
      ensures done: \result == TENON_OK && rv_vcpu_is(v, TENON_VCPU_BOUND);
      ensures over: v->access.remaining == 0;
      ensures value: 1 <= v->access.rd < 32 ==> v->frame.x[v->access.rd] == v->access.old;
      ensures others: \forall integer i; 1 <= i < 32 && i != v->access.rd ==>
        v->frame.x[i] == \old(v->frame.x[i]);
      ensures passed: rv_exit_passed{Pre, Post}(v);
    behavior sent:
      assumes rv_vcpu_is(v, TENON_VCPU_EXITED) && v->access.remaining != 2 &&
              v->exit.kind == TENON_EXIT_send_ipi;
      ensures done: \result == TENON_OK && rv_vcpu_is(v, TENON_VCPU_BOUND);
      ensures success: v->frame.x[10] == 0 && v->frame.x[11] == 0;
      ensures others: \forall integer i; 1 <= i < 32 && i != 10 && i != 11 ==>
        v->frame.x[i] == \old(v->frame.x[i]);
      ensures passed: rv_exit_passed{Pre, Post}(v);
    behavior whole:
      assumes rv_vcpu_is(v, TENON_VCPU_EXITED) && v->access.remaining != 2 &&
              v->exit.kind != TENON_EXIT_send_ipi;
      ensures done: \result == TENON_OK && rv_vcpu_is(v, TENON_VCPU_BOUND);
      ensures registers: \forall integer i; 1 <= i < 32 ==>
        v->frame.x[i] == \old(v->frame.x[i]);
      ensures passed: rv_exit_passed{Pre, Post}(v);
    behavior wrong_state:
      assumes !rv_vcpu_is(v, TENON_VCPU_EXITED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors;
*/
static inline enum tenon_error tenon_riscv64_vcpu_complete_write(struct tenon_riscv64_vcpu *v) {
  if (TENON_RARE(v->common.state != (uint32_t)TENON_VCPU_EXITED)) {
    return TENON_ERROR_wrong_state;
  }
  uint32_t sent = v->exit.kind == (uint32_t)TENON_EXIT_send_ipi ? 1u : 0u;
  if (TENON_RARE(v->access.remaining == 2u)) {
    tenon_riscv64_vcpu_end_access(v);
    sent = 0;
  }
  if (TENON_RARE(sent == 1u)) {
    v->frame.x[10] = TENON_SBI_SUCCESS;
    v->frame.x[11] = 0;
  }
  tenon_riscv64_vcpu_pass(v);
  return TENON_OK;
}

/// Returns `value` in a0, the error of an SBI call, and 0 in a1, its value; legacy calls return a0
/// alone. A call that returns more than 0 in a1 sets it afterwards.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.x[10 .. 11], v->frame.pc, v->common.state;
    ensures sound: rv_vcpu_sound(v);
    behavior returned:
      assumes rv_vcpu_is(v, TENON_VCPU_EXITED);
      ensures done: \result == TENON_OK && rv_vcpu_is(v, TENON_VCPU_BOUND);
      ensures error: v->frame.x[10] == value;
      ensures value: v->frame.x[11] ==
        (v->frame.x[17] < TENON_SBI_LEGACY_END ? \old(v->frame.x[11]) : 0);
      ensures passed: rv_exit_passed{Pre, Post}(v);
    behavior wrong_state:
      assumes !rv_vcpu_is(v, TENON_VCPU_EXITED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors;
*/
static inline enum tenon_error tenon_riscv64_vcpu_complete_call(struct tenon_riscv64_vcpu *v,
                                                                uint64_t value) {
  if (TENON_RARE(v->common.state != (uint32_t)TENON_VCPU_EXITED)) {
    return TENON_ERROR_wrong_state;
  }
  v->frame.x[10] = value;
  if (!TENON_RARE(v->frame.x[17] < TENON_SBI_LEGACY_END)) {
    v->frame.x[11] = 0;
  }
  tenon_riscv64_vcpu_pass(v);
  return TENON_OK;
}

/// Goes on: behind a WFI, at the same instruction after a fault or an interrupt.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.pc, v->common.state;
    ensures sound: rv_vcpu_sound(v);
    behavior resumed:
      assumes rv_vcpu_is(v, TENON_VCPU_EXITED);
      ensures done: \result == TENON_OK && rv_vcpu_is(v, TENON_VCPU_BOUND);
      ensures passed: rv_exit_passed{Pre, Post}(v);
    behavior wrong_state:
      assumes !rv_vcpu_is(v, TENON_VCPU_EXITED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors;
*/
static inline enum tenon_error tenon_riscv64_vcpu_resume(struct tenon_riscv64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_EXITED) {
    return TENON_ERROR_wrong_state;
  }
  tenon_riscv64_vcpu_pass(v);
  return TENON_OK;
}

/// The guest's instruction is undefined: illegal-instruction exception, with the instruction in
/// vstval if it is known.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.pc, v->frame.sstatus, v->access.remaining, v->common.state,
            rv_hw_register[TENON_RISCV64_SAVED_VSSTATUS],
            rv_hw_register[TENON_RISCV64_SAVED_VSEPC], rv_hw_register[TENON_RISCV64_SAVED_VSCAUSE],
            rv_hw_register[TENON_RISCV64_SAVED_VSTVAL];
    ensures sound: rv_vcpu_sound(v);
    behavior taken:
      assumes rv_vcpu_is(v, TENON_VCPU_EXITED);
      ensures done: \result == TENON_OK && rv_vcpu_is(v, TENON_VCPU_BOUND);
      ensures over: v->access.remaining == 0;
      ensures link: rv_hw_register[TENON_RISCV64_SAVED_VSEPC] == \old(v->frame.pc);
      ensures cause: rv_hw_register[TENON_RISCV64_SAVED_VSCAUSE] == 2;
      ensures vector: v->frame.pc ==
        rv_vector_base(\old(rv_hw_register[TENON_RISCV64_SAVED_VSTVEC]));
      ensures privilege: v->frame.sstatus / 0x100 % 2 == 1;
      ensures status: rv_hw_register[TENON_RISCV64_SAVED_VSSTATUS] ==
        \old(rv_status_entered(rv_hw_register[TENON_RISCV64_SAVED_VSSTATUS],
                               v->frame.sstatus / 0x100 % 2));
    behavior wrong_state:
      assumes !rv_vcpu_is(v, TENON_VCPU_EXITED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors; */
enum tenon_error tenon_riscv64_vcpu_inject_undefined(struct tenon_riscv64_vcpu *v);

/// The guest's access went nowhere: access fault of what the instruction did (fetch, load or store;
/// of a walk too), with the guest-virtual address in vstval.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.pc, v->frame.sstatus, v->access.remaining, v->common.state,
            rv_hw_register[TENON_RISCV64_SAVED_VSSTATUS],
            rv_hw_register[TENON_RISCV64_SAVED_VSEPC], rv_hw_register[TENON_RISCV64_SAVED_VSCAUSE],
            rv_hw_register[TENON_RISCV64_SAVED_VSTVAL];
    ensures sound: rv_vcpu_sound(v);
    behavior taken:
      assumes rv_vcpu_is(v, TENON_VCPU_EXITED);
      ensures done: \result == TENON_OK && rv_vcpu_is(v, TENON_VCPU_BOUND);
      ensures over: v->access.remaining == 0;
      ensures link: rv_hw_register[TENON_RISCV64_SAVED_VSEPC] == \old(v->frame.pc);
      ensures cause: rv_hw_register[TENON_RISCV64_SAVED_VSCAUSE] == (v->fault.scause == 20 ? 1 :
        v->fault.scause == 23 ? 7 : 5);
      ensures vector: v->frame.pc ==
        rv_vector_base(\old(rv_hw_register[TENON_RISCV64_SAVED_VSTVEC]));
      ensures privilege: v->frame.sstatus / 0x100 % 2 == 1;
      ensures status: rv_hw_register[TENON_RISCV64_SAVED_VSSTATUS] ==
        \old(rv_status_entered(rv_hw_register[TENON_RISCV64_SAVED_VSSTATUS],
                               v->frame.sstatus / 0x100 % 2));
    behavior wrong_state:
      assumes !rv_vcpu_is(v, TENON_VCPU_EXITED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors; */
enum tenon_error tenon_riscv64_vcpu_inject_abort(struct tenon_riscv64_vcpu *v);

/// Leaves the guest as if the instruction had not run yet.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->access.remaining, v->common.state;
    ensures sound: rv_vcpu_sound(v);
    behavior abandoned:
      assumes rv_vcpu_is(v, TENON_VCPU_EXITED);
      ensures done: \result == TENON_OK && rv_vcpu_is(v, TENON_VCPU_BOUND);
      ensures over: v->access.remaining == 0;
    behavior wrong_state:
      assumes !rv_vcpu_is(v, TENON_VCPU_EXITED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors; */
enum tenon_error tenon_riscv64_vcpu_abandon(struct tenon_riscv64_vcpu *v);

TENON_END_C

#endif
