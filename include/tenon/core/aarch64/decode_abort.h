/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Instruction and data aborts of the guest (exception classes 0x20 and 0x24): a device access, a
/// fault of the nested table, or a refusal that names the fault status.
#ifndef TENON_CORE_AARCH64_DECODE_ABORT_H
#define TENON_CORE_AARCH64_DECODE_ABORT_H

#include "tenon/core/aarch64/access.h"
#include "tenon/core/aarch64/advance.h"
#include "tenon/core/aarch64/decode_access.h"
#include "tenon/core/aarch64/esr.h"
#include "tenon/core/aarch64/fault.h"
#include "tenon/core/aarch64/frame.h"
#include "tenon/core/aarch64/instruction.h"
#include "tenon/core/aarch64/outcome.h"
#include "tenon/core/base.h"
#include "tenon/core/exit.h"
#include "tenon/core/value.h"

TENON_BEGIN_C

/*@
  predicate fault_has_ipa{L}(struct tenon_aarch64_fault *f) = \at(f->valid, L) % 2 == 1;
  predicate fault_has_instruction{L}(struct tenon_aarch64_fault *f) =
    (\at(f->valid, L) / 2) % 2 == 1;
  predicate fault_is_gone{L}(struct tenon_aarch64_fault *f) = (\at(f->valid, L) / 8) % 2 == 1;

  predicate is_data_abort{L}(struct tenon_aarch64_fault *f) =
    \at(f->vector, L) == TENON_AARCH64_VECTOR_SYNC && esr_ec(\at(f->esr, L)) == 0x24;
  predicate is_fetch_abort{L}(struct tenon_aarch64_fault *f) =
    \at(f->vector, L) == TENON_AARCH64_VECTOR_SYNC && esr_ec(\at(f->esr, L)) == 0x20;

  // Faults of the guest's own accesses against those of its table walks (S1PTW).
  predicate abort_is_nested(integer esr) =
    fsc_is_permission(esr_fsc(esr)) ||
    (fsc_is_translation(esr_fsc(esr)) && esr_s1ptw(esr) == 1);
  predicate abort_is_maintenance(integer esr) =
    fsc_is_translation(esr_fsc(esr)) && esr_s1ptw(esr) == 0 && esr_cm(esr) == 1;
  predicate abort_is_mmio(integer esr) =
    fsc_is_translation(esr_fsc(esr)) && esr_s1ptw(esr) == 0 && esr_cm(esr) == 0;
  // The syndrome describes an access whose bytes do not all lie in the page of its address.
  predicate abort_crosses_page{L}(struct tenon_aarch64_fault *f) =
    esr_isv(\at(f->esr, L)) == 1 && \at(f->ipa, L) % 0x1000 + esr_bytes(\at(f->esr, L)) > 0x1000;
  predicate abort_has_access{L}(struct tenon_aarch64_fault *f, integer pstate) =
    abort_is_mmio(\at(f->esr, L)) && fault_has_ipa{L}(f) && !abort_crosses_page{L}(f) &&
    (esr_isv(\at(f->esr, L)) == 0 ==> !pstate_aarch32(pstate) && fault_has_instruction{L}(f));
  // HPFAR_EL2 is UNKNOWN or the syndrome says nothing, and the guest's own tables do not say any
  // more what they said when it faulted: another vCPU has changed them, so the guest tries again.
  predicate abort_lacks_address{L}(struct tenon_aarch64_fault *f) =
    (abort_is_nested(\at(f->esr, L)) || abort_is_mmio(\at(f->esr, L))) && !fault_has_ipa{L}(f);
  predicate abort_lacks_code{L}(struct tenon_aarch64_fault *f, integer pstate) =
    abort_is_mmio(\at(f->esr, L)) && fault_has_ipa{L}(f) && esr_isv(\at(f->esr, L)) == 0 &&
    !pstate_aarch32(pstate) && !fault_has_instruction{L}(f) && fault_is_gone{L}(f);
  predicate fetch_is_nested(integer esr) =
    fsc_is_permission(esr_fsc(esr)) || fsc_is_translation(esr_fsc(esr));

  // DDI 0487 D24.2.40, DFSC; `data` is 0 for IFSC, which lacks some codes.
  logic integer status_cause(integer fsc, integer data) =
    fsc <= 0x03 || fsc == 0x29 || fsc == 0x2c ? TENON_AARCH64_CAUSE_address_size_fault :
    0x08 <= fsc <= 0x0b                       ? TENON_AARCH64_CAUSE_access_flag_fault :
    fsc == 0x10                               ? TENON_AARCH64_CAUSE_external_abort :
    fsc == 0x11 && data == 1                  ? TENON_AARCH64_CAUSE_tag_check_fault :
    0x12 <= fsc <= 0x17                       ? TENON_AARCH64_CAUSE_external_abort_on_walk :
    fsc == 0x18                               ? TENON_AARCH64_CAUSE_parity_error :
    0x1b <= fsc <= 0x1f                       ? TENON_AARCH64_CAUSE_parity_error_on_walk :
    fsc == 0x21 && data == 1                  ? TENON_AARCH64_CAUSE_alignment_fault :
    0x22 <= fsc <= 0x27 ? TENON_AARCH64_CAUSE_granule_protection_fault_on_walk :
    fsc == 0x28                               ? TENON_AARCH64_CAUSE_granule_protection_fault :
    fsc == 0x30                               ? TENON_AARCH64_CAUSE_tlb_conflict :
    fsc == 0x31                               ? TENON_AARCH64_CAUSE_unsupported_atomic_update :
    fsc == 0x34 && data == 1                  ? TENON_AARCH64_CAUSE_lockdown_fault :
    fsc == 0x35 && data == 1                  ? TENON_AARCH64_CAUSE_unsupported_access :
                                                TENON_AARCH64_CAUSE_reserved_fault_status;

  // FnV is defined for one status code only.
  logic integer abort_far(integer esr, integer far) =
    esr_fsc(esr) == 0x10 && esr_fnv(esr) == 1 ? 0 : far;

  // Why a data abort is no device access that this record describes; 0: it is one, or it is a
  // fault of the nested table.
  predicate abort_objection{L}(integer cause, struct tenon_aarch64_fault *f, integer pstate) =
    (abort_is_nested(\at(f->esr, L)) && fault_has_ipa{L}(f) ==>
       cause == TENON_AARCH64_CAUSE_DATA_ABORT) &&
    (abort_is_maintenance(\at(f->esr, L)) ==> cause == TENON_AARCH64_CAUSE_cache_maintenance) &&
    (abort_lacks_address{L}(f) ==> cause == TENON_AARCH64_CAUSE_ipa_unknown) &&
    (abort_lacks_code{L}(f, pstate) ==> cause == TENON_AARCH64_CAUSE_instruction_gone) &&
    (abort_is_mmio(\at(f->esr, L)) && fault_has_ipa{L}(f) && abort_crosses_page{L}(f) ==>
       cause == TENON_AARCH64_CAUSE_access_crosses_page) &&
    (abort_is_mmio(\at(f->esr, L)) && fault_has_ipa{L}(f) && esr_isv(\at(f->esr, L)) == 0 &&
     pstate_aarch32(pstate) ==> cause == TENON_AARCH64_CAUSE_aarch32_instruction) &&
    (abort_is_mmio(\at(f->esr, L)) && fault_has_ipa{L}(f) && esr_isv(\at(f->esr, L)) == 0 &&
     !pstate_aarch32(pstate) && !fault_has_instruction{L}(f) && !fault_is_gone{L}(f) ==>
       cause == TENON_AARCH64_CAUSE_instruction_unknown) &&
    (abort_has_access{L}(f, pstate) ==> cause == TENON_AARCH64_CAUSE_DATA_ABORT) &&
    (!abort_is_nested(\at(f->esr, L)) && !abort_is_maintenance(\at(f->esr, L)) &&
     !abort_is_mmio(\at(f->esr, L)) ==> cause == status_cause(esr_fsc(\at(f->esr, L)), 1));

  predicate nested_exit{L}(struct tenon_exit *e, integer cause, integer esr, integer ipa,
                           integer far, integer access) =
    exit_what{L}(e, TENON_EXIT_nested_page_fault, cause, ipa, 0, 0) && exit_no_register{L}(e) &&
    exit_fault{L}(e, far, fsc_level(esr_fsc(esr))) &&
    exit_answer{L}(e, access, 0,
                   (esr_s1ptw(esr) == 1 ? TENON_EXIT_FLAG_WALK : 0) +
                   (esr_fsc(esr) / 4 == 3 ? TENON_EXIT_FLAG_PERMISSION : 0));
*/

#ifdef __FRAMAC__
// clang-format off
/* What these aborts must become: behaviours for the contracts below and of decode.h. */
#define TENON_AARCH64_FETCH_OUTCOMES                                                           \
  behavior fetch_nested:                                                                       \
    assumes is_fetch_abort(fault) && fetch_is_nested(fault->esr) && fault_has_ipa(fault);      \
    ensures nested: nested_exit(exit, TENON_AARCH64_CAUSE_instruction_abort,                   \
      \old(fault->esr), \old(fault->ipa), \old(fault->far), TENON_ACCESS_EXECUTE);             \
  behavior fetch_again:                                                                        \
    assumes is_fetch_abort(fault) && fetch_is_nested(fault->esr) && !fault_has_ipa(fault);     \
    ensures again: exit_skipped(exit, TENON_AARCH64_CAUSE_ipa_unknown, 0);                     \
  behavior fetch_refused:                                                                      \
    assumes is_fetch_abort(fault) && !fetch_is_nested(fault->esr);                             \
    ensures refused: exit_unhandled(exit, status_cause(esr_fsc(\old(fault->esr)), 0),          \
      \old(fault->esr), abort_far(\old(fault->esr), \old(fault->far)));

#define TENON_AARCH64_ABORT_OUTCOMES                                                           \
  behavior abort_nested:                                                                       \
    assumes is_data_abort(fault) && abort_is_nested(fault->esr) && fault_has_ipa(fault);       \
    ensures nested: nested_exit(exit, TENON_AARCH64_CAUSE_data_abort, \old(fault->esr),        \
      \old(fault->ipa), \old(fault->far), esr_wnr(\old(fault->esr)) == 1 ?                     \
      TENON_ACCESS_WRITE : TENON_ACCESS_READ);                                                 \
    ensures none: access_none(access);                                                         \
  behavior abort_maintenance:                                                                  \
    assumes is_data_abort(fault) && abort_is_maintenance(fault->esr);                          \
    ensures skipped: exit_skipped(exit, TENON_AARCH64_CAUSE_cache_maintenance, 4);             \
    ensures none: access_none(access);                                                         \
  behavior abort_lost:                                                                         \
    assumes is_data_abort(fault) && abort_lacks_address(fault);                                \
    ensures again: exit_skipped(exit, TENON_AARCH64_CAUSE_ipa_unknown, 0);                     \
    ensures none: access_none(access);                                                         \
  behavior abort_gone:                                                                         \
    assumes is_data_abort(fault) && abort_lacks_code(fault, frame->pstate);                    \
    ensures again: exit_skipped(exit, TENON_AARCH64_CAUSE_instruction_gone, 0);                \
    ensures none: access_none(access);                                                         \
  behavior abort_refused:                                                                      \
    assumes is_data_abort(fault) && !abort_has_access(fault, frame->pstate) &&                 \
      !abort_is_maintenance(fault->esr) && !(abort_is_nested(fault->esr) &&                    \
      fault_has_ipa(fault)) && !abort_lacks_address(fault) &&                                  \
      !abort_lacks_code(fault, frame->pstate);                                                 \
    ensures cause: abort_objection{Pre}(exit->cause, fault, \old(frame->pstate));              \
    ensures refused: exit_unhandled(exit, exit->cause, \old(fault->esr),                       \
      abort_far(\old(fault->esr), \old(fault->far)));                                          \
    ensures none: access_none(access);                                                         \
  behavior abort_syndrome:                                                                     \
    assumes is_data_abort(fault) && abort_has_access(fault, frame->pstate) &&                  \
      esr_isv(fault->esr) == 1;                                                                \
    ensures step: syndrome_exit(exit, \old(fault->esr), \old(fault->ipa), \old(fault->far),    \
      syndrome_value{Pre}(frame, \old(fault->esr), fault_big_endian{Pre}(fault)),              \
      fault_big_endian{Pre}(fault));                                                           \
    ensures none: access_none(access);                                                         \
  behavior abort_instruction:                                                                  \
    assumes is_data_abort(fault) && abort_has_access(fault, frame->pstate) &&                  \
      esr_isv(fault->esr) == 0 && insn_refusal_of(fault, frame) == 0;                          \
    ensures plan: access_planned(access, \old(fault->ipa), \old(fault->valid),                 \
      \old(fault->zva_bytes), \old(insn_class_of(fault)), \old(fault->instruction),            \
      \old(insn_address(fault, frame, insn_class_of(fault), fault->instruction)),              \
      \old(insn_target(fault, frame, insn_class_of(fault), fault->instruction)));              \
    ensures step: planned_step{Post, Post}(exit, access, \old(fault->far));                    \
    ensures value: exit->value == planned_value{Pre, Post}(frame, access);                     \
  behavior abort_unplanned:                                                                    \
    assumes is_data_abort(fault) && abort_has_access(fault, frame->pstate) &&                  \
      esr_isv(fault->esr) == 0 && insn_refusal_of(fault, frame) != 0;                          \
    ensures refused: exit_unhandled(exit, \old(insn_refusal_of(fault, frame)),                 \
      \old(fault->esr), \old(fault->far));                                                     \
    ensures none: access_none(access);
// clang-format on
#endif

/// An abort of an instruction fetch. NestedPageFault for translation and permission faults, with
/// FLAG_WALK where the guest's own table walk hit the fault; `level` is 0 for the levels -1 and -2
/// of tables that tenon never makes. Without an address the fetch is tried again.
/*@ requires fault: \valid_read(fault);
    requires exit: \valid(exit);
    requires apart: \separated(fault, exit);
    requires class: is_fetch_abort(fault);
    terminates \true; exits \false;
    assigns *exit;
    TENON_AARCH64_FETCH_OUTCOMES
    complete behaviors; disjoint behaviors;
*/
void tenon_aarch64_decode_instruction_abort(const struct tenon_aarch64_fault *fault,
                                            struct tenon_exit *exit);

/// An abort of a load, a store or cache maintenance. The access is planned from the syndrome, or,
/// if that does not describe it, from the instruction. Without an address, or without code because
/// the guest does not map it any more, the access is tried again.
/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires access: \valid(access);
    requires apart: \separated(fault, frame, exit, access);
    requires class: is_data_abort(fault);
    terminates \true; exits \false;
    assigns *exit, *access;
    TENON_AARCH64_ABORT_OUTCOMES
    complete behaviors; disjoint behaviors;
*/
void tenon_aarch64_decode_data_abort(const struct tenon_aarch64_fault *fault,
                                     const struct tenon_aarch64_frame *frame,
                                     struct tenon_exit *exit, struct tenon_aarch64_access *access);

TENON_END_C

#endif
