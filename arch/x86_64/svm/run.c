/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/stage2.h"
#include "tenon/core/x86_64/event.h"
#include "tenon/core/x86_64/nested_fault.h"
#include "tenon/core/x86_64/nmi.h"
#include "tenon/core/x86_64/port_string.h"
#include "tenon/core/x86_64/svm/capture.h"
#include "tenon/core/x86_64/svm/decode.h"
#include "tenon/core/x86_64/svm/enter.h"
#include "tenon/core/x86_64/svm/length.h"
#include "tenon/core/x86_64/svm/vcpu.h"
#include "tenon/core/x86_64/vectors.h"

/* TLB_CONTROL: keep, flush all, flush this ASID (APM volume 2, 15.16.1). */
#define TLB_KEEP 0u
#define TLB_ALL 1u
#define TLB_GUEST 3u
/* All groups of the clean field but those of the intercepts and of V_IRQ. */
#define CLEAN_BUT_WINDOW 0x7f6u

/* Of a vCPU's `window`. */
#define NMI_WINDOW 2u

/* What of the TLB the entry forgets. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures keep: forget == TENON_STAGE2_KEEP ==> \result == TLB_KEEP;
    ensures all: forget != TENON_STAGE2_KEEP ==> \result == TLB_ALL ||
      (forget == TENON_STAGE2_FORGET_VM && has / TENON_X86_64_HAS_FLUSH_BY_ASID % 2 == 1 &&
       \result == TLB_GUEST); */
static uint32_t tlb_control(uint32_t forget, uint32_t has) {
  if (forget == (uint32_t)TENON_STAGE2_KEEP) return TLB_KEEP;
  uint32_t can = has / TENON_X86_64_HAS_FLUSH_BY_ASID % 2u;
  return forget == (uint32_t)TENON_STAGE2_FORGET_VM && can == 1u ? TLB_GUEST : TLB_ALL;
}

/* A second stage that has changed since this vCPU's last entry. */
/*@ requires storage: \valid(v);
    requires staged: x86_vcpu_staged(v);
    requires known: svm_known_sound(v);
    terminates \true; exits \false;
    assigns v->seen, v->known[0 .. 5], v->forget;
    ensures seen: v->seen == v->stage2->epoch;
    ensures forgets: \old(v->seen != v->stage2->epoch) ==> v->forget != TENON_STAGE2_KEEP;
    ensures stays: \old(v->forget) != TENON_STAGE2_KEEP ==> v->forget == \old(v->forget);
    ensures known: svm_known_sound(v); */
static void catch_up(struct tenon_x86_64_vcpu *v) {
  if (v->seen != v->stage2->epoch) {
    v->seen = v->stage2->epoch;
    tenon_svm_forget_lengths(v);
    if (v->forget == (uint32_t)TENON_STAGE2_KEEP) v->forget = TENON_STAGE2_FORGET_VM;
  }
}

/* Chooses the event of this entry. The CPU does not block NMIs behind one that it is given, and says
 * nothing when the next can come: that is the guest's IRET, and then where it takes interrupts.
 * \return what of its chances to take another event exits. */
/*@ requires storage: \valid(v);
    requires waits: v->nmi <= 1;
    terminates \true; exits \false;
    assigns v->event, v->waiting[0 .. 3], v->nmi, v->in_nmi;
    ensures range: \result <= 3 && v->nmi <= 1;
    ensures nmi: v->in_nmi != 0 <==> \result / 2 == 1;
    ensures vector: !x86_no_vector_waits(&v->waiting[0]) ==> \result % 2 == 1;
    ensures next_nmi: v->nmi == 1 ==> \result != 0;
    ensures kept: \old(v->event) != 0 ==> v->event == \old(v->event); */
static uint32_t choose_event(struct tenon_x86_64_vcpu *v) {
  uint32_t waits = tenon_x86_64_prepare_nmi(v, v->in_nmi);
  uint32_t window = tenon_x86_64_vectors_prepare(v);
  if (tenon_x86_64_event_is_nmi(v->event) == 1u) v->in_nmi = 1;
  if (v->in_nmi != 0u) return window + NMI_WINDOW;
  return window == 1u ? window : waits;
}

/* V_TPR is the guest's. */
/*@ requires storage: \valid(v);
    requires held: x86_vcpu_held(v);
    terminates \true; exits \false;
    assigns v->vmcb.eventinj, v->vmcb.intercept[0], v->vmcb.v_intr, v->vmcb.clean, v->event,
            v->waiting[0 .. 3], v->nmi, v->in_nmi, v->window;
    ensures held: x86_vcpu_held(v);
    ensures taken: v->event == 0;
    ensures delivered: \old(v->event) != 0 ==> v->vmcb.eventinj == \old(v->event);
    ensures window: !x86_no_vector_waits(&v->waiting[0]) || v->nmi == 1 ==> v->window != 0; */
static void prepare_events(struct tenon_x86_64_vcpu *v) {
  struct tenon_svm_vmcb *b = &v->vmcb;
  uint32_t window = choose_event(v);
  //@ assert held: x86_vcpu_held(v);
  b->eventinj = v->event;
  v->event = 0;
  if (window != v->window) {
    v->window = window;
    b->intercept[0] = tenon_svm_intercepts(v->setup.trap_pause != 0u ? 1u : 0u, window);
    b->v_intr =
        b->v_intr % 0x100u + TENON_SVM_V_INTR_MASKING + window % 2u * (uint64_t)TENON_SVM_V_IRQ;
    b->clean &= CLEAN_BUT_WINDOW;
  }
}

/* 1: this entry asks something of the CPU that the next does not, or an event waits. */
/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures asks: v->vmcb.tlb_control != 0 || v->vmcb.eventinj != 0 || v->window != 0 ==>
      \result == 1;
    ensures boolean: \result <= 1; */
static uint32_t asks(const struct tenon_x86_64_vcpu *v) {
  const struct tenon_svm_vmcb *b = &v->vmcb;
  return b->tlb_control != TLB_KEEP || b->eventinj != 0u || v->window != 0u ? 1u : 0u;
}

/* Asks this entry to forget what has to be. */
/*@ requires storage: \valid(v) && \valid(v->cpu) && \separated(v, v->cpu);
    requires staged: x86_vcpu_staged(v) && \separated(v->stage2, v->cpu);
    requires held: x86_vcpu_held(v);
    terminates \true; exits \false;
    assigns v->vmcb.tlb_control, v->cpu->owes, v->forget, v->seen, v->known[0 .. 5];
    ensures held: x86_vcpu_held(v);
    ensures forgets: \old(v->forget != TENON_STAGE2_KEEP || v->seen != v->stage2->epoch) ==>
      v->vmcb.tlb_control != 0;
    ensures all: \old(v->forget) == TENON_STAGE2_FORGET_ALL ==> v->vmcb.tlb_control == 1;
    ensures owes: v->vmcb.tlb_control == 1 ==> v->cpu->owes == 0;
    ensures debt: v->vmcb.tlb_control != 1 ==> v->cpu->owes == \old(v->cpu->owes);
    ensures next: v->seen == v->stage2->epoch && v->forget == TENON_STAGE2_KEEP; */
static void forget(struct tenon_x86_64_vcpu *v) {
  struct tenon_svm_vmcb *b = &v->vmcb;
  catch_up(v);
  b->tlb_control = tlb_control(v->forget, v->identity.has);
  if (b->tlb_control == TLB_ALL) v->cpu->owes = 0;
  v->forget = TENON_STAGE2_KEEP;
  //@ assert isolates: svm_isolates(b);
  //@ assert known: svm_known_sound(v);
}

TENON_SLOW void tenon_svm_prepare(struct tenon_x86_64_vcpu *v) {
  forget(v);
  prepare_events(v);
  v->changed = asks(v);
}

/* An NMI that the guest has not got does not block another. */
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->event, v->in_nmi, v->changed;
    ensures changed: v->changed == 1;
    ensures again: x86_event_is_valid(v->fault.event) &&
      !x86_event_is_repeated(v->fault.event) ==> v->event == v->fault.event; */
TENON_SLOW static void deliver_again(struct tenon_x86_64_vcpu *v) {
  v->event = tenon_x86_64_event_again(v->fault.event);
  if (tenon_x86_64_event_is_nmi(v->event) == 1u) v->in_nmi = 0;
  v->changed = 1;
}

/* The length of an instruction that the CPU does not say. Where the guest has another instruction by
 * now, or none, it executes that one (answer.h); one that cannot be read is refused.
 * \return 0: the exit is made. */
/*@ requires storage: \valid(v);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v);
    requires known: svm_known_sound(v);
    terminates \true; exits \false;
    assigns v->fault.length, v->known[0 .. 5], TENON_EACH_EXIT_FIELD(&v->exit);
    ensures boolean: \result <= 1;
    ensures known: svm_known_sound(v);
    ensures length: \result == 1 && svm_has_length(v->fault.code) ==> v->fault.length != 0;
    ensures made: \result == 0 ==>
      (v->exit.kind == TENON_EXIT_unhandled && v->exit.cause == TENON_X86_64_CAUSE_fetch_memory) ||
      (v->exit.kind == TENON_EXIT_NONE &&
       v->exit.cause \in {TENON_X86_64_CAUSE_fetch_fault,
                          TENON_X86_64_CAUSE_changed_instruction}); */
static uint32_t find_length(struct tenon_x86_64_vcpu *v) {
  struct tenon_x86_64_fault *fault = &v->fault;
  uint32_t cause = TENON_X86_64_CAUSE_none;
  if (fault->length != 0u || tenon_svm_has_length(fault->code) == 0u) return 1;
  fault->length = tenon_svm_known_length(v, tenon_svm_known_kind(fault->code, fault->info));
  if (fault->length == 0u) fault->length = tenon_svm_fetch_length(v, &cause);
  if (fault->length != 0u) return 1;
  if (cause == (uint32_t)TENON_X86_64_CAUSE_fetch_memory) {
    tenon_outcome_refused(&v->exit, cause, fault->code, 0);
  } else {
    tenon_outcome(&v->exit, TENON_EXIT_NONE, cause);
  }
  return 0;
}

/* As EXITINFO1 has it (APM volume 2, 15.10.2). */
/*@ requires storage: \valid(v);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v) && x86_vcpu_placed(v);
    requires record: svm_io_width(v->fault.info) != 0;
    terminates \true; exits \false;
    assigns v->exit, v->string, TENON_X86_64_EVENTS(v), TENON_X86_64_HELD_STATE(v);
    ensures kind: v->exit.kind <= TENON_EXIT_COUNT; */
static void look_at_string(struct tenon_x86_64_vcpu *v) {
  uint64_t info = v->fault.info;
  v->string.reads = (uint8_t)(info % 2u);
  v->string.width = (uint8_t)(info / 0x10u % 8u);
  v->string.repeat = (uint8_t)(info / 8u % 2u);
  tenon_x86_64_look_at_string(v, (uint32_t)(info / 0x10000u % 0x10000u));
}

/* Only a string of a width that there is has the cause io_string; a hypercall is the kernel's, and
 * from the user #UD. */
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->exit;
    ensures kind: v->exit.kind <= TENON_EXIT_COUNT;
    ensures string: v->exit.cause == TENON_X86_64_CAUSE_io_string ==>
      svm_io_width(v->fault.info) != 0;
    ensures nested: v->exit.cause == TENON_X86_64_CAUSE_nested_access ==>
      v->exit.kind == TENON_EXIT_nested_page_fault;
    ensures kernel: v->exit.kind == TENON_EXIT_hypercall ==> v->vmcb.cpl == 0; */
static void decode(struct tenon_x86_64_vcpu *v) {
  tenon_svm_decode(&v->fault, &v->frame, &v->exit);
  if (v->exit.kind == (uint32_t)TENON_EXIT_hypercall && v->vmcb.cpl != 0u) {
    v->exit.kind = TENON_EXIT_NONE;
  }
}

/* What of the exit needs more than its record. */
/*@ requires storage: \valid(v);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v) && x86_vcpu_placed(v);
    requires idle: v->mmio.pending == 0;
    requires kind: v->exit.kind <= TENON_EXIT_COUNT;
    requires string: v->exit.cause == TENON_X86_64_CAUSE_io_string ==>
      svm_io_width(v->fault.info) != 0;
    requires nested: v->exit.cause == TENON_X86_64_CAUSE_nested_access ==>
      v->exit.kind == TENON_EXIT_nested_page_fault;
    terminates \true; exits \false;
    assigns TENON_X86_64_EVENTS(v), TENON_X86_64_HELD_STATE(v), v->fault.fetched,
            v->fault.instruction[0 .. 14], v->exit, v->mmio, v->string, v->local_apic;
    ensures kind: v->exit.kind <= TENON_EXIT_COUNT; */
static void look_at_memory(struct tenon_x86_64_vcpu *v) {
  if (v->exit.cause == (uint32_t)TENON_X86_64_CAUSE_nested_access) {
    tenon_x86_64_look_at_access(v);
  } else if (v->exit.cause == (uint32_t)TENON_X86_64_CAUSE_io_string) {
    look_at_string(v);
  }
}

void tenon_svm_look(struct tenon_x86_64_vcpu *v) {
  tenon_svm_capture(&v->fault, &v->vmcb, v->frame.rip, v->identity.has);
  if (v->fault.event >= TENON_X86_64_EVENT_VALID) deliver_again(v);
  //@ assert here: x86_vcpu_here(v);
  //@ assert staged: x86_vcpu_staged(v);
  //@ assert known: svm_known_sound(v);
  if (find_length(v) == 0u) return;
  //@ assert here: x86_vcpu_here(v);
  //@ assert staged: x86_vcpu_staged(v);
  decode(v);
  //@ assert here: x86_vcpu_here(v);
  //@ assert staged: x86_vcpu_staged(v);
  look_at_memory(v);
}
