/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The outcomes that need no call, no system register and no abort: interrupts, WFI and WFE, AArch32
/// instructions, and every class that is refused.
#ifndef TENON_CORE_AARCH64_DECODE_CLASS_H
#define TENON_CORE_AARCH64_DECODE_CLASS_H

#include "tenon/core/aarch64/condition.h"
#include "tenon/core/aarch64/decode_sysreg.h"
#include "tenon/core/aarch64/esr.h"
#include "tenon/core/aarch64/fault.h"
#include "tenon/core/aarch64/frame.h"
#include "tenon/core/aarch64/outcome.h"
#include "tenon/core/base.h"
#include "tenon/core/exit.h"

TENON_BEGIN_C

/*@
  predicate is_sync{L}(struct tenon_aarch64_fault *f) =
    \at(f->vector, L) == TENON_AARCH64_VECTOR_SYNC;

  // A synchronous exception of this class that its condition does not cancel.
  predicate is_class{L}(struct tenon_aarch64_fault *f, integer pstate, integer ec) =
    is_sync{L}(f) && esr_ec(\at(f->esr, L)) == ec && !condition_failed(\at(f->esr, L), pstate);

  // WFI, WFE: DDI 0487 D24.2.40, ISS of EC 0x01. WFIT and WFET carry their deadline in a register.
  logic integer wfx_cause(integer esr) =
    esr_ti(esr) == 0   ? TENON_AARCH64_CAUSE_wfi
    : esr_ti(esr) == 1 ? TENON_AARCH64_CAUSE_wfe
    : esr_ti(esr) == 2 ? TENON_AARCH64_CAUSE_wfit
                       : TENON_AARCH64_CAUSE_wfet;
  predicate halt_exit{L}(struct tenon_exit *e, integer esr, integer rn) =
    exit_what{L}(e, TENON_EXIT_halt, wfx_cause(esr), 0,
                 esr_ti(esr) >= 2 && esr_rv(esr) == 1 ? rn : 0, 0) &&
    exit_plain{L}(e) &&
    exit_answer{L}(e, 0, esr_length(esr), esr_ti(esr) % 2 == 1 ? TENON_EXIT_FLAG_EVENT : 0);

  logic integer eret_cause(integer esr) =
    (esr / 2) % 2 == 0 ? TENON_AARCH64_CAUSE_eret
    : esr % 2 == 0     ? TENON_AARCH64_CAUSE_eretaa
                       : TENON_AARCH64_CAUSE_eretab;

  // Classes without an outcome of their own.
  predicate class_is_refused(integer ec) =
    ec != 0x01 && ec != 0x03 && ec != 0x05 && ec != 0x12 && ec != 0x13 && ec != 0x16 &&
    ec != 0x17 && ec != 0x18 && ec != 0x1a && ec != 0x20 && ec != 0x24;
  logic integer class_cause(integer ec) = (ec + 28) % 64;
  // PC alignment faults and watchpoints set FAR_EL2 too; of a watchpoint it may not be valid (FnV).
  logic integer class_far(integer esr, integer far) =
    esr_ec(esr) == 0x22 || (esr_ec(esr) == 0x34 && esr_fnv(esr) == 0) ? far : 0;
*/

#ifdef __FRAMAC__
// clang-format off
/* What interrupts and classes must become: behaviours for the contracts below and of decode.h. */
#define TENON_AARCH64_INTERRUPT_OUTCOMES                                                       \
  behavior irq:                                                                                \
    assumes fault->vector == TENON_AARCH64_VECTOR_IRQ;                                         \
    ensures what: exit_what(exit, TENON_EXIT_external_interrupt, TENON_AARCH64_CAUSE_irq, 0,   \
      0, 0) && exit_plain(exit) && exit_answer(exit, 0, 0, 0);                                 \
  behavior fiq:                                                                                \
    assumes fault->vector == TENON_AARCH64_VECTOR_FIQ;                                         \
    ensures what: exit_what(exit, TENON_EXIT_external_interrupt, TENON_AARCH64_CAUSE_fiq, 0,   \
      0, 0) && exit_plain(exit) && exit_answer(exit, 0, 0, 0);                                 \
  behavior serror:                                                                             \
    assumes fault->vector == TENON_AARCH64_VECTOR_SERROR;                                      \
    ensures refused: exit_unhandled(exit, TENON_AARCH64_CAUSE_serror, \old(fault->esr), 0);    \
  behavior unknown_vector:                                                                     \
    assumes fault->vector > TENON_AARCH64_VECTOR_SERROR;                                       \
    ensures refused: exit_unhandled(exit, TENON_AARCH64_CAUSE_unknown_vector,                  \
      \old(fault->esr), 0);

#define TENON_AARCH64_CLASS_OUTCOMES                                                           \
  behavior condition:                                                                          \
    assumes is_sync(fault) && condition_failed(fault->esr, frame->pstate);                     \
    ensures skipped: exit_skipped(exit, TENON_AARCH64_CAUSE_condition_failed,                  \
      esr_length(\old(fault->esr)));                                                           \
  behavior halt:                                                                               \
    assumes is_class(fault, frame->pstate, 0x01);                                              \
    ensures halt: halt_exit(exit, \old(fault->esr), rt_value{Pre}(frame, \old(fault->esr)));   \
  behavior mrc:                                                                                \
    assumes (is_class(fault, frame->pstate, 0x03) || is_class(fault, frame->pstate, 0x05))     \
      && esr_direction(fault->esr) == 1;                                                       \
    ensures read: mrc_exit(exit, \old(fault->esr));                                            \
  behavior mcr:                                                                                \
    assumes (is_class(fault, frame->pstate, 0x03) || is_class(fault, frame->pstate, 0x05))     \
      && esr_direction(fault->esr) == 0;                                                       \
    ensures write: mcr_exit(exit, \old(fault->esr), rt_value{Pre}(frame, \old(fault->esr)));   \
  behavior hvc32:                                                                              \
    assumes is_class(fault, frame->pstate, 0x12);                                              \
    ensures what: exit_what(exit, TENON_EXIT_hypercall, TENON_AARCH64_CAUSE_hvc32,             \
      esr_imm16(\old(fault->esr)), \old(frame->x[0]) % 0x100000000, 0) && exit_plain(exit)     \
      && exit_answer(exit, 0, 0, 0);                                                           \
  behavior smc32:                                                                              \
    assumes is_class(fault, frame->pstate, 0x13);                                              \
    ensures what: exit_what(exit, TENON_EXIT_hypercall, TENON_AARCH64_CAUSE_smc32, 0,          \
      \old(frame->x[0]) % 0x100000000, 0) && exit_plain(exit) && exit_answer(exit, 0,          \
      esr_length(\old(fault->esr)), TENON_EXIT_FLAG_SMC);                                      \
  behavior eret:                                                                               \
    assumes is_class(fault, frame->pstate, 0x1a);                                              \
    ensures refused: exit_unhandled(exit, eret_cause(\old(fault->esr)), \old(fault->esr),      \
      0);                                                                                      \
  behavior refused:                                                                            \
    assumes is_sync(fault) && class_is_refused(esr_ec(fault->esr)) &&                          \
      !condition_failed(fault->esr, frame->pstate);                                            \
    ensures refused: exit_unhandled(exit, class_cause(esr_ec(\old(fault->esr))),               \
      \old(fault->esr), class_far(\old(fault->esr), \old(fault->far)));
// clang-format on
#endif

/// What came through another vector than that of synchronous exceptions.
/*@ requires fault: \valid_read(fault);
    requires exit: \valid(exit);
    requires apart: \separated(fault, exit);
    requires asynchronous: !is_sync(fault);
    terminates \true; exits \false;
    assigns *exit;
    TENON_AARCH64_INTERRUPT_OUTCOMES
    complete behaviors; disjoint behaviors;
*/
void tenon_aarch64_decode_asynchronous(const struct tenon_aarch64_fault *fault,
                                       struct tenon_exit *exit);

/// A trapped instruction with a condition, an AArch32 call, or a class that is refused.
/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(fault, frame, exit);
    requires sync: is_sync(fault);
    requires class: !(esr_ec(fault->esr) \in {0x16, 0x17, 0x18, 0x20, 0x24});
    terminates \true; exits \false;
    assigns *exit;
    TENON_AARCH64_CLASS_OUTCOMES
    complete behaviors; disjoint behaviors;
*/
void tenon_aarch64_decode_class(const struct tenon_aarch64_fault *fault,
                                const struct tenon_aarch64_frame *frame, struct tenon_exit *exit);

TENON_END_C

#endif
