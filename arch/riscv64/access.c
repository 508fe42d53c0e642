/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/access.h"

#include "tenon/core/value.h"

#define LOAD ((uint32_t)TENON_RISCV64_CAUSE_load_guest_page_fault)
#define STORE ((uint32_t)TENON_RISCV64_CAUSE_store_guest_page_fault)

/*@ requires out: \valid(out);
    terminates \true; exits \false;
    assigns out->offset, out->cause, out->width, out->reg, out->extend, out->base, out->length;
    ensures cause: out->cause == cause;
    ensures sane: rv_insn_sane(out); */
static void no_instruction(struct tenon_riscv64_instruction *out, uint32_t cause) {
  out->cause = cause;
  out->offset = 0;
  out->width = 0;
  out->reg = 0;
  out->extend = 0;
  out->base = 0;
  out->length = 4;
}

/* A transformed instruction has bit 1 clear if it was compressed; in place of rs1 stands how far
 * behind its first byte the access faulted. */
/*@ requires out: \valid(out);
    requires transformed: rv_fault_transformed(htinst);
    terminates \true; exits \false;
    assigns out->offset, out->cause, out->width, out->reg, out->extend, out->base, out->length;
    ensures sane: rv_insn_sane(out);
    ensures length: out->length == (htinst / 2 % 2 == 1 ? 4 : 2);
    ensures offset: out->offset == htinst / 0x8000 % 32; */
static void transformed(uint64_t htinst, struct tenon_riscv64_instruction *out) {
  uint32_t word = (uint32_t)htinst;
  tenon_riscv64_decode_instruction(word / 4u * 4u + 3u, out);
  out->length = htinst / 2u % 2u == 1u ? 4u : 2u;
  out->offset = htinst / 0x8000u % 32u;
}

void tenon_riscv64_faulting_instruction(const struct tenon_riscv64_fault *fault,
                                        const struct tenon_riscv64_frame *frame,
                                        struct tenon_riscv64_instruction *out) {
  uint64_t htinst = fault->htinst;
  if (htinst % 2u == 1u && htinst < 0x100000000u) {
    transformed(htinst, out);
  } else if (htinst != 0u) {
    no_instruction(out, (uint32_t)TENON_RISCV64_CAUSE_reserved_htinst);
  } else if (fault->valid % 2u == 0u) {
    no_instruction(out, (uint32_t)TENON_RISCV64_CAUSE_no_instruction);
  } else {
    tenon_riscv64_decode_instruction(fault->instruction, out);
    uint64_t first = tenon_value_add(tenon_riscv64_get_x(frame, out->base), out->offset);
    out->offset = tenon_value_subtract(fault->stval, first);
  }
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures ordered: \result == exit_ordered(value, width, flags); */
static uint64_t ordered(uint64_t value, uint32_t width, uint32_t flags) {
  if (flags / TENON_EXIT_FLAG_BIG_ENDIAN % 2u == 1u) {
    return tenon_value_swap(value, width);
  }
  return tenon_value_low(value, width);
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures order: \result == rv_fault_order(valid);
    ensures range: \result <= 64; */
static uint32_t order(uint32_t valid) {
  return valid / TENON_RISCV64_FAULT_BIG_ENDIAN % 2u == 1u ? TENON_EXIT_FLAG_BIG_ENDIAN : 0u;
}

/* The part that loads and stores share. */
/*@ requires exit: \valid(exit);
    requires instruction: \valid_read(i) && rv_insn_sane(i);
    requires apart: \separated(exit, i);
    requires range: access <= 2 && flags <= 64;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: outcome_what(exit, kind, i->cause, gpa, value, 0);
    ensures register: outcome_register(exit, i->width, i->reg, 8, 0);
    ensures answer: outcome_answer(exit, access, i->length, flags);
    ensures where: outcome_fault(exit, stval); */
static void mmio(struct tenon_exit *exit, const struct tenon_riscv64_instruction *i, uint32_t kind,
                 uint64_t gpa, uint64_t value, uint64_t stval, uint32_t access, uint32_t flags) {
  tenon_outcome(exit, kind, i->cause);
  exit->address = gpa;
  exit->value = value;
  exit->virtual_address = stval;
  exit->width = i->width;
  exit->register_index = i->reg;
  exit->register_width = 8;
  exit->access = (uint8_t)access;
  exit->instruction_length = i->length;
  exit->flags = (uint8_t)flags;
}

/*@ requires fault: \valid_read(fault);
    requires instruction: \valid_read(i) && rv_insn_sane(i) && i->cause == 21;
    requires exit: \valid(exit);
    requires apart: \separated(fault, i, exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: outcome_what(exit, TENON_EXIT_mmio_read, 21, gpa, 0, 0);
    ensures register: outcome_register(exit, i->width, i->reg, 8, i->extend);
    ensures answer: outcome_answer(exit, TENON_ACCESS_READ, i->length,
      rv_fault_order(fault->valid));
    ensures where: outcome_fault(exit, fault->stval); */
static void load(const struct tenon_riscv64_fault *fault, const struct tenon_riscv64_instruction *i,
                 uint64_t gpa, struct tenon_exit *exit) {
  mmio(exit, i, TENON_EXIT_mmio_read, gpa, 0, fault->stval, TENON_ACCESS_READ, order(fault->valid));
  exit->sign_extend = i->extend;
}

/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires instruction: \valid_read(i) && rv_insn_sane(i) && i->cause == 23;
    requires exit: \valid(exit);
    requires apart: \separated(fault, frame, i, exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: outcome_what(exit, TENON_EXIT_mmio_write, 23, gpa,
      exit_ordered(rv_reg_value{Pre}(frame, i->reg), i->width, rv_fault_order(fault->valid)), 0);
    ensures register: outcome_register(exit, i->width, i->reg, 8, 0);
    ensures answer: outcome_answer(exit, TENON_ACCESS_WRITE, i->length,
      rv_fault_order(fault->valid));
    ensures where: outcome_fault(exit, fault->stval); */
static void store(const struct tenon_riscv64_fault *fault, const struct tenon_riscv64_frame *frame,
                  const struct tenon_riscv64_instruction *i, uint64_t gpa,
                  struct tenon_exit *exit) {
  uint32_t flags = order(fault->valid);
  uint64_t value = ordered(tenon_riscv64_get_x(frame, i->reg), i->width, flags);
  mmio(exit, i, TENON_EXIT_mmio_write, gpa, value, fault->stval, TENON_ACCESS_WRITE, flags);
}

/*@ requires instruction: \valid_read(i) && rv_insn_sane(i);
    terminates \true; exits \false; assigns \nothing;
    ensures in_page: \result == 1 <==> rv_insn_in_page(i, gpa);
    ensures boolean: \result <= 1; */
static uint32_t is_in_page(const struct tenon_riscv64_instruction *i, uint64_t gpa) {
  return i->offset == 0u && gpa % 0x1000u + i->width <= 0x1000u ? 1u : 0u;
}

/*@ requires instruction: \valid_read(i);
    terminates \true; exits \false; assigns \nothing;
    ensures objection: \result == rv_insn_objection(i); */
static uint32_t objection(const struct tenon_riscv64_instruction *i) {
  return i->cause == LOAD || i->cause == STORE ? (uint32_t)TENON_RISCV64_CAUSE_changed_instruction
                                               : i->cause;
}

void tenon_riscv64_decode_data(const struct tenon_riscv64_fault *fault,
                               const struct tenon_riscv64_frame *frame,
                               const struct tenon_riscv64_instruction *i, struct tenon_exit *exit) {
  uint64_t stval = fault->stval;
  uint64_t gpa = tenon_riscv64_fault_gpa(fault->htval, stval);
  uint32_t access = fault->scause == LOAD ? TENON_ACCESS_READ : TENON_ACCESS_WRITE;
  if (i->cause != fault->scause) {
    tenon_riscv64_nested(exit, objection(i), gpa, stval, access, 0);
  } else if (is_in_page(i, gpa) == 0u) {
    tenon_riscv64_nested(exit, (uint32_t)TENON_RISCV64_CAUSE_across_pages, gpa, stval, access, 0);
  } else if (access == TENON_ACCESS_READ) {
    load(fault, i, gpa, exit);
  } else {
    store(fault, frame, i, gpa, exit);
  }
}
