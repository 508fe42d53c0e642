/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/decode.h"

#define EC(esr) ((uint32_t)TENON_AARCH64_FIELD(esr, 26, 6))
#define IMM16(esr) TENON_AARCH64_FIELD(esr, 0, 16)

// PSCI numbers its functions 0x84000000 to 0x8400001f and 0xc4000000 to 0xc400001f.
#define MAYBE_PSCI(function) ((function) / 0x20u == 0x4200000u || (function) / 0x20u == 0x6200000u)

/// HVC or SMC: a PSCI transition or a Hypercall.
/*@ requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(frame, exit);
    requires range: length <= 4 && flags <= TENON_EXIT_FLAG_SMC;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures plain: exit_plain(exit);
    ensures answer: exit_answer(exit, 0, length, flags);
    behavior call:
      assumes !call_is_psci(esr, frame->x[0]);
      ensures what: exit_what(exit, TENON_EXIT_hypercall, cause, esr_imm16(esr), frame->x[0], 0);
    behavior psci:
      assumes call_is_psci(esr, frame->x[0]);
      ensures what: psci_what(exit, call_function(frame->x[0]), frame->x[1], frame->x[2],
                              frame->x[3]);
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
  if (IMM16(esr) == 0u && MAYBE_PSCI(x0 % 0x100000000u)) {
    tenon_aarch64_psci(frame, exit);
  }
}

/// Every outcome that leaves no access under way.
/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(fault, frame, exit);
    requires class: !(is_sync(fault) && esr_ec(fault->esr) == 0x24);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    behavior irq:
      assumes fault->vector == TENON_AARCH64_VECTOR_IRQ;
      ensures what: exit_what(exit, TENON_EXIT_external_interrupt, TENON_AARCH64_CAUSE_irq, 0, 0,
                              0) && exit_plain(exit) && exit_answer(exit, 0, 0, 0);
    behavior fiq:
      assumes fault->vector == TENON_AARCH64_VECTOR_FIQ;
      ensures what: exit_what(exit, TENON_EXIT_external_interrupt, TENON_AARCH64_CAUSE_fiq, 0, 0,
                              0) && exit_plain(exit) && exit_answer(exit, 0, 0, 0);
    behavior serror:
      assumes fault->vector == TENON_AARCH64_VECTOR_SERROR;
      ensures refused: exit_unhandled(exit, TENON_AARCH64_CAUSE_serror, fault->esr, 0);
    behavior unknown_vector:
      assumes fault->vector > TENON_AARCH64_VECTOR_SERROR;
      ensures refused: exit_unhandled(exit, TENON_AARCH64_CAUSE_unknown_vector, fault->esr, 0);
    behavior condition:
      assumes is_sync(fault) && condition_failed(fault->esr, frame->pstate);
      ensures skipped: exit_skipped(exit, TENON_AARCH64_CAUSE_condition_failed,
                                    esr_length(fault->esr));
    behavior halt:
      assumes is_class(fault, frame->pstate, 0x01);
      ensures halt: halt_exit(exit, fault->esr, rt_value(frame, fault->esr));
    behavior mrc:
      assumes (is_class(fault, frame->pstate, 0x03) || is_class(fault, frame->pstate, 0x05)) &&
              esr_direction(fault->esr) == 1;
      ensures read: mrc_exit(exit, fault->esr);
    behavior mcr:
      assumes (is_class(fault, frame->pstate, 0x03) || is_class(fault, frame->pstate, 0x05)) &&
              esr_direction(fault->esr) == 0;
      ensures write: mcr_exit(exit, fault->esr, rt_value(frame, fault->esr));
    behavior hvc32:
      assumes is_class(fault, frame->pstate, 0x12);
      ensures what: exit_what(exit, TENON_EXIT_hypercall, TENON_AARCH64_CAUSE_hvc32,
                              esr_imm16(fault->esr), frame->x[0] % 0x100000000, 0) &&
                    exit_plain(exit) && exit_answer(exit, 0, 0, 0);
    behavior smc32:
      assumes is_class(fault, frame->pstate, 0x13);
      ensures what: exit_what(exit, TENON_EXIT_hypercall, TENON_AARCH64_CAUSE_smc32, 0,
                              frame->x[0] % 0x100000000, 0) &&
                    exit_plain(exit) &&
                    exit_answer(exit, 0, esr_length(fault->esr), TENON_EXIT_FLAG_SMC);
    behavior call:
      assumes (is_class(fault, frame->pstate, 0x16) || is_class(fault, frame->pstate, 0x17)) &&
              !call_is_psci(fault->esr, frame->x[0]);
      ensures what: exit_what(exit, TENON_EXIT_hypercall, class_cause(esr_ec(fault->esr)),
                              esr_imm16(fault->esr), frame->x[0], 0);
      ensures answer: call_answer(exit, esr_ec(fault->esr));
    behavior psci:
      assumes (is_class(fault, frame->pstate, 0x16) || is_class(fault, frame->pstate, 0x17)) &&
              call_is_psci(fault->esr, frame->x[0]);
      ensures what: psci_what(exit, call_function(frame->x[0]), frame->x[1], frame->x[2],
                              frame->x[3]);
      ensures answer: call_answer(exit, esr_ec(fault->esr));
    behavior sysreg_read:
      assumes is_class(fault, frame->pstate, 0x18) && esr_direction(fault->esr) == 1;
      ensures read: sysreg_read_exit(exit, fault->esr);
    behavior sgi:
      assumes is_class(fault, frame->pstate, 0x18) && is_sgi(fault->esr);
      ensures sgi: sgi_exit(exit, fault->esr, rt_value(frame, fault->esr));
    behavior sysreg_write:
      assumes is_class(fault, frame->pstate, 0x18) && esr_direction(fault->esr) == 0 &&
              !is_sgi(fault->esr);
      ensures write: sysreg_write_exit(exit, fault->esr, rt_value(frame, fault->esr));
    behavior eret:
      assumes is_class(fault, frame->pstate, 0x1a);
      ensures refused: exit_unhandled(exit, eret_cause(fault->esr), fault->esr, 0);
    behavior fetch_nested:
      assumes is_class(fault, frame->pstate, 0x20) && fetch_is_nested(fault->esr) &&
              fault_has_ipa(fault);
      ensures nested: nested_exit(exit, TENON_AARCH64_CAUSE_instruction_abort, fault->esr,
                                  fault->ipa, fault->far, TENON_ACCESS_EXECUTE);
    behavior fetch_refused:
      assumes is_class(fault, frame->pstate, 0x20) &&
              !(fetch_is_nested(fault->esr) && fault_has_ipa(fault));
      ensures cause: fetch_objection(exit->cause, fault);
      ensures refused: exit_unhandled(exit, exit->cause, fault->esr,
                                      abort_far(fault->esr, fault->far));
    behavior refused:
      assumes is_sync(fault) && class_is_refused(esr_ec(fault->esr)) &&
              !condition_failed(fault->esr, frame->pstate);
      ensures refused: exit_unhandled(exit, class_cause(esr_ec(fault->esr)), fault->esr,
                                      class_far(esr_ec(fault->esr), fault->far));
    complete behaviors; disjoint behaviors;
*/
static void without_access(const struct tenon_aarch64_fault *fault,
                           const struct tenon_aarch64_frame *frame, struct tenon_exit *exit) {
  uint64_t esr = fault->esr;
  uint32_t ec = EC(esr);
  if (fault->vector != TENON_AARCH64_VECTOR_SYNC) {
    tenon_aarch64_decode_asynchronous(fault->vector, esr, exit);
    return;
  }
  if (ec == TENON_AARCH64_CLASS_HVC64) {
    call(esr, frame, TENON_AARCH64_CAUSE_hvc64, 0, 0, exit);
    return;
  }
  if (ec == TENON_AARCH64_CLASS_MSR_MRS) {
    tenon_aarch64_decode_sysreg(esr, frame, exit);
    return;
  }
  if (ec == TENON_AARCH64_CLASS_INSTRUCTION_ABORT) {
    tenon_aarch64_decode_instruction_abort(fault, exit);
    return;
  }
  if (ec == TENON_AARCH64_CLASS_SMC64) {
    call(esr, frame, TENON_AARCH64_CAUSE_smc64, 4u, TENON_EXIT_FLAG_SMC, exit);
    return;
  }
  tenon_aarch64_decode_class(fault, frame, exit);
}

void tenon_aarch64_decode(const struct tenon_aarch64_fault *fault,
                          const struct tenon_aarch64_frame *frame, struct tenon_exit *exit,
                          struct tenon_aarch64_access *access) {
  if (fault->vector == TENON_AARCH64_VECTOR_SYNC &&
      EC(fault->esr) == TENON_AARCH64_CLASS_DATA_ABORT) {
    tenon_aarch64_decode_data_abort(fault, frame, exit, access);
    return;
  }
  tenon_aarch64_no_access(access);
  without_access(fault, frame, exit);
}
