/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of short_way.h: none of these may prove. */
#include "tenon/core/aarch64/short_way.h"

/* The contract of tenon_aarch64_hypercall(). tenon_aarch64_hypercall__red_1 must fail: answer */
/*@ requires exit: \valid(exit);
    requires access: \valid(access);
    requires apart: \separated(exit, access);
    terminates \true; exits \false;
    assigns *exit, access->remaining;
    ensures what: exit_what(exit, TENON_EXIT_hypercall, TENON_AARCH64_CAUSE_hvc64, esr_imm16(esr),
                            x0, 0);
    ensures answer: exit_answer(exit, 0, 0, 0);
*/
void tenon_aarch64_hypercall__red_1(uint64_t esr, uint64_t x0, struct tenon_exit *exit,
                                    struct tenon_aarch64_access *access) {
  tenon_aarch64_hypercall(esr, x0, exit, access);
  /* Advances the guest past an HVC, which the hardware has done already. */
  exit->instruction_length = 4u;
}

/* The contract of tenon_aarch64_is_plain_hypercall().
   tenon_aarch64_is_plain_hypercall__red_1 must fail: plain */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures plain: \result == 1 ==> esr_ec(esr) == 0x16 && !call_is_psci(esr, x0);
*/
uint32_t tenon_aarch64_is_plain_hypercall__red_1(uint64_t esr, uint64_t x0) {
  /* Forgets the 64-bit calls of PSCI. */
  return tenon_aarch64_is_plain_hypercall(esr, x0) == 1u || x0 % 0x100000000u / 0x20u == 0x6200000u
             ? 1u
             : 0u;
}

/* The contract of tenon_aarch64_is_plain_access().
   tenon_aarch64_is_plain_access__red_1 must fail: access */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures access: \result == 1 ==> esr_describes(esr) && !pstate_aarch32(pstate);
    ensures boolean: \result <= 1;
*/
uint32_t tenon_aarch64_is_plain_access__red_1(uint64_t esr, uint64_t pstate) {
  /* Takes AArch32's for AArch64's. */
  (void)pstate;
  return tenon_aarch64_esr_describes(esr);
}

/* The contract of tenon_aarch64_load(). tenon_aarch64_load__red_1 must fail: step */
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
void tenon_aarch64_load__red_1(uint64_t esr, uint64_t ipa, uint64_t far, uint64_t big_endian,
                               struct tenon_exit *exit, struct tenon_aarch64_access *access) {
  tenon_aarch64_load(esr, ipa, far, big_endian, exit, access);
  /* Loads lose their sign. */
  exit->sign_extend = 0;
}

/* The contract of tenon_aarch64_capture_described().
   tenon_aarch64_capture_described__red_1 must fail: valid */
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
*/
uint32_t tenon_aarch64_capture_described__red_1(struct tenon_aarch64_fault *fault, uint64_t pstate,
                                                uint64_t sctlr) {
  uint32_t order = tenon_aarch64_capture_described(fault, pstate, sctlr);
  /* EL0's byte order is never looked at. */
  fault->valid = TENON_AARCH64_FAULT_IPA;
  return order;
}
