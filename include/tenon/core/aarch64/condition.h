/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The condition of a trapped AArch32 instruction: a CPU may trap one whose condition fails
/// (DDI 0487 G1.19.3), and then it must do nothing.
#ifndef TENON_CORE_AARCH64_CONDITION_H
#define TENON_CORE_AARCH64_CONDITION_H

#include "tenon/core/aarch64/advance.h"
#include "tenon/core/aarch64/esr.h"
#include "tenon/core/base.h"

TENON_BEGIN_C

/*@
  // DDI 0487 F1.3.1, table of condition codes, on the N, Z, C and V of SPSR_EL2.
  predicate flag_n(integer p) = (p / 0x80000000) % 2 == 1;
  predicate flag_z(integer p) = (p / 0x40000000) % 2 == 1;
  predicate flag_c(integer p) = (p / 0x20000000) % 2 == 1;
  predicate flag_v(integer p) = (p / 0x10000000) % 2 == 1;

  predicate condition_holds(integer cond, integer p) =
    (cond == 0 && flag_z(p)) ||
    (cond == 1 && !flag_z(p)) ||
    (cond == 2 && flag_c(p)) ||
    (cond == 3 && !flag_c(p)) ||
    (cond == 4 && flag_n(p)) ||
    (cond == 5 && !flag_n(p)) ||
    (cond == 6 && flag_v(p)) ||
    (cond == 7 && !flag_v(p)) ||
    (cond == 8 && flag_c(p) && !flag_z(p)) ||
    (cond == 9 && (!flag_c(p) || flag_z(p))) ||
    (cond == 10 && (flag_n(p) <==> flag_v(p))) ||
    (cond == 11 && !(flag_n(p) <==> flag_v(p))) ||
    (cond == 12 && !flag_z(p) && (flag_n(p) <==> flag_v(p))) ||
    (cond == 13 && (flag_z(p) || !(flag_n(p) <==> flag_v(p)))) ||
    cond == 14 || cond == 15;

  // Classes whose syndrome has CV and COND.
  predicate class_is_conditional(integer ec) =
    ec == 0x01 || ec == 0x03 || ec == 0x04 || ec == 0x05 || ec == 0x06 || ec == 0x07 ||
    ec == 0x08 || ec == 0x0c || ec == 0x13;

  // COND if the syndrome has it, else the IT block's condition, which is always outside one. SMC
  // says by itself that its condition holds (CCKNOWNPASS = 0), and then it has no COND.
  logic integer trapped_condition(integer esr, integer p) =
    esr_ec(esr) == 0x13 && esr_ccknownpass(esr) == 0 ? 14 :
    esr_cv(esr) == 1 ? esr_cond(esr) : pstate_it(p) == 0 ? 14 : pstate_it(p) / 16;

  predicate condition_failed(integer esr, integer p) =
    class_is_conditional(esr_ec(esr)) && pstate_aarch32(p) &&
    !condition_holds(trapped_condition(esr, p), p);
*/

/// \return 1 if the trapped instruction is an AArch32 one whose condition fails.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures failed: \result == 1 <==> condition_failed(esr, pstate);
    ensures boolean: \result == 0 || \result == 1;
*/
uint32_t tenon_aarch64_condition_failed(uint64_t esr, uint64_t pstate);

TENON_END_C

#endif
