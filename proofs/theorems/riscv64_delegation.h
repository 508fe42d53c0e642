/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Whatever interrupts a guest, and whatever exception its instruction raises: under the controls
/// that traps.c composes it is the guest's own, or it becomes an exit; never neither, never both.
#ifndef TENON_PROOFS_RISCV64_DELEGATION_H
#define TENON_PROOFS_RISCV64_DELEGATION_H

#include "delegation.h"
#include "tenon/core/bits.h"
#include "tenon/core/riscv64/decode.h"
#include "tenon/core/riscv64/traps.h"

/*@ // Of what VS-mode or VU-mode can raise (privileged specification, table "Supervisor cause
    // register values after trap"), the exceptions that hedeleg can delegate and that concern the
    // guest alone: misaligned address, access fault, illegal instruction, breakpoint, ECALL from
    // VU-mode, page faults of its own tables.
    predicate riscv64_exception_is_guests(integer code) = 0 <= code <= 8 || code \in {12, 13, 15};
    // The other ones of the table: ECALL from VS-mode, guest-page faults and virtual instructions,
    // whose bits of hedeleg are read-only zero; software check and hardware error. ECALL from
    // HS-mode and from M-mode (9, 11) and double traps (16) are not raised below HS-mode; 14, 17
    // and 24 to 63 are reserved or custom.
    predicate riscv64_exception_is_access(integer code) = code \in {20, 21, 23};
    predicate riscv64_exception_is_plain(integer code) =
      !riscv64_exception_is_guests(code) && code != 10 && code != 22 &&
      !riscv64_exception_is_access(code);
    // VS-level software, timer and external interrupts. Those of S-level (1, 5, 9), the guest
    // external interrupt of HS-mode (12) and local ones reach HS-mode, those of M-level (3, 7, 11)
    // the firmware alone.
    predicate riscv64_interrupt_is_guests(integer code) = code \in {2, 6, 10};

    // Where a trap goes that arrives below HS-mode and that M-mode does not want: to VS-mode if its
    // bit of hedeleg or hideleg is set ("Hypervisor trap delegation registers").
    predicate riscv64_trap_at_hs(integer delegated, integer code) = !tenon_bit(delegated, code); */

/// An exception of an instruction in VS-mode or VU-mode; `fault` is the record that HS-mode would
/// make of it.
/*@ requires memory: \valid_read(f) && \valid_read(s) && \valid_read(fault) &&
      \valid_read(frame) && \valid(exit) && \valid(access);
    requires apart: \separated(fault, frame, exit, access) && \separated(f, s) &&
      \separated(f, exit, access) && \separated(s, exit, access);
    requires exception: fault->scause <= 63;
    terminates \true; exits \false;
    assigns *exit, *access;
    ensures one: \result == DELEGATION_GUEST || \result == DELEGATION_EXIT;
    ensures guest: \result == DELEGATION_GUEST <==>
      riscv64_exception_is_guests(\old(fault->scause));
    ensures not_both: \result == DELEGATION_GUEST ==> *exit == \old(*exit);
    ensures named: \result == DELEGATION_EXIT ==>
      exit->kind < TENON_EXIT_COUNT && exit->kind != TENON_EXIT_NONE;
    ensures call: \old(fault->scause) == 10 ==>
      exit->kind \in {TENON_EXIT_hypercall, TENON_EXIT_cpu_up, TENON_EXIT_cpu_down,
                      TENON_EXIT_cpu_suspend, TENON_EXIT_send_ipi, TENON_EXIT_system_down,
                      TENON_EXIT_system_reset};
    ensures guest_page: riscv64_exception_is_access(\old(fault->scause)) ==>
      exit->kind \in {TENON_EXIT_nested_page_fault, TENON_EXIT_mmio_read, TENON_EXIT_mmio_write};
    ensures virtual: \old(fault->scause) == 22 ==>
      exit->kind \in {TENON_EXIT_sysreg_read, TENON_EXIT_sysreg_write, TENON_EXIT_halt,
                      TENON_EXIT_unhandled};
    ensures plain: riscv64_exception_is_plain(\old(fault->scause)) ==>
      exit->kind == TENON_EXIT_unhandled && exit->cause == \old(fault->scause); */
uint32_t riscv64_delegation_exception(const struct tenon_riscv64_features *f,
                                      const struct tenon_riscv64_setup *s,
                                      const struct tenon_riscv64_fault *fault,
                                      const struct tenon_riscv64_frame *frame,
                                      struct tenon_exit *exit, struct tenon_riscv64_access *access);

/// An interrupt while the guest runs, likewise.
/*@ requires memory: \valid_read(f) && \valid_read(s) && \valid_read(fault) &&
      \valid_read(frame) && \valid(exit) && \valid(access);
    requires apart: \separated(fault, frame, exit, access) && \separated(f, s) &&
      \separated(f, exit, access) && \separated(s, exit, access);
    requires interrupt: 0x8000000000000000 <= fault->scause <= 0x800000000000003f;
    terminates \true; exits \false;
    assigns *exit, *access;
    ensures one: \result == DELEGATION_GUEST || \result == DELEGATION_EXIT;
    ensures guest: \result == DELEGATION_GUEST <==>
      riscv64_interrupt_is_guests(rv_interrupt_code(\old(fault->scause)));
    ensures not_both: \result == DELEGATION_GUEST ==> *exit == \old(*exit);
    ensures interrupt_exit: \result == DELEGATION_EXIT ==>
      exit->kind == TENON_EXIT_external_interrupt &&
      exit->cause == rv_interrupt_cause(rv_interrupt_code(\old(fault->scause))) &&
      exit->value == rv_interrupt_code(\old(fault->scause)); */
uint32_t riscv64_delegation_interrupt(const struct tenon_riscv64_features *f,
                                      const struct tenon_riscv64_setup *s,
                                      const struct tenon_riscv64_fault *fault,
                                      const struct tenon_riscv64_frame *frame,
                                      struct tenon_exit *exit, struct tenon_riscv64_access *access);

/// And what VS-mode may do stays with it: 1 if hstatus makes a virtual instruction of it all the
/// same, by VTSR (SRET), VTVM (satp, SFENCE.VMA) or another bit; WFI is the setup's own.
/*@ requires memory: \valid_read(f) && \valid_read(s) && \separated(f, s);
    terminates \true; exits \false; assigns \nothing;
    ensures stay: \result == 0; */
uint32_t riscv64_delegation_taken(const struct tenon_riscv64_features *f,
                                  const struct tenon_riscv64_setup *s);

#endif
