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
   tenon_aarch64_is_plain_access__red_1 must fail: plain */
/*@ requires fault: \valid_read(fault);
    terminates \true; exits \false; assigns \nothing;
    ensures plain: \result == 1 ==> esr_describes(fault->esr) && fault_has_ipa(fault) &&
                                    !abort_crosses_page(fault);
*/
uint32_t tenon_aarch64_is_plain_access__red_1(const struct tenon_aarch64_fault *fault) {
  /* Eight bytes from 0xffc on belong to two pages. */
  return tenon_aarch64_esr_describes(fault->esr) == 1u && fault->valid % 2u == 1u &&
                 fault->ipa % 0x1000u <= 0xffcu
             ? 1u
             : 0u;
}
