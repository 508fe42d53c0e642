/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Whatever interrupts a guest, and whatever exception its instruction raises: under the controls
/// that traps.c composes it is the guest's own, or it becomes an exit; never neither, never both.
#ifndef TENON_PROOFS_AARCH64_DELEGATION_H
#define TENON_PROOFS_AARCH64_DELEGATION_H

#include "delegation.h"
#include "tenon/core/aarch64/decode.h"
#include "tenon/core/aarch64/traps.h"

/*@ // Where a physical interrupt goes that arrives below EL2, which EL3 does not want: to EL2 by
    // HCR_EL2.IMO, FMO and AMO, or all of them by TGE (DDI 0487 D1.3.6).
    predicate interrupt_at_el2(integer hcr, integer vector) =
      (vector == TENON_AARCH64_VECTOR_IRQ && (hcr & 0x10) != 0) ||
      (vector == TENON_AARCH64_VECTOR_FIQ && (hcr & 0x8) != 0) ||
      (vector == TENON_AARCH64_VECTOR_SERROR && (hcr & 0x20) != 0) || (hcr & 0x8000000) != 0;

    // Classes that no instruction of EL1 or EL0 raises at EL2 unless HCR_EL2.TGE or MDCR_EL2.TDE is
    // set: SVC, illegal state, alignment of PC and SP, floating point, breakpoints, single step,
    // watchpoints, BKPT, vector catch, BRK (D1.3.1, D2.8).
    predicate class_is_guests(integer ec) =
      ec \in {0x0e, 0x11, 0x15, 0x22, 0x26, 0x28, 0x2c, 0x30, 0x32, 0x34, 0x38, 0x3a, 0x3c}; */

/// A physical interrupt while the guest runs; `fault` is the record that EL2 would make of it.
/*@ requires memory: \valid_read(f) && \valid_read(s) && \valid_read(fault) &&
      \valid_read(frame) && \valid(exit) && \valid(access);
    requires apart: \separated(fault, frame, exit, access) && \separated(s, exit) &&
      \separated(s, access);
    requires interrupt: 1 <= fault->vector <= 3;
    terminates \true; exits \false;
    assigns *exit, *access;
    ensures one: \result == DELEGATION_GUEST || \result == DELEGATION_EXIT;
    ensures guest: \result == DELEGATION_GUEST <==>
      \old(s->passthrough_interrupts) != 0 &&
      \old(fault->vector) != TENON_AARCH64_VECTOR_SERROR;
    ensures interrupt_exit: \result == DELEGATION_EXIT &&
      \old(fault->vector) != TENON_AARCH64_VECTOR_SERROR ==>
        exit->kind == TENON_EXIT_external_interrupt;
    ensures serror_exit: \old(fault->vector) == TENON_AARCH64_VECTOR_SERROR ==>
      exit->kind == TENON_EXIT_unhandled; */
uint32_t aarch64_delegation_interrupt(const struct tenon_aarch64_features *f,
                                      const struct tenon_aarch64_setup *s,
                                      const struct tenon_aarch64_fault *fault,
                                      const struct tenon_aarch64_frame *frame,
                                      struct tenon_exit *exit, struct tenon_aarch64_access *access);

/// A synchronous exception of any class, 0 to 63, that reaches EL2.
/*@ requires memory: \valid_read(fault) && \valid_read(frame) && \valid(exit) && \valid(access);
    requires apart: \separated(fault, frame, exit, access);
    requires sync: fault->vector == TENON_AARCH64_VECTOR_SYNC;
    terminates \true; exits \false;
    assigns *exit, *access;
    ensures one: \result == DELEGATION_EXIT || \result == DELEGATION_SKIPPED;
    ensures class_exit: \result == DELEGATION_EXIT ==> exit->kind != TENON_EXIT_NONE;
    ensures skipped: \result == DELEGATION_SKIPPED ==> exit->kind == TENON_EXIT_NONE;
    ensures never_guests: class_is_guests(esr_ec(\old(fault->esr))) ==>
      \result == DELEGATION_EXIT && exit->kind == TENON_EXIT_unhandled; */
uint32_t aarch64_delegation_class(const struct tenon_aarch64_fault *fault,
                                  const struct tenon_aarch64_frame *frame, struct tenon_exit *exit,
                                  struct tenon_aarch64_access *access);

/// And those that are the guest's stay with it: 1 if a control takes them to EL2 all the same.
/*@ requires memory: \valid_read(f) && \valid_read(s);
    terminates \true; exits \false; assigns \nothing;
    ensures stay: \result == 0; */
uint32_t aarch64_delegation_taken(const struct tenon_aarch64_features *f,
                                  const struct tenon_aarch64_setup *s);

#endif
