/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/stage2.h"
#include "tenon/core/x86_64/answer.h"
#include "tenon/core/x86_64/event.h"
#include "tenon/core/x86_64/fetch.h"
#include "tenon/core/x86_64/svm/capture.h"
#include "tenon/core/x86_64/svm/decode.h"
#include "tenon/core/x86_64/svm/vcpu.h"
#include "tenon/core/x86_64/vectors.h"

/* TLB_CONTROL: keep, flush all, flush this ASID (APM volume 2, 15.16.1). */
#define TLB_KEEP 0u
#define TLB_ALL 1u
#define TLB_GUEST 3u
/* All groups of the clean field; those of the intercepts and of V_IRQ. */
#define CLEAN_ALL 0x7ffu
#define CLEAN_BUT_WINDOW 0x7f6u

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
    if (v->forget == (uint32_t)TENON_STAGE2_KEEP) v->forget = TENON_STAGE2_FORGET_VM;
  }
}

/* The event of this entry, and whether the guest's next chance to take another one exits. V_TPR is
 * the guest's. */
static void prepare_events(struct tenon_x86_64_vcpu *v) {
  struct tenon_svm_vmcb *b = &v->vmcb;
  uint32_t window = tenon_x86_64_vectors_prepare(v);
  b->eventinj = v->event;
  v->event = 0;
  if (window != v->window) {
    v->window = window;
    b->intercept[0] = tenon_svm_intercepts(v->setup.trap_pause != 0u ? 1u : 0u, window);
    b->v_intr = b->v_intr % 0x100u + TENON_SVM_V_INTR_MASKING + (uint64_t)window * TENON_SVM_V_IRQ;
    b->clean &= CLEAN_BUT_WINDOW;
  }
}

/* What the entries before have left may hold for this one too: mostly there is nothing to do. What
 * this one asks of the CPU counts once, so that the next is prepared again. */
TENON_SLOW static void prepare(struct tenon_x86_64_vcpu *v) {
  struct tenon_svm_vmcb *b = &v->vmcb;
  catch_up(v);
  b->tlb_control = tlb_control(v->forget, v->identity.has);
  v->forget = TENON_STAGE2_KEEP;
  prepare_events(v);
  v->changed = b->tlb_control != TLB_KEEP || b->eventinj != 0u || v->window != 0u ? 1u : 0u;
}

TENON_SLOW static void deliver_again(struct tenon_x86_64_vcpu *v) {
  v->event = tenon_x86_64_event_again(v->fault.event);
  v->changed = 1;
}

/* The whole record, and what it becomes. */
static void look(struct tenon_x86_64_vcpu *v) {
  tenon_svm_capture(&v->fault, &v->vmcb, v->frame.rip, v->identity.has);
  if (v->fault.event >= TENON_X86_64_EVENT_VALID) deliver_again(v);
  tenon_svm_decode(&v->fault, &v->frame, &v->exit);
  if (v->exit.cause == (uint32_t)TENON_X86_64_CAUSE_nested_access) tenon_x86_64_look_at_access(v);
}

/* CPUID comes often and is the core's to answer: of the exit it needs nothing but its length, which
 * is 2 where the CPU does not say it. No token is made of it. */
static void answer_cpuid(struct tenon_x86_64_vcpu *v) {
  uint64_t next = v->identity.has % 2u == 1u ? v->vmcb.next_rip : 0u;
  uint32_t length = tenon_svm_distance(next, v->frame.rip);
  tenon_x86_64_answer_cpuid(v, length == 0u ? 2u : length, v->vmcb.cr4);
}

/* What a refused entry has not delivered counts for nothing: the vCPU has failed. */
static void enter(struct tenon_x86_64_vcpu *v) {
  struct tenon_svm_vmcb *b = &v->vmcb;
  if (v->changed != 0u || v->seen != v->stage2->epoch) prepare(v);
  b->interrupt_shadow = v->frame.shadow;
  tenon_svm_world_switch(v);
  b->clean = CLEAN_ALL;
  v->frame.shadow = b->interrupt_shadow % 2u;
}

void tenon_svm_enter(struct tenon_x86_64_vcpu *v) {
  enter(v);
  while (v->vmcb.exitcode == TENON_SVM_EXIT_CPUID) {
    answer_cpuid(v);
    enter(v);
  }
  look(v);
}
