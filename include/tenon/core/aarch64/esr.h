/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// ESR_EL2: its exception classes, the ids of the system registers that trap, and, for the
/// contracts, its fields as the manual draws them (DDI 0487 D24.2.40).
#ifndef TENON_CORE_AARCH64_ESR_H
#define TENON_CORE_AARCH64_ESR_H

#include "tenon/core/base.h"

/// ESR_EL2.EC, the classes that decode tells apart; causes.def names all 64.
enum tenon_aarch64_class {
  TENON_AARCH64_CLASS_WFX = 0x01,
  TENON_AARCH64_CLASS_MCR_MRC_CP15 = 0x03,
  TENON_AARCH64_CLASS_MCRR_MRRC_CP15 = 0x04,
  TENON_AARCH64_CLASS_MCR_MRC_CP14 = 0x05,
  TENON_AARCH64_CLASS_LDC_STC_CP14 = 0x06,
  TENON_AARCH64_CLASS_SIMD_FP_ACCESS = 0x07,
  TENON_AARCH64_CLASS_VMRS = 0x08,
  TENON_AARCH64_CLASS_MRRC_CP14 = 0x0c,
  TENON_AARCH64_CLASS_HVC32 = 0x12,
  TENON_AARCH64_CLASS_SMC32 = 0x13,
  TENON_AARCH64_CLASS_HVC64 = 0x16,
  TENON_AARCH64_CLASS_SMC64 = 0x17,
  TENON_AARCH64_CLASS_MSR_MRS = 0x18,
  TENON_AARCH64_CLASS_ERET = 0x1a,
  TENON_AARCH64_CLASS_INSTRUCTION_ABORT = 0x20,
  TENON_AARCH64_CLASS_PC_ALIGNMENT = 0x22,
  TENON_AARCH64_CLASS_DATA_ABORT = 0x24,
  TENON_AARCH64_CLASS_WATCHPOINT = 0x34
};

/// The id of an AArch64 system register or system instruction: 16 bits, as MSR and MRS encode it.
#define TENON_AARCH64_SYSREG(op0, op1, crn, crm, op2)                               \
  ((uint64_t)(op0) * 0x4000u + (uint64_t)(op1) * 0x800u + (uint64_t)(crn) * 0x80u + \
   (uint64_t)(crm) * 8u + (uint64_t)(op2))

/// The id of an AArch32 system register, apart from every AArch64 one. `cp15`: 1 for coprocessor
/// 15, 0 for coprocessor 14.
#define TENON_AARCH32_SYSREG(cp15, opc1, crn, crm, opc2)                                         \
  (0x10000u + (uint64_t)(cp15) * 0x4000u + (uint64_t)(opc1) * 0x800u + (uint64_t)(crn) * 0x80u + \
   (uint64_t)(crm) * 8u + (uint64_t)(opc2))

#define TENON_AARCH64_ICC_SGI1R_EL1 TENON_AARCH64_SYSREG(3, 0, 12, 11, 5)
#define TENON_AARCH64_ICC_ASGI1R_EL1 TENON_AARCH64_SYSREG(3, 0, 12, 11, 6)
#define TENON_AARCH64_ICC_SGI0R_EL1 TENON_AARCH64_SYSREG(3, 0, 12, 11, 7)

/*@
  // A field of `count` values whose lowest bit weighs `unit`.
  logic integer esr_field(integer esr, integer unit, integer count) = (esr / unit) % count;

  logic integer esr_ec(integer esr) = esr_field(esr, 0x4000000, 64);
  logic integer esr_il(integer esr) = esr_field(esr, 0x2000000, 2);
  logic integer esr_length(integer esr) = esr_il(esr) == 1 ? 4 : 2;

  // Calls and exception-generating instructions.
  logic integer esr_imm16(integer esr) = esr % 0x10000;

  // WFI, WFE, WFIT, WFET.
  logic integer esr_ti(integer esr) = esr % 4;
  logic integer esr_rv(integer esr) = esr_field(esr, 4, 2);

  // MSR, MRS, system instructions; MCR and MRC have op1, op2, CRn, Rt, CRm and direction alike.
  logic integer esr_op0(integer esr) = esr_field(esr, 0x100000, 4);
  logic integer esr_op2(integer esr) = esr_field(esr, 0x20000, 8);
  logic integer esr_op1(integer esr) = esr_field(esr, 0x4000, 8);
  logic integer esr_crn(integer esr) = esr_field(esr, 0x400, 16);
  logic integer esr_rt(integer esr) = esr_field(esr, 0x20, 32);
  logic integer esr_crm(integer esr) = esr_field(esr, 2, 16);
  logic integer esr_direction(integer esr) = esr % 2;
  logic integer esr_sysreg(integer esr) =
    esr_op0(esr) * 0x4000 + esr_op1(esr) * 0x800 + esr_crn(esr) * 0x80 + esr_crm(esr) * 8 +
    esr_op2(esr);
  logic integer esr_aarch32_sysreg(integer esr) =
    0x10000 + (esr_ec(esr) == 3 ? 0x4000 : 0) + esr_op1(esr) * 0x800 + esr_crn(esr) * 0x80 +
    esr_crm(esr) * 8 + esr_op2(esr);

  // The condition of a trapped AArch32 instruction.
  logic integer esr_cv(integer esr) = esr_field(esr, 0x1000000, 2);
  logic integer esr_cond(integer esr) = esr_field(esr, 0x100000, 16);
  logic integer esr_ccknownpass(integer esr) = esr_field(esr, 0x80000, 2);

  // Aborts.
  logic integer esr_isv(integer esr) = esr_field(esr, 0x1000000, 2);
  logic integer esr_sas(integer esr) = esr_field(esr, 0x400000, 4);
  logic integer esr_bytes(integer esr) =
    esr_sas(esr) == 0 ? 1 : esr_sas(esr) == 1 ? 2 : esr_sas(esr) == 2 ? 4 : 8;
  logic integer esr_sse(integer esr) = esr_field(esr, 0x200000, 2);
  logic integer esr_srt(integer esr) = esr_field(esr, 0x10000, 32);
  logic integer esr_sf(integer esr) = esr_field(esr, 0x8000, 2);
  logic integer esr_fnv(integer esr) = esr_field(esr, 0x400, 2);
  logic integer esr_cm(integer esr) = esr_field(esr, 0x100, 2);
  logic integer esr_s1ptw(integer esr) = esr_field(esr, 0x80, 2);
  logic integer esr_wnr(integer esr) = esr_field(esr, 0x40, 2);
  logic integer esr_fsc(integer esr) = esr % 64;

  // Fault status codes (DFSC and IFSC share them).
  predicate fsc_is_translation(integer fsc) = 0x04 <= fsc <= 0x07 || fsc == 0x2a || fsc == 0x2b;
  predicate fsc_is_permission(integer fsc) = 0x0c <= fsc <= 0x0f;
  logic integer fsc_level(integer fsc) = fsc < 0x10 ? fsc % 4 : 0;

  // A data abort that says all about a device access: a translation fault of the access itself,
  // at a table level from 0 to 3, by a 32-bit instruction, with a valid syndrome.
  predicate esr_describes(integer esr) =
    esr_ec(esr) == 0x24 && esr_il(esr) == 1 && esr_isv(esr) == 1 && esr_cm(esr) == 0 &&
    esr_s1ptw(esr) == 0 && 0x04 <= esr_fsc(esr) <= 0x07;
*/

TENON_BEGIN_C

/// 1 for most accesses of devices, which need no more than FAR_EL2 and HPFAR_EL2 beside ESR_EL2.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures describes: \result == 1 <==> esr_describes(esr);
    ensures boolean: \result <= 1;
*/
static inline uint32_t tenon_aarch64_esr_describes(uint64_t esr) {
  uint64_t top = (esr / 0x1000000u) % 0x100u; // EC, IL and ISV
  /*@ assert split: esr == (esr / 0x4000000) * 0x4000000 + ((esr / 0x2000000) % 2) * 0x2000000 +
                           ((esr / 0x1000000) % 2) * 0x1000000 + esr % 0x1000000; */
  //@ assert ec: esr_ec(esr) == top / 4;
  //@ assert il: esr_il(esr) == (top / 2) % 2;
  //@ assert isv: esr_isv(esr) == top % 2;
  //@ assert half: esr / 0x100 == (esr / 0x80) / 2;
  uint64_t cm_s1ptw = (esr / 0x80u) % 4u;
  //@ assert cm: esr_cm(esr) == cm_s1ptw / 2;
  //@ assert s1ptw: esr_s1ptw(esr) == cm_s1ptw % 2;
  return top == 0x93u && cm_s1ptw == 0u && (esr % 64u) / 4u == 1u ? 1u : 0u;
}

TENON_END_C

#endif
