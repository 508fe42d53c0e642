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

#ifdef __FRAMAC__
// clang-format off
/* What calls and system register accesses must become. */
#define TENON_AARCH64_CALL_OUTCOMES                                                            \
  behavior call:                                                                               \
    assumes (is_class(fault, frame->pstate, 0x16) || is_class(fault, frame->pstate, 0x17))     \
      && !call_is_psci(fault->esr, frame->x[0]);                                               \
    ensures what: exit_what(exit, TENON_EXIT_hypercall,                                        \
      class_cause(esr_ec(\old(fault->esr))), esr_imm16(\old(fault->esr)), \old(frame->x[0]),   \
      0);                                                                                      \
    ensures answer: call_answer(exit, esr_ec(\old(fault->esr)));                               \
  behavior psci:                                                                               \
    assumes (is_class(fault, frame->pstate, 0x16) || is_class(fault, frame->pstate, 0x17))     \
      && call_is_psci(fault->esr, frame->x[0]);                                                \
    ensures what: psci_what(exit, call_function(\old(frame->x[0])), \old(frame->x[1]),         \
      \old(frame->x[2]), \old(frame->x[3]));                                                   \
    ensures answer: call_answer(exit, esr_ec(\old(fault->esr)));

#define TENON_AARCH64_SYSREG_OUTCOMES                                                          \
  behavior sysreg_read:                                                                        \
    assumes is_class(fault, frame->pstate, 0x18) && esr_direction(fault->esr) == 1;            \
    ensures read: sysreg_read_exit(exit, \old(fault->esr));                                    \
  behavior sgi:                                                                                \
    assumes is_class(fault, frame->pstate, 0x18) && is_sgi(fault->esr);                        \
    ensures sgi: sgi_exit(exit, \old(fault->esr), rt_value{Pre}(frame, \old(fault->esr)));     \
    ensures addressed: sgi_addressed(exit, rt_value{Pre}(frame, \old(fault->esr)));            \
  behavior sysreg_write:                                                                       \
    assumes is_class(fault, frame->pstate, 0x18) && esr_direction(fault->esr) == 0 &&          \
      !is_sgi(fault->esr);                                                                     \
    ensures write: sysreg_write_exit(exit, \old(fault->esr), rt_value{Pre}(frame,              \
      \old(fault->esr)));
// clang-format on
#endif

/// Fills every field of *exit. An access is under way (access->remaining) only if the guest's
/// instruction needs more than one, or more than the exit says.
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
/// | an abort of what the guest maps no more when it is looked up | TENON_EXIT_NONE: tried again |
/// | all other classes | Unhandled, the class is the cause |
///
/// AArch32 HVC and SMC are never PSCI calls: tenon's guests run EL1 in AArch64 state
/// (HCR_EL2.RW), where an AArch32 call is undefined. TENON_EXIT_NONE asks the caller to advance
/// the guest by `instruction_length`, if that is not 0, and to go on.
/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires access: \valid(access);
    requires apart: \separated(fault, frame, exit, access);
    terminates \true; exits \false;
    assigns *exit, *access;
    ensures idle: !is_data_abort{Pre}(fault) ==> access_none(access);
    TENON_AARCH64_INTERRUPT_OUTCOMES
    TENON_AARCH64_CLASS_OUTCOMES
    TENON_AARCH64_CALL_OUTCOMES
    TENON_AARCH64_SYSREG_OUTCOMES
    TENON_AARCH64_FETCH_OUTCOMES
    TENON_AARCH64_ABORT_OUTCOMES
    complete behaviors; disjoint behaviors;
*/
void tenon_aarch64_decode(const struct tenon_aarch64_fault *fault,
                          const struct tenon_aarch64_frame *frame, struct tenon_exit *exit,
                          struct tenon_aarch64_access *access);

TENON_END_C

#endif
