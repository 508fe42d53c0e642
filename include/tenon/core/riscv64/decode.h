/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// From the fault record to the exit: a pure and total function.
#ifndef TENON_CORE_RISCV64_DECODE_H
#define TENON_CORE_RISCV64_DECODE_H

#include "tenon/core/riscv64/access.h"
#include "tenon/core/riscv64/sbi.h"
#include "tenon/core/riscv64/virtual.h"

/*@
  predicate rv_cause_is_interrupt(integer scause) = scause >= 0x8000000000000000;
  logic integer rv_interrupt_code(integer scause) = scause - 0x8000000000000000;
  logic integer rv_interrupt_cause(integer code) =
    code < 16 ? 64 + code : TENON_RISCV64_CAUSE_platform_interrupt;
  // Exceptions without an outcome of their own.
  predicate rv_cause_is_refused(integer scause) =
    scause < 0x8000000000000000 && scause != 10 && !(20 <= scause <= 23);
  logic integer rv_exception_cause(integer scause) =
    scause < 64 ? scause : TENON_RISCV64_CAUSE_reserved_exception;
  // Those of which stval is an address.
  logic integer rv_exception_address(integer scause, integer stval) =
    scause == 0 || scause == 1 || 3 <= scause <= 7 || scause == 12 || scause == 13 ||
    scause == 15 ? stval : 0;
  // The instruction of a virtual-instruction exception: stval, or the fetched one.
  logic integer rv_virtual_word(integer stval, integer valid, integer instruction) =
    stval % 0x100000000 != 0 ? stval % 0x100000000 : valid % 2 == 1 ? instruction : 0;
  logic integer rv_walk_cause(integer htinst) =
    htinst / 0x20 % 2 == 1 ? TENON_RISCV64_CAUSE_walk_write : TENON_RISCV64_CAUSE_walk_read;
  logic integer rv_walk_access(integer htinst) =
    htinst / 0x20 % 2 == 1 ? TENON_ACCESS_WRITE : TENON_ACCESS_READ;
*/

TENON_BEGIN_C

/// Fills every field of *exit. An access is under way (access->remaining) only after the read of a
/// CSR that is written too.
///
/// | cause | exit |
/// |---|---|
/// | interrupt | ExternalInterrupt, `value`: its code |
/// | ECALL from VS-mode | Hypercall (`address`: a7, `value`: a6), or what sbi.h makes of it |
/// | guest-page fault of a load or store | see access.h |
/// | guest-page fault of a fetch, or of the guest's own page-table walk | NestedPageFault |
/// | virtual instruction | see virtual.h |
/// | all other exceptions, reserved ones too | Unhandled, by name |
/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires access: \valid(access);
    requires apart: \separated(fault, frame, exit, access);
    terminates \true; exits \false;
    assigns *exit, *access;
    ensures some: exit->kind < TENON_EXIT_COUNT;
    ensures idle: fault->scause != 22 ==> access->remaining == 0;
    behavior interrupt:
      assumes rv_cause_is_interrupt(fault->scause);
      ensures what: outcome_what(exit, TENON_EXIT_external_interrupt,
        rv_interrupt_cause(rv_interrupt_code(\old(fault->scause))), 0,
        rv_interrupt_code(\old(fault->scause)), 0);
      ensures plain: outcome_plain(exit) && outcome_answer(exit, 0, 0, 0);
    behavior call:
      assumes fault->scause == 10;
      ensures plain: outcome_plain(exit) && outcome_answer(exit, 0, 4, 0);
      ensures call: rv_sbi_outcome(exit, \old(frame->x[17]), \old(frame->x[16]),
        \old(frame->x[10]), \old(frame->x[11]), \old(frame->x[12]));
    behavior fetch:
      assumes fault->scause == 20 && !rv_fault_walks(fault->htinst);
      ensures nested: rv_nested_outcome(exit, 20, rv_fault_gpa(\old(fault->htval),
        \old(fault->stval)),
        \old(fault->stval), TENON_ACCESS_EXECUTE, 0);
    behavior walk:
      assumes (fault->scause == 20 || rv_fault_is_data(fault->scause)) &&
        rv_fault_walks(fault->htinst);
      ensures nested: rv_nested_outcome(exit, rv_walk_cause(\old(fault->htinst)),
        rv_fault_walk_gpa(\old(fault->htval)), \old(fault->stval),
          rv_walk_access(\old(fault->htinst)),
        TENON_EXIT_FLAG_WALK);
    behavior data:
      assumes rv_fault_is_data(fault->scause) && !rv_fault_walks(fault->htinst);
      ensures kind: exit->kind == TENON_EXIT_nested_page_fault ||
        exit->kind == (\old(fault->scause) == 21 ? TENON_EXIT_mmio_read : TENON_EXIT_mmio_write);
      ensures where: exit->address == rv_fault_gpa(\old(fault->htval), \old(fault->stval)) &&
        exit->virtual_address == \old(fault->stval) &&
        exit->access == rv_fault_access(\old(fault->scause));
    behavior virtual:
      assumes fault->scause == 22;
      ensures kind: exit->kind \in {TENON_EXIT_sysreg_read, TENON_EXIT_sysreg_write,
                                    TENON_EXIT_halt, TENON_EXIT_unhandled};
      ensures process: \old(frame->sstatus) / 0x100 % 2 == 0 ==>
        (exit->kind == TENON_EXIT_halt ==> exit->flags == TENON_EXIT_FLAG_EVENT) &&
        (exit->kind \in {TENON_EXIT_sysreg_read, TENON_EXIT_sysreg_write} ==>
          exit->address / 0x100 % 4 == 0);
    behavior refused:
      assumes rv_cause_is_refused(fault->scause);
      ensures refused: outcome_refused(exit, rv_exception_cause(\old(fault->scause)),
        \old(fault->scause), rv_exception_address(\old(fault->scause), \old(fault->stval)));
    complete behaviors; disjoint behaviors;
*/
void tenon_riscv64_decode(const struct tenon_riscv64_fault *fault,
                          const struct tenon_riscv64_frame *frame, struct tenon_exit *exit,
                          struct tenon_riscv64_access *access);

TENON_END_C

#endif
