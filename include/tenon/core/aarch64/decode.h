/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// From the fault record to the exit: a pure and total function (DDI 0487 D24.2.40).
#ifndef TENON_CORE_AARCH64_DECODE_H
#define TENON_CORE_AARCH64_DECODE_H

#include "tenon/core/aarch64/access.h"
#include "tenon/core/aarch64/condition.h"
#include "tenon/core/aarch64/decode_abort.h"
#include "tenon/core/aarch64/decode_class.h"
#include "tenon/core/aarch64/decode_sysreg.h"
#include "tenon/core/aarch64/esr.h"
#include "tenon/core/aarch64/fault.h"
#include "tenon/core/aarch64/frame.h"
#include "tenon/core/aarch64/outcome.h"
#include "tenon/core/aarch64/psci.h"
#include "tenon/core/base.h"
#include "tenon/core/exit.h"

TENON_BEGIN_C

/*@
  // HVC leaves PC behind the instruction, SMC at it (DDI 0487 D1.3.4, HCR_EL2.TSC).
  predicate call_answer{L}(struct tenon_exit *e, integer ec) =
    exit_plain{L}(e) && exit_answer{L}(e, 0, ec == 0x17 ? 4 : 0,
                                       ec == 0x17 ? TENON_EXIT_FLAG_SMC : 0);
  predicate call_is_psci(integer esr, integer x0) =
    esr_imm16(esr) == 0 && is_psci_transition(call_function(x0));
*/

/// Fills every field of *exit and *access; the access is all zero but for MmioRead and MmioWrite.
///
/// | exception | exit |
/// |---|---|
/// | IRQ, FIQ | ExternalInterrupt |
/// | WFI, WFE, WFIT, WFET | Halt; `value`: the deadline of WFIT and WFET (CNTVCT_EL0) or 0 |
/// | HVC, SMC | Hypercall (`address`: immediate, `value`: x0), or what psci.h makes of it |
/// | MSR, MRS, system instructions, AArch32 MCR and MRC | see decode_sysreg.h |
/// | instruction aborts, data aborts | see decode_abort.h |
/// | AArch32 instruction whose condition fails | TENON_EXIT_NONE: skipped |
/// | cache maintenance of unmapped memory | TENON_EXIT_NONE: skipped |
/// | all other classes | Unhandled, the class is the cause |
///
/// AArch32 HVC and SMC are never PSCI calls: tenon's guests run EL1 in AArch64 state
/// (HCR_EL2.RW), where an AArch32 call is undefined. TENON_EXIT_NONE asks the caller to advance
/// the guest by `instruction_length` and to go on.
/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires access: \valid(access);
    requires apart: \separated(fault, frame, exit, access);
    terminates \true; exits \false;
    assigns *exit, *access;
    ensures idle: esr_ec(fault->esr) != 0x24 ==> access_none(access);
    behavior irq:
      assumes fault->vector == TENON_AARCH64_VECTOR_IRQ;
      ensures what: exit_what(exit, TENON_EXIT_external_interrupt, TENON_AARCH64_CAUSE_irq, 0, 0,
                              0) && exit_plain(exit) && exit_answer(exit, 0, 0, 0);
      ensures none: access_none(access);
    behavior fiq:
      assumes fault->vector == TENON_AARCH64_VECTOR_FIQ;
      ensures what: exit_what(exit, TENON_EXIT_external_interrupt, TENON_AARCH64_CAUSE_fiq, 0, 0,
                              0) && exit_plain(exit) && exit_answer(exit, 0, 0, 0);
      ensures none: access_none(access);
    behavior serror:
      assumes fault->vector == TENON_AARCH64_VECTOR_SERROR;
      ensures refused: exit_unhandled(exit, TENON_AARCH64_CAUSE_serror, fault->esr, 0);
      ensures none: access_none(access);
    behavior unknown_vector:
      assumes fault->vector > TENON_AARCH64_VECTOR_SERROR;
      ensures refused: exit_unhandled(exit, TENON_AARCH64_CAUSE_unknown_vector, fault->esr, 0);
      ensures none: access_none(access);
    behavior condition:
      assumes is_sync(fault) && condition_failed(fault->esr, frame->pstate);
      ensures skipped: exit_skipped(exit, TENON_AARCH64_CAUSE_condition_failed,
                                    esr_length(fault->esr));
      ensures none: access_none(access);
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
    behavior abort_nested:
      assumes is_class(fault, frame->pstate, 0x24) && abort_is_nested(fault->esr) &&
              fault_has_ipa(fault);
      ensures nested: nested_exit(exit, TENON_AARCH64_CAUSE_data_abort, fault->esr, fault->ipa,
                                  fault->far, esr_wnr(fault->esr) == 1 ? TENON_ACCESS_WRITE
                                                                       : TENON_ACCESS_READ);
      ensures none: access_none(access);
    behavior abort_maintenance:
      assumes is_class(fault, frame->pstate, 0x24) && abort_is_maintenance(fault->esr);
      ensures skipped: exit_skipped(exit, TENON_AARCH64_CAUSE_cache_maintenance, 4);
      ensures none: access_none(access);
    behavior abort_refused:
      assumes is_class(fault, frame->pstate, 0x24) && !abort_has_access(fault, frame->pstate) &&
              !abort_is_maintenance(fault->esr) &&
              !(abort_is_nested(fault->esr) && fault_has_ipa(fault));
      ensures cause: abort_objection(exit->cause, fault, frame->pstate);
      ensures refused: exit_unhandled(exit, exit->cause, fault->esr,
                                      abort_far(fault->esr, fault->far));
      ensures none: access_none(access);
    behavior abort_syndrome:
      assumes is_class(fault, frame->pstate, 0x24) && abort_has_access(fault, frame->pstate) &&
              esr_isv(fault->esr) == 1;
      ensures plan: syndrome_access(access, fault->esr, fault->ipa, fault_big_endian(fault));
    behavior abort_instruction:
      assumes is_class(fault, frame->pstate, 0x24) && abort_has_access(fault, frame->pstate) &&
              esr_isv(fault->esr) == 0;
    behavior refused:
      assumes is_sync(fault) && class_is_refused(esr_ec(fault->esr)) &&
              !condition_failed(fault->esr, frame->pstate);
      ensures refused: exit_unhandled(exit, class_cause(esr_ec(fault->esr)), fault->esr,
                                      class_far(esr_ec(fault->esr), fault->far));
    complete behaviors; disjoint behaviors;
*/
void tenon_aarch64_decode(const struct tenon_aarch64_fault *fault,
                          const struct tenon_aarch64_frame *frame, struct tenon_exit *exit,
                          struct tenon_aarch64_access *access);

TENON_END_C

#endif
