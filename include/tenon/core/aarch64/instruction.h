/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// From the A64 instruction word to the plan of its access, for data aborts whose syndrome does
/// not describe the access (ESR_EL2.ISV = 0, DDI 0487 D24.2.40).
#ifndef TENON_CORE_AARCH64_INSTRUCTION_H
#define TENON_CORE_AARCH64_INSTRUCTION_H

#include "tenon/core/aarch64/access.h"
#include "tenon/core/aarch64/esr.h"
#include "tenon/core/aarch64/fault.h"
#include "tenon/core/aarch64/frame.h"
#include "tenon/core/aarch64/instruction_address.h"
#include "tenon/core/aarch64/instruction_form.h"
#include "tenon/core/aarch64/outcome.h"
#include "tenon/core/base.h"

TENON_BEGIN_C

/*@ logic integer insn_base_of{L}(struct tenon_aarch64_fault *f, struct tenon_aarch64_frame *x,
                                  integer c, integer w) =
      insn_base(x, f->sp, f->zva_bytes, form_addressing(c, w), insn_rt(w), form_rn(c, w));

    logic integer insn_target{L}(struct tenon_aarch64_fault *f, struct tenon_aarch64_frame *x,
                                 integer c, integer w) =
      value_sum(insn_base_of(f, x, c, w),
                insn_displaced(x, form_addressing(c, w), form_offset(c, w), form_rm(c, w),
                               form_extend(c, w), form_scale(c, w)));

    // The lowest guest-virtual address of the access.
    logic integer insn_address{L}(struct tenon_aarch64_fault *f, struct tenon_aarch64_frame *x,
                                  integer c, integer w) =
      form_addressing(c, w) == TENON_AARCH64_ADDRESSING_POST ? insn_base_of(f, x, c, w)
                                                             : insn_target(f, x, c, w);

    // And how many bytes from there on.
    logic integer insn_span(integer c, integer w, integer block) =
      c == TENON_AARCH64_INSN_ZERO ? block :
      c == TENON_AARCH64_INSN_PAIR ? 2 * form_element(c, w) : form_element(c, w);

    // One step: a device bus moves at most 8 bytes.
    logic integer insn_width(integer c, integer w, integer block) =
      c == TENON_AARCH64_INSN_ZERO ? (block == 4 ? 4 : 8) :
      form_element(c, w) == 16 ? 8 : form_element(c, w);

    // Read-modify-write reads and then writes; a q register is two steps.
    logic integer insn_steps(integer c, integer w, integer block) =
      c == TENON_AARCH64_INSN_ZERO ? (block == 4 ? 1 : block / 8) :
      form_operation(c, w) >= TENON_AARCH64_OPERATION_SWAP ? 2 :
      form_element(c, w) == 16 ? 2 * form_registers(c) : form_registers(c);

    // far - address modulo 2^52: no virtual address is longer, and a tag may lie above.
    logic integer insn_distance(integer far, integer address) =
      value_difference(far, address) % 0x10000000000000;

    // ESR_EL2.WnR contradicts a plain load or store; of atomics it may be either.
    logic integer insn_wrong_way(integer operation, integer wnr) =
      (operation == TENON_AARCH64_OPERATION_LOAD && wnr == 1) ||
      ((operation == TENON_AARCH64_OPERATION_STORE ||
        operation == TENON_AARCH64_OPERATION_ZERO) && wnr == 0) ? 1 : 0;

    // An access of `span` bytes at `address` against what the abort says.
    logic integer insn_objection(integer esr, integer far, integer operation, integer address,
                                 integer span) =
      insn_wrong_way(operation, esr_wnr(esr)) == 1 ? TENON_AARCH64_CAUSE_insn_mismatch :
      insn_distance(far, address) >= span ? TENON_AARCH64_CAUSE_insn_mismatch :
      address % 0x1000 + span > 0x1000 ? TENON_AARCH64_CAUSE_insn_crosses_page : 0;

    logic integer insn_refusal{L}(struct tenon_aarch64_fault *f, struct tenon_aarch64_frame *x,
                                  integer c, integer w) =
      insn_cause(c, w) != 0 ? insn_cause(c, w) :
      c == TENON_AARCH64_INSN_ZERO && insn_block(f->zva_bytes) == 0
        ? TENON_AARCH64_CAUSE_insn_zva_prohibited :
      insn_objection(f->esr, f->far, form_operation(c, w), insn_address(f, x, c, w),
                     insn_span(c, w, f->zva_bytes));

    logic integer insn_class_of{L}(struct tenon_aarch64_fault *f) = insn_class(f->instruction);

    logic integer insn_refusal_of{L}(struct tenon_aarch64_fault *f,
                                     struct tenon_aarch64_frame *x) =
      insn_refusal(f, x, insn_class_of(f), f->instruction);

    logic integer insn_plan_flags(integer c, integer w, integer valid) =
      form_flags(c, w) + ((valid / 4) % 2) * TENON_AARCH64_ACCESS_BIG_ENDIAN;

    // An instruction of class c whose access starts at guest-virtual `address`.
    predicate access_planned{L}(struct tenon_aarch64_access *a, integer ipa, integer valid,
                                integer block, integer c, integer w, integer address,
                                integer target) =
      a->address == ipa - ipa % 0x1000 + address % 0x1000 && a->writeback == target &&
      a->value[0] == 0 && a->value[1] == 0 && a->value[2] == 0 && a->value[3] == 0 &&
      a->flags == insn_plan_flags(c, w, valid) &&
      a->remaining == insn_steps(c, w, block) && a->done == 0 &&
      a->operation == form_operation(c, w) && a->width == insn_width(c, w, block) &&
      a->element == (c == TENON_AARCH64_INSN_ZERO ? a->width : form_element(c, w)) &&
      a->register_width == form_register_width(c, w) &&
      a->rt == insn_rt(w) && a->rt2 == form_rt2(c, w) && a->rs == form_rs(c, w) &&
      a->rn == form_rn(c, w) && a->instruction_length == 4 &&
      a->reserved[0] == 0 && a->reserved[1] == 0 && a->reserved[2] == 0;
*/

/// Decodes fault->instruction into the plan of its access. Uses fault->ipa for the page,
/// fault->far to check that this is the instruction that faulted, fault->sp where the base is SP.
/// \pre TENON_AARCH64_FAULT_INSTRUCTION and TENON_AARCH64_FAULT_IPA are set in fault->valid;
/// without them the result is that of whatever the fields hold.
/// \return TENON_AARCH64_CAUSE_DATA_ABORT (0) and the plan of the whole access, or the reason for
/// refusal and no access.
/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires access: \valid(access);
    requires apart: \separated(fault, frame, access);
    terminates \true; exits \false;
    assigns TENON_AARCH64_EACH_ACCESS_FIELD(access);
    ensures refusal: \result == \old(insn_refusal_of(fault, frame));
    ensures range: \result < TENON_AARCH64_CAUSE_COUNT;
    behavior planned:
      assumes insn_refusal_of(fault, frame) == 0;
      ensures plan: access_planned(access, \old(fault->ipa), \old(fault->valid),
                                   \old(fault->zva_bytes), \old(insn_class_of(fault)),
                                   \old(fault->instruction),
                                   \old(insn_address(fault, frame, insn_class_of(fault),
                                                     fault->instruction)),
                                   \old(insn_target(fault, frame, insn_class_of(fault),
                                                    fault->instruction)));
      ensures steps: 1 <= access->remaining <= 256;
    behavior refused:
      assumes insn_refusal_of(fault, frame) != 0;
      ensures none: access_none(access);
    complete behaviors; disjoint behaviors;
*/
uint32_t tenon_aarch64_decode_instruction(const struct tenon_aarch64_fault *fault,
                                          const struct tenon_aarch64_frame *frame,
                                          struct tenon_aarch64_access *access);

TENON_END_C

#endif
