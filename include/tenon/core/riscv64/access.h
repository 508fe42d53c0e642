/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Data accesses of a guest that its second stage refuses: guest-page faults 21 and 23 (privileged
/// specification, "Guest-page faults" and "Transformed instruction or pseudoinstruction for mtinst
/// or htinst").
///
/// Nothing in them tells a page that is not mapped from one that is mapped without this permission.
/// A load or store that the core can carry out becomes MmioRead or MmioWrite, and whoever answers
/// it knows what lies at the address; everything else becomes NestedPageFault and says by its
/// cause what it was.
#ifndef TENON_CORE_RISCV64_ACCESS_H
#define TENON_CORE_RISCV64_ACCESS_H

#include "tenon/core/exit_value.h"
#include "tenon/core/outcome.h"
#include "tenon/core/riscv64/fault.h"
#include "tenon/core/riscv64/frame.h"
#include "tenon/core/riscv64/instruction.h"

/*@
  // htval holds the address without its low two bits, which are those of stval.
  logic integer rv_fault_gpa(integer htval, integer stval) =
    htval % 0x4000000000000000 * 4 + stval % 4;
  // Of a walk, stval is not the address that faulted.
  logic integer rv_fault_walk_gpa(integer htval) = htval % 0x4000000000000000 * 4;
  predicate rv_fault_walks(integer htinst) = htinst \in {0x2000, 0x2020, 0x3000, 0x3020};
  // A transformed instruction has 32 bits, the lowest of them set.
  predicate rv_fault_transformed(integer htinst) = htinst % 2 == 1 && htinst < 0x100000000;
  predicate rv_fault_is_data(integer scause) = scause == 21 || scause == 23;
  logic integer rv_fault_access(integer scause) =
    scause == 21 ? TENON_ACCESS_READ : TENON_ACCESS_WRITE;
  logic integer rv_fault_order(integer valid) =
    valid / TENON_RISCV64_FAULT_BIG_ENDIAN % 2 == 1 ? TENON_EXIT_FLAG_BIG_ENDIAN : 0;

  logic integer rv_reg_value{L}(struct tenon_riscv64_frame *f, integer index) =
    1 <= index < 32 ? \at(f->x[index], L) : 0;

  predicate rv_nested_outcome{L}(struct tenon_exit *e, integer cause, integer gpa, integer va,
                              integer access, integer flags) =
    outcome_what{L}(e, TENON_EXIT_nested_page_fault, cause, gpa, 0, 0) &&
    outcome_register{L}(e, 0, 0, 0, 0) && outcome_answer{L}(e, access, 0, flags) &&
    outcome_fault{L}(e, va);

  // One access of one page: `offset` is how far behind its first byte the fault was.
  predicate rv_insn_in_page{L}(struct tenon_riscv64_instruction *i, integer gpa) =
    \at(i->offset, L) == 0 && gpa % 0x1000 + \at(i->width, L) <= 0x1000;
  // Why the instruction is not carried out, if it is not.
  logic integer rv_insn_objection{L}(struct tenon_riscv64_instruction *i) =
    \at(i->cause, L) == 21 || \at(i->cause, L) == 23 ? TENON_RISCV64_CAUSE_changed_instruction
                                                     : \at(i->cause, L);
*/

TENON_BEGIN_C

/// Where an access faulted that was not one of a walk.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures gpa: \result == rv_fault_gpa(htval, stval); */
static inline uint64_t tenon_riscv64_fault_gpa(uint64_t htval, uint64_t stval) {
  uint64_t page = htval % 0x4000000000000000u;
  uint64_t low = stval % 4u;
  //@ assert page: page <= 0x3fffffffffffffff;
  return page * 4u + low;
}

/// The instruction of a data access that faulted: the transformed one of htinst, or the fetched
/// one. In `offset` stands how far behind its first byte the access faulted, modulo 2^64.
/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires out: \valid(out);
    requires apart: \separated(fault, frame, out);
    terminates \true; exits \false;
    assigns out->offset, out->cause, out->width, out->reg, out->extend, out->base, out->length;
    ensures sane: rv_insn_sane(out);
    behavior transformed:
      assumes rv_fault_transformed(fault->htinst);
      ensures length: out->length == (\old(fault->htinst) / 2 % 2 == 1 ? 4 : 2);
      ensures offset: out->offset == \old(fault->htinst) / 0x8000 % 32;
    behavior fetched:
      assumes fault->htinst == 0 && fault->valid % 2 == 1;
      ensures length: out->length == (\old(fault->instruction) % 4 == 3 ? 4 : 2);
    behavior none:
      assumes fault->htinst == 0 && fault->valid % 2 == 0;
      ensures named: out->cause == TENON_RISCV64_CAUSE_no_instruction;
    behavior reserved:
      assumes fault->htinst != 0 && !rv_fault_transformed(fault->htinst);
      ensures named: out->cause == TENON_RISCV64_CAUSE_reserved_htinst;
    complete behaviors; disjoint behaviors;
*/
void tenon_riscv64_faulting_instruction(const struct tenon_riscv64_fault *fault,
                                        const struct tenon_riscv64_frame *frame,
                                        struct tenon_riscv64_instruction *out);

/// What a data access becomes that `i` made.
/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires instruction: \valid_read(i) && rv_insn_sane(i);
    requires exit: \valid(exit);
    requires apart: \separated(fault, frame, i, exit);
    requires data: rv_fault_is_data(fault->scause);
    terminates \true; exits \false;
    assigns *exit;
    behavior load:
      assumes fault->scause == 21 && i->cause == 21 &&
              rv_insn_in_page(i, rv_fault_gpa(fault->htval, fault->stval));
      ensures what: outcome_what(exit, TENON_EXIT_mmio_read, 21,
        rv_fault_gpa(\old(fault->htval), \old(fault->stval)), 0, 0);
      ensures register: outcome_register(exit, \old(i->width), \old(i->reg), 8, \old(i->extend));
      ensures answer: outcome_answer(exit, TENON_ACCESS_READ, \old(i->length),
        rv_fault_order(\old(fault->valid)));
      ensures where: outcome_fault(exit, \old(fault->stval));
    behavior store:
      assumes fault->scause == 23 && i->cause == 23 &&
              rv_insn_in_page(i, rv_fault_gpa(fault->htval, fault->stval));
      ensures what: outcome_what(exit, TENON_EXIT_mmio_write, 23,
        rv_fault_gpa(\old(fault->htval), \old(fault->stval)),
        exit_ordered(rv_reg_value{Pre}(frame, \old(i->reg)), \old(i->width),
                     rv_fault_order(\old(fault->valid))), 0);
      ensures register: outcome_register(exit, \old(i->width), \old(i->reg), 8, 0);
      ensures answer: outcome_answer(exit, TENON_ACCESS_WRITE, \old(i->length),
        rv_fault_order(\old(fault->valid)));
      ensures where: outcome_fault(exit, \old(fault->stval));
    behavior across:
      assumes fault->scause == i->cause &&
              !rv_insn_in_page(i, rv_fault_gpa(fault->htval, fault->stval));
      ensures nested: rv_nested_outcome(exit, TENON_RISCV64_CAUSE_across_pages,
        rv_fault_gpa(\old(fault->htval), \old(fault->stval)), \old(fault->stval),
        rv_fault_access(\old(fault->scause)), 0);
    behavior other:
      assumes fault->scause != i->cause;
      ensures nested: rv_nested_outcome(exit, \old(rv_insn_objection(i)),
        rv_fault_gpa(\old(fault->htval), \old(fault->stval)), \old(fault->stval),
        rv_fault_access(\old(fault->scause)), 0);
    complete behaviors; disjoint behaviors;
*/
void tenon_riscv64_decode_data(const struct tenon_riscv64_fault *fault,
                               const struct tenon_riscv64_frame *frame,
                               const struct tenon_riscv64_instruction *i, struct tenon_exit *exit);

/// NestedPageFault.
/*@ requires exit: \valid(exit);
    requires range: access < 8 && flags < 256;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures nested: rv_nested_outcome(exit, cause, gpa, virtual_address, access, flags);
*/
static inline void tenon_riscv64_nested(struct tenon_exit *exit, uint32_t cause, uint64_t gpa,
                                        uint64_t virtual_address, uint32_t access, uint32_t flags) {
  tenon_outcome(exit, TENON_EXIT_nested_page_fault, cause);
  exit->address = gpa;
  exit->virtual_address = virtual_address;
  exit->access = (uint8_t)access;
  exit->flags = (uint8_t)flags;
}

TENON_END_C

#endif
