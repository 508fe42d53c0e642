/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Running a vCPU until an exit, and answering it.
#ifndef TENON_CORE_X86_64_VCPU_RUN_H
#define TENON_CORE_X86_64_VCPU_RUN_H

#include "tenon/core/outcome.h"
#include "tenon/core/x86_64/answer.h"
#include "tenon/core/x86_64/hardware.h"
#include "tenon/core/x86_64/local_apic.h"
#include "tenon/core/x86_64/svm/enter.h"
#include "tenon/core/x86_64/vcpu_move.h"
#include "tenon/core/x86_64/vmx/vcpu.h"

TENON_BEGIN_C

/// Before an entry for which something has changed. \return 1: the guest can be entered; 0: there is an
/// exit without an entry, the write of a change that was read, or the end of a guest that is over.
/*@ requires storage: \valid(v);
    requires stage2: \valid_read(v->stage2);
    terminates \true; exits \false;
    assigns v->vmcb, v->vmx, v->event, v->waiting[0 .. 3], v->nmi, v->in_nmi, v->forget,
            v->cpu->owes, v->changed, v->halted, v->window,
            v->seen, v->known[0 .. 5], v->mmio, v->exit, v->frame, v->local_apic;
    ensures boolean: \result <= 1;
    ensures exit: \result == 0 ==> v->exit.kind \in {TENON_EXIT_mmio_write, TENON_EXIT_cpu_up,
                                                     TENON_EXIT_send_ipi,
                                                     TENON_EXIT_system_reset}; */
TENON_SLOW uint32_t tenon_x86_64_vcpu_prepare(struct tenon_x86_64_vcpu *v);

/// Answers an exit that is the core's but CPUID, the `answers`th of this run: behind traps, which
/// come before any physical interrupt, a guest may make them without end, so that they have an end of
/// their own. \return 1: the guest can be entered again; 0: there is an exit.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v) && x86_vcpu_is(v, TENON_VCPU_BOUND);
    terminates \true; exits \false;
    assigns v->frame, v->vmcb, v->vmx, v->exit, v->event, v->waiting[0 .. 3], v->nmi, v->in_nmi,
            v->over, v->changed,
            v->known[0 .. 5], v->mmio, v->local_apic, x86_hw_xcr0;
    ensures boolean: \result <= 1;
    ensures exit: \result == 0 ==> v->exit.kind \in {TENON_EXIT_preempted, TENON_EXIT_cpu_up,
                                                     TENON_EXIT_send_ipi, TENON_EXIT_sysreg_read,
                                                     TENON_EXIT_sysreg_write,
                                                     TENON_EXIT_system_reset}; */
TENON_APART uint32_t tenon_x86_64_vcpu_answered(struct tenon_x86_64_vcpu *v, uint32_t answers);

/// After an exit that ends more than a run: the vCPU is FAILED, or the guest is over.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v) && x86_vcpu_is(v, TENON_VCPU_BOUND);
    terminates \true; exits \false;
    assigns *v, x86_hw_xcr0, x86_hw_efer, x86_hw_tsc_aux, x86_hw_dr[0 .. 3], x86_hw_dr7,
            v->cpu->loaded, v->cpu->owes;
    ensures sound: x86_vcpu_sound(v); */
TENON_SLOW void tenon_x86_64_vcpu_end(struct tenon_x86_64_vcpu *v);

/// Runs until an exit that the core does not answer: BOUND to EXITED, or no change in any other
/// state. The write of a change that was read comes first. An entry that the CPU refuses leaves FAILED: the vCPU is unloaded, and the exit is
/// EntryFailed. A guest that has shut down yields that exit again.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \false; exits \false;
    assigns *v, x86_hw_xcr0, x86_hw_efer, x86_hw_tsc_aux, x86_hw_dr[0 .. 3], x86_hw_dr7,
            v->cpu->owes;
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
static inline void tenon_x86_64_vcpu_run(struct tenon_x86_64_vcpu *v) {
  uint32_t answers = 0;
  uint32_t goes_on = 1;
  if (TENON_RARE(v->common.state != (uint32_t)TENON_VCPU_BOUND)) {
    return;
  }
  while (goes_on == 1u) {
    goes_on = 0;
    if (TENON_RARE(v->changed != 0u || v->seen != v->stage2->epoch) &&
        tenon_x86_64_vcpu_prepare(v) == 0u) {
      continue;
    }
    if (TENON_RARE(v->vmx.loaded != 0u)) {
      tenon_vmx_enter(v);
    } else {
      tenon_svm_enter(v);
    }
    if (v->exit.kind == TENON_EXIT_NONE) {
      if (v->exit.cause == (uint32_t)TENON_X86_64_CAUSE_cpuid) {
        tenon_x86_64_answer_cpuid(v);
        goes_on = 1;
      } else {
        answers++;
        goes_on = tenon_x86_64_vcpu_answered(v, answers);
      }
    }
  }
  if (TENON_RARE(v->exit.kind == (uint32_t)TENON_EXIT_entry_failed ||
                 v->exit.kind == (uint32_t)TENON_EXIT_system_reset)) {
    tenon_x86_64_vcpu_end(v);
    return;
  }
  v->common.state = TENON_VCPU_EXITED;
}

/// Instead of a run, after a kick: BOUND to EXITED with the exit Preempted, or no change.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->exit, v->common.state;
    ensures sound: x86_vcpu_sound(v); */
void tenon_x86_64_vcpu_preempt(struct tenon_x86_64_vcpu *v);

/// Gives the guest an exception at the instruction that exited. What was being delivered when the
/// exit came is combined with it: an interrupt waits again, an exception may make it a double
/// fault; after that, the guest has shut down. A fault's handler finds RF set, as the CPU would have
/// pushed it; of a debug exception the CPU has saved RF as it is.
/*@ requires storage: \valid(v);
    requires vector: vector < 32;
    requires error: error < 0x100000000;
    terminates \true; exits \false;
    assigns v->frame.rflags, v->event, v->waiting[0 .. 3], v->nmi, v->over, v->changed; */
void tenon_x86_64_vcpu_raise(struct tenon_x86_64_vcpu *v, uint32_t vector, uint64_t error);

/// What an RDMSR returns, in EDX:EAX.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->frame.x[0], v->frame.x[2];
    ensures low: v->frame.x[0] == value % 0x100000000;
    ensures high: v->frame.x[2] == value / 0x100000000; */
static inline void tenon_x86_64_vcpu_give_msr(struct tenon_x86_64_vcpu *v, uint64_t value) {
  v->frame.x[TENON_X86_64_RAX] = value % 0x100000000u;
  v->frame.x[TENON_X86_64_RDX] = value / 0x100000000u;
}

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

/// Ends an element of INS or OUTS. `value`: what the port gave.
/*@ requires storage: \valid(v) && \valid_read(v->stage2);
    terminates \true; exits \false;
    assigns v->frame, v->event, v->vmcb, v->vmx, v->changed; */
void tenon_x86_64_vcpu_end_string(struct tenon_x86_64_vcpu *v, uint64_t value);

/// Carries out the instruction of an MmioRead, as far as it needs no write.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->frame, v->event, v->vmcb, v->vmx, v->changed, v->mmio; */
void tenon_x86_64_vcpu_load_device(struct tenon_x86_64_vcpu *v, uint64_t value);

/// Ends the instruction of an MmioWrite.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->frame, v->event, v->vmcb, v->vmx, v->changed, v->mmio; */
void tenon_x86_64_vcpu_store_device(struct tenon_x86_64_vcpu *v);

/* Answers: EXITED to BOUND, refused with TENON_ERROR_wrong_state elsewhere. */

/// The value that the guest's IN, RDMSR or load from a device returns. An instruction that changes
/// what it read writes next: the next run yields that MmioWrite.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame, v->event, v->vmcb, v->vmx, v->changed, v->mmio, v->common.state;
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
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame, v->event, v->vmcb, v->vmx, v->changed, v->common.state;
    ensures sound: x86_vcpu_sound(v);
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
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.x[0], v->frame.rip, v->frame.rflags, v->frame.shadow, v->event, v->vmcb, v->vmx,
            v->changed, v->common.state;
    ensures sound: x86_vcpu_sound(v);
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
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.rip, v->frame.rflags, v->frame.shadow, v->event, v->vmcb, v->vmx, v->changed,
            v->common.state;
    ensures sound: x86_vcpu_sound(v);
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
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.rip, v->frame.rflags, v->frame.shadow, v->event, v->vmcb, v->vmx, v->changed,
            v->halted, v->common.state;
    ensures sound: x86_vcpu_sound(v);
    ensures state: \result == TENON_OK <==> \old(x86_vcpu_is(v, TENON_VCPU_EXITED));
    ensures halted: \result == TENON_OK && v->exit.cause == TENON_X86_64_CAUSE_hlt ==>
      v->halted == 1; */
enum tenon_error tenon_x86_64_vcpu_wait(struct tenon_x86_64_vcpu *v);

/// The exception that the CPU itself would raise: \#GP(0) for an MSR or a port, else \#UD.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.rflags, v->event, v->waiting[0 .. 3], v->nmi, v->over, v->changed, v->common.state;
    ensures sound: x86_vcpu_sound(v);
    ensures state: \result == TENON_OK <==> \old(x86_vcpu_is(v, TENON_VCPU_EXITED)); */
enum tenon_error tenon_x86_64_vcpu_inject_undefined(struct tenon_x86_64_vcpu *v);

/// The guest's access went nowhere: \#GP(0). (A PC's bus would have answered with all ones.)
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.rflags, v->event, v->waiting[0 .. 3], v->nmi, v->over, v->changed, v->common.state;
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
