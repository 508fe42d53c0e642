/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Capture: from the syndrome registers to the fault record.
///
/// entry.S has stored ESR_EL2 and the vector. What else to read is a pure function of these; how
/// to read it is a few register reads and, where the manual leaves HPFAR_EL2 unknown or ESR_EL2
/// without an instruction syndrome, a walk of the guest's own translation.
#ifndef TENON_CORE_AARCH64_CAPTURE_H
#define TENON_CORE_AARCH64_CAPTURE_H

#include "tenon/core/aarch64/esr.h"
#include "tenon/core/aarch64/fault.h"
#include "tenon/core/aarch64/frame.h"
#include "tenon/core/aarch64/hardware.h"
#include "tenon/core/base.h"

TENON_BEGIN_C

/// What to read: bits of tenon_aarch64_capture_plan().
#define TENON_AARCH64_CAPTURE_FAR 1u          ///< FAR_EL2
#define TENON_AARCH64_CAPTURE_HPFAR 2u        ///< the IPA from HPFAR_EL2, offset from FAR_EL2
#define TENON_AARCH64_CAPTURE_WALK 4u         ///< the IPA from HPFAR_EL2, page only (S1PTW)
#define TENON_AARCH64_CAPTURE_TRANSLATE 8u    ///< the IPA by translating FAR_EL2 at stage 1
#define TENON_AARCH64_CAPTURE_INSTRUCTION 16u ///< the instruction at PC, and SP
#define TENON_AARCH64_CAPTURE_ENDIAN 32u      ///< the byte order of the guest's data accesses

/*@
  // DDI 0487 D19.2.66, HPFAR_EL2: written by translation, access flag and address size faults of
  // stage 2, and by every fault of stage 2 on a stage 1 walk; UNKNOWN after any other.
  logic boolean capture_translation(integer fsc) =
    (fsc >= 0x04 && fsc <= 0x07) || fsc == 0x2a || fsc == 0x2b;
  logic boolean capture_permission(integer fsc) = fsc >= 0x0c && fsc <= 0x0f;
  logic boolean hpfar_by_status(integer fsc) =
    (fsc >= 0x00 && fsc <= 0x03) || fsc == 0x29 || fsc == 0x2c || // address size
    capture_translation(fsc) || (fsc >= 0x08 && fsc <= 0x0b);     // access flag

  logic integer capture_ipa(integer fsc, integer s1ptw) =
    s1ptw == 1 ?
      (hpfar_by_status(fsc) || capture_permission(fsc) ? TENON_AARCH64_CAPTURE_WALK : 0) :
      (hpfar_by_status(fsc) ? TENON_AARCH64_CAPTURE_HPFAR :
       capture_permission(fsc) ? TENON_AARCH64_CAPTURE_TRANSLATE : 0);

  // An access of a device: the syndrome describes it (ISV), it is cache maintenance, or the A64
  // instruction must tell.
  logic integer capture_access(integer esr, integer pstate) =
    esr_s1ptw(esr) == 1 || !capture_translation(esr_fsc(esr)) ? 0 :
    esr_isv(esr) == 1 || esr_cm(esr) == 1 || (pstate / 16) % 2 == 1 ?
      TENON_AARCH64_CAPTURE_ENDIAN :
      TENON_AARCH64_CAPTURE_ENDIAN + TENON_AARCH64_CAPTURE_INSTRUCTION;

  logic integer capture_plan(integer vector, integer esr, integer pstate) =
    vector != TENON_AARCH64_VECTOR_SYNC ? 0 :
    esr_ec(esr) == 0x24 ? // data abort
      TENON_AARCH64_CAPTURE_FAR + capture_ipa(esr_fsc(esr), esr_s1ptw(esr)) +
        capture_access(esr, pstate) :
    esr_ec(esr) == 0x20 ? // instruction abort
      TENON_AARCH64_CAPTURE_FAR + capture_ipa(esr_fsc(esr), esr_s1ptw(esr)) :
    esr_ec(esr) == 0x22 || esr_ec(esr) == 0x34 ? // PC alignment, watchpoint
      TENON_AARCH64_CAPTURE_FAR : 0;

  logic integer capture_bit(integer plan, integer bit) = (plan / bit) % 2;
*/

/// What an exit needs beyond ESR_EL2.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures plan: \result == capture_plan(vector, esr, pstate);
*/
uint32_t tenon_aarch64_capture_plan(uint32_t vector, uint64_t esr, uint64_t pstate);

/*@
  // PAR_EL1 (D19.2.118): F in bit 0, PA[51:12]; HPFAR_EL2: FIPA[51:12] in bits 43:4.
  logic integer par_address(integer par) = ((par / 0x1000) % 0x10000000000) * 0x1000;
  logic integer hpfar_address(integer hpfar) = ((hpfar / 0x10) % 0x10000000000) * 0x1000;

  predicate fault_has{L}(struct tenon_aarch64_fault *f, integer bit) =
    (\at(f->valid, L) / bit) % 2 == 1;

  predicate fault_ipa{L}(struct tenon_aarch64_fault *f, integer ipa) =
    fault_has{L}(f, TENON_AARCH64_FAULT_IPA) && \at(f->ipa, L) == ipa;

  predicate fault_no_ipa{L}(struct tenon_aarch64_fault *f) =
    !fault_has{L}(f, TENON_AARCH64_FAULT_IPA);

  // PSTATE.M: EL1h alone uses SP_EL1.
  logic integer guest_sp(integer pstate) =
    pstate % 16 == 5 ? TENON_AARCH64_SAVED_SP_EL1 : TENON_AARCH64_SAVED_SP_EL0;

  // AArch32: PSTATE.E; EL0: SCTLR_EL1.E0E; EL1: SCTLR_EL1.EE (D19.2.119).
  logic integer guest_big_endian(integer pstate, integer sctlr) =
    (pstate / 16) % 2 == 1 ? (pstate / 512) % 2 :
    (pstate / 4) % 4 == 0 ? (sctlr / 0x1000000) % 2 : (sctlr / 0x2000000) % 2;
*/

/// 1 if the data accesses of a guest in AArch64 state are big-endian.
/*@ requires aarch64: (pstate / 16) % 2 == 0;
    terminates \true; exits \false; assigns \nothing;
    ensures answer: \result == guest_big_endian(pstate, sctlr);
    ensures few: \result <= 1; */
static inline uint32_t tenon_aarch64_big_endian64(uint64_t pstate, uint64_t sctlr) {
  if ((pstate / 4u) % 4u == 0u) {
    return (uint32_t)((sctlr / 0x1000000u) % 2u);
  }
  return (uint32_t)((sctlr / 0x2000000u) % 2u);
}

/// 1 if the guest's data accesses are big-endian.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures answer: \result == guest_big_endian(pstate, sctlr);
    ensures few: \result <= 1; */
static inline uint32_t tenon_aarch64_big_endian(uint64_t pstate, uint64_t sctlr) {
  if ((pstate / 16u) % 2u == 1u) {
    return (uint32_t)((pstate / 512u) % 2u);
  }
  return tenon_aarch64_big_endian64(pstate, sctlr);
}

#ifdef __FRAMAC__
// clang-format off
/* What the record must hold, by the plan of its exit. */
#define TENON_AARCH64_CAPTURED                                                                 \
    ensures valid: fault->valid < 16;                                                          \
    ensures far: fault->far ==                                                                 \
      (capture_plan(fault->vector, fault->esr, frame->pstate) != 0 ? tenon_hw_far : 0);        \
    ensures ipa_from_hpfar:                                                                    \
      capture_bit(capture_plan(fault->vector, fault->esr, frame->pstate),                      \
                  TENON_AARCH64_CAPTURE_HPFAR) == 1 ==>                                        \
      fault_ipa(fault, hpfar_address(tenon_hw_hpfar) + tenon_hw_far % 0x1000);                 \
    ensures ipa_of_walk:                                                                       \
      capture_bit(capture_plan(fault->vector, fault->esr, frame->pstate),                      \
                  TENON_AARCH64_CAPTURE_WALK) == 1 ==>                                         \
      fault_ipa(fault, hpfar_address(tenon_hw_hpfar));                                         \
    ensures ipa_translated:                                                                    \
      capture_bit(capture_plan(fault->vector, fault->esr, frame->pstate),                      \
                  TENON_AARCH64_CAPTURE_TRANSLATE) == 1 ==>                                    \
      (tenon_hw_par % 2 == 0 ? fault_ipa(fault, par_address(tenon_hw_par) +                    \
                                                  tenon_hw_far % 0x1000)                       \
                             : fault_no_ipa(fault));                                           \
    ensures no_ipa:                                                                            \
      capture_bit(capture_plan(fault->vector, fault->esr, frame->pstate),                      \
                  TENON_AARCH64_CAPTURE_HPFAR) == 0 &&                                         \
      capture_bit(capture_plan(fault->vector, fault->esr, frame->pstate),                      \
                  TENON_AARCH64_CAPTURE_WALK) == 0 &&                                          \
      capture_bit(capture_plan(fault->vector, fault->esr, frame->pstate),                      \
                  TENON_AARCH64_CAPTURE_TRANSLATE) == 0 ==> fault_no_ipa(fault);               \
    ensures gone:                                                                              \
      fault_has(fault, TENON_AARCH64_FAULT_GONE) <==>                                          \
      capture_bit(capture_plan(fault->vector, fault->esr, frame->pstate),                      \
                  TENON_AARCH64_CAPTURE_INSTRUCTION) == 1 && tenon_hw_par % 2 == 1;            \
    ensures instruction:                                                                       \
      fault_has(fault, TENON_AARCH64_FAULT_INSTRUCTION) ==>                                    \
      capture_bit(capture_plan(fault->vector, fault->esr, frame->pstate),                      \
                  TENON_AARCH64_CAPTURE_INSTRUCTION) == 1 &&                                   \
      tenon_hw_par % 2 == 0 && frame->pc % 4 == 0 &&                                           \
      fault->sp == tenon_hw_register[guest_sp(frame->pstate)];                                 \
    ensures big_endian:                                                                        \
      fault_has(fault, TENON_AARCH64_FAULT_BIG_ENDIAN) <==>                                    \
      capture_bit(capture_plan(fault->vector, fault->esr, frame->pstate),                      \
                  TENON_AARCH64_CAPTURE_ENDIAN) == 1 &&                                        \
      guest_big_endian(frame->pstate, tenon_hw_register[TENON_AARCH64_SAVED_SCTLR_EL1]) == 1;
// clang-format on
#endif

/// Completes the record of an exit, by its plan: entry.S has filled `esr` and `vector`, and cleared
/// `valid`. `e2h`: the host runs with HCR_EL2.E2H set.
/*@ requires fault: \valid(fault);
    requires frame: \valid_read(frame);
    requires apart: \separated(fault, frame);
    requires empty: fault->valid == 0;
    terminates \true; exits \false;
    assigns fault->far, fault->ipa, fault->sp, fault->valid, fault->instruction, tenon_hw_par;
    TENON_AARCH64_CAPTURED
*/
void tenon_aarch64_capture(struct tenon_aarch64_fault *fault,
                           const struct tenon_aarch64_frame *frame, uint32_t e2h);

/// 0 if a record with this ESR_EL2 is complete: aborts, PC alignment faults and watchpoints need more
/// (classes 0x20 to 0x34; in the record of an IRQ, ESR_EL2 is of an earlier exit).
/*@ terminates \true; exits \false; assigns \nothing;
    ensures complete: \result == 0 ==>
      \forall integer vector, pstate; capture_plan(vector, esr, pstate) == 0;
*/
static inline uint32_t tenon_aarch64_capture_needed(uint64_t esr) {
  uint64_t exception_class = (esr / 0x4000000u) % 64u;
  return exception_class >= 0x20u && exception_class <= 0x34u ? 1u : 0u;
}

TENON_END_C

#endif
