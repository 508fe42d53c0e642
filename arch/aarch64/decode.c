/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/decode.h"

#define EC(esr) ((uint32_t)TENON_AARCH64_FIELD(esr, 26, 6))
#define IMM16(esr) TENON_AARCH64_FIELD(esr, 0, 16)

/// HVC or SMC: a PSCI transition or a Hypercall.
/*@ requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(frame, exit);
    requires range: length <= 4 && flags <= TENON_EXIT_FLAG_SMC;
    terminates \true; exits \false;
    assigns *exit;
    ensures plain: exit_plain(exit);
    ensures answer: exit_answer(exit, 0, length, flags);
    behavior call:
      assumes !call_is_psci(esr, frame->x[0]);
      ensures what: exit_what(exit, TENON_EXIT_hypercall, cause, esr_imm16(esr),
                              \old(frame->x[0]), 0);
    behavior psci:
      assumes call_is_psci(esr, frame->x[0]);
      ensures what: psci_what(exit, call_function(\old(frame->x[0])), \old(frame->x[1]),
                              \old(frame->x[2]), \old(frame->x[3]));
    complete behaviors; disjoint behaviors;
*/
static void call(uint64_t esr, const struct tenon_aarch64_frame *frame, uint32_t cause,
                 uint32_t length, uint32_t flags, struct tenon_exit *exit) {
  uint64_t x0 = frame->x[0];
  tenon_aarch64_outcome(exit, TENON_EXIT_hypercall, cause);
  exit->address = IMM16(esr);
  exit->value = x0;
  exit->instruction_length = (uint8_t)length;
  exit->flags = (uint8_t)flags;
  if (IMM16(esr) == 0u) {
    tenon_aarch64_psci(frame, exit);
  }
}

/* One outcome each, and the access cleared: proofs stay small where two structs meet. */

/// An interrupt or SError.
/*@ requires fault: \valid_read(fault);
    requires exit: \valid(exit);
    requires access: \valid(access);
    requires apart: \separated(fault, exit, access);
    requires class: !is_sync(fault);
    terminates \true; exits \false;
    assigns *exit, *access;
    ensures none: access_none(access);
    TENON_AARCH64_INTERRUPT_OUTCOMES
    complete behaviors; disjoint behaviors;
*/
static void asynchronous(const struct tenon_aarch64_fault *fault, struct tenon_exit *exit,
                         struct tenon_aarch64_access *access) {
  tenon_aarch64_decode_asynchronous(fault, exit);
  tenon_aarch64_without_access(exit, access);
}

/// An abort of an instruction fetch.
/*@ requires fault: \valid_read(fault);
    requires exit: \valid(exit);
    requires access: \valid(access);
    requires apart: \separated(fault, exit, access);
    requires class: is_fetch_abort(fault);
    terminates \true; exits \false;
    assigns *exit, *access;
    ensures none: access_none(access);
    TENON_AARCH64_FETCH_OUTCOMES
    complete behaviors; disjoint behaviors;
*/
static void fetch_abort(const struct tenon_aarch64_fault *fault, struct tenon_exit *exit,
                        struct tenon_aarch64_access *access) {
  tenon_aarch64_decode_instruction_abort(fault, exit);
  tenon_aarch64_without_access(exit, access);
}

/// A system register access.
/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires access: \valid(access);
    requires apart: \separated(fault, frame, exit, access);
    requires class: is_sync(fault) && esr_ec(fault->esr) == 0x18;
    terminates \true; exits \false;
    assigns *exit, *access;
    ensures none: access_none(access);
    TENON_AARCH64_SYSREG_OUTCOMES
    complete behaviors; disjoint behaviors;
*/
static void sysreg(const struct tenon_aarch64_fault *fault, const struct tenon_aarch64_frame *frame,
                   struct tenon_exit *exit, struct tenon_aarch64_access *access) {
  tenon_aarch64_decode_sysreg(fault->esr, frame, exit);
  tenon_aarch64_without_access(exit, access);
}

/// HVC or SMC of AArch64 state.
/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires access: \valid(access);
    requires apart: \separated(fault, frame, exit, access);
    requires class: is_sync(fault) && (esr_ec(fault->esr) == 0x16 || esr_ec(fault->esr) == 0x17);
    terminates \true; exits \false;
    assigns *exit, *access;
    ensures none: access_none(access);
    TENON_AARCH64_CALL_OUTCOMES
    complete behaviors; disjoint behaviors;
*/
static void call64(const struct tenon_aarch64_fault *fault, const struct tenon_aarch64_frame *frame,
                   struct tenon_exit *exit, struct tenon_aarch64_access *access) {
  if (EC(fault->esr) == TENON_AARCH64_CLASS_SMC64) {
    call(fault->esr, frame, TENON_AARCH64_CAUSE_smc64, 4u, TENON_EXIT_FLAG_SMC, exit);
  } else {
    call(fault->esr, frame, TENON_AARCH64_CAUSE_hvc64, 0, 0, exit);
  }
  tenon_aarch64_without_access(exit, access);
}

/// Every other synchronous exception.
/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires access: \valid(access);
    requires apart: \separated(fault, frame, exit, access);
    requires class: is_sync(fault) && !(esr_ec(fault->esr) \in {0x16, 0x17, 0x18, 0x20, 0x24});
    terminates \true; exits \false;
    assigns *exit, *access;
    ensures none: access_none(access);
    TENON_AARCH64_CLASS_OUTCOMES
    complete behaviors; disjoint behaviors;
*/
static void other_class(const struct tenon_aarch64_fault *fault,
                        const struct tenon_aarch64_frame *frame, struct tenon_exit *exit,
                        struct tenon_aarch64_access *access) {
  tenon_aarch64_decode_class(fault, frame, exit);
  tenon_aarch64_without_access(exit, access);
}

void tenon_aarch64_decode(const struct tenon_aarch64_fault *fault,
                          const struct tenon_aarch64_frame *frame, struct tenon_exit *exit,
                          struct tenon_aarch64_access *access) {
  uint32_t ec = EC(fault->esr);
  if (fault->vector != TENON_AARCH64_VECTOR_SYNC) {
    asynchronous(fault, exit, access);
  } else if (ec == TENON_AARCH64_CLASS_DATA_ABORT) {
    tenon_aarch64_decode_data_abort(fault, frame, exit, access);
  } else if (ec == TENON_AARCH64_CLASS_MSR_MRS) {
    sysreg(fault, frame, exit, access);
  } else if (ec == TENON_AARCH64_CLASS_INSTRUCTION_ABORT) {
    fetch_abort(fault, exit, access);
  } else if (ec == TENON_AARCH64_CLASS_HVC64 || ec == TENON_AARCH64_CLASS_SMC64) {
    call64(fault, frame, exit, access);
  } else {
    other_class(fault, frame, exit, access);
  }
}
