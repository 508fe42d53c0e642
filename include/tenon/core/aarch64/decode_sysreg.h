/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Trapped accesses to system registers: MSR, MRS and system instructions (exception class 0x18),
/// AArch32 MCR and MRC (0x03, 0x05).
#ifndef TENON_CORE_AARCH64_DECODE_SYSREG_H
#define TENON_CORE_AARCH64_DECODE_SYSREG_H

#include "tenon/core/aarch64/esr.h"
#include "tenon/core/aarch64/frame.h"
#include "tenon/core/aarch64/outcome.h"
#include "tenon/core/base.h"
#include "tenon/core/exit.h"

TENON_BEGIN_C

/*@
  logic integer rt_value{L}(struct tenon_aarch64_frame *f, integer esr) =
    esr_rt(esr) < 31 ? \at(f->x[esr_rt(esr)], L) : 0;

  predicate is_sgi(integer esr) =
    esr_direction(esr) == 0 && (esr_sysreg(esr) == TENON_AARCH64_ICC_SGI0R_EL1 ||
                                esr_sysreg(esr) == TENON_AARCH64_ICC_SGI1R_EL1 ||
                                esr_sysreg(esr) == TENON_AARCH64_ICC_ASGI1R_EL1);

  logic integer sgi_cause(integer esr) =
    esr_sysreg(esr) == TENON_AARCH64_ICC_SGI0R_EL1   ? TENON_AARCH64_CAUSE_sgi0
    : esr_sysreg(esr) == TENON_AARCH64_ICC_SGI1R_EL1 ? TENON_AARCH64_CAUSE_sgi1
                                                     : TENON_AARCH64_CAUSE_asgi1;

  // ICC_SGI1R_EL1 (GIC IHI 0069, 12.2.20): IRM [40], Aff3 [55:48], RS [47:44], Aff2 [39:32],
  // INTID [27:24], Aff1 [23:16], TargetList [15:0].
  logic integer sgi_irm(integer v) = (v / 0x10000000000) % 2;
  logic integer sgi_target(integer v) =
    ((v / 0x1000000000000) % 0x100) * 0x100000000 + ((v / 0x100000000) % 0x100) * 0x10000 +
    ((v / 0x10000) % 0x100) * 0x100 + ((v / 0x100000000000) % 16) * 16;

  predicate sgi_addressed{L}(struct tenon_exit *e, integer v) =
    \at(e->address, L) == (sgi_irm(v) == 1 ? 0 : sgi_target(v)) &&
    \at(e->argument, L) == (sgi_irm(v) == 1 ? 0 : v % 0x10000);
  predicate sgi_exit{L}(struct tenon_exit *e, integer esr, integer v) =
    \at(e->kind, L) == TENON_EXIT_send_ipi && \at(e->cause, L) == sgi_cause(esr) &&
    \at(e->value, L) == (v / 0x1000000) % 16 && exit_plain{L}(e) &&
    exit_answer{L}(e, 0, 4, sgi_irm(v) == 1 ? TENON_EXIT_FLAG_ALL_BUT_SELF : 0);

  predicate sysreg_read_exit{L}(struct tenon_exit *e, integer esr) =
    exit_what{L}(e, TENON_EXIT_sysreg_read, TENON_AARCH64_CAUSE_msr_mrs, esr_sysreg(esr), 0, 0) &&
    exit_register{L}(e, 8, esr_rt(esr), 8, 0) && exit_fault{L}(e, 0, 0) &&
    exit_answer{L}(e, TENON_ACCESS_READ, 4, 0);

  predicate sysreg_write_exit{L}(struct tenon_exit *e, integer esr, integer value) =
    exit_what{L}(e, TENON_EXIT_sysreg_write, TENON_AARCH64_CAUSE_msr_mrs, esr_sysreg(esr), value,
                 0) &&
    exit_register{L}(e, 8, esr_rt(esr), 8, 0) && exit_fault{L}(e, 0, 0) &&
    exit_answer{L}(e, TENON_ACCESS_WRITE, 4, 0);

  logic integer aarch32_cause(integer esr) =
    esr_ec(esr) == 3 ? TENON_AARCH64_CAUSE_mcr_mrc_cp15 : TENON_AARCH64_CAUSE_mcr_mrc_cp14;

  predicate mrc_exit{L}(struct tenon_exit *e, integer esr) =
    exit_what{L}(e, TENON_EXIT_sysreg_read, aarch32_cause(esr), esr_aarch32_sysreg(esr), 0, 0) &&
    exit_register{L}(e, 4, esr_rt(esr), 4, 0) && exit_fault{L}(e, 0, 0) &&
    exit_answer{L}(e, TENON_ACCESS_READ, esr_length(esr), 0);

  predicate mcr_exit{L}(struct tenon_exit *e, integer esr, integer value) =
    exit_what{L}(e, TENON_EXIT_sysreg_write, aarch32_cause(esr), esr_aarch32_sysreg(esr),
                 value % 0x100000000, 0) &&
    exit_register{L}(e, 4, esr_rt(esr), 4, 0) && exit_fault{L}(e, 0, 0) &&
    exit_answer{L}(e, TENON_ACCESS_WRITE, esr_length(esr), 0);
*/

/// SysRegRead, SysRegWrite (`address`: TENON_AARCH64_SYSREG id) or, for a write to one of the
/// ICC_SGI registers, SendIpi: bit n of `argument` sends interrupt `value` to the vCPU whose
/// MPIDR_EL1 affinity is `address` + n; FLAG_ALL_BUT_SELF sends it to all but the sender.
/*@ requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(frame, exit);
    terminates \true; exits \false;
    assigns *exit;
    behavior read:
      assumes esr_direction(esr) == 1;
      ensures read: sysreg_read_exit(exit, esr);
    behavior sgi:
      assumes is_sgi(esr);
      ensures sgi: sgi_exit(exit, esr, rt_value{Pre}(frame, esr));
      ensures addressed: sgi_addressed(exit, rt_value{Pre}(frame, esr));
    behavior write:
      assumes esr_direction(esr) == 0 && !is_sgi(esr);
      ensures write: sysreg_write_exit(exit, esr, rt_value{Pre}(frame, esr));
    complete behaviors; disjoint behaviors;
*/
void tenon_aarch64_decode_sysreg(uint64_t esr, const struct tenon_aarch64_frame *frame,
                                 struct tenon_exit *exit);

/// SysRegRead or SysRegWrite with a TENON_AARCH32_SYSREG id and 32-bit values.
/*@ requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(frame, exit);
    requires class: esr_ec(esr) == 3 || esr_ec(esr) == 5;
    terminates \true; exits \false;
    assigns *exit;
    behavior read:
      assumes esr_direction(esr) == 1;
      ensures read: mrc_exit(exit, esr);
    behavior write:
      assumes esr_direction(esr) == 0;
      ensures write: mcr_exit(exit, esr, rt_value{Pre}(frame, esr));
    complete behaviors; disjoint behaviors;
*/
void tenon_aarch64_decode_mcr_mrc(uint64_t esr, const struct tenon_aarch64_frame *frame,
                                  struct tenon_exit *exit);

TENON_END_C

#endif
