/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Running a vCPU until an exit, and answering it.
#ifndef TENON_CORE_X86_64_VCPU_RUN_H
#define TENON_CORE_X86_64_VCPU_RUN_H

#include "tenon/core/outcome.h"
#include "tenon/core/x86_64/hardware.h"
#include "tenon/core/x86_64/held.h"

TENON_BEGIN_C

/// Runs until an exit that the core does not answer: BOUND to EXITED, or no change in any other
/// state. The write of a change that was read comes first. An entry that the CPU refuses leaves FAILED: the vCPU is unloaded, and the exit is
/// EntryFailed. A guest that has shut down yields that exit again.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \false; exits \false;
    assigns *v, x86_hw_xcr0, x86_hw_efer, x86_hw_tsc_aux, x86_hw_dr[0 .. 3];
    assigns v->cpu->loaded \from \nothing;
    ensures sound: x86_vcpu_sound(v);
    behavior ignored:
      assumes !x86_vcpu_is(v, TENON_VCPU_BOUND);
      assigns \nothing;
    behavior exited:
      assumes x86_vcpu_is(v, TENON_VCPU_BOUND);
      ensures exited: x86_vcpu_is(v, TENON_VCPU_EXITED) || x86_vcpu_is(v, TENON_VCPU_FAILED);
      ensures kind: v->exit.kind < TENON_EXIT_COUNT;
      ensures failed: x86_vcpu_is(v, TENON_VCPU_FAILED) <==>
        v->exit.kind == TENON_EXIT_entry_failed;
    complete behaviors; disjoint behaviors; */
void tenon_x86_64_vcpu_run(struct tenon_x86_64_vcpu *v);

/// Instead of a run, after a kick: BOUND to EXITED with the exit Preempted, or no change.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->exit, v->common.state;
    ensures sound: x86_vcpu_sound(v); */
void tenon_x86_64_vcpu_preempt(struct tenon_x86_64_vcpu *v);

/// The debug exception of a guest that steps itself (RFLAGS.TF), behind an instruction that the core
/// or the hypervisor has carried out.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->event, v->vmcb, v->changed; */
void tenon_x86_64_vcpu_step(struct tenon_x86_64_vcpu *v);

/// Moves the guest `length` bytes on: RIP wraps as the guest's mode says, STI's and MOV SS's shadow
/// ends, and a guest that steps itself takes its debug exception.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->frame.rip, v->frame.shadow, v->event, v->vmcb, v->changed; */
static inline void tenon_x86_64_vcpu_move(struct tenon_x86_64_vcpu *v, uint32_t length) {
  uint64_t rip = v->frame.rip;
  uint64_t next = tenon_value_add(rip, length);
  /* No other code than that of 64 bits comes, or gets, beyond 4 GiB. */
  if (TENON_RARE(rip <= UINT32_MAX && next > UINT32_MAX) && tenon_x86_64_is_64_bit(v) == 0u) {
    next %= 0x100000000u;
  }
  v->frame.rip = next;
  v->frame.shadow = 0;
  if (v->frame.rflags / TENON_X86_64_TF % 2u == 1u) tenon_x86_64_vcpu_step(v);
}

/// Moves it past the instruction of an exit that is answered, if it has one.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->frame.rip, v->frame.shadow, v->event, v->vmcb, v->changed; */
static inline void tenon_x86_64_vcpu_pass(struct tenon_x86_64_vcpu *v) {
  if (v->exit.instruction_length != 0u) {
    tenon_x86_64_vcpu_move(v, v->exit.instruction_length);
  }
}

/// Gives the guest an exception at the instruction that exited. What was being delivered when the
/// exit came is combined with it: an interrupt waits again, an exception may make it a double
/// fault; after that, the guest has shut down.
/*@ requires storage: \valid(v);
    requires vector: vector < 32;
    requires error: error < 0x100000000;
    terminates \true; exits \false;
    assigns v->event, v->waiting[0 .. 3], v->over, v->changed; */
void tenon_x86_64_vcpu_raise(struct tenon_x86_64_vcpu *v, uint32_t vector, uint64_t error);

/* Answers: EXITED to BOUND, refused with TENON_ERROR_wrong_state elsewhere. */

/// The value that the guest's IN, RDMSR or load from a device returns. An instruction that changes
/// what it read writes next: the next run yields that MmioWrite.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame, v->event, v->vmcb, v->changed, v->mmio, v->common.state;
    ensures sound: x86_vcpu_sound(v);
    behavior port:
      assumes x86_vcpu_is(v, TENON_VCPU_EXITED) && v->exit.kind == TENON_EXIT_io_read;
      ensures done: \result == TENON_OK && x86_vcpu_is(v, TENON_VCPU_BOUND);
      ensures merged: v->frame.x[0] ==
        x86_merged(\old(v->frame.x[0]), value, \old(v->exit.width));
    behavior msr:
      assumes x86_vcpu_is(v, TENON_VCPU_EXITED) && v->exit.kind == TENON_EXIT_sysreg_read;
      ensures done: \result == TENON_OK && x86_vcpu_is(v, TENON_VCPU_BOUND);
      ensures low: v->frame.x[0] == value % 0x100000000;
      ensures high: v->frame.x[2] == value / 0x100000000;
    behavior wrong_state:
      assumes !x86_vcpu_is(v, TENON_VCPU_EXITED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    disjoint behaviors; */
enum tenon_error tenon_x86_64_vcpu_complete_read(struct tenon_x86_64_vcpu *v, uint64_t value);

/// The OUT, WRMSR or store to a device is done.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame, v->event, v->vmcb, v->changed, v->common.state;
    ensures sound: x86_vcpu_sound(v);
    ensures state: \result == TENON_OK <==> \old(x86_vcpu_is(v, TENON_VCPU_EXITED)); */
enum tenon_error tenon_x86_64_vcpu_complete_write(struct tenon_x86_64_vcpu *v);

/// Returns `value` in RAX.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.x[0], v->frame.rip, v->frame.shadow, v->event, v->vmcb, v->changed,
            v->common.state;
    ensures sound: x86_vcpu_sound(v);
    ensures state: \result == TENON_OK <==> \old(x86_vcpu_is(v, TENON_VCPU_EXITED));
    ensures value: \result == TENON_OK ==> v->frame.x[0] == value; */
enum tenon_error tenon_x86_64_vcpu_complete_call(struct tenon_x86_64_vcpu *v, uint64_t value);

/// Goes on: behind a HLT, at the same instruction after a fault or an interrupt.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.rip, v->frame.shadow, v->event, v->vmcb, v->changed, v->common.state;
    ensures sound: x86_vcpu_sound(v);
    ensures state: \result == TENON_OK <==> \old(x86_vcpu_is(v, TENON_VCPU_EXITED)); */
enum tenon_error tenon_x86_64_vcpu_resume(struct tenon_x86_64_vcpu *v);

/// The exception that the CPU itself would raise: \#GP(0) for an MSR or a port, else \#UD.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->event, v->waiting[0 .. 3], v->over, v->changed, v->common.state;
    ensures sound: x86_vcpu_sound(v);
    ensures state: \result == TENON_OK <==> \old(x86_vcpu_is(v, TENON_VCPU_EXITED)); */
enum tenon_error tenon_x86_64_vcpu_inject_undefined(struct tenon_x86_64_vcpu *v);

/// The guest's access went nowhere: \#GP(0). (A PC's bus would have answered with all ones.)
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->event, v->waiting[0 .. 3], v->over, v->changed, v->common.state;
    ensures sound: x86_vcpu_sound(v);
    ensures state: \result == TENON_OK <==> \old(x86_vcpu_is(v, TENON_VCPU_EXITED)); */
enum tenon_error tenon_x86_64_vcpu_inject_abort(struct tenon_x86_64_vcpu *v);

/// Leaves the guest as if the instruction had not run yet.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->common.state;
    ensures sound: x86_vcpu_sound(v);
    ensures state: \result == TENON_OK <==> \old(x86_vcpu_is(v, TENON_VCPU_EXITED)); */
enum tenon_error tenon_x86_64_vcpu_abandon(struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
