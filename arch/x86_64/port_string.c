/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/port_string.h"

#include "tenon/core/outcome.h"
#include "tenon/core/x86_64/cause.h"
#include "tenon/core/x86_64/fetch.h"
#include "tenon/core/x86_64/instruction_prefix.h"
#include "tenon/core/x86_64/memory.h"

#define CAUSE(name) ((uint32_t)TENON_X86_64_CAUSE_##name)
/* INSB, INSD, OUTSB and OUTSD. */
#define INS 0x6cu
#define OUTS 0x6eu

/*@ requires storage: \valid_read(v) && \valid_read(f) && \valid(p) && \separated(f, p);
    requires sane: x86_fetch_sane(f);
    terminates \true; exits \false; assigns *p;
    ensures sane: x86_prefixes_sane(*p);
    ensures inside: p->length <= f->count; */
static void find_opcode(const struct tenon_x86_64_vcpu *v, const struct tenon_x86_64_fetch *f,
                        struct tenon_x86_64_prefixes *p) {
  *p = tenon_x86_64_read_prefixes(f->bytes, f->count, tenon_x86_64_code_mode(v));
}

/* The bytes at RIP up to the opcode. \return nested_access, or why there is none. */
/*@ requires storage: \valid_read(v) && \valid(f) && \valid(p);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v);
    requires apart: \separated(v, f, p) && \separated(v->stage2, f) && \separated(v->stage2, p) &&
      \separated(v->cpu, f) && \separated(v->cpu, p);
    terminates \true; exits \false; assigns *f, *p;
    ensures known: \result \in {CAUSE(nested_access), CAUSE(fetch_memory), CAUSE(fetch_fault),
                                CAUSE(changed_instruction)};
    ensures sane: x86_prefixes_sane(*p);
    ensures opcode: \result == CAUSE(nested_access) ==> p->length < TENON_X86_64_INSN_MAX; */
static uint32_t fetch(const struct tenon_x86_64_vcpu *v, struct tenon_x86_64_fetch *f,
                      struct tenon_x86_64_prefixes *p) {
  struct tenon_x86_64_paging paging;
  struct tenon_x86_64_reads reads;
  uint32_t cause = tenon_x86_64_fetch_first(v, &paging, f, &reads);
  find_opcode(v, f, p);
  if (cause == CAUSE(nested_access) && p->length == f->count) {
    cause = tenon_x86_64_fetch_next(v, &paging, f, &reads);
    find_opcode(v, f, p);
  }
  return cause == CAUSE(nested_access) && p->length == f->count ? CAUSE(changed_instruction)
                                                                : cause;
}

/* What the record and the instruction say together. \return nested_access, or why not. */
/*@ requires storage: \valid_read(v) && \valid(s);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v);
    requires record: s->width \in {1, 2, 4} && s->reads <= 1;
    terminates \true; exits \false; assigns s->address_width, s->length, s->mode, s->segment;
    ensures known: \result \in {CAUSE(nested_access), CAUSE(fetch_memory), CAUSE(fetch_fault),
                                CAUSE(changed_instruction)};
    ensures sane: \result == CAUSE(nested_access) ==> s->address_width \in {2, 4, 8} &&
      s->mode \in {16, 32, 64} && s->segment < TENON_X86_64_SEGMENT_COUNT &&
      1 <= s->length <= TENON_X86_64_INSN_MAX;
    ensures extra: s->reads == 1 && \result == CAUSE(nested_access) ==>
      s->segment == TENON_X86_64_ES; */
static uint32_t read_string(const struct tenon_x86_64_vcpu *v, struct tenon_x86_64_string *s) {
  struct tenon_x86_64_fetch f;
  struct tenon_x86_64_prefixes p;
  uint32_t cause = fetch(v, &f, &p);
  if (cause != CAUSE(nested_access)) return cause;
  uint32_t mode = tenon_x86_64_code_mode(v);
  uint32_t opcode = f.bytes[p.length];
  s->address_width = (uint8_t)tenon_x86_64_address_width(mode, p.address);
  s->length = (uint8_t)(p.length + 1u);
  s->mode = (uint8_t)mode;
  s->segment = (uint8_t)(s->reads == 1u                           ? TENON_X86_64_ES
                         : p.segment < TENON_X86_64_SEGMENT_COUNT ? p.segment
                                                                  : TENON_X86_64_DS);
  uint32_t wanted = (s->reads == 1u ? INS : OUTS) + (s->width == 1u ? 0u : 1u);
  return opcode == wanted && p.repeat == s->repeat ? cause : CAUSE(changed_instruction);
}

/* The exit of an element whose operand lies at `place`. */
/*@ requires storage: \valid(v) && x86_vcpu_staged(v) && s == &v->string;
    requires record: s->width \in {1, 2, 4} && s->reads <= 1;
    requires whole: s->place.bytes[0] + s->place.bytes[1] == s->width;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(&v->exit);
    ensures kind: v->exit.kind == (s->reads == 1 ? TENON_EXIT_io_read : TENON_EXIT_io_write);
    ensures what: v->exit.cause == CAUSE(io_string) && v->exit.address == port &&
      v->exit.width == s->width && v->exit.instruction_length == 0;
    ensures value: v->exit.value < value_modulus(s->width); */
static void fill(struct tenon_x86_64_vcpu *v, const struct tenon_x86_64_string *s, uint32_t port) {
  uint32_t reads = s->reads;
  tenon_outcome(&v->exit, reads == 1u ? TENON_EXIT_io_read : TENON_EXIT_io_write, CAUSE(io_string));
  v->exit.address = port;
  v->exit.value = reads == 1u ? 0u : tenon_x86_64_load_operand(v, &s->place);
  v->exit.width = s->width;
  v->exit.access = reads == 1u ? TENON_ACCESS_READ : TENON_ACCESS_WRITE;
}

/* Where in memory the element's operand lies. \return as tenon_x86_64_find_operand. */
/*@ requires storage: \valid(v) && s == &v->string;
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v) && x86_vcpu_placed(v);
    requires record: s->width \in {1, 2, 4} && s->reads <= 1;
    requires segment: s->segment < TENON_X86_64_SEGMENT_COUNT;
    terminates \true; exits \false;
    assigns v->string.place, TENON_X86_64_EVENTS(v), TENON_X86_64_HELD_STATE(v);
    ensures known: \result \in {CAUSE(nested_access), CAUSE(operand_fault), CAUSE(operand_memory),
                                CAUSE(changed_instruction)};
    ensures whole: \result == CAUSE(nested_access) ==>
      v->string.place.bytes[0] + v->string.place.bytes[1] == v->string.width;
    ensures fault: \result == CAUSE(operand_fault) ==> v->changed == 1;
    ensures stays: \result != CAUSE(operand_fault) ==>
      v->changed == \old(v->changed) && v->over == \old(v->over); */
static uint32_t find_element(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_string *s) {
  uint32_t index = s->reads == 1u ? TENON_X86_64_RDI : TENON_X86_64_RSI;
  const struct tenon_x86_64_in_memory operand = {
      tenon_value_low(v->frame.x[index], s->address_width), s->segment, s->width, s->mode,
      s->reads == 1u ? TENON_X86_64_WALK_STORE : TENON_X86_64_WALK_LOAD};
  return tenon_x86_64_find_operand(v, &operand, &s->place);
}

/* There is no element: the core's to answer, or refused by name. */
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(&v->exit);
    ensures kind: v->exit.kind ==
      (cause == CAUSE(fetch_memory) || cause == CAUSE(operand_memory) ? TENON_EXIT_unhandled
                                                                      : TENON_EXIT_NONE);
    ensures cause: v->exit.cause == cause; */
static void fill_without(struct tenon_x86_64_vcpu *v, uint32_t cause) {
  if (cause == CAUSE(fetch_memory) || cause == CAUSE(operand_memory)) {
    tenon_outcome_refused(&v->exit, cause, v->fault.code, 0);
  } else {
    tenon_outcome(&v->exit, TENON_EXIT_NONE, cause);
  }
}

void tenon_x86_64_look_at_string(struct tenon_x86_64_vcpu *v, uint32_t port) {
  struct tenon_x86_64_string *s = &v->string;
  uint32_t cause = read_string(v, s);
  if (cause == CAUSE(nested_access) && tenon_x86_64_string_ended(s, v->frame.x) == 1u) {
    cause = CAUSE(io_string);
  }
  //@ ghost uint32_t is_ended = cause == CAUSE(io_string) ? 1 : 0;
  if (cause == CAUSE(nested_access)) cause = find_element(v, s);
  //@ assert staged: x86_vcpu_staged(v);
  /*@ assert ended: is_ended == 1 ==> x86_string_ended(&v->string, &v->frame.x[0]) == 1; */
  /*@ assert left: cause == CAUSE(nested_access) ==>
        x86_string_ended(&v->string, &v->frame.x[0]) == 0; */
  if (cause == CAUSE(nested_access)) {
    fill(v, s, port);
  } else {
    fill_without(v, cause);
  }
}
