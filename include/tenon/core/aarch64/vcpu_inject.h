/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Exceptions that a hypervisor raises in the guest, in answer to an exit or by itself.
#ifndef TENON_CORE_AARCH64_VCPU_INJECT_H
#define TENON_CORE_AARCH64_VCPU_INJECT_H

#include "tenon/core/aarch64/esr.h"
#include "tenon/core/aarch64/inject.h"
#include "tenon/core/aarch64/vcpu_state.h"
#include "tenon/core/value.h"

TENON_BEGIN_C

/*@
  // Where the instruction of the exit is: HVC alone has moved PC past itself (DDI 0487 D1.3.4).
  logic integer instruction_at(integer vector, integer esr, integer pc) =
    vector == TENON_AARCH64_VECTOR_SYNC && esr_ec(esr) == 0x16 ? value_difference(pc, 4) : pc;

  logic integer exit_pc{L}(struct tenon_aarch64_vcpu *v) =
    instruction_at(\at(v->fault.vector, L), \at(v->fault.esr, L), \at(v->frame.pc, L));

  // Where EL1 takes an exception (D1.3.1).
  logic integer exception_vector{L}(integer pstate) =
    \at(tenon_hw_register[TENON_AARCH64_SAVED_VBAR_EL1], L) -
    \at(tenon_hw_register[TENON_AARCH64_SAVED_VBAR_EL1], L) % 0x800 + tenon_vector_group(pstate);

  // EC of an abort, which tells whether it came from EL0 (D24.2.37); IL; ISS: external (FSC 0x10),
  // and WnR of a store.
  logic integer abort_esr(integer access, integer pstate) =
    ((access == TENON_ACCESS_EXECUTE ? 0x20 : 0x24) +
     (tenon_vector_group(pstate) >= 0x400 ? 0 : 1)) * 0x4000000 + 0x2000000 +
    (access == TENON_ACCESS_WRITE ? 0x50 : 0x10);
*/

#ifdef __FRAMAC__
// clang-format off
/* What taking an exception to EL1 leaves, but for ESR_EL1 and FAR_EL1. */
#define TENON_AARCH64_EXCEPTION_TAKEN                                                          \
  ensures done: \result == TENON_OK && vcpu_is(v, TENON_VCPU_BOUND);                           \
  ensures vector: v->frame.pc == exception_vector{Pre}(\old(v->frame.pstate));                 \
  ensures masked: v->frame.pstate % 0x400 == 0x3c5;                                            \
  ensures elr: tenon_hw_register[TENON_AARCH64_SAVED_ELR_EL1] == exit_pc{Pre}(v);              \
  ensures spsr: tenon_hw_register[TENON_AARCH64_SAVED_SPSR_EL1] == \old(v->frame.pstate);      \
  ensures no_access: v->access.remaining == 0;
// clang-format on
#endif

/// The guest takes an undefined instruction exception (EC 0) at the instruction.
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.pc, v->frame.pstate, v->access.remaining, v->common.state,
            tenon_hw_register[..];
    ensures sound: vcpu_sound(v);
    behavior taken:
      assumes vcpu_is(v, TENON_VCPU_EXITED);
      TENON_AARCH64_EXCEPTION_TAKEN
      ensures esr: tenon_hw_register[TENON_AARCH64_SAVED_ESR_EL1] == 0x2000000;
      ensures far: tenon_hw_register[TENON_AARCH64_SAVED_FAR_EL1] ==
                   \old(tenon_hw_register[TENON_AARCH64_SAVED_FAR_EL1]);
    behavior wrong_state:
      assumes !vcpu_is(v, TENON_VCPU_EXITED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_aarch64_vcpu_inject_undefined(struct tenon_aarch64_vcpu *v);

/// The guest takes a synchronous external abort at the instruction, of the fetch or of the access
/// that the exit is about.
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.pc, v->frame.pstate, v->access.remaining, v->common.state,
            tenon_hw_register[..];
    ensures sound: vcpu_sound(v);
    behavior taken:
      assumes vcpu_is(v, TENON_VCPU_EXITED);
      TENON_AARCH64_EXCEPTION_TAKEN
      ensures esr: tenon_hw_register[TENON_AARCH64_SAVED_ESR_EL1] ==
                   abort_esr(v->exit.access, \old(v->frame.pstate));
      ensures far: tenon_hw_register[TENON_AARCH64_SAVED_FAR_EL1] == v->fault.far;
    behavior wrong_state:
      assumes !vcpu_is(v, TENON_VCPU_EXITED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_aarch64_vcpu_inject_abort(struct tenon_aarch64_vcpu *v);

/// The guest stays at the instruction, as if it had not run.
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.pc, v->access.remaining, v->common.state;
    ensures sound: vcpu_sound(v);
    behavior abandoned:
      assumes vcpu_is(v, TENON_VCPU_EXITED);
      ensures done: \result == TENON_OK && vcpu_is(v, TENON_VCPU_BOUND);
      ensures pc: v->frame.pc == exit_pc{Pre}(v);
      ensures no_access: v->access.remaining == 0;
    behavior wrong_state:
      assumes !vcpu_is(v, TENON_VCPU_EXITED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_aarch64_vcpu_abandon(struct tenon_aarch64_vcpu *v);

/// A virtual SError with the ISS of ESR_EL1 (`syndrome`, 25 bits, where FEAT_RAS): taken when the
/// guest unmasks PSTATE.A. In FREE, BOUND or EXITED.
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->serror, v->sysreg[TENON_AARCH64_SAVED_VSESR_EL2], tenon_hw_vse,
            tenon_hw_register[TENON_AARCH64_SAVED_VSESR_EL2];
    ensures sound: vcpu_sound(v);
    behavior stored:
      assumes vcpu_is(v, TENON_VCPU_FREE);
      ensures done: \result == TENON_OK && v->serror == 1;
      ensures not_live: tenon_hw_vse == \old(tenon_hw_vse);
      ensures syndrome: v->sysreg[TENON_AARCH64_SAVED_VSESR_EL2] == syndrome % 0x2000000;
    behavior live:
      assumes vcpu_is_loaded(v);
      ensures done: \result == TENON_OK && tenon_hw_vse == 1;
      ensures not_stored: v->serror == \old(v->serror);
      ensures syndrome: register_exists(v->cpu->features.has, TENON_AARCH64_SAVED_VSESR_EL2) ==>
        tenon_hw_register[TENON_AARCH64_SAVED_VSESR_EL2] == syndrome % 0x2000000;
    behavior wrong_state:
      assumes !vcpu_is_set_up(v);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_aarch64_vcpu_inject_serror(struct tenon_aarch64_vcpu *v, uint64_t syndrome);

TENON_END_C

#endif
