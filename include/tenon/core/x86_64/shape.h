/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Exits that SVM and VMX record in different ways and that are the same exits.
#ifndef TENON_CORE_X86_64_SHAPE_H
#define TENON_CORE_X86_64_SHAPE_H

#include "tenon/core/outcome.h"
#include "tenon/core/x86_64/cause.h"
#include "tenon/core/x86_64/fault.h"
#include "tenon/core/x86_64/frame.h"
#include "tenon/core/x86_64/msr.h"

/*@
  // The instruction's length: the CPU's word, else that of its only form without prefixes.
  logic integer x86_length(integer length, integer fixed) =
    1 <= length <= 15 ? length : fixed;
  // The kinds of exits that their cause tells all of.
  logic integer x86_plain_kind(integer cause) =
    cause == TENON_X86_64_CAUSE_cpuid || cause == TENON_X86_64_CAUSE_xsetbv ||
    cause == TENON_X86_64_CAUSE_invd || cause == TENON_X86_64_CAUSE_wbinvd ||
    cause == TENON_X86_64_CAUSE_exception_1 || cause == TENON_X86_64_CAUSE_exception_17 ||
    cause == TENON_X86_64_CAUSE_icebp || cause == TENON_X86_64_CAUSE_virtualization ||
    cause == TENON_X86_64_CAUSE_getsec ||
    cause == TENON_X86_64_CAUSE_monitor || cause == TENON_X86_64_CAUSE_mwait ||
    cause == TENON_X86_64_CAUSE_rdpru || cause == TENON_X86_64_CAUSE_rdpmc ||
    cause == TENON_X86_64_CAUSE_iret
      ? TENON_EXIT_NONE :
    cause == TENON_X86_64_CAUSE_physical_interrupt || cause == TENON_X86_64_CAUSE_physical_nmi ||
    cause == TENON_X86_64_CAUSE_physical_smi || cause == TENON_X86_64_CAUSE_physical_init ||
    cause == TENON_X86_64_CAUSE_physical_sipi || cause == TENON_X86_64_CAUSE_exception_18
      ? TENON_EXIT_external_interrupt :
    cause == TENON_X86_64_CAUSE_interrupt_window || cause == TENON_X86_64_CAUSE_nmi_window
      ? TENON_EXIT_interrupt_window :
    cause == TENON_X86_64_CAUSE_preemption_timer ? TENON_EXIT_preempted :
    cause == TENON_X86_64_CAUSE_hlt || cause == TENON_X86_64_CAUSE_pause ? TENON_EXIT_halt :
    cause == TENON_X86_64_CAUSE_shutdown ? TENON_EXIT_system_reset : TENON_EXIT_unhandled;
  predicate x86_cause_is_machine(integer cause) =
    x86_plain_kind(cause) == TENON_EXIT_external_interrupt;
  logic integer x86_plain_value(integer cause, integer value) =
    cause == TENON_X86_64_CAUSE_physical_interrupt ? value :
    cause == TENON_X86_64_CAUSE_physical_nmi ? 2 :
    cause == TENON_X86_64_CAUSE_exception_18 ? 18 : 0;
  logic integer x86_fixed_length(integer cause) =
    cause == TENON_X86_64_CAUSE_hlt || cause == TENON_X86_64_CAUSE_iret ||
    cause == TENON_X86_64_CAUSE_icebp || cause == TENON_X86_64_CAUSE_io_read ||
    cause == TENON_X86_64_CAUSE_io_write ? 1 :
    cause == TENON_X86_64_CAUSE_xsetbv || cause == TENON_X86_64_CAUSE_hypercall ? 3 : 2;
  logic integer x86_exit_length(integer length, integer cause) =
    x86_length(length, x86_fixed_length(cause));
  // The exits of both. `rax` is what the register holds.
  predicate x86_is_call{L}(struct tenon_exit *e, integer rax, integer length) =
    outcome_what{L}(e, TENON_EXIT_hypercall, TENON_X86_64_CAUSE_hypercall, 0, rax, 0) &&
    outcome_plain{L}(e) && outcome_answer{L}(e, 0, x86_length(length, 3), 0);
  predicate x86_is_port{L}(struct tenon_exit *e, integer port, integer width, integer reads,
                           integer rax, integer length) =
    (reads == 1 ==> outcome_what{L}(e, TENON_EXIT_io_read, TENON_X86_64_CAUSE_io_read, port, 0,
                                    0)) &&
    (reads == 0 ==> outcome_what{L}(e, TENON_EXIT_io_write, TENON_X86_64_CAUSE_io_write, port,
                                    value_low(rax, width), 0)) &&
    outcome_register{L}(e, width, 0, 8, 0) && outcome_fault{L}(e, 0) &&
    outcome_answer{L}(e, reads == 1 ? TENON_ACCESS_READ : TENON_ACCESS_WRITE,
                      x86_length(length, 1), 0);
  // A width of 0 is none.
  predicate x86_is_other_port{L}(struct tenon_exit *e, integer width, integer code) =
    outcome_refused{L}(e, width == 0 ? TENON_X86_64_CAUSE_io_width : TENON_X86_64_CAUSE_io_string,
                       code, 0);
  // What the core answers is no exit.
  predicate x86_is_msr{L}(struct tenon_exit *e, integer writes, integer number, integer value,
                          integer length) =
    (x86_msr_is_answered(number) ==> \at(e->kind, L) == TENON_EXIT_NONE) &&
    (!x86_msr_is_answered(number) ==> \at(e->kind, L) ==
      (writes == 1 ? TENON_EXIT_sysreg_write : TENON_EXIT_sysreg_read)) &&
    \at(e->cause, L) ==
      (writes == 1 ? TENON_X86_64_CAUSE_msr_write : TENON_X86_64_CAUSE_msr_read) &&
    \at(e->address, L) == number && \at(e->value, L) == (writes == 1 ? value : 0) &&
    \at(e->argument, L) == 0 && outcome_fault{L}(e, 0) && outcome_register{L}(e, 8, 0, 8, 0) &&
    outcome_answer{L}(e, writes == 1 ? TENON_ACCESS_WRITE : TENON_ACCESS_READ,
                      x86_length(length, 2), 0);
  logic integer x86_msr_number(integer rcx) = rcx % 0x100000000;
  logic integer x86_msr_value(integer rdx, integer rax) =
    rdx % 0x100000000 * 0x100000000 + rax % 0x100000000;
  // An exit that its cause tells all of.
  predicate x86_is_plain{L}(struct tenon_exit *e, integer cause, integer code, integer value,
                            integer length) =
    (x86_plain_kind(cause) == TENON_EXIT_unhandled ==> outcome_refused{L}(e, cause, code, 0)) &&
    (x86_plain_kind(cause) != TENON_EXIT_unhandled ==>
      outcome_what{L}(e, x86_plain_kind(cause), cause, 0, x86_plain_value(cause, value), 0)) &&
    outcome_plain{L}(e) &&
    (x86_plain_kind(cause) == TENON_EXIT_NONE || x86_plain_kind(cause) == TENON_EXIT_halt ==>
      outcome_answer{L}(e, 0, x86_exit_length(length, cause),
                        cause == TENON_X86_64_CAUSE_pause ? TENON_EXIT_FLAG_EVENT : 0)) &&
    (x86_plain_kind(cause) != TENON_EXIT_NONE && x86_plain_kind(cause) != TENON_EXIT_halt ==>
      outcome_answer{L}(e, 0, 0, 0));
*/

TENON_BEGIN_C

/// How long the instruction of this cause is.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures length: \result == x86_exit_length(length, cause);
    ensures range: 1 <= \result <= 15; */
uint8_t tenon_x86_64_exit_length(uint32_t length, uint32_t cause);

/// VMMCALL, VMCALL: the function is in RAX.
/*@ requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(frame, exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures call: x86_is_call(exit, frame->x[0], length); */
void tenon_x86_64_call_exit(const struct tenon_x86_64_frame *frame, uint32_t length,
                            struct tenon_exit *exit);

/// An IN (`reads` 1) or OUT (0) of AL, AX or EAX.
/*@ requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(frame, exit);
    requires width: width == 1 || width == 2 || width == 4;
    requires reads: reads <= 1;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures port: x86_is_port(exit, port, width, reads, frame->x[0], length); */
void tenon_x86_64_port_exit(const struct tenon_x86_64_frame *frame, uint32_t port, uint32_t width,
                            uint32_t reads, uint32_t length, struct tenon_exit *exit);

/// An RDMSR (`writes` 0) or WRMSR (1) of the MSR in ECX. EFER and PAT are the core's.
/*@ requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(frame, exit);
    requires writes: writes <= 1;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures msr: x86_is_msr(exit, writes, x86_msr_number(frame->x[1]),
                            x86_msr_value(frame->x[2], frame->x[0]), length); */
void tenon_x86_64_msr_exit(const struct tenon_x86_64_frame *frame, uint32_t writes, uint32_t length,
                           struct tenon_exit *exit);

/// An exit that its cause tells all of, but for `value`, the vector of a physical interrupt, or 0.
///
/// | cause | exit |
/// |---|---|
/// | physical_*, exception_18 | ExternalInterrupt; NMI: vector 2, \#MC: 18 |
/// | interrupt_window, nmi_window | InterruptWindow |
/// | preemption_timer | Preempted |
/// | hlt; pause | Halt; the same with TENON_EXIT_FLAG_EVENT |
/// | shutdown | SystemReset |
/// | cpuid, xsetbv, invd, wbinvd, monitor, mwait, rdpru, rdpmc, icebp, exception_1, exception_17,
///     virtualization, getsec | the core |
/// | all others | Unhandled |
/*@ requires exit: \valid(exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures plain: x86_is_plain(exit, cause, code, value, length); */
void tenon_x86_64_plain_exit(uint32_t cause, uint64_t code, uint64_t value, uint32_t length,
                             struct tenon_exit *exit);

TENON_END_C

#endif
