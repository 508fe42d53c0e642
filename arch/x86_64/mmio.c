/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/mmio.h"

#define CAUSE(name) ((uint32_t)TENON_X86_64_CAUSE_##name)
#define PAGE 0x1000u

/*@ requires instruction: \valid_read(i);
    terminates \true; exits \false; assigns \nothing;
    ensures changes: \result == (i->direction == TENON_X86_64_DIRECTION_UPDATE ? 1 : 0); */
static uint32_t changes(const struct tenon_x86_64_instruction *i) {
  return i->direction == (uint8_t)TENON_X86_64_DIRECTION_UPDATE ? 1u : 0u;
}

/* The CPU may check a change as a store from the start, or stop at its load. */
/*@ requires readable: \valid_read(i) && \valid_read(a);
    terminates \true; exits \false; assigns \nothing;
    ensures access: \result == (i->direction == TENON_X86_64_DIRECTION_UPDATE ? 1 :
      access == TENON_ACCESS_READ ? a->loads : a->stores); */
static uint32_t is_access(const struct tenon_x86_64_instruction *i,
                          const struct tenon_x86_64_access *a, uint32_t access) {
  if (changes(i) == 1u) return 1;
  return access == TENON_ACCESS_READ ? a->loads : a->stores;
}

/*@ requires instruction: \valid_read(i);
    terminates \true; exits \false; assigns \nothing;
    ensures copies: \result == (i->direction == TENON_X86_64_DIRECTION_COPY ? 1 : 0); */
static uint32_t copies(const struct tenon_x86_64_instruction *i) {
  return i->direction == (uint8_t)TENON_X86_64_DIRECTION_COPY ? 1u : 0u;
}

/* Why the instruction's address is not what the CPU stopped at. */
/*@ requires readable: \valid_read(i) && \valid_read(a);
    terminates \true; exits \false; assigns \nothing;
    ensures known: \result \in {CAUSE(across_pages), CAUSE(nested_access),
                                CAUSE(changed_instruction)};
    ensures across: \result == CAUSE(across_pages) <==> linear % 0x1000 + a->width > 0x1000;
    ensures where: \result == CAUSE(nested_access) ==> linear % 0x1000 == address % 0x1000;
    ensures access: \result == CAUSE(nested_access) ==>
      i->direction == TENON_X86_64_DIRECTION_UPDATE ||
      (access == TENON_ACCESS_READ && a->loads == 1) ||
      (access != TENON_ACCESS_READ && a->stores == 1); */
static uint32_t objection(const struct tenon_x86_64_instruction *i,
                          const struct tenon_x86_64_access *a, uint64_t linear, uint64_t address,
                          uint32_t access) {
  if (linear % PAGE + a->width > PAGE) return CAUSE(across_pages);
  return is_access(i, a, access) == 1u && linear % PAGE == address % PAGE
             ? CAUSE(nested_access)
             : CAUSE(changed_instruction);
}

/* What the CPU stopped at, of an instruction that is known. */
struct stop {
  uint64_t linear;
  uint32_t loads; /* 1: a load, 0: a store */
  uint32_t cause; /* nested_access, or why it cannot be */
};

/*@ requires instruction: \valid_read(i) && x86_insn_sane(i);
    requires frame: \valid_read(frame);
    requires segments: \valid_read(segment_base + (0 .. 5));
    requires apart: \separated(i, frame, segment_base + (0 .. 5));
    terminates \true; exits \false; assigns \nothing;
    ensures known: \result.cause \in {CAUSE(across_pages), CAUSE(nested_access),
                                      CAUSE(changed_instruction)};
    ensures boolean: \result.loads <= 1;
    ensures inside: \result.cause == CAUSE(nested_access) ==>
      \result.linear % 0x1000 + i->width <= 0x1000;
    ensures where: \result.cause == CAUSE(nested_access) ==>
      \result.linear % 0x1000 == address % 0x1000;
    ensures update: i->direction == TENON_X86_64_DIRECTION_UPDATE && i->repeat == 0 ==>
      \result.loads == 1;
    ensures store: i->direction == TENON_X86_64_DIRECTION_STORE ==> \result.loads == 0;
    ensures copy: i->direction == TENON_X86_64_DIRECTION_COPY ==>
      \result.loads == (access == TENON_ACCESS_READ ? 1 : 0); */
static struct stop stopped_at(const struct tenon_x86_64_instruction *i,
                              const struct tenon_x86_64_frame *frame, const uint64_t *segment_base,
                              uint64_t address, uint32_t access) {
  struct tenon_x86_64_access a;
  struct stop s;
  tenon_x86_64_instruction_access(i, frame->x, frame->rip, segment_base, &a);
  s.loads = copies(i) == 1u ? (access == TENON_ACCESS_READ ? 1u : 0u) : a.loads;
  s.linear = s.loads == 1u ? a.load : a.store;
  s.cause = objection(i, &a, s.linear, address, access);
  return s;
}

/* What both kinds say of the instruction and of where it accesses. */
/*@ requires plan: \valid_read(m) && x86_mmio_sane(m);
    requires exit: \valid(exit) && \separated(m, exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures kind: exit->kind == kind && exit->value == 0;
    ensures what: x86_mmio_exit(m, exit);
    ensures plan: x86_mmio_sane(m); */
static void fill_what(const struct tenon_x86_64_mmio *m, uint32_t kind, struct tenon_exit *exit) {
  const struct tenon_x86_64_instruction *i = &m->instruction;
  tenon_outcome(exit, kind, CAUSE(nested_access));
  //@ assert begun: x86_mmio_sane(m);
  exit->address = m->address;
  exit->virtual_address = m->linear;
  exit->width = i->width;
  exit->register_index = i->reg;
  exit->register_width = i->register_width;
  exit->instruction_length = i->length;
  exit->flags = i->lock == 1u ? TENON_EXIT_FLAG_ATOMIC : 0u;
}

/*@ requires plan: \valid_read(m) && x86_mmio_sane(m);
    requires exit: \valid(exit) && \separated(m, exit);
    requires kind: kind == TENON_EXIT_mmio_read || kind == TENON_EXIT_mmio_write;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures kind: exit->kind == kind;
    ensures read: kind == TENON_EXIT_mmio_read ==> x86_mmio_is_read(m, exit);
    ensures write: kind == TENON_EXIT_mmio_write ==> x86_mmio_is_write(m, exit);
    ensures what: x86_mmio_exit(m, exit);
    ensures plan: x86_mmio_sane(m); */
static void fill(const struct tenon_x86_64_mmio *m, uint32_t kind, struct tenon_exit *exit) {
  uint32_t reads = kind == (uint32_t)TENON_EXIT_mmio_read ? 1u : 0u;
  fill_what(m, kind, exit);
  exit->value = reads == 1u ? 0u : m->result.value;
  exit->sign_extend = reads == 1u ? m->instruction.extend : 0u;
  exit->access = reads == 1u ? TENON_ACCESS_READ : TENON_ACCESS_WRITE;
}

/*@ requires plan: \valid(m) && x86_mmio_sane(m);
    requires frame: \valid_read(frame) && \separated(m, frame);
    terminates \true; exits \false;
    assigns m->result;
    ensures plan: x86_mmio_sane(m);
    ensures range: m->result.value < value_modulus(m->instruction.width);
    ensures none: m->instruction.direction < TENON_X86_64_DIRECTION_STORE ==> m->result.value == 0;
    ensures load: m->instruction.operation == TENON_X86_64_OPERATION_MOV &&
      m->instruction.to_register == 1 ==> m->result.writes_register == 1 &&
      m->result.rflags == frame->rflags && m->result.new_value == x86_written{Pre}(&m->instruction,
        &frame->x[0], x86_loaded{Pre}(&m->instruction, loaded)); */
static void compute(struct tenon_x86_64_mmio *m, const struct tenon_x86_64_frame *frame,
                    uint64_t loaded) {
  tenon_x86_64_instruction_result(&m->instruction, frame->x, frame->rflags, loaded, &m->result);
}

uint32_t tenon_x86_64_mmio_begin(struct tenon_x86_64_mmio *m,
                                 const struct tenon_x86_64_frame *frame,
                                 const uint64_t *segment_base, uint64_t address, uint32_t access,
                                 struct tenon_exit *exit) {
  const struct tenon_x86_64_instruction *i = &m->instruction;
  if (i->cause != (uint32_t)TENON_X86_64_INSN_known) return CAUSE(insn_known) + i->cause;
  if (copies(i) == 1u && m->found == 0u) return CAUSE(mmio_copy);
  struct stop s = stopped_at(i, frame, segment_base, address, access);
  if (s.cause != CAUSE(nested_access)) return s.cause;
  m->address = address;
  m->linear = s.linear;
  m->pending = 0;
  //@ assert plan: x86_mmio_sane(m);
  compute(m, frame, m->copied);
  fill(m, s.loads == 1u ? (uint32_t)TENON_EXIT_mmio_read : (uint32_t)TENON_EXIT_mmio_write, exit);
  //@ assert where: m->linear == s.linear && m->address == address;
  //@ assert width: m->instruction.width == \at(m->instruction.width, Pre);
  return CAUSE(nested_access);
}

/*@ requires plan: \valid_read(m) && x86_mmio_sane(m);
    requires frame: \valid(frame) && \separated(m, frame);
    terminates \true; exits \false;
    assigns frame->x[0 .. 15], frame->rip, frame->rflags;
    ensures register: !x86_is_string(m->instruction.operation) ==>
      frame->x[m->instruction.reg] == (m->result.writes_register == 1
        ? m->result.new_value : \old(frame->x[m->instruction.reg]));
    ensures others: !x86_is_string(m->instruction.operation) ==>
      x86_others_same{Pre, Here}(frame, m->instruction.reg);
    ensures flags: !x86_is_string(m->instruction.operation) ==> frame->rflags == m->result.rflags;
    ensures string: x86_is_string(m->instruction.operation) ==>
      frame->rflags == \old(frame->rflags);
    ensures rip: !x86_is_string(m->instruction.operation) ==> frame->rip ==
      x86_next_rip(\old(frame->rip), m->instruction.length, m->instruction.mode); */
static void apply(const struct tenon_x86_64_mmio *m, struct tenon_x86_64_frame *frame) {
  tenon_x86_64_instruction_apply(&m->instruction, &m->result, frame->x, &frame->rip,
                                 &frame->rflags);
}

uint32_t tenon_x86_64_mmio_read(struct tenon_x86_64_mmio *m, struct tenon_x86_64_frame *frame,
                                uint64_t value) {
  compute(m, frame, value);
  m->pending = changes(&m->instruction);
  if (m->pending == 1u) return 0;
  //@ ghost uint64_t taken = m->result.new_value;
  apply(m, frame);
  /*@ assert taken: m->instruction.operation == TENON_X86_64_OPERATION_MOV &&
        m->instruction.to_register == 1 ==> frame->x[m->instruction.reg] == taken &&
        frame->rflags == \at(frame->rflags, Pre); */
  return 1;
}

void tenon_x86_64_mmio_next(struct tenon_x86_64_mmio *m, struct tenon_exit *exit) {
  fill(m, TENON_EXIT_mmio_write, exit);
  m->pending = 0;
}

void tenon_x86_64_mmio_written(const struct tenon_x86_64_mmio *m,
                               struct tenon_x86_64_frame *frame) {
  apply(m, frame);
}
