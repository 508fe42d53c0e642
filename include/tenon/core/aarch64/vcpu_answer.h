/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Answers to an exit: EXITED to BOUND, refused with TENON_ERROR_wrong_state elsewhere.
#ifndef TENON_CORE_AARCH64_VCPU_ANSWER_H
#define TENON_CORE_AARCH64_VCPU_ANSWER_H

#include "tenon/core/aarch64/advance.h"
#include "tenon/core/aarch64/vcpu_state.h"
#include "tenon/core/exit_value.h"

TENON_BEGIN_C

/*@
  // Nothing of the guest's general registers, PC and PSTATE changes.
  predicate guest_same{A, B}(struct tenon_aarch64_vcpu *v) =
    (\forall integer i; 0 <= i < 31 ==> \at(v->frame.x[i], A) == \at(v->frame.x[i], B)) &&
    \at(v->frame.pc, A) == \at(v->frame.pc, B) &&
    \at(v->frame.pstate, A) == \at(v->frame.pstate, B);

  // PC and PSTATE behind the instruction of the exit; an exit without one stays where it is.
  predicate exit_passed{A, B}(struct tenon_aarch64_vcpu *v) =
    \at(v->frame.pc, B) == (\at(v->exit.instruction_length, A) == 0 ? \at(v->frame.pc, A) :
      advanced_pc(\at(v->frame.pc, A), \at(v->frame.pstate, A),
                  \at(v->exit.instruction_length, A))) &&
    \at(v->frame.pstate, B) == (\at(v->exit.instruction_length, A) == 0 ?
      \at(v->frame.pstate, A) : advanced_pstate(\at(v->frame.pstate, A)));
*/

#ifdef __FRAMAC__
// clang-format off
/* What a step of an emulated instruction changes. */
#define TENON_AARCH64_STEP(v)                                                                  \
  (v)->frame.x[0 .. 30], (v)->frame.pc, (v)->frame.pstate, (v)->access.address,                \
  (v)->access.value[0 .. 3], (v)->access.remaining, (v)->access.done, (v)->common.state,       \
  tenon_hw_q[..], tenon_hw_register[TENON_AARCH64_SAVED_SP_EL0],                               \
  tenon_hw_register[TENON_AARCH64_SAVED_SP_EL1]
/* What a read that is answered does: one step of a plan, or all that the exit says. */
#define TENON_AARCH64_READ_OUTCOMES(v)                                                         \
  behavior step:                                                                               \
    assumes vcpu_is(v, TENON_VCPU_EXITED) && (v)->access.remaining != 0;                       \
    ensures done: \result == TENON_OK && vcpu_is(v, TENON_VCPU_BOUND);                         \
    ensures waits: (v)->access.remaining != 0 ==> guest_same{Pre, Post}(v);                    \
  behavior register:                                                                           \
    assumes vcpu_is(v, TENON_VCPU_EXITED) && (v)->access.remaining == 0;                       \
    ensures done: \result == TENON_OK && vcpu_is(v, TENON_VCPU_BOUND);                         \
    ensures value: (v)->exit.register_index < 31 ==>                                           \
      (v)->frame.x[(v)->exit.register_index] == exit_returned(&(v)->exit, value);              \
    ensures others: \forall integer i; 0 <= i < 31 && i != (v)->exit.register_index ==>        \
      (v)->frame.x[i] == \old((v)->frame.x[i]);                                                \
    ensures passed: exit_passed{Pre, Post}(v);
// clang-format on
#endif

/// Moves the guest past the instruction of an exit that is answered: EXITED to BOUND.
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_EXITED);
    terminates \true; exits \false;
    assigns v->frame.pc, v->frame.pstate, v->common.state;
    ensures sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_BOUND);
    ensures pc: v->frame.pc ==
      advanced_pc(\old(v->frame.pc), \old(v->frame.pstate), v->exit.instruction_length);
    ensures pstate: v->frame.pstate == advanced_pstate(\old(v->frame.pstate)); */
void tenon_aarch64_vcpu_advance(struct tenon_aarch64_vcpu *v);

/// The same for an exit that may have no instruction: HVC has advanced by itself, interrupts and
/// faults have nothing to pass.
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_EXITED);
    terminates \true; exits \false;
    assigns v->frame.pc, v->frame.pstate, v->common.state;
    ensures sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_BOUND);
    ensures passed: exit_passed{Pre, Post}(v); */
static inline void tenon_aarch64_vcpu_pass(struct tenon_aarch64_vcpu *v) {
  if (v->exit.instruction_length == 0u) {
    v->common.state = TENON_VCPU_BOUND;
  } else {
    tenon_aarch64_vcpu_advance(v);
  }
}

/// The value that the guest's load or MRS returns; what the exit does not ask for is ignored
/// (tenon_exit_returned()). Of an instruction with several accesses the
/// next run yields the next one without entering the guest, whose registers change after the last
/// one (access.h says how).
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v);
    terminates \true; exits \false;
    assigns TENON_AARCH64_STEP(v);
    ensures sound: vcpu_sound(v);
    TENON_AARCH64_READ_OUTCOMES(v)
    behavior wrong_state:
      assumes !vcpu_is(v, TENON_VCPU_EXITED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_aarch64_vcpu_complete_read(struct tenon_aarch64_vcpu *v, uint64_t value);

/// The store, MSR or other instruction is done.
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v);
    terminates \true; exits \false;
    assigns TENON_AARCH64_STEP(v);
    ensures sound: vcpu_sound(v);
    behavior step:
      assumes vcpu_is(v, TENON_VCPU_EXITED) && v->access.remaining != 0;
      ensures done: \result == TENON_OK && vcpu_is(v, TENON_VCPU_BOUND);
      ensures waits: v->access.remaining != 0 ==> guest_same{Pre, Post}(v);
    behavior whole:
      assumes vcpu_is(v, TENON_VCPU_EXITED) && v->access.remaining == 0;
      ensures done: \result == TENON_OK && vcpu_is(v, TENON_VCPU_BOUND);
      ensures registers: \forall integer i; 0 <= i < 31 ==>
        v->frame.x[i] == \old(v->frame.x[i]);
      ensures passed: exit_passed{Pre, Post}(v);
    behavior wrong_state:
      assumes !vcpu_is(v, TENON_VCPU_EXITED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_aarch64_vcpu_complete_write(struct tenon_aarch64_vcpu *v);

/// Returns `value` in x0.
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.x[0], v->frame.pc, v->frame.pstate, v->common.state;
    ensures sound: vcpu_sound(v);
    behavior returned:
      assumes vcpu_is(v, TENON_VCPU_EXITED);
      ensures done: \result == TENON_OK && vcpu_is(v, TENON_VCPU_BOUND);
      ensures value: v->frame.x[0] == value;
      ensures passed: exit_passed{Pre, Post}(v);
    behavior wrong_state:
      assumes !vcpu_is(v, TENON_VCPU_EXITED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors;
*/
static inline enum tenon_error tenon_aarch64_vcpu_complete_call(struct tenon_aarch64_vcpu *v,
                                                                uint64_t value) {
  if (v->common.state != (uint32_t)TENON_VCPU_EXITED) {
    return TENON_ERROR_wrong_state;
  }
  v->frame.x[0] = value;
  tenon_aarch64_vcpu_pass(v);
  return TENON_OK;
}

/// Goes on: behind a WFI or WFE, at the same instruction after a fault or an interrupt.
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.pc, v->frame.pstate, v->common.state;
    ensures sound: vcpu_sound(v);
    behavior resumed:
      assumes vcpu_is(v, TENON_VCPU_EXITED);
      ensures done: \result == TENON_OK && vcpu_is(v, TENON_VCPU_BOUND);
      ensures passed: exit_passed{Pre, Post}(v);
    behavior wrong_state:
      assumes !vcpu_is(v, TENON_VCPU_EXITED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors;
*/
static inline enum tenon_error tenon_aarch64_vcpu_resume(struct tenon_aarch64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_EXITED) {
    return TENON_ERROR_wrong_state;
  }
  tenon_aarch64_vcpu_pass(v);
  return TENON_OK;
}

TENON_END_C

#endif
