/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/nested_fault.h"

#include "tenon/core/outcome.h"
#include "tenon/core/x86_64/access.h"
#include "tenon/core/x86_64/event.h"
#include "tenon/core/x86_64/fetch.h"
#include "tenon/core/x86_64/local_apic.h"
#include "tenon/core/x86_64/memory.h"

#define CAUSE(name) ((uint32_t)TENON_X86_64_CAUSE_##name)

/*@ requires storage: \valid(v) && \valid_read(fetch) && x86_fetch_sane(fetch);
    requires apart: \separated(fetch, v);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v);
    requires mode: mode \in {16, 32, 64};
    terminates \true; exits \false; assigns TENON_X86_64_EACH_INSN_FIELD(&v->mmio.instruction);
    ensures loaded: x86_vcpu_here(v) && x86_vcpu_staged(v);
    ensures answer: v->mmio.instruction.cause == TENON_X86_64_INSN_known
      ? x86_mmio_sane(&v->mmio) : x86_insn_refused(&v->mmio.instruction); */
static void decode(struct tenon_x86_64_vcpu *v, const struct tenon_x86_64_fetch *fetch,
                   uint32_t mode) {
  tenon_x86_64_instruction_decode(fetch->bytes, fetch->count, mode, &v->mmio.instruction);
}

/* The bytes in the page behind, and all of them decoded. \return as fetch_instruction. */
/*@ requires storage: \valid(v) && \valid(fetch) && \valid_read(p) && \valid(reads);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v);
    requires apart: \separated(v, p, fetch, reads) && \separated(v->stage2, p, fetch, reads);
    requires sane: x86_paging_sane(p) && x86_fetch_sane(fetch) && x86_reads_sound(reads);
    requires room: reads->count <= 20;
    requires done: fetch->state == TENON_X86_64_FETCH_DONE;
    requires mode: mode \in {16, 32, 64};
    terminates \true; exits \false;
    assigns *fetch, *reads, TENON_X86_64_EACH_INSN_FIELD(&v->mmio.instruction);
    ensures fetched: x86_fetch_sane(fetch);
    ensures known: \result \in {CAUSE(nested_access), CAUSE(fetch_memory), CAUSE(fetch_fault)};
    ensures answer: \result == CAUSE(nested_access) ==>
      v->mmio.instruction.cause == TENON_X86_64_INSN_known
        ? x86_mmio_sane(&v->mmio) : x86_insn_refused(&v->mmio.instruction); */
static uint32_t fetch_rest(struct tenon_x86_64_vcpu *v, const struct tenon_x86_64_paging *p,
                           struct tenon_x86_64_fetch *fetch, struct tenon_x86_64_reads *reads,
                           uint32_t mode) {
  uint32_t cause = tenon_x86_64_fetch_next(v, p, fetch, reads);
  if (cause != CAUSE(nested_access)) return cause;
  decode(v, fetch, mode);
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
    ensures answer: \result == CAUSE(nested_access) ==>
      v->mmio.instruction.cause == TENON_X86_64_INSN_known
        ? x86_mmio_sane(&v->mmio) : x86_insn_refused(&v->mmio.instruction); */
static uint32_t fetch_instruction(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_fetch *fetch) {
  struct tenon_x86_64_paging paging;
  struct tenon_x86_64_reads reads;
  uint32_t mode = tenon_x86_64_code_mode(v);
  uint32_t cause = tenon_x86_64_fetch_first(v, &paging, fetch, &reads);
  if (cause != CAUSE(nested_access)) return cause;
  decode(v, fetch, mode);
  if (v->mmio.instruction.cause != (uint32_t)TENON_X86_64_INSN_too_short) return cause;
  return fetch_rest(v, &paging, fetch, &reads, mode);
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
    requires sane: x86_insn_sane(&v->mmio.instruction);
    terminates \true; exits \false;
    assigns v->mmio.place, v->frame.rflags, v->event, v->waiting[0 .. 3], v->nmi, v->over,
            v->changed, v->vmcb, v->known[0 .. 5], v->vmx.cr2, v->vmx.refused, v->vmx.changed,
            x86_hw_efer, x86_hw_tsc_aux, vmx_hw_dr6;
    ensures known: \result \in {CAUSE(nested_access), CAUSE(operand_fault), CAUSE(operand_memory),
                                CAUSE(changed_instruction)};
    ensures whole: \result == CAUSE(nested_access) ==>
      v->mmio.place.bytes[0] + v->mmio.place.bytes[1] == v->mmio.instruction.width;
    ensures fault: \result == CAUSE(operand_fault) ==> v->changed == 1;
    ensures stays: \result != CAUSE(operand_fault) ==>
      v->changed == \old(v->changed) && v->over == \old(v->over);
    ensures loaded: x86_vcpu_here(v) && x86_vcpu_staged(v) && x86_vcpu_placed(v); */
static uint32_t find_place(struct tenon_x86_64_vcpu *v, uint32_t reads) {
  const struct tenon_x86_64_in_memory operand = other_of(&v->mmio.instruction, v->frame.x, reads);
  return tenon_x86_64_find_operand(v, &operand, &v->mmio.place);
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
    requires sane: v->mmio.instruction.cause == TENON_X86_64_INSN_known ==>
      x86_insn_sane(&v->mmio.instruction);
    requires none: v->mmio.found == 0;
    terminates \true; exits \false;
    assigns v->mmio.found, v->mmio.copied, v->mmio.place, v->frame.rflags, v->event, v->waiting[0 .. 3], v->nmi, v->over,
            v->changed, v->vmcb, v->known[0 .. 5], v->vmx.cr2, v->vmx.refused, v->vmx.changed,
            x86_hw_efer, x86_hw_tsc_aux, vmx_hw_dr6;
    ensures known: \result \in {CAUSE(nested_access), CAUSE(operand_fault),
                                CAUSE(changed_instruction)};
    ensures found: v->mmio.found <= 1;
    ensures whole: v->mmio.found == 1 ==>
      v->mmio.place.bytes[0] + v->mmio.place.bytes[1] == v->mmio.instruction.width;
    ensures fault: \result == CAUSE(operand_fault) ==> v->changed == 1;
    ensures stays: \result != CAUSE(operand_fault) ==>
      v->changed == \old(v->changed) && v->over == \old(v->over);
    ensures loaded: x86_vcpu_here(v) && x86_vcpu_staged(v) && x86_vcpu_placed(v); */
static uint32_t find_other(struct tenon_x86_64_vcpu *v) {
  uint32_t reads = v->exit.access == TENON_ACCESS_READ ? 1u : 0u;
  if (copies(&v->mmio.instruction) == 0u) return CAUSE(nested_access);
  uint32_t cause = find_place(v, reads);
  if (cause == CAUSE(operand_memory)) return CAUSE(nested_access);
  if (cause != CAUSE(nested_access)) return cause;
  keep_other(v, reads);
  return cause;
}

void tenon_x86_64_look_at_access(struct tenon_x86_64_vcpu *v) {
  const struct tenon_svm_vmcb *b = &v->vmcb;
  const uint64_t bases[] = {b->es.base, b->cs.base, b->ss.base, b->ds.base, b->fs.base, b->gs.base};
  struct tenon_x86_64_fetch fetch;
  if (is_of_instruction(v) == 0u) return;
  uint32_t cause = fetch_instruction(v, &fetch);
  record(&fetch, &v->fault);
  uint32_t other = cause == CAUSE(nested_access) ? find_other(v) : cause;
  if (other != cause) {
    tenon_outcome(&v->exit, TENON_EXIT_NONE, other);
    return;
  }
  if (cause == CAUSE(nested_access)) {
    cause = tenon_x86_64_mmio_begin(&v->mmio, &v->frame, bases, v->exit.address, v->exit.access,
                                    &v->exit);
  }
  v->exit.cause = cause;
  tenon_x86_64_look_at_command(v);
}
