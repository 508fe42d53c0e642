/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The short ways from the hardware to the exit: what capture and decode make of the two exits that
/// guests cause most, in as few instructions as there can be. Their contracts are those of capture
/// and decode for these records; a fuzz target compares them on any record.
#ifndef TENON_CORE_AARCH64_SHORT_WAY_H
#define TENON_CORE_AARCH64_SHORT_WAY_H

#include "tenon/core/aarch64/capture.h"
#include "tenon/core/aarch64/decode.h"

TENON_BEGIN_C

/// HVC of AArch64 state that is certainly no PSCI transition: those have immediate 0 and function
/// numbers from 0x84000000 to 0x8400001f or from 0xc4000000 to 0xc400001f.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures plain: \result == 1 ==> esr_ec(esr) == 0x16 && !call_is_psci(esr, x0);
    ensures boolean: \result <= 1;
*/
static inline uint32_t tenon_aarch64_is_plain_hypercall(uint64_t esr, uint64_t x0) {
  uint64_t function = x0 % 0x100000000u;
  if (TENON_AARCH64_FIELD(esr, 26, 6) != (uint64_t)TENON_AARCH64_CLASS_HVC64) {
    return 0u;
  }
  return TENON_AARCH64_FIELD(esr, 0, 16) != 0u ||
                 (function / 0x20u != 0x4200000u && function / 0x20u != 0x6200000u)
             ? 1u
             : 0u;
}

/// An HVC that is no PSCI transition.
/*@ requires exit: \valid(exit);
    requires access: \valid(access);
    requires apart: \separated(exit, access);
    terminates \true; exits \false;
    assigns *exit, access->remaining;
    ensures what: exit_what(exit, TENON_EXIT_hypercall, TENON_AARCH64_CAUSE_hvc64, esr_imm16(esr),
                            x0, 0);
    ensures plain: exit_plain(exit);
    ensures answer: exit_answer(exit, 0, 0, 0);
    ensures none: access_none(access);
*/
static inline void tenon_aarch64_hypercall(uint64_t esr, uint64_t x0, struct tenon_exit *exit,
                                           struct tenon_aarch64_access *access) {
  tenon_aarch64_outcome(exit, TENON_EXIT_hypercall, TENON_AARCH64_CAUSE_hvc64);
  exit->address = TENON_AARCH64_FIELD(esr, 0, 16);
  exit->value = x0;
  tenon_aarch64_without_access(exit, access);
}

/// Captures a data abort that says all about its access, from what tenon_aarch64_hw_read_abort has
/// left in the record and returned. \return 1 if the guest is big-endian.
/*@ requires fault: \valid(fault);
    requires described: esr_describes(fault->esr) && !pstate_aarch32(pstate);
    requires far: fault->far == tenon_hw_far;
    requires hpfar: fault->ipa == tenon_hw_hpfar;
    requires sctlr: sctlr == tenon_hw_register[TENON_AARCH64_SAVED_SCTLR_EL1];
    terminates \true; exits \false;
    assigns fault->ipa, fault->valid;
    ensures ipa: fault->ipa == hpfar_address(tenon_hw_hpfar) + tenon_hw_far % 0x1000;
    ensures valid: fault->valid == TENON_AARCH64_FAULT_IPA + TENON_AARCH64_FAULT_BIG_ENDIAN *
      guest_big_endian(pstate, tenon_hw_register[TENON_AARCH64_SAVED_SCTLR_EL1]);
    ensures order: \result ==
      guest_big_endian(pstate, tenon_hw_register[TENON_AARCH64_SAVED_SCTLR_EL1]);
*/
static inline uint32_t tenon_aarch64_capture_described(struct tenon_aarch64_fault *fault,
                                                       uint64_t pstate, uint64_t sctlr) {
  uint32_t order = tenon_aarch64_big_endian64(pstate, sctlr);
  fault->ipa = ((fault->ipa / 16u) % 0x10000000000u) * 4096u + fault->far % 4096u;
  fault->valid =
      (uint32_t)TENON_AARCH64_FAULT_IPA + order * (uint32_t)TENON_AARCH64_FAULT_BIG_ENDIAN;
  return order;
}

/// The exit of a load that the syndrome describes.
/*@ requires exit: \valid(exit);
    requires access: \valid(access);
    requires apart: \separated(exit, access);
    requires load: esr_describes(esr) && esr_wnr(esr) == 0;
    requires order: big_endian < 2;
    terminates \true; exits \false;
    assigns *exit, access->remaining;
    ensures step: syndrome_exit(exit, esr, ipa, far, 0, big_endian);
    ensures none: access_none(access);
*/
static inline void tenon_aarch64_load(uint64_t esr, uint64_t ipa, uint64_t far, uint64_t big_endian,
                                      struct tenon_exit *exit,
                                      struct tenon_aarch64_access *access) {
  exit->kind = TENON_EXIT_mmio_read;
  exit->cause = TENON_AARCH64_CAUSE_DATA_ABORT;
  exit->address = ipa;
  exit->value = 0;
  exit->argument = 0;
  exit->virtual_address = far;
  exit->width = tenon_aarch64_sas_bytes(TENON_AARCH64_FIELD(esr, 22, 2));
  exit->register_index = (uint8_t)TENON_AARCH64_FIELD(esr, 16, 5);
  exit->register_width = (uint8_t)(4u + 4u * TENON_AARCH64_FIELD(esr, 15, 1));
  exit->sign_extend = (uint8_t)TENON_AARCH64_FIELD(esr, 21, 1);
  exit->access = TENON_ACCESS_READ;
  exit->instruction_length = 4u;
  exit->flags = (uint8_t)(TENON_EXIT_FLAG_BIG_ENDIAN * big_endian);
  exit->level = 0;
  tenon_aarch64_without_access(exit, access);
}

/// 1 for an access of AArch64 state that the syndrome describes.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures access: \result == 1 ==> esr_describes(esr) && !pstate_aarch32(pstate);
    ensures boolean: \result <= 1;
*/
static inline uint32_t tenon_aarch64_is_plain_access(uint64_t esr, uint64_t pstate) {
  return tenon_aarch64_esr_describes(esr) == 1u && TENON_AARCH64_FIELD(pstate, 4, 1) == 0u ? 1u
                                                                                           : 0u;
}

TENON_END_C

#endif
