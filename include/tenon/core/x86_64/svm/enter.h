/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// An entry and the exit behind it, in line in the loop that makes it.
#ifndef TENON_CORE_X86_64_SVM_ENTER_H
#define TENON_CORE_X86_64_SVM_ENTER_H

#include "tenon/core/x86_64/event.h"
#include "tenon/core/x86_64/svm/hardware.h"
#include "tenon/core/x86_64/svm/length.h"
#include "tenon/core/x86_64/svm/short_way.h"
#include "tenon/core/x86_64/vectors.h"
#include "tenon/core/x86_64/vmx/hardware.h"

/// All groups of the clean field.
#define TENON_SVM_CLEAN_ALL 0x7ffu

TENON_BEGIN_C

/// What the entries before have left may hold for this one too: mostly there is nothing to do. What
/// this one asks of the CPU counts once, so that the next is prepared again.
/*@ requires storage: \valid(v) && \valid(v->cpu) && \separated(v, v->cpu);
    requires staged: x86_vcpu_staged(v) && \separated(v->stage2, v->cpu);
    requires held: x86_vcpu_held(v);
    terminates \true; exits \false;
    assigns v->vmcb.tlb_control, v->vmcb.eventinj, v->vmcb.intercept[0], v->vmcb.v_intr,
            v->vmcb.clean, v->event, v->waiting[0 .. 3], v->nmi, v->in_nmi, v->forget, v->changed,
            v->cpu->owes, v->window, v->seen, v->known[0 .. 5];
    ensures held: x86_vcpu_held(v);
    ensures forgets: \old(v->forget != TENON_STAGE2_KEEP || v->seen != v->stage2->epoch) ==>
      v->vmcb.tlb_control != 0;
    ensures all: \old(v->forget) == TENON_STAGE2_FORGET_ALL ==> v->vmcb.tlb_control == 1;
    ensures owes: v->vmcb.tlb_control == 1 ==> v->cpu->owes == 0;
    ensures debt: v->vmcb.tlb_control != 1 ==> v->cpu->owes == \old(v->cpu->owes);
    ensures next: v->seen == v->stage2->epoch && v->forget == TENON_STAGE2_KEEP;
    ensures delivered: \old(v->event) != 0 ==> v->vmcb.eventinj == \old(v->event);
    ensures window: !x86_no_vector_waits(&v->waiting[0]) || v->nmi == 1 ==> v->window != 0;
    ensures once: v->vmcb.tlb_control != 0 || v->vmcb.eventinj != 0 || v->window != 0 ==>
      v->changed == 1; */
void tenon_svm_prepare(struct tenon_x86_64_vcpu *v);

/// The long way: the whole record, and what it becomes.
/*@ requires storage: \valid(v);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v) && x86_vcpu_placed(v);
    requires known: svm_known_sound(v);
    requires idle: v->mmio.pending == 0;
    terminates \true; exits \false;
    assigns v->fault, v->exit, v->mmio, v->string, TENON_X86_64_HELD_STATE(v), v->local_apic,
            TENON_X86_64_EVENTS(v), v->in_nmi;
    ensures kind: v->exit.kind <= TENON_EXIT_COUNT; */
void tenon_svm_look(struct tenon_x86_64_vcpu *v);

/// 1, and the exit is made: one of those that come often. Of CPUID, which the core answers, no token
/// is made: it needs nothing but its length.
/*@ requires storage: \valid(v) && \valid_read(v->stage2);
    requires known: svm_known_sound(v);
    terminates \true; exits \false;
    assigns v->exit;
    ensures boolean: \result <= 1;
    ensures kind: \result == 1 ==>
      v->exit.kind \in {TENON_EXIT_io_read, TENON_EXIT_io_write, TENON_EXIT_hypercall,
                        TENON_EXIT_halt, TENON_EXIT_sysreg_read} ||
      (v->exit.kind == TENON_EXIT_NONE &&
       v->exit.cause \in {TENON_X86_64_CAUSE_cpuid, TENON_X86_64_CAUSE_hypercall});
    ensures length: \result == 1 ==> 1 <= v->exit.instruction_length <= 15;
    // A hypercall is the kernel's.
    ensures kernel: \result == 1 && v->exit.kind == TENON_EXIT_hypercall ==> v->vmcb.cpl == 0;
    // Nothing is done while the delivery of an event is cut short.
    ensures whole: v->vmcb.exitintinfo >= TENON_X86_64_EVENT_VALID ==> \result == 0; */
TENON_FAST static inline uint32_t tenon_svm_look_shortly(struct tenon_x86_64_vcpu *v) {
  const struct tenon_svm_vmcb *b = &v->vmcb;
  uint64_t code = b->exitcode;
  if (TENON_RARE(b->exitintinfo >= TENON_X86_64_EVENT_VALID)) return 0;
  if (code == TENON_SVM_EXIT_IOIO) {
    return tenon_svm_short_port(b->exitinfo1, v->frame.rip, b->exitinfo2,
                                v->frame.x[TENON_X86_64_RAX], &v->exit);
  }
  if (code == TENON_SVM_EXIT_VMMCALL) {
    uint32_t length = tenon_svm_length_at_hand(v, TENON_SVM_KNOWN_VMMCALL);
    if (TENON_RARE(length == 0u)) return 0;
    tenon_svm_short_call(v->frame.x[TENON_X86_64_RAX], length, &v->exit);
    if (TENON_RARE(b->cpl != 0u)) v->exit.kind = TENON_EXIT_NONE; /* not the user's: #UD */
    return 1;
  }
  if (code == TENON_SVM_EXIT_CPUID) {
    uint32_t length = tenon_svm_length_at_hand(v, TENON_SVM_KNOWN_CPUID);
    v->exit.kind = TENON_EXIT_NONE;
    v->exit.cause = TENON_X86_64_CAUSE_cpuid;
    v->exit.instruction_length = (uint8_t)length;
    return length == 0u ? 0u : 1u;
  }
  if (code == TENON_SVM_EXIT_HLT) {
    uint32_t length = tenon_svm_length_at_hand(v, TENON_SVM_KNOWN_HLT);
    if (TENON_RARE(length == 0u)) return 0;
    tenon_svm_short_halt(length, &v->exit);
    return 1;
  }
  if (code == TENON_SVM_EXIT_MSR && b->exitinfo1 % 2u == 0u) {
    uint32_t length = tenon_svm_length_at_hand(v, TENON_SVM_KNOWN_RDMSR);
    if (TENON_RARE(length == 0u)) return 0;
    return tenon_svm_short_msr_read(v->frame.x[TENON_X86_64_RCX], length, &v->exit);
  }
  return 0;
}

/// Enters the guest, prepared where something has changed, and makes the exit. What a refused entry has
/// not delivered counts for nothing: the vCPU has failed.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v) && x86_vcpu_is(v, TENON_VCPU_BOUND);
    requires loaded: v->vmx.loaded == 0;
    requires idle: v->mmio.pending == 0;
    terminates \false; exits \false;
    assigns v->frame, TENON_X86_64_HELD_STATE(v), v->fault, v->exit, v->mmio, v->string,
            v->local_apic, v->event, v->waiting[0 .. 3], v->nmi, v->in_nmi, v->over, v->changed;
    ensures kind: v->exit.kind <= TENON_EXIT_COUNT; */
TENON_FAST static inline void tenon_svm_enter(struct tenon_x86_64_vcpu *v) {
  struct tenon_svm_vmcb *b = &v->vmcb;
  b->interrupt_shadow = v->frame.shadow;
  //@ assert known: svm_known_sound(v);
  //@ assert loaded: x86_vcpu_here(v) && x86_vcpu_staged(v) && x86_vcpu_placed(v);
  tenon_svm_world_switch(v);
  //@ assert known: svm_known_sound(v);
  //@ assert loaded: x86_vcpu_here(v) && x86_vcpu_staged(v) && x86_vcpu_placed(v);
  b->clean = TENON_SVM_CLEAN_ALL;
  v->frame.shadow = b->interrupt_shadow % 2u;
  //@ assert known: svm_known_sound(v);
  //@ assert loaded: x86_vcpu_here(v) && x86_vcpu_staged(v) && x86_vcpu_placed(v);
  uint32_t made = tenon_svm_look_shortly(v);
  //@ assert known: svm_known_sound(v);
  if (made == 0u) tenon_svm_look(v);
}

TENON_END_C

#endif
