/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/decode.h"

#define INTERRUPT 0x8000000000000000u

/*@ terminates \true; exits \false; assigns \nothing;
    ensures walks: \result == 1 <==> rv_fault_walks(htinst);
    ensures boolean: \result <= 1; */
static uint32_t is_walk(uint64_t htinst) {
  return htinst == 0x3000u || htinst == 0x3020u || htinst == 0x2000u || htinst == 0x2020u ? 1u : 0u;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures address: \result == rv_exception_address(scause, stval); */
static uint64_t address_of(uint64_t scause, uint64_t stval) {
  if (scause <= 7u) {
    return scause == 2u ? 0u : stval;
  }
  return scause == 12u || scause == 13u || scause == 15u ? stval : 0u;
}

/*@ requires exit: \valid(exit);
    requires interrupt: rv_cause_is_interrupt(scause);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: outcome_what(exit, TENON_EXIT_external_interrupt,
      rv_interrupt_cause(rv_interrupt_code(scause)), 0, rv_interrupt_code(scause), 0);
    ensures plain: outcome_plain(exit) && outcome_answer(exit, 0, 0, 0); */
static void interrupt(uint64_t scause, struct tenon_exit *exit) {
  uint64_t code = scause - INTERRUPT;
  tenon_outcome(
      exit, TENON_EXIT_external_interrupt,
      code < 16u ? (uint32_t)code + 64u : (uint32_t)TENON_RISCV64_CAUSE_platform_interrupt);
  exit->value = code;
}

/*@ requires fault: \valid_read(fault);
    requires exit: \valid(exit);
    requires apart: \separated(fault, exit);
    requires walk: rv_fault_walks(fault->htinst);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures nested: rv_nested_outcome(exit, rv_walk_cause(fault->htinst),
      rv_fault_walk_gpa(fault->htval),
      fault->stval, rv_walk_access(fault->htinst), TENON_EXIT_FLAG_WALK); */
static void walk(const struct tenon_riscv64_fault *fault, struct tenon_exit *exit) {
  uint32_t writes = (uint32_t)(fault->htinst / 0x20u % 2u);
  tenon_riscv64_nested(exit,
                       writes == 1u ? (uint32_t)TENON_RISCV64_CAUSE_walk_write
                                    : (uint32_t)TENON_RISCV64_CAUSE_walk_read,
                       fault->htval % 0x4000000000000000u * 4u, fault->stval,
                       writes == 1u ? TENON_ACCESS_WRITE : TENON_ACCESS_READ, TENON_EXIT_FLAG_WALK);
}

/*@ requires fault: \valid_read(fault);
    requires exit: \valid(exit);
    requires apart: \separated(fault, exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures nested: rv_nested_outcome(exit, 20, rv_fault_gpa(fault->htval, fault->stval),
      fault->stval,
      TENON_ACCESS_EXECUTE, 0); */
static void fetch(const struct tenon_riscv64_fault *fault, struct tenon_exit *exit) {
  tenon_riscv64_nested(exit, (uint32_t)TENON_RISCV64_CAUSE_instruction_guest_page_fault,
                       tenon_riscv64_fault_gpa(fault->htval, fault->stval), fault->stval,
                       TENON_ACCESS_EXECUTE, 0);
}

/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(fault, frame, exit);
    requires data: rv_fault_is_data(fault->scause);
    terminates \true; exits \false;
    assigns *exit;
    ensures kind: exit->kind == TENON_EXIT_nested_page_fault ||
      exit->kind == (\old(fault->scause) == 21 ? TENON_EXIT_mmio_read : TENON_EXIT_mmio_write);
    ensures where: exit->address == rv_fault_gpa(\old(fault->htval), \old(fault->stval)) &&
      exit->virtual_address == \old(fault->stval) &&
      exit->access == rv_fault_access(\old(fault->scause)); */
static void data(const struct tenon_riscv64_fault *fault, const struct tenon_riscv64_frame *frame,
                 struct tenon_exit *exit) {
  struct tenon_riscv64_instruction instruction;
  tenon_riscv64_faulting_instruction(fault, frame, &instruction);
  tenon_riscv64_decode_data(fault, frame, &instruction, exit);
}

/*@ requires fault: \valid_read(fault);
    terminates \true; exits \false; assigns \nothing;
    ensures word: \result == rv_virtual_word(fault->stval, fault->valid, fault->instruction); */
static uint32_t word_of(const struct tenon_riscv64_fault *fault) {
  uint32_t word = (uint32_t)(fault->stval % 0x100000000u);
  if (word != 0u) {
    return word;
  }
  return fault->valid % 2u == 1u ? fault->instruction : 0u;
}

/* Exceptions but virtual instructions: none has an access under way. */
/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(fault, frame, exit);
    requires exception: !rv_cause_is_interrupt(fault->scause) && fault->scause != 22;
    terminates \true; exits \false;
    assigns *exit;
    ensures some: exit->kind < TENON_EXIT_COUNT;
    behavior call:
      assumes fault->scause == 10;
      ensures plain: outcome_plain(exit) && outcome_answer(exit, 0, 4, 0);
      ensures call: rv_sbi_outcome(exit, \old(frame->x[17]), \old(frame->x[16]),
        \old(frame->x[10]), \old(frame->x[11]), \old(frame->x[12]));
    behavior fetch:
      assumes fault->scause == 20 && !rv_fault_walks(fault->htinst);
      ensures nested: rv_nested_outcome(exit, 20, rv_fault_gpa(\old(fault->htval),
        \old(fault->stval)),
        \old(fault->stval), TENON_ACCESS_EXECUTE, 0);
    behavior walk:
      assumes (fault->scause == 20 || rv_fault_is_data(fault->scause)) &&
        rv_fault_walks(fault->htinst);
      ensures nested: rv_nested_outcome(exit, rv_walk_cause(\old(fault->htinst)),
        rv_fault_walk_gpa(\old(fault->htval)), \old(fault->stval),
          rv_walk_access(\old(fault->htinst)),
        TENON_EXIT_FLAG_WALK);
    behavior data:
      assumes rv_fault_is_data(fault->scause) && !rv_fault_walks(fault->htinst);
      ensures kind: exit->kind == TENON_EXIT_nested_page_fault ||
        exit->kind == (\old(fault->scause) == 21 ? TENON_EXIT_mmio_read : TENON_EXIT_mmio_write);
      ensures where: exit->address == rv_fault_gpa(\old(fault->htval), \old(fault->stval)) &&
        exit->virtual_address == \old(fault->stval) &&
        exit->access == rv_fault_access(\old(fault->scause));
    behavior refused:
      assumes rv_cause_is_refused(fault->scause);
      ensures refused: outcome_refused(exit, rv_exception_cause(\old(fault->scause)),
        \old(fault->scause), rv_exception_address(\old(fault->scause), \old(fault->stval)));
    complete behaviors; disjoint behaviors; */
static void exception(const struct tenon_riscv64_fault *fault,
                      const struct tenon_riscv64_frame *frame, struct tenon_exit *exit) {
  uint64_t scause = fault->scause;
  if (scause == 10u) {
    tenon_riscv64_decode_sbi(frame, exit);
  } else if (scause < 20u || scause > 23u) {
    tenon_outcome_refused(
        exit, scause < 64u ? (uint32_t)scause : (uint32_t)TENON_RISCV64_CAUSE_reserved_exception,
        scause, address_of(scause, fault->stval));
  } else if (is_walk(fault->htinst) == 1u) {
    walk(fault, exit);
  } else if (scause == 20u) {
    fetch(fault, exit);
  } else {
    data(fault, frame, exit);
  }
}

void tenon_riscv64_decode(const struct tenon_riscv64_fault *fault,
                          const struct tenon_riscv64_frame *frame, struct tenon_exit *exit,
                          struct tenon_riscv64_access *access) {
  uint64_t scause = fault->scause;
  if (scause == 22u) {
    tenon_riscv64_decode_virtual(word_of(fault), frame, exit, access);
    return;
  }
  access->remaining = 0;
  if (scause >= INTERRUPT) {
    interrupt(scause, exit);
  } else {
    exception(fault, frame, exit);
  }
}
