/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Running a vCPU until an exit.
#ifndef TENON_CORE_X86_64_VCPU_RUN_H
#define TENON_CORE_X86_64_VCPU_RUN_H

#include "tenon/core/x86_64/answer.h"
#include "tenon/core/x86_64/hardware.h"
#include "tenon/core/x86_64/svm/enter.h"
#include "tenon/core/x86_64/vcpu_answer.h"
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
/// state. The write of a change that was read comes first. An entry that the CPU refuses leaves FAILED:
/// the vCPU is unloaded, and the exit is EntryFailed. A guest that has shut down yields that exit again.
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

TENON_END_C

#endif
