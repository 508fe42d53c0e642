/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/decode.h"

#define EC(esr) ((uint32_t)TENON_AARCH64_FIELD(esr, 26, 6))
#define IMM16(esr) TENON_AARCH64_FIELD(esr, 0, 16)

// PSCI numbers its functions 0x84000000 to 0x8400001f and 0xc4000000 to 0xc400001f.
#define MAYBE_PSCI(function) ((function) / 0x20u == 0x4200000u || (function) / 0x20u == 0x6200000u)

/*@ terminates \true; exits \false; assigns \nothing;
    ensures psci: call_is_psci(esr, x0) ==> \result == 1;
    ensures boolean: \result == 0 || \result == 1;
*/
static uint32_t maybe_psci(uint64_t esr, uint64_t x0) {
  return (IMM16(esr) == 0u && MAYBE_PSCI(x0 % 0x100000000u)) ? 1u : 0u;
}

/// An HVC that is no PSCI transition.
/*@ requires exit: \valid(exit);
    terminates \true; exits \false;
    assigns *exit;
    ensures what: exit_what(exit, TENON_EXIT_hypercall, TENON_AARCH64_CAUSE_hvc64, esr_imm16(esr),
                            x0, 0);
    ensures plain: exit_plain(exit);
    ensures answer: exit_answer(exit, 0, 0, 0);
*/
static void hypercall(uint64_t esr, uint64_t x0, struct tenon_exit *exit) {
  tenon_aarch64_outcome(exit, TENON_EXIT_hypercall, TENON_AARCH64_CAUSE_hvc64);
  exit->address = IMM16(esr);
  exit->value = x0;
}

/*@ requires exit: \valid(exit);
    requires access: \valid(access);
    requires apart: \separated(exit, access);
    terminates \true; exits \false;
    assigns *exit, *access;
    ensures what: exit_what(exit, TENON_EXIT_hypercall, TENON_AARCH64_CAUSE_hvc64, esr_imm16(esr),
                            x0, 0);
    ensures plain: exit_plain(exit);
    ensures answer: exit_answer(exit, 0, 0, 0);
    ensures none: access_none(access);
*/
static void hypercall_without_access(uint64_t esr, uint64_t x0, struct tenon_exit *exit,
                                     struct tenon_aarch64_access *access) {
  hypercall(esr, x0, exit);
  tenon_aarch64_without_access(exit, access);
}

void tenon_aarch64_decode(const struct tenon_aarch64_fault *fault,
                          const struct tenon_aarch64_frame *frame, struct tenon_exit *exit,
                          struct tenon_aarch64_access *access) {
  uint64_t esr = fault->esr;
  if (fault->vector == TENON_AARCH64_VECTOR_SYNC && EC(esr) == TENON_AARCH64_CLASS_HVC64 &&
      maybe_psci(esr, frame->x[0]) == 0u) {
    hypercall_without_access(esr, frame->x[0], exit, access);
    return;
  }
  tenon_aarch64_decode_any(fault, frame, exit, access);
}
