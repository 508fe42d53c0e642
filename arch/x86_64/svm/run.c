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
static uint32_t tlb_control(uint32_t forget, uint32_t has) {
  if (forget == (uint32_t)TENON_STAGE2_KEEP) return TLB_KEEP;
  if (forget == (uint32_t)TENON_STAGE2_FORGET_VM && (has & TENON_X86_64_HAS_FLUSH_BY_ASID) != 0u) {
    return TLB_GUEST;
  }
  return TLB_ALL;
}

/* A second stage that has changed since this vCPU's last entry. */
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
static uint32_t choose_event(struct tenon_x86_64_vcpu *v) {
  uint32_t waits = tenon_x86_64_prepare_nmi(v, v->in_nmi);
  uint32_t window = tenon_x86_64_vectors_prepare(v);
  if (tenon_x86_64_event_is_nmi(v->event) == 1u) v->in_nmi = 1;
  if (v->in_nmi != 0u) return window | NMI_WINDOW;
  return window | waits;
}

/* V_TPR is the guest's. */
static void prepare_events(struct tenon_x86_64_vcpu *v) {
  struct tenon_svm_vmcb *b = &v->vmcb;
  uint32_t window = choose_event(v);
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

TENON_SLOW void tenon_svm_prepare(struct tenon_x86_64_vcpu *v) {
  struct tenon_svm_vmcb *b = &v->vmcb;
  catch_up(v);
  b->tlb_control = tlb_control(v->forget, v->identity.has);
  if (b->tlb_control == TLB_ALL) v->cpu->owes = 0;
  v->forget = TENON_STAGE2_KEEP;
  prepare_events(v);
  v->changed = b->tlb_control != TLB_KEEP || b->eventinj != 0u || v->window != 0u ? 1u : 0u;
}

/* An NMI that the guest has not got does not block another. */
TENON_SLOW static void deliver_again(struct tenon_x86_64_vcpu *v) {
  v->event = tenon_x86_64_event_again(v->fault.event);
  if (tenon_x86_64_event_is_nmi(v->event) == 1u) v->in_nmi = 0;
  v->changed = 1;
}

/* The length of an instruction that the CPU does not say. Where the guest has another instruction by
 * now, or none, it executes that one (answer.h); one that cannot be read is refused.
 * \return 0: the exit is made. */
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
static void look_at_string(struct tenon_x86_64_vcpu *v) {
  uint64_t info = v->fault.info;
  v->string.reads = (uint8_t)(info % 2u);
  v->string.width = (uint8_t)(info / 0x10u % 8u);
  v->string.repeat = (uint8_t)(info / 8u % 2u);
  tenon_x86_64_look_at_string(v, (uint32_t)(info / 0x10000u % 0x10000u));
}

void tenon_svm_look(struct tenon_x86_64_vcpu *v) {
  tenon_svm_capture(&v->fault, &v->vmcb, v->frame.rip, v->identity.has);
  if (v->fault.event >= TENON_X86_64_EVENT_VALID) deliver_again(v);
  if (find_length(v) == 0u) return;
  tenon_svm_decode(&v->fault, &v->frame, &v->exit);
  if (v->exit.kind == (uint32_t)TENON_EXIT_hypercall && v->vmcb.cpl != 0u) {
    v->exit.kind = TENON_EXIT_NONE; /* not the user's: #UD */
  }
  if (v->exit.cause == (uint32_t)TENON_X86_64_CAUSE_nested_access) {
    tenon_x86_64_look_at_access(v);
  } else if (v->exit.cause == (uint32_t)TENON_X86_64_CAUSE_io_string) {
    look_at_string(v);
  }
}
