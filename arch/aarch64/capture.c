/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/capture.h"

#include "tenon/core/aarch64/esr.h"
#include "tenon/core/aarch64/host.h"
#include "tenon/core/aarch64/live.h"

/*@ terminates \true; exits \false; assigns \nothing;
    ensures answer: \result == (capture_translation(status) ? 1 : 0); */
static uint32_t is_translation(uint32_t status) {
  return (status >= 4u && status <= 7u) || status == 0x2au || status == 0x2bu ? 1u : 0u;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures answer: \result == (capture_permission(status) ? 1 : 0); */
static uint32_t is_permission(uint32_t status) {
  return status >= 0x0cu && status <= 0x0fu ? 1u : 0u;
}

/* HPFAR_EL2 holds the IPA of translation, access flag and address size faults; of every fault of
 * stage 2 on a stage 1 walk; and is UNKNOWN otherwise, after permission faults too (DDI 0487
 * D19.2.66). */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures answer: \result == (hpfar_by_status(status) ? 1 : 0); */
static uint32_t has_hpfar(uint32_t status) {
  return status < 0x0cu || (status >= 0x29u && status <= 0x2cu) ? 1u : 0u;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures plan: \result == capture_ipa(status, walk);
    ensures few: \result <= 8; */
static uint32_t ipa_plan(uint32_t status, uint32_t walk) {
  if (walk == 1u) {
    return has_hpfar(status) == 1u || is_permission(status) == 1u ? TENON_AARCH64_CAPTURE_WALK : 0u;
  }
  if (has_hpfar(status) == 1u) {
    return TENON_AARCH64_CAPTURE_HPFAR;
  }
  return is_permission(status) == 1u ? TENON_AARCH64_CAPTURE_TRANSLATE : 0u;
}

/* An access that a device may answer: a translation fault of the access itself. */
/*@ requires status: status == esr_fsc(esr);
    requires walk: walk == esr_s1ptw(esr);
    terminates \true; exits \false; assigns \nothing;
    ensures plan: \result == capture_access(esr, pstate);
    ensures few: \result <= 48; */
static uint32_t access_plan(uint64_t esr, uint32_t status, uint32_t walk, uint64_t pstate) {
  if (walk == 1u || is_translation(status) == 0u) {
    return 0u;
  }
  uint32_t isv = (uint32_t)((esr / 0x1000000u) % 2u);
  uint32_t cache_maintenance = (uint32_t)((esr / 0x100u) % 2u);
  uint32_t aarch32 = (uint32_t)((pstate / 16u) % 2u);
  if (isv == 1u || cache_maintenance == 1u || aarch32 == 1u) {
    return TENON_AARCH64_CAPTURE_ENDIAN;
  }
  return TENON_AARCH64_CAPTURE_ENDIAN + TENON_AARCH64_CAPTURE_INSTRUCTION;
}

uint32_t tenon_aarch64_capture_plan(uint32_t vector, uint64_t esr, uint64_t pstate) {
  uint32_t class = (uint32_t)((esr / 0x4000000u) % 64u);
  uint32_t status = (uint32_t)(esr % 64u);
  uint32_t walk = (uint32_t)((esr / 0x80u) % 2u);
  if (vector != (uint32_t)TENON_AARCH64_VECTOR_SYNC) {
    return 0u;
  }
  if (class == (uint32_t)TENON_AARCH64_CLASS_DATA_ABORT) {
    return TENON_AARCH64_CAPTURE_FAR + ipa_plan(status, walk) +
           access_plan(esr, status, walk, pstate);
  }
  if (class == (uint32_t)TENON_AARCH64_CLASS_INSTRUCTION_ABORT) {
    return TENON_AARCH64_CAPTURE_FAR + ipa_plan(status, walk);
  }
  if (class == (uint32_t)TENON_AARCH64_CLASS_PC_ALIGNMENT ||
      class == (uint32_t)TENON_AARCH64_CLASS_WATCHPOINT) {
    return TENON_AARCH64_CAPTURE_FAR;
  }
  return 0u;
}

/*@ requires bit: bit \in {TENON_AARCH64_CAPTURE_HPFAR, TENON_AARCH64_CAPTURE_WALK,
                           TENON_AARCH64_CAPTURE_TRANSLATE, TENON_AARCH64_CAPTURE_INSTRUCTION,
                           TENON_AARCH64_CAPTURE_ENDIAN};
    terminates \true; exits \false; assigns \nothing;
    ensures answer: \result == capture_bit(plan, bit);
    ensures few: \result <= 1; */
static uint32_t planned(uint32_t plan, uint32_t bit) { return (plan / bit) % 2u; }

/*@ terminates \true; exits \false; assigns \nothing;
    ensures page: \result == par_address(par);
    ensures range: \result <= 0xffffffffff000; */
static uint64_t par_page(uint64_t par) { return ((par / 4096u) % 0x10000000000u) * 4096u; }

/*@ requires fault: \valid(fault);
    requires empty: fault->valid == 0;
    requires far: fault->far == tenon_hw_far;
    requires one: capture_bit(plan, TENON_AARCH64_CAPTURE_HPFAR) +
                  capture_bit(plan, TENON_AARCH64_CAPTURE_WALK) +
                  capture_bit(plan, TENON_AARCH64_CAPTURE_TRANSLATE) <= 1;
    terminates \true; exits \false;
    assigns fault->ipa, fault->valid, tenon_hw_par;
    ensures valid: fault->valid == 0 || fault->valid == TENON_AARCH64_FAULT_IPA;
    ensures par: capture_bit(plan, TENON_AARCH64_CAPTURE_TRANSLATE) == 0 ==>
                 tenon_hw_par == \old(tenon_hw_par);
    ensures from_hpfar: capture_bit(plan, TENON_AARCH64_CAPTURE_HPFAR) == 1 ==>
      fault_ipa(fault, hpfar_address(tenon_hw_hpfar) + tenon_hw_far % 0x1000);
    ensures of_walk: capture_bit(plan, TENON_AARCH64_CAPTURE_WALK) == 1 ==>
      fault_ipa(fault, hpfar_address(tenon_hw_hpfar));
    ensures translated: capture_bit(plan, TENON_AARCH64_CAPTURE_TRANSLATE) == 1 ==>
      (tenon_hw_par % 2 == 0 ? fault_ipa(fault, par_address(tenon_hw_par) + tenon_hw_far % 0x1000)
                             : fault_no_ipa(fault));
    ensures none: capture_bit(plan, TENON_AARCH64_CAPTURE_HPFAR) == 0 &&
      capture_bit(plan, TENON_AARCH64_CAPTURE_WALK) == 0 &&
      capture_bit(plan, TENON_AARCH64_CAPTURE_TRANSLATE) == 0 ==> fault_no_ipa(fault); */
static void capture_address(struct tenon_aarch64_fault *fault, uint32_t plan) {
  if (planned(plan, TENON_AARCH64_CAPTURE_TRANSLATE) == 1u) {
    uint64_t par = tenon_aarch64_hw_translate_stage1(fault->far);
    if (par % 2u == 0u) {
      fault->ipa = par_page(par) + fault->far % 4096u;
      fault->valid = TENON_AARCH64_FAULT_IPA;
    }
    return;
  }
  uint32_t whole = planned(plan, TENON_AARCH64_CAPTURE_HPFAR);
  if (whole == 0u && planned(plan, TENON_AARCH64_CAPTURE_WALK) == 0u) {
    return;
  }
  uint64_t page = ((tenon_aarch64_hw_read_hpfar() / 16u) % 0x10000000000u) * 4096u;
  fault->ipa = whole == 1u ? page + fault->far % 4096u : page;
  fault->valid = TENON_AARCH64_FAULT_IPA;
}

/* The word at PC, read where both stages put it. The host says whether that is memory: the type in
 * PAR_EL1 does not, being Device while the guest's own MMU is off. */
/*@ requires fault: \valid(fault);
    requires frame: \valid_read(frame);
    requires apart: \separated(fault, frame);
    requires none: fault->valid <= 1;
    terminates \true; exits \false;
    assigns fault->sp, fault->valid, fault->instruction, tenon_hw_par;
    behavior read:
      assumes \true;
      ensures valid: fault->valid == \old(fault->valid) ||
                     fault->valid == \old(fault->valid) + TENON_AARCH64_FAULT_INSTRUCTION ||
                     fault->valid == \old(fault->valid) + TENON_AARCH64_FAULT_GONE;
      ensures gone: fault->valid == \old(fault->valid) + TENON_AARCH64_FAULT_GONE <==>
        tenon_hw_par % 2 == 1;
      ensures got: fault->valid == \old(fault->valid) + TENON_AARCH64_FAULT_INSTRUCTION ==>
        tenon_hw_par % 2 == 0 && frame->pc % 4 == 0 &&
        fault->sp == tenon_hw_register[guest_sp(frame->pstate)]; */
static void capture_instruction(struct tenon_aarch64_fault *fault,
                                const struct tenon_aarch64_frame *frame, uint32_t e2h) {
  uint64_t par = tenon_aarch64_hw_translate_both(frame->pc);
  if (par % 2u == 1u) {
    fault->valid += TENON_AARCH64_FAULT_GONE;
    return;
  }
  if (frame->pc % 4u != 0u) {
    return;
  }
  uint32_t word = 0;
  if (tenon_hal_read_word(par_page(par) + frame->pc % 4096u, &word) == 0u) {
    return;
  }
  uint32_t sp = (uint32_t)(frame->pstate % 16u == 5u ? TENON_AARCH64_SAVED_SP_EL1
                                                     : TENON_AARCH64_SAVED_SP_EL0);
  fault->instruction = word;
  fault->sp = tenon_aarch64_live_read(e2h, sp);
  fault->valid += TENON_AARCH64_FAULT_INSTRUCTION;
}

/* What the access itself needs: the instruction where the syndrome says too little, and the byte
 * order. */
/*@ requires fault: \valid(fault);
    requires frame: \valid_read(frame);
    requires apart: \separated(fault, frame);
    requires none: fault->valid <= 1;
    terminates \true; exits \false;
    assigns fault->sp, fault->valid, fault->instruction, tenon_hw_par;
    ensures valid: fault->valid < 16;
    ensures address: fault->valid % 2 == \old(fault->valid);
    ensures par: capture_bit(plan, TENON_AARCH64_CAPTURE_INSTRUCTION) == 0 ==>
                 tenon_hw_par == \old(tenon_hw_par);
    ensures gone: fault_has(fault, TENON_AARCH64_FAULT_GONE) <==>
      capture_bit(plan, TENON_AARCH64_CAPTURE_INSTRUCTION) == 1 && tenon_hw_par % 2 == 1;
    ensures instruction: fault_has(fault, TENON_AARCH64_FAULT_INSTRUCTION) ==>
      capture_bit(plan, TENON_AARCH64_CAPTURE_INSTRUCTION) == 1 &&
      tenon_hw_par % 2 == 0 && frame->pc % 4 == 0 &&
      fault->sp == tenon_hw_register[guest_sp(frame->pstate)];
    ensures big_endian: fault_has(fault, TENON_AARCH64_FAULT_BIG_ENDIAN) <==>
      capture_bit(plan, TENON_AARCH64_CAPTURE_ENDIAN) == 1 &&
      guest_big_endian(frame->pstate, tenon_hw_register[TENON_AARCH64_SAVED_SCTLR_EL1]) == 1; */
static void capture_access(struct tenon_aarch64_fault *fault,
                           const struct tenon_aarch64_frame *frame, uint32_t plan, uint32_t e2h) {
  if (planned(plan, TENON_AARCH64_CAPTURE_INSTRUCTION) == 1u) {
    capture_instruction(fault, frame, e2h);
  }
  if (planned(plan, TENON_AARCH64_CAPTURE_ENDIAN) == 1u) {
    uint64_t sctlr = tenon_aarch64_live_read(e2h, (uint32_t)TENON_AARCH64_SAVED_SCTLR_EL1);
    fault->valid +=
        tenon_aarch64_big_endian(frame->pstate, sctlr) * (uint32_t)TENON_AARCH64_FAULT_BIG_ENDIAN;
  }
}

void tenon_aarch64_capture(struct tenon_aarch64_fault *fault,
                           const struct tenon_aarch64_frame *frame, uint32_t e2h) {
  uint32_t plan = tenon_aarch64_capture_plan(fault->vector, fault->esr, frame->pstate);
  if (plan == 0u) {
    fault->far = 0;
    return;
  }
  fault->far = tenon_aarch64_hw_read_far();
  /*@ assert either: capture_bit(plan, TENON_AARCH64_CAPTURE_TRANSLATE) == 0 ||
                     capture_bit(plan, TENON_AARCH64_CAPTURE_INSTRUCTION) == 0; */
  capture_address(fault, plan);
  capture_access(fault, frame, plan, e2h);
}
