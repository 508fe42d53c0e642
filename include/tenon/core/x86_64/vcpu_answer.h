/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Answering an exit.
#ifndef TENON_CORE_X86_64_VCPU_ANSWER_H
#define TENON_CORE_X86_64_VCPU_ANSWER_H

#include "tenon/core/x86_64/local_apic.h"
#include "tenon/core/x86_64/vcpu_effects.h"
#include "tenon/core/x86_64/vcpu_move.h"

TENON_BEGIN_C

/// The value of an IN in AL, AX or EAX, that of an RDMSR in EDX:EAX; nothing of any other exit.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->frame.x[0], v->frame.x[2];
    ensures port: v->exit.kind == TENON_EXIT_io_read ==>
      v->frame.x[0] == x86_merged(\old(v->frame.x[0]), value, v->exit.width) &&
      v->frame.x[2] == \old(v->frame.x[2]);
    ensures msr: v->exit.kind == TENON_EXIT_sysreg_read ==>
      v->frame.x[0] == value % 0x100000000 && v->frame.x[2] == value / 0x100000000; */
static inline void tenon_x86_64_vcpu_give(struct tenon_x86_64_vcpu *v, uint64_t value) {
  uint64_t *x = v->frame.x;
  if (v->exit.kind == (uint32_t)TENON_EXIT_io_read) {
    x[TENON_X86_64_RAX] = tenon_x86_64_merge(x[TENON_X86_64_RAX], value, v->exit.width);
  } else if (v->exit.kind == (uint32_t)TENON_EXIT_sysreg_read) {
    tenon_x86_64_vcpu_give_msr(v, value);
  }
}

/* Answers: EXITED to BOUND, refused with TENON_ERROR_wrong_state elsewhere. */

/// The value that the guest's IN, RDMSR or load from a device returns. An instruction that changes
/// what it read writes next: the next run yields that MmioWrite.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v) && x86_vcpu_answerable(v);
    terminates \true; exits \false;
    assigns v->frame, v->mmio, v->common.state, v->event, v->changed, TENON_X86_64_HELD_STATE(v);
    ensures sound: x86_vcpu_sound(v);
    ensures answerable: x86_vcpu_answerable(v);
    behavior port:
      assumes x86_vcpu_is(v, TENON_VCPU_EXITED) && v->exit.kind == TENON_EXIT_io_read &&
              v->exit.cause != TENON_X86_64_CAUSE_io_string;
      ensures done: \result == TENON_OK && x86_vcpu_is(v, TENON_VCPU_BOUND);
      ensures merged: v->frame.x[0] ==
        x86_merged(\old(v->frame.x[0]), value, \old(v->exit.width));
    behavior msr:
      assumes x86_vcpu_is(v, TENON_VCPU_EXITED) && v->exit.kind == TENON_EXIT_sysreg_read &&
              v->exit.cause != TENON_X86_64_CAUSE_io_string;
      ensures done: \result == TENON_OK && x86_vcpu_is(v, TENON_VCPU_BOUND);
      ensures low: v->frame.x[0] == value % 0x100000000;
      ensures high: v->frame.x[2] == value / 0x100000000;
    behavior wrong_state:
      assumes !x86_vcpu_is(v, TENON_VCPU_EXITED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    disjoint behaviors; */
static inline enum tenon_error tenon_x86_64_vcpu_complete_read(struct tenon_x86_64_vcpu *v,
                                                               uint64_t value) {
  if (TENON_RARE(v->common.state != (uint32_t)TENON_VCPU_EXITED)) {
    return TENON_ERROR_wrong_state;
  }
  if (v->exit.kind == (uint32_t)TENON_EXIT_mmio_read) {
    tenon_x86_64_vcpu_load_device(v, value);
  } else if (TENON_RARE(v->exit.cause == (uint32_t)TENON_X86_64_CAUSE_io_string)) {
    tenon_x86_64_vcpu_end_string(v, value);
  } else {
    tenon_x86_64_vcpu_give(v, value);
    tenon_x86_64_vcpu_pass(v);
  }
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

/// The OUT, WRMSR, store to a device or interrupt command is done.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v) && x86_vcpu_answerable(v);
    terminates \true; exits \false;
    assigns v->frame, v->common.state, v->event, v->changed, TENON_X86_64_HELD_STATE(v);
    ensures sound: x86_vcpu_sound(v);
    ensures answerable: x86_vcpu_answerable(v);
    ensures state: \result == TENON_OK <==> \old(x86_vcpu_is(v, TENON_VCPU_EXITED)); */
static inline enum tenon_error tenon_x86_64_vcpu_complete_write(struct tenon_x86_64_vcpu *v) {
  if (TENON_RARE(v->common.state != (uint32_t)TENON_VCPU_EXITED)) {
    return TENON_ERROR_wrong_state;
  }
  if (v->exit.kind == (uint32_t)TENON_EXIT_mmio_write) {
    tenon_x86_64_vcpu_store_device(v);
  } else if (TENON_RARE(v->exit.cause == (uint32_t)TENON_X86_64_CAUSE_io_string)) {
    tenon_x86_64_vcpu_end_string(v, 0);
  } else if (TENON_RARE(v->exit.kind == (uint32_t)TENON_EXIT_send_ipi ||
                        v->exit.kind == (uint32_t)TENON_EXIT_cpu_up)) {
    tenon_x86_64_vcpu_end_command(v);
  } else {
    tenon_x86_64_vcpu_pass(v);
  }
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

/// Returns `value` in RAX.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v) && x86_vcpu_answerable(v);
    terminates \true; exits \false;
    assigns v->frame.x[0], v->frame.rip, v->frame.rflags, v->frame.shadow, v->common.state,
            v->event, v->changed, TENON_X86_64_HELD_STATE(v);
    ensures sound: x86_vcpu_sound(v);
    ensures answerable: x86_vcpu_answerable(v);
    ensures state: \result == TENON_OK <==> \old(x86_vcpu_is(v, TENON_VCPU_EXITED));
    ensures value: \result == TENON_OK ==> v->frame.x[0] == value; */
static inline enum tenon_error tenon_x86_64_vcpu_complete_call(struct tenon_x86_64_vcpu *v,
                                                               uint64_t value) {
  if (TENON_RARE(v->common.state != (uint32_t)TENON_VCPU_EXITED)) {
    return TENON_ERROR_wrong_state;
  }
  v->frame.x[TENON_X86_64_RAX] = value;
  tenon_x86_64_vcpu_pass(v);
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

/// Goes on: behind a HLT, at the same instruction after a fault or an interrupt.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v) && x86_vcpu_answerable(v);
    terminates \true; exits \false;
    assigns v->frame.rip, v->frame.rflags, v->frame.shadow, v->common.state, v->event, v->changed,
            TENON_X86_64_HELD_STATE(v);
    ensures sound: x86_vcpu_sound(v);
    ensures answerable: x86_vcpu_answerable(v);
    ensures state: \result == TENON_OK <==> \old(x86_vcpu_is(v, TENON_VCPU_EXITED)); */
static inline enum tenon_error tenon_x86_64_vcpu_resume(struct tenon_x86_64_vcpu *v) {
  if (TENON_RARE(v->common.state != (uint32_t)TENON_VCPU_EXITED)) {
    return TENON_ERROR_wrong_state;
  }
  tenon_x86_64_vcpu_pass(v);
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

/// The same, but that a HLT goes on: until an interrupt ends it (tenon_x86_64_vcpu_is_woken), each run
/// yields its exit again.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v) && x86_vcpu_answerable(v);
    terminates \true; exits \false;
    assigns v->frame.rip, v->frame.rflags, v->frame.shadow, v->halted, v->common.state, v->event,
            v->changed, TENON_X86_64_HELD_STATE(v);
    ensures sound: x86_vcpu_sound(v);
    ensures answerable: x86_vcpu_answerable(v);
    ensures state: \result == TENON_OK <==> \old(x86_vcpu_is(v, TENON_VCPU_EXITED));
    ensures halted: \result == TENON_OK && v->exit.cause == TENON_X86_64_CAUSE_hlt ==>
      v->halted == 1; */
enum tenon_error tenon_x86_64_vcpu_wait(struct tenon_x86_64_vcpu *v);

/// The exception that the CPU itself would raise: \#GP(0) for an MSR or a port, else \#UD.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v) && x86_vcpu_answerable(v);
    terminates \true; exits \false;
    assigns TENON_X86_64_EVENTS(v), v->common.state;
    ensures sound: x86_vcpu_sound(v);
    ensures answerable: x86_vcpu_answerable(v);
    ensures state: \result == TENON_OK <==> \old(x86_vcpu_is(v, TENON_VCPU_EXITED)); */
enum tenon_error tenon_x86_64_vcpu_inject_undefined(struct tenon_x86_64_vcpu *v);

/// The guest's access went nowhere: \#GP(0). (A PC's bus would have answered with all ones.)
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v) && x86_vcpu_answerable(v);
    terminates \true; exits \false;
    assigns TENON_X86_64_EVENTS(v), v->common.state;
    ensures sound: x86_vcpu_sound(v);
    ensures answerable: x86_vcpu_answerable(v);
    ensures state: \result == TENON_OK <==> \old(x86_vcpu_is(v, TENON_VCPU_EXITED)); */
enum tenon_error tenon_x86_64_vcpu_inject_abort(struct tenon_x86_64_vcpu *v);

/// Leaves the guest as if the instruction had not run yet.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v) && x86_vcpu_answerable(v);
    terminates \true; exits \false;
    assigns v->common.state;
    ensures sound: x86_vcpu_sound(v);
    ensures answerable: x86_vcpu_answerable(v);
    ensures state: \result == TENON_OK <==> \old(x86_vcpu_is(v, TENON_VCPU_EXITED)); */
enum tenon_error tenon_x86_64_vcpu_abandon(struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
