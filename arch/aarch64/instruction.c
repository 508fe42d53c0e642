/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/instruction.h"

#define OK ((uint32_t)TENON_AARCH64_CAUSE_DATA_ABORT)

/*@ // The form of word w of class c, in one word for what follows.
    predicate form_of(struct tenon_aarch64_form f, integer c, integer w) =
      f.offset == form_offset(c, w) && f.operation == form_operation(c, w) &&
      f.addressing == form_addressing(c, w) && f.flags == form_flags(c, w) &&
      f.registers == form_registers(c) && f.element == form_element(c, w) &&
      f.register_width == form_register_width(c, w) && f.rt == insn_rt(w) &&
      f.rt2 == form_rt2(c, w) && f.rs == form_rs(c, w) && f.rn == form_rn(c, w) &&
      f.rm == form_rm(c, w) && f.extend == form_extend(c, w) && f.scale == form_scale(c, w) &&
      f.element \in {1, 2, 4, 8, 16} && f.register_width \in {0, 4, 8} &&
      f.scale \in {1, 2, 4, 8, 16} && f.operation <= TENON_AARCH64_OPERATION_UMIN &&
      f.flags < 32 && f.rt < 32 && f.rt2 < 32 && f.rs < 32 && f.rn < 32;

    // DC ZVA has a block of a size that exists.
    predicate block_of(integer block, integer c) =
      c == TENON_AARCH64_INSN_ZERO ==> insn_block(block) == 1;
*/

/* Where the access goes, and what speaks against it. */
struct place {
  uint64_t address;
  uint64_t target; /* base + offset: the new base of indexed forms */
  uint32_t cause;
};

/* What forbids the access before any address is known. */
/*@ requires class: insn == insn_class(word);
    terminates \true; exits \false; assigns \nothing;
    ensures cause: \result == (insn_cause(insn, word) != 0 ? insn_cause(insn, word) :
                               insn == TENON_AARCH64_INSN_ZERO && insn_block(block) == 0
                                 ? TENON_AARCH64_CAUSE_insn_zva_prohibited : 0);
    ensures range: \result < TENON_AARCH64_CAUSE_COUNT;
*/
static uint32_t encoding_objection(uint32_t insn, uint32_t word, uint32_t block) {
  uint32_t cause = tenon_aarch64_insn_cause(insn, word);
  if (cause == OK && insn == TENON_AARCH64_INSN_ZERO && tenon_aarch64_is_block(block) == 0u) {
    return TENON_AARCH64_CAUSE_insn_zva_prohibited;
  }
  return cause;
}

/* Whether the instruction can have caused the abort: another CPU may have rewritten it since. */
/*@ requires span: span <= 0x1000;
    terminates \true; exits \false; assigns \nothing;
    ensures objection: \result == insn_objection(esr, far, operation, address, span);
    ensures range: \result < TENON_AARCH64_CAUSE_COUNT;
*/
static uint32_t address_objection(uint64_t esr, uint64_t far, uint32_t operation, uint64_t address,
                                  uint32_t span) {
  uint64_t distance = tenon_value_subtract(far, address) % 0x10000000000000u;
  uint32_t write = (uint32_t)((esr / 0x40u) % 2u);
  if (operation == TENON_AARCH64_OPERATION_LOAD && write == 1u) {
    return TENON_AARCH64_CAUSE_insn_mismatch;
  }
  if ((operation == TENON_AARCH64_OPERATION_STORE || operation == TENON_AARCH64_OPERATION_ZERO) &&
      write == 0u) {
    return TENON_AARCH64_CAUSE_insn_mismatch;
  }
  if (distance >= span) {
    return TENON_AARCH64_CAUSE_insn_mismatch;
  }
  return address % 0x1000u + span > 0x1000u ? (uint32_t)TENON_AARCH64_CAUSE_insn_crosses_page : OK;
}

/*@ requires form: form_of(form, insn, word);
    requires block: block_of(block, insn);
    terminates \true; exits \false; assigns \nothing;
    ensures span: \result == insn_span(insn, word, block);
    ensures range: 1 <= \result <= 0x800;
*/
static uint32_t span_of(uint32_t insn, uint32_t word, uint32_t block,
                        struct tenon_aarch64_form form) {
  (void)word;
  if (insn == TENON_AARCH64_INSN_ZERO) {
    return block;
  }
  return form.registers == 2u ? 2u * form.element : form.element;
}

/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires form: form_of(form, insn, fault->instruction);
    requires block: block_of(fault->zva_bytes, insn);
    terminates \true; exits \false; assigns \nothing;
    ensures address: \result.address == insn_address(fault, frame, insn, fault->instruction);
    ensures target: \result.target == insn_target(fault, frame, insn, fault->instruction);
    ensures cause: \result.cause ==
      insn_objection(fault->esr, fault->far, form_operation(insn, fault->instruction),
                     insn_address(fault, frame, insn, fault->instruction),
                     insn_span(insn, fault->instruction, fault->zva_bytes));
    ensures range: \result.cause < TENON_AARCH64_CAUSE_COUNT;
*/
static struct place locate(const struct tenon_aarch64_fault *fault,
                           const struct tenon_aarch64_frame *frame, uint32_t insn,
                           struct tenon_aarch64_form form) {
  uint32_t block = fault->zva_bytes;
  uint32_t span = span_of(insn, fault->instruction, block, form);
  uint64_t base = tenon_aarch64_base(frame, fault->sp, block, form);
  struct place place;
  //@ assert base: base == insn_base_of(fault, frame, insn, fault->instruction);
  place.target = tenon_value_add(base, tenon_aarch64_displaced(frame, form));
  //@ assert target: place.target == insn_target(fault, frame, insn, fault->instruction);
  place.address = form.addressing == TENON_AARCH64_ADDRESSING_POST ? base : place.target;
  //@ assert address: place.address == insn_address(fault, frame, insn, fault->instruction);
  place.cause = address_objection(fault->esr, fault->far, form.operation, place.address, span);
  return place;
}

/* How many steps of how many bytes. The block of DC ZVA is its own element. */
/*@ requires access: \valid(access);
    requires form: form_of(form, insn, word);
    requires block: block_of(block, insn);
    requires class: TENON_AARCH64_INSN_PAIR <= insn <= TENON_AARCH64_INSN_ZERO;
    requires emulated: insn_cause(insn, word) == 0;
    terminates \true; exits \false;
    assigns access->operation, access->width, access->element, access->remaining;
    ensures operation: access->operation == form_operation(insn, word);
    ensures width: access->width == insn_width(insn, word, block);
    ensures element: access->element == (insn == TENON_AARCH64_INSN_ZERO
                                           ? access->width : form_element(insn, word));
    ensures steps: access->remaining == insn_steps(insn, word, block);
    ensures range: 1 <= access->remaining <= 256;
*/
static void plan_steps(uint32_t insn, uint32_t word, uint32_t block, struct tenon_aarch64_form form,
                       struct tenon_aarch64_access *access) {
  uint32_t width = form.element == 16u ? 8u : form.element;
  (void)word;
  access->operation = (uint8_t)form.operation;
  if (insn == TENON_AARCH64_INSN_ZERO) {
    access->width = block == 4u ? 4u : 8u;
    access->element = block == 4u ? 4u : 8u;
    access->remaining = block == 4u ? 1u : block / 8u;
    return;
  }
  access->width = (uint8_t)width;
  access->element = (uint8_t)form.element;
  if (form.operation >= TENON_AARCH64_OPERATION_SWAP) {
    access->remaining = 2u;
    return;
  }
  access->remaining = form.element == 16u ? 2u * form.registers : form.registers;
}

/* So that the plan is a function of the record alone. */
/*@ requires access: \valid(access);
    terminates \true; exits \false;
    assigns access->value[0], access->value[1], access->value[2], access->value[3], access->done,
            access->reserved[0], access->reserved[1], access->reserved[2];
    ensures values: access->value[0] == 0 && access->value[1] == 0 && access->value[2] == 0 &&
                    access->value[3] == 0;
    ensures done: access->done == 0;
    ensures reserved: access->reserved[0] == 0 && access->reserved[1] == 0 &&
                      access->reserved[2] == 0;
*/
static void clear(struct tenon_aarch64_access *access) {
  access->value[0] = 0;
  access->value[1] = 0;
  access->value[2] = 0;
  access->value[3] = 0;
  access->done = 0;
  access->reserved[0] = 0;
  access->reserved[1] = 0;
  access->reserved[2] = 0;
}

/* Every field of the plan. */
/*@ requires access: \valid(access);
    requires fault: \valid_read(fault);
    requires apart: \separated(access, fault);
    requires form: form_of(form, insn, fault->instruction);
    requires block: block_of(fault->zva_bytes, insn);
    requires class: TENON_AARCH64_INSN_PAIR <= insn <= TENON_AARCH64_INSN_ZERO;
    requires emulated: insn_cause(insn, fault->instruction) == 0;
    terminates \true; exits \false;
    assigns TENON_AARCH64_EACH_ACCESS_FIELD(access);
    ensures plan: access_planned(access, \old(fault->ipa), \old(fault->valid),
                                 \old(fault->zva_bytes), insn, \old(fault->instruction),
                                 place.address, place.target);
    ensures steps: 1 <= access->remaining <= 256;
*/
static void plan(const struct tenon_aarch64_fault *fault, uint32_t insn,
                 struct tenon_aarch64_form form, struct place place,
                 struct tenon_aarch64_access *access) {
  uint32_t order = (fault->valid / 4u) % 2u == 1u ? TENON_AARCH64_ACCESS_BIG_ENDIAN : 0u;
  uint64_t page = fault->ipa - fault->ipa % 0x1000u;
  //@ assert page: page <= 0xfffffffffffff000;
  clear(access);
  plan_steps(insn, fault->instruction, fault->zva_bytes, form, access);
  access->address = page + place.address % 0x1000u;
  access->writeback = place.target;
  access->flags = form.flags + order;
  access->register_width = (uint8_t)form.register_width;
  access->rt = (uint8_t)form.rt;
  access->rt2 = (uint8_t)form.rt2;
  access->rs = (uint8_t)form.rs;
  access->rn = (uint8_t)form.rn;
  access->instruction_length = 4u;
}

/*@ requires class: insn == insn_class(word);
    requires emulated: insn_cause(insn, word) == 0;
    terminates \true; exits \false; assigns \nothing;
    ensures form: form_of(\result, insn, word);
    ensures class: insn <= TENON_AARCH64_INSN_ZERO;
*/
static struct tenon_aarch64_form decoded(uint32_t insn, uint32_t word) {
  return tenon_aarch64_form_any(insn, word);
}

uint32_t tenon_aarch64_decode_instruction(const struct tenon_aarch64_fault *fault,
                                          const struct tenon_aarch64_frame *frame,
                                          struct tenon_aarch64_access *access) {
  uint32_t word = fault->instruction;
  uint32_t insn = tenon_aarch64_insn_class(word);
  uint32_t cause = encoding_objection(insn, word, fault->zva_bytes);
  struct tenon_aarch64_form form;
  struct place place;
  if (cause != OK) {
    tenon_aarch64_no_access(access);
    return cause;
  }
  form = decoded(insn, word);
  place = locate(fault, frame, insn, form);
  //@ assert refusal: place.cause == insn_refusal_of(fault, frame);
  if (place.cause != OK) {
    tenon_aarch64_no_access(access);
    return place.cause;
  }
  plan(fault, insn, form, place, access);
  return OK;
}
