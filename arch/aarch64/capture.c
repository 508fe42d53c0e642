/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/capture.h"

#include "tenon/core/aarch64/esr.h"
#include "tenon/core/aarch64/host.h"
#include "tenon/core/aarch64/live.h"

static uint32_t is_translation(uint32_t status) {
  return status / 4u == 1u || status == 0x2au || status == 0x2bu ? 1u : 0u;
}

/* HPFAR_EL2 holds the IPA of translation, access flag and address size faults; of every fault of
 * stage 2 on a stage 1 walk; and is UNKNOWN otherwise, after permission faults too (DDI 0487
 * D19.2.66). FSC 0x28 and 0x29 are address size faults of levels -2 and -1. */
static uint32_t has_hpfar(uint32_t status) {
  return status < 0x0cu || status == 0x28u || status == 0x29u || is_translation(status) == 1u ? 1u
                                                                                              : 0u;
}

static uint32_t ipa_plan(uint32_t status, uint32_t walk) {
  if (walk == 1u) {
    return has_hpfar(status) == 1u || status / 4u == 3u ? TENON_AARCH64_CAPTURE_WALK : 0u;
  }
  if (has_hpfar(status) == 1u) {
    return TENON_AARCH64_CAPTURE_HPFAR;
  }
  return status / 4u == 3u ? TENON_AARCH64_CAPTURE_TRANSLATE : 0u;
}

/* An access that a device may answer: a translation fault of the access itself. */
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

/* PAR_EL1 (DDI 0487 D19.2.118): F in bit 0, PA[51:12] in place. */
static uint64_t par_page(uint64_t par) {
  return ((par / 4096u) % 0x10000000000u) * 4096u;
}

static void capture_ipa(struct tenon_aarch64_fault *fault, uint32_t plan) {
  if (plan / TENON_AARCH64_CAPTURE_HPFAR % 2u == 1u ||
      plan / TENON_AARCH64_CAPTURE_WALK % 2u == 1u) {
    uint64_t page = (tenon_aarch64_hw_read_hpfar() / 16u) % 0x10000000000u;
    uint64_t offset =
        plan / TENON_AARCH64_CAPTURE_HPFAR % 2u == 1u ? fault->far % 4096u : 0u;
    fault->ipa = page * 4096u + offset;
    fault->valid += TENON_AARCH64_FAULT_IPA;
  } else if (plan / TENON_AARCH64_CAPTURE_TRANSLATE % 2u == 1u) {
    uint64_t par = tenon_aarch64_hw_translate_stage1(fault->far);
    if (par % 2u == 0u) {
      fault->ipa = par_page(par) + fault->far % 4096u;
      fault->valid += TENON_AARCH64_FAULT_IPA;
    }
  }
}

/* The word at PC, read where both stages put it; from normal memory only (PAR_EL1.ATTR[7:4] is 0
 * for device memory), since a device's register is not an instruction. */
static void capture_instruction(struct tenon_aarch64_fault *fault,
                                const struct tenon_aarch64_frame *frame, uint32_t e2h) {
  uint64_t par = tenon_aarch64_hw_translate_both(frame->pc);
  if (par % 2u == 1u || par / 0x1000000000000000u == 0u || frame->pc % 4u != 0u) {
    return;
  }
  uint32_t word = 0;
  if (tenon_hal_read_word(par_page(par) + frame->pc % 4096u, &word) == 0u) {
    return;
  }
  uint32_t handler = (uint32_t)(frame->pstate % 16u == 5u ? TENON_AARCH64_SAVED_SP_EL1
                                                          : TENON_AARCH64_SAVED_SP_EL0);
  fault->instruction = word;
  fault->sp = tenon_aarch64_live_read(e2h, handler);
  fault->valid += TENON_AARCH64_FAULT_INSTRUCTION;
}

/* AArch64: SCTLR_EL1.EE (bit 25) for EL1, E0E (bit 24) for EL0. AArch32: PSTATE.E (bit 9). */
static uint32_t is_big_endian(uint64_t pstate, uint32_t e2h) {
  if ((pstate / 16u) % 2u == 1u) {
    return (uint32_t)((pstate / 512u) % 2u);
  }
  uint64_t sctlr = tenon_aarch64_live_read(e2h, (uint32_t)TENON_AARCH64_SAVED_SCTLR_EL1);
  if ((pstate / 4u) % 4u == 0u) {
    return (uint32_t)((sctlr / 0x1000000u) % 2u);
  }
  return (uint32_t)((sctlr / 0x2000000u) % 2u);
}

void tenon_aarch64_capture_more(struct tenon_aarch64_fault *fault,
                                const struct tenon_aarch64_frame *frame, uint32_t e2h) {
  uint32_t plan = tenon_aarch64_capture_plan(fault->vector, fault->esr, frame->pstate);
  if (plan == 0u) {
    return;
  }
  fault->far = tenon_aarch64_hw_read_far();
  capture_ipa(fault, plan);
  if (plan / TENON_AARCH64_CAPTURE_INSTRUCTION % 2u == 1u) {
    capture_instruction(fault, frame, e2h);
  }
  if (plan / TENON_AARCH64_CAPTURE_ENDIAN % 2u == 1u &&
      is_big_endian(frame->pstate, e2h) == 1u) {
    fault->valid += TENON_AARCH64_FAULT_BIG_ENDIAN;
  }
}
