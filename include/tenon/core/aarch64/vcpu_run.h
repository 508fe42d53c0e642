/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Running a vCPU until an exit for others.
#ifndef TENON_CORE_AARCH64_VCPU_RUN_H
#define TENON_CORE_AARCH64_VCPU_RUN_H

#include "tenon/core/aarch64/outcome.h"
#include "tenon/core/aarch64/vcpu_state.h"

TENON_BEGIN_C

#ifdef __FRAMAC__
// clang-format off
/* What moves between the shadow of the virtual CPU interface and the hardware. */
#define TENON_AARCH64_DELIVERY(v)                                                              \
  (v)->interrupts.lr[0 .. 15], (v)->interrupts.pending.word[0 .. 15],                          \
  (v)->interrupts.ended.word[0 .. 15], (v)->interrupts.ends, (v)->interrupts.changed,          \
  (v)->interrupts.resident, (v)->interrupts.ich_hcr, tenon_hw_lr[..], tenon_hw_ich_hcr
/* The record of an exit. */
#define TENON_AARCH64_RECORD(v)                                                                \
  (v)->fault.esr, (v)->fault.vector, (v)->fault.far, (v)->fault.ipa, (v)->fault.sp,            \
  (v)->fault.valid, (v)->fault.instruction
/* What a guest changes in the CPU, and what looking at its exit does. */
#define TENON_AARCH64_GUEST_STATE                                                              \
  tenon_hw_vse, tenon_hw_register[..], tenon_hw_q[..], tenon_hw_fpcr, tenon_hw_fpsr,           \
  tenon_hw_far, tenon_hw_hpfar, tenon_hw_apr[..], tenon_hw_ich_vmcr, tenon_hw_par
// clang-format on
#endif

/*@ predicate vcpu_end_waits{L}(struct tenon_aarch64_vcpu *v) =
      \exists integer k; 0 <= k < 1024 && tenon_interrupt_set_has{L}(&v->interrupts.ended, k);

    predicate vcpu_frame_same{A, B}(struct tenon_aarch64_vcpu *v) =
      (\forall integer i; 0 <= i < 31 ==> \at(v->frame.x[i], A) == \at(v->frame.x[i], B)) &&
      \at(v->frame.pc, A) == \at(v->frame.pc, B) &&
      \at(v->frame.pstate, A) == \at(v->frame.pstate, B); */

/// Runs until an exit that the core does not answer: BOUND to EXITED, or no change in any other
/// state. Without entering the guest it yields what is left of the last exit: the next access of
/// an instruction with several, then each interrupt whose end is to be reported.
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v);
    requires interrupts: vcpu_is_set_up(v) ==> vcpu_interrupts_sound(v);
    terminates \false; exits \false;
    assigns v->frame, TENON_AARCH64_RECORD(v), v->exit, v->access, v->common.state,
            TENON_AARCH64_DELIVERY(v), TENON_AARCH64_GUEST_STATE;
    ensures sound: vcpu_sound(v);
    ensures interrupts: vcpu_is_set_up(v) ==> vcpu_interrupts_sound(v);
    behavior ignored:
      assumes !vcpu_is(v, TENON_VCPU_BOUND);
      assigns \nothing;
    behavior exited:
      assumes vcpu_is(v, TENON_VCPU_BOUND);
      ensures exited: vcpu_is(v, TENON_VCPU_EXITED);
      ensures kind: v->exit.kind != TENON_EXIT_NONE;
    behavior next_access:
      assumes vcpu_is(v, TENON_VCPU_BOUND) && v->access.remaining != 0;
      ensures access: v->exit.kind == TENON_EXIT_mmio_read ||
                      v->exit.kind == TENON_EXIT_mmio_write;
      ensures address: v->exit.address == \old(v->access.address);
      ensures not_entered: vcpu_frame_same{Pre, Post}(v);
    behavior end:
      assumes vcpu_is(v, TENON_VCPU_BOUND) && v->access.remaining == 0 && vcpu_end_waits(v);
      ensures interrupt_end: v->exit.kind == TENON_EXIT_interrupt_end;
      ensures taken: tenon_interrupt_set_has{Pre}(&v->interrupts.ended, v->exit.value) &&
                     !tenon_interrupt_set_has(&v->interrupts.ended, v->exit.value);
      ensures not_entered: vcpu_frame_same{Pre, Post}(v);
    complete behaviors ignored, exited; disjoint behaviors ignored, exited;
*/
void tenon_aarch64_vcpu_run(struct tenon_aarch64_vcpu *v);

/// Instead of a run, after a kick: BOUND to EXITED with the exit Preempted, or no change.
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v);
    requires interrupts: vcpu_is_set_up(v) ==> vcpu_interrupts_sound(v);
    terminates \true; exits \false;
    assigns v->fault.esr, v->fault.vector, v->fault.valid, v->exit, v->common.state;
    ensures sound: vcpu_sound(v);
    ensures interrupts: vcpu_is_set_up(v) ==> vcpu_interrupts_sound(v);
    behavior ignored:
      assumes !vcpu_is(v, TENON_VCPU_BOUND);
      assigns \nothing;
    behavior exited:
      assumes vcpu_is(v, TENON_VCPU_BOUND);
      ensures exited: vcpu_is(v, TENON_VCPU_EXITED);
      ensures preempted: exit_what(&v->exit, TENON_EXIT_preempted,
        TENON_AARCH64_CAUSE_unknown_reason, 0, 0, 0);
      ensures plain: exit_plain(&v->exit);
      ensures answer: exit_answer(&v->exit, 0, 0, 0);
    complete behaviors; disjoint behaviors;
*/
void tenon_aarch64_vcpu_preempt(struct tenon_aarch64_vcpu *v);

TENON_END_C

#endif
