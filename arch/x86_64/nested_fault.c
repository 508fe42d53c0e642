/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/nested_fault.h"

#include "tenon/core/outcome.h"
#include "tenon/core/x86_64/access.h"
#include "tenon/core/x86_64/event.h"
#include "tenon/core/x86_64/fetch.h"
#include "tenon/core/x86_64/local_apic.h"
#include "tenon/core/x86_64/memory.h"

#define CAUSE(name) ((uint32_t)TENON_X86_64_CAUSE_##name)

/*@ // What is known of an instruction that has been decoded.
    predicate x86_insn_answer{L}(struct tenon_x86_64_instruction *i) =
      (\at(i->cause, L) == TENON_X86_64_INSN_known ==>
         x86_insn_sane{L}(i) && \at(i->operation, L) != TENON_X86_64_OPERATION_NONE) &&
      \at(i->cause, L) < TENON_X86_64_INSN_COUNT; */

/*@ requires storage: \valid_read(fetch) && x86_fetch_sane(fetch) && \valid(out);
    requires apart: \separated(fetch, out);
    requires mode: mode \in {16, 32, 64};
    terminates \true; exits \false; assigns TENON_X86_64_EACH_INSN_FIELD(out);
    ensures answer: x86_insn_answer(out);
    ensures fetched: x86_fetch_sane(fetch); */
static void decode(const struct tenon_x86_64_fetch *fetch, uint32_t mode,
                   struct tenon_x86_64_instruction *out) {
  tenon_x86_64_instruction_decode(fetch->bytes, fetch->count, mode, out);
}

/* The bytes in the page behind, and all of them decoded. \return as fetch_instruction. */
/*@ requires storage: \valid_read(v) && \valid(fetch) && \valid_read(p) && \valid(reads) &&
      \valid(out);
    requires stage2: x86_vcpu_staged(v);
    requires apart: \separated(v, p, fetch, reads) && \separated(v->stage2, p, fetch, reads) &&
      \separated(out, p, fetch, reads);
    requires sane: x86_paging_sane(p) && x86_fetch_sane(fetch) && x86_reads_sound(reads);
    requires room: reads->count <= 20;
    requires done: fetch->state == TENON_X86_64_FETCH_DONE;
    requires mode: mode \in {16, 32, 64};
    terminates \true; exits \false;
    assigns *fetch, *reads, TENON_X86_64_EACH_INSN_FIELD(out);
    ensures fetched: x86_fetch_sane(fetch);
    ensures known: \result \in {CAUSE(nested_access), CAUSE(fetch_memory), CAUSE(fetch_fault)};
    ensures answer: \result == CAUSE(nested_access) ==> x86_insn_answer(out); */
static uint32_t fetch_rest(const struct tenon_x86_64_vcpu *v, const struct tenon_x86_64_paging *p,
                           struct tenon_x86_64_fetch *fetch, struct tenon_x86_64_reads *reads,
                           uint32_t mode, struct tenon_x86_64_instruction *out) {
  uint32_t cause = tenon_x86_64_fetch_next(v, p, fetch, reads);
  if (cause == CAUSE(nested_access)) decode(fetch, mode, out);
  return cause;
}

/* The instruction at RIP, to v->mmio. \return nested_access, or why there is none. */
/*@ requires storage: \valid(v) && \valid(fetch);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v);
    requires apart: \separated(v, fetch) && \separated(v->stage2, fetch);
    terminates \true; exits \false;
    assigns *fetch, TENON_X86_64_EACH_INSN_FIELD(&v->mmio.instruction);
    ensures fetched: x86_fetch_sane(fetch);
    ensures known: \result \in {CAUSE(nested_access), CAUSE(fetch_memory), CAUSE(fetch_fault)};
    ensures answer: \result == CAUSE(nested_access) ==> x86_insn_answer(&v->mmio.instruction); */
static uint32_t fetch_instruction(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_fetch *fetch) {
  struct tenon_x86_64_instruction *out = &v->mmio.instruction;
  struct tenon_x86_64_paging paging;
  struct tenon_x86_64_reads reads;
  uint32_t mode = tenon_x86_64_code_mode(v);
  uint32_t cause = tenon_x86_64_fetch_first(v, &paging, fetch, &reads);
  //@ assert same: v->stage2 == \at(v->stage2, Pre);
  //@ assert first: v->stage2->common.root == \at(v->stage2->common.root, Pre);
  if (cause != CAUSE(nested_access)) return cause;
  decode(fetch, mode, out);
  //@ assert stage2: \valid(v->stage2) && \separated(v, v->stage2);
  //@ assert root: v->stage2->common.root % 0x1000 == 0;
  //@ assert paging: x86_paging_sane(&paging);
  //@ assert reads: x86_reads_sound(&reads);
  if (out->cause != (uint32_t)TENON_X86_64_INSN_too_short) return cause;
  return fetch_rest(v, &paging, fetch, &reads, mode, out);
}

/*@ requires storage: \valid_read(fetch) && \valid(fault) && \separated(fetch, fault);
    requires count: fetch->count <= TENON_X86_64_INSN_MAX;
    terminates \true; exits \false; assigns fault->fetched, fault->instruction[0 .. 14];
    ensures fetched: fault->fetched == fetch->count;
    ensures bytes: \forall integer k; 0 <= k < 15 ==> fault->instruction[k] == fetch->bytes[k]; */
static void record(const struct tenon_x86_64_fetch *fetch, struct tenon_x86_64_fault *fault) {
  fault->fetched = fetch->count;
  /*@ loop invariant index: i <= TENON_X86_64_INSN_MAX;
      loop invariant bytes: \forall integer k; 0 <= k < i ==>
        fault->instruction[k] == fetch->bytes[k];
      loop assigns i, fault->instruction[0 .. 14];
      loop variant TENON_X86_64_INSN_MAX - i; */
  for (uint32_t i = 0; i < TENON_X86_64_INSN_MAX; i++) {
    fault->instruction[i] = fetch->bytes[i];
  }
}

/* What is delivered to the guest when the fault comes is no access of the instruction at RIP. */
/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures instruction: \result == 1 <==> v->exit.flags == 0 &&
      v->exit.access != TENON_ACCESS_EXECUTE && v->fault.event < TENON_X86_64_EVENT_VALID;
    ensures boolean: \result <= 1; */
static uint32_t is_of_instruction(const struct tenon_x86_64_vcpu *v) {
  return v->exit.flags == 0u && v->exit.access != TENON_ACCESS_EXECUTE &&
                 v->fault.event < TENON_X86_64_EVENT_VALID
             ? 1u
             : 0u;
}

/* Of a MOVS that reads a device, or writes it if `reads` is 0, the other operand. */
/*@ requires readable: \valid_read(i) && \valid_read(x + (0 .. 15)) && x86_insn_sane(i);
    terminates \true; exits \false; assigns \nothing;
    ensures offset: \result.offset ==
      value_low(x[reads == 1 ? TENON_X86_64_RDI : TENON_X86_64_RSI], i->address_width);
    ensures segment: \result.segment == (reads == 1 ? TENON_X86_64_ES : i->segment);
    ensures access: \result.access ==
      (reads == 1 ? TENON_X86_64_WALK_STORE : TENON_X86_64_WALK_LOAD);
    ensures what: \result.width == i->width && \result.mode == i->mode; */
static struct tenon_x86_64_in_memory other_of(const struct tenon_x86_64_instruction *i,
                                              const uint64_t *x, uint32_t reads) {
  const struct tenon_x86_64_in_memory operand = {
      tenon_x86_64_wrap(x[reads == 1u ? TENON_X86_64_RDI : TENON_X86_64_RSI], i->address_width),
      reads == 1u ? (uint32_t)TENON_X86_64_ES : i->segment, i->width, i->mode,
      reads == 1u ? TENON_X86_64_WALK_STORE : TENON_X86_64_WALK_LOAD};
  return operand;
}

/* Where it lies. \return as tenon_x86_64_find_operand. */
/*@ requires storage: \valid(v);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v) && x86_vcpu_placed(v);
    requires plan: x86_mmio_sane(&v->mmio);
    terminates \true; exits \false;
    assigns v->mmio.place, TENON_X86_64_EVENTS(v), TENON_X86_64_HELD_STATE(v);
    ensures known: \result \in {CAUSE(nested_access), CAUSE(operand_fault), CAUSE(operand_memory),
                                CAUSE(changed_instruction)};
    ensures whole: \result == CAUSE(nested_access) ==>
      v->mmio.place.bytes[0] + v->mmio.place.bytes[1] == v->mmio.instruction.width;
    ensures fault: \result == CAUSE(operand_fault) ==> v->changed == 1;
    ensures stays: \result != CAUSE(operand_fault) ==>
      v->changed == \old(v->changed) && v->over == \old(v->over);
    ensures staged: x86_vcpu_staged(v);
    ensures plan: x86_mmio_sane(&v->mmio); */
static uint32_t find_place(struct tenon_x86_64_vcpu *v, uint32_t reads) {
  const struct tenon_x86_64_in_memory operand = other_of(&v->mmio.instruction, v->frame.x, reads);
  //@ assert apart: \separated(v, v->stage2);
  uint32_t cause = tenon_x86_64_find_operand(v, &operand, &v->mmio.place);
  //@ assert same: v->stage2 == \at(v->stage2, Pre);
  //@ assert root: v->stage2->common.root == \at(v->stage2->common.root, Pre);
  return cause;
}

/* What a MOVS that writes a device has read. */
/*@ requires storage: \valid(v) && x86_vcpu_staged(v);
    terminates \true; exits \false; assigns v->mmio.found, v->mmio.copied;
    ensures found: v->mmio.found == 1; */
static void keep_other(struct tenon_x86_64_vcpu *v, uint32_t reads) {
  uint64_t copied = reads == 1u ? 0u : tenon_x86_64_load_operand(v, &v->mmio.place);
  v->mmio.found = 1;
  v->mmio.copied = copied;
}

/*@ requires readable: \valid_read(i);
    terminates \true; exits \false; assigns \nothing;
    ensures copies: \result == 1 ==> i->cause == TENON_X86_64_INSN_known;
    ensures boolean: \result <= 1; */
static uint32_t copies(const struct tenon_x86_64_instruction *i) {
  return i->cause == (uint32_t)TENON_X86_64_INSN_known &&
                 i->direction == (uint8_t)TENON_X86_64_DIRECTION_COPY
             ? 1u
             : 0u;
}

/* Of a MOVS that is stopped at a device, the other operand: in memory, or it stays unknown.
 * \return nested_access, operand_fault or changed_instruction. */
/*@ requires storage: \valid(v);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v) && x86_vcpu_placed(v);
    requires plan: x86_mmio_sane(&v->mmio);
    requires none: v->mmio.found == 0;
    terminates \true; exits \false;
    assigns v->mmio.found, v->mmio.copied, v->mmio.place, TENON_X86_64_EVENTS(v),
            TENON_X86_64_HELD_STATE(v);
    ensures known: \result \in {CAUSE(nested_access), CAUSE(operand_fault),
                                CAUSE(changed_instruction)};
    ensures found: v->mmio.found <= 1;
    ensures whole: v->mmio.found == 1 ==>
      v->mmio.place.bytes[0] + v->mmio.place.bytes[1] == v->mmio.instruction.width;
    ensures fault: \result == CAUSE(operand_fault) ==> v->changed == 1;
    ensures stays: \result != CAUSE(operand_fault) ==>
      v->changed == \old(v->changed) && v->over == \old(v->over);
    ensures plan: x86_mmio_sane(&v->mmio);
    ensures cause: v->mmio.instruction.cause == \old(v->mmio.instruction.cause); */
static uint32_t find_other(struct tenon_x86_64_vcpu *v) {
  uint32_t reads = v->exit.access == TENON_ACCESS_READ ? 1u : 0u;
  uint32_t cause = find_place(v, reads);
  //@ assert none: v->mmio.found == 0;
  if (cause == CAUSE(nested_access)) keep_other(v, reads);
  return cause == CAUSE(operand_memory) ? CAUSE(nested_access) : cause;
}

/* The same of any instruction: most have none. */
/*@ requires storage: \valid(v);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v) && x86_vcpu_placed(v);
    requires answer: x86_insn_answer(&v->mmio.instruction);
    requires idle: v->mmio.pending == 0;
    terminates \true; exits \false;
    assigns v->mmio.found, v->mmio.copied, v->mmio.place, TENON_X86_64_EVENTS(v),
            TENON_X86_64_HELD_STATE(v);
    ensures known: \result \in {CAUSE(nested_access), CAUSE(operand_fault),
                                CAUSE(changed_instruction)};
    ensures found: v->mmio.found <= 1;
    ensures fault: \result == CAUSE(operand_fault) ==> v->changed == 1;
    ensures stays: \result != CAUSE(operand_fault) ==>
      v->changed == \old(v->changed) && v->over == \old(v->over);
    ensures answer: x86_insn_answer(&v->mmio.instruction);
    ensures idle: v->mmio.pending == 0; */
static uint32_t complete(struct tenon_x86_64_vcpu *v) {
  v->mmio.found = 0;
  v->mmio.copied = 0;
  //@ assert cleared: x86_insn_answer(&v->mmio.instruction);
  if (copies(&v->mmio.instruction) == 0u) return CAUSE(nested_access);
  uint32_t cause = find_other(v);
  //@ assert known: x86_insn_answer(&v->mmio.instruction);
  return cause;
}

/* What the access to a device becomes, or why it becomes nothing: in *exit. */
/*@ requires storage: \valid(m) && \valid_read(frame) && \valid_read(b) && \valid(exit);
    requires apart: \separated(m, frame, b, exit);
    requires answer: x86_insn_answer(&m->instruction);
    requires fault: exit->kind == TENON_EXIT_nested_page_fault;
    requires idle: m->pending == 0;
    terminates \true; exits \false;
    assigns m->result, m->address, m->linear, m->pending, TENON_EACH_EXIT_FIELD(exit);
    ensures kind: exit->kind \in {TENON_EXIT_nested_page_fault, TENON_EXIT_mmio_read,
                                  TENON_EXIT_mmio_write};
    ensures plan: exit->kind != TENON_EXIT_nested_page_fault ==> x86_mmio_sane(m);
    ensures idle: m->pending == 0; */
static void plan(struct tenon_x86_64_mmio *m, const struct tenon_x86_64_frame *frame,
                 const struct tenon_svm_vmcb *b, struct tenon_exit *exit) {
  const uint64_t bases[] = {b->es.base, b->cs.base, b->ss.base, b->ds.base, b->fs.base, b->gs.base};
  uint32_t cause = tenon_x86_64_mmio_begin(m, frame, bases, exit->address, exit->access, exit);
  //@ assert known: cause == CAUSE(nested_access) ==> x86_mmio_sane(m);
  exit->cause = cause;
}

/* The same, of which a command of the interrupt command register is more. */
/*@ requires storage: \valid(v);
    requires answer: x86_insn_answer(&v->mmio.instruction);
    requires fault: v->exit.kind == TENON_EXIT_nested_page_fault;
    requires idle: v->mmio.pending == 0;
    terminates \true; exits \false;
    assigns v->mmio.result, v->mmio.address, v->mmio.linear, v->mmio.pending, v->exit,
            v->local_apic.icr;
    ensures kind: v->exit.kind \in {TENON_EXIT_nested_page_fault, TENON_EXIT_mmio_read,
                                    TENON_EXIT_mmio_write, TENON_EXIT_NONE, TENON_EXIT_send_ipi,
                                    TENON_EXIT_cpu_up};
    ensures plan: v->exit.kind != TENON_EXIT_nested_page_fault ==> x86_mmio_sane(&v->mmio);
    ensures idle: v->mmio.pending == 0;
    ensures answered: v->exit.kind == TENON_EXIT_NONE ==>
      v->exit.cause \in {CAUSE(icr_register), CAUSE(icr_nothing)}; */
static void look_at_device(struct tenon_x86_64_vcpu *v) {
  plan(&v->mmio, &v->frame, &v->vmcb, &v->exit);
  //@ assert plan: v->exit.kind != TENON_EXIT_nested_page_fault ==> x86_mmio_sane(&v->mmio);
  tenon_x86_64_look_at_command(v);
}

/* The instruction of the access is in v->mmio. */
/*@ requires storage: \valid(v);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v) && x86_vcpu_placed(v);
    requires answer: x86_insn_answer(&v->mmio.instruction);
    requires fault: v->exit.kind == TENON_EXIT_nested_page_fault;
    requires idle: v->mmio.pending == 0;
    terminates \true; exits \false;
    assigns v->mmio, v->exit, v->local_apic.icr, TENON_X86_64_EVENTS(v), TENON_X86_64_HELD_STATE(v);
    ensures kind: v->exit.kind \in {TENON_EXIT_nested_page_fault, TENON_EXIT_mmio_read,
                                    TENON_EXIT_mmio_write, TENON_EXIT_NONE, TENON_EXIT_send_ipi,
                                    TENON_EXIT_cpu_up};
    ensures plan: x86_exit_has_plan(v) ==> x86_mmio_sane(&v->mmio);
    ensures idle: v->mmio.pending == 0;
    ensures answered: v->exit.kind == TENON_EXIT_NONE ==>
      v->exit.cause \in {CAUSE(operand_fault), CAUSE(changed_instruction), CAUSE(icr_register),
                         CAUSE(icr_nothing)};
    ensures raised: v->exit.kind == TENON_EXIT_NONE && v->exit.cause == CAUSE(operand_fault) ==>
      v->changed == 1;
    ensures stays: v->exit.kind != TENON_EXIT_NONE ==>
      v->changed == \old(v->changed) && v->over == \old(v->over); */
static void look_at_instruction(struct tenon_x86_64_vcpu *v) {
  uint32_t cause = complete(v);
  if (cause != CAUSE(nested_access)) {
    tenon_outcome(&v->exit, TENON_EXIT_NONE, cause);
    return;
  }
  look_at_device(v);
}

/*@ requires storage: \valid(v) && \valid_read(fetch) && \separated(v, fetch);
    requires count: fetch->count <= TENON_X86_64_INSN_MAX;
    terminates \true; exits \false;
    assigns v->fault.fetched, v->fault.instruction[0 .. 14];
    ensures plan: \old(x86_insn_answer(&v->mmio.instruction)) ==>
      x86_insn_answer(&v->mmio.instruction); */
static void keep_bytes(struct tenon_x86_64_vcpu *v, const struct tenon_x86_64_fetch *fetch) {
  record(fetch, &v->fault);
}

/* The instruction at RIP, to v->mmio and to the fault's record; in v->exit, why there is none. */
/*@ requires storage: \valid(v);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v);
    requires fault: v->exit.kind == TENON_EXIT_nested_page_fault;
    terminates \true; exits \false;
    assigns v->exit.cause, v->fault.fetched, v->fault.instruction[0 .. 14],
            TENON_X86_64_EACH_INSN_FIELD(&v->mmio.instruction);
    ensures kind: v->exit.kind == TENON_EXIT_nested_page_fault;
    ensures answer: v->exit.cause == CAUSE(nested_access) ==>
      x86_insn_answer(&v->mmio.instruction);
    ensures here: x86_vcpu_here(v);
    ensures staged: x86_vcpu_staged(v); */
static void take_instruction(struct tenon_x86_64_vcpu *v) {
  struct tenon_x86_64_fetch fetch;
  uint32_t cause = fetch_instruction(v, &fetch);
  keep_bytes(v, &fetch);
  //@ assert answer: cause == CAUSE(nested_access) ==> x86_insn_answer(&v->mmio.instruction);
  v->exit.cause = cause;
}

void tenon_x86_64_look_at_access(struct tenon_x86_64_vcpu *v) {
  if (is_of_instruction(v) == 0u) return;
  take_instruction(v);
  //@ assert idle: v->mmio.pending == 0;
  //@ assert stays: v->changed == \at(v->changed, Pre) && v->over == \at(v->over, Pre);
  if (v->exit.cause == CAUSE(nested_access)) look_at_instruction(v);
}
