/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The registers that bind and unbind move, in ACSL.
/// Written by proofs/registers.py from registers.def; script/test format fails when it is stale.
#ifndef TENON_CORE_AARCH64_REGISTERS_MOVED_H
#define TENON_CORE_AARCH64_REGISTERS_MOVED_H

#include "tenon/core/aarch64/registers.h"

/*@ ghost uint64_t tenon_hw_register[TENON_AARCH64_SAVED_COUNT]; */ // the CPU's

/*@ // The condition of register `i` as a bit of features.has, 0 for none.
    logic integer register_condition(integer i) =
      i == TENON_AARCH64_SAVED_VDISR_EL2 || i == TENON_AARCH64_SAVED_VSESR_EL2 ? 1 :
      i == TENON_AARCH64_SAVED_TPIDR2_EL0 ? 2 :
      i == TENON_AARCH64_SAVED_ICC_SRE_EL1 ? 4 :
      0;

    predicate register_exists(integer has, integer i) =
      register_condition(i) == 0 || (has / register_condition(i)) % 2 == 1;

    // Row by row: register `i` is one that the CPU has.
    predicate register_listed(integer has, integer i) =
      i == TENON_AARCH64_SAVED_SP_EL0 ||
      i == TENON_AARCH64_SAVED_SP_EL1 ||
      i == TENON_AARCH64_SAVED_ELR_EL1 ||
      i == TENON_AARCH64_SAVED_SPSR_EL1 ||
      i == TENON_AARCH64_SAVED_ESR_EL1 ||
      i == TENON_AARCH64_SAVED_FAR_EL1 ||
      i == TENON_AARCH64_SAVED_AFSR0_EL1 ||
      i == TENON_AARCH64_SAVED_AFSR1_EL1 ||
      i == TENON_AARCH64_SAVED_VBAR_EL1 ||
      i == TENON_AARCH64_SAVED_SCTLR_EL1 ||
      i == TENON_AARCH64_SAVED_CPACR_EL1 ||
      i == TENON_AARCH64_SAVED_TTBR0_EL1 ||
      i == TENON_AARCH64_SAVED_TTBR1_EL1 ||
      i == TENON_AARCH64_SAVED_TCR_EL1 ||
      i == TENON_AARCH64_SAVED_MAIR_EL1 ||
      i == TENON_AARCH64_SAVED_AMAIR_EL1 ||
      i == TENON_AARCH64_SAVED_CONTEXTIDR_EL1 ||
      i == TENON_AARCH64_SAVED_PAR_EL1 ||
      i == TENON_AARCH64_SAVED_TPIDR_EL0 ||
      i == TENON_AARCH64_SAVED_TPIDRRO_EL0 ||
      i == TENON_AARCH64_SAVED_TPIDR_EL1 ||
      i == TENON_AARCH64_SAVED_CSSELR_EL1 ||
      i == TENON_AARCH64_SAVED_CNTKCTL_EL1 ||
      i == TENON_AARCH64_SAVED_CNTVOFF_EL2 ||
      i == TENON_AARCH64_SAVED_CNTV_CVAL_EL0 ||
      i == TENON_AARCH64_SAVED_CNTV_CTL_EL0 ||
      i == TENON_AARCH64_SAVED_CNTP_CVAL_EL0 ||
      i == TENON_AARCH64_SAVED_CNTP_CTL_EL0 ||
      ((has / 1) % 2 == 1 && i == TENON_AARCH64_SAVED_VDISR_EL2) ||
      ((has / 1) % 2 == 1 && i == TENON_AARCH64_SAVED_VSESR_EL2) ||
      ((has / 2) % 2 == 1 && i == TENON_AARCH64_SAVED_TPIDR2_EL0) ||
      ((has / 4) % 2 == 1 && i == TENON_AARCH64_SAVED_ICC_SRE_EL1);

    // Each of them is in memory at M what the CPU holds at C.
    predicate registers_equal{M, C}(uint64_t *sysreg, integer has) =
      \forall integer i; register_listed(has, i) ==>
        \at(sysreg[i], M) == \at(tenon_hw_register[i], C);

    // The others stay in memory as they were.
    predicate registers_lacking{A, B}(uint64_t *sysreg, integer has) =
      \forall integer i; 0 <= i < TENON_AARCH64_SAVED_COUNT && !register_listed(has, i) ==>
        \at(sysreg[i], A) == \at(sysreg[i], B); */

#endif
