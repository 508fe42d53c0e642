/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What the read-modify-write instructions of FEAT_LSE compute (DDI 0487 C6.2, LDADD to LDUMIN).
#ifndef TENON_CORE_AARCH64_ATOMIC_H
#define TENON_CORE_AARCH64_ATOMIC_H

#include "tenon/core/aarch64/operation.h"
#include "tenon/core/base.h"
#include "tenon/core/value.h"

TENON_BEGIN_C

/*@ // WP sorts the operands of & | ^ by name, once here and once where they are computed (old,
    // operand), and no prover knows that they commute: b before a makes both orders agree.
    logic integer atomic_clr(integer b, integer a) = b & (0xffffffffffffffff - a);
    logic integer atomic_eor(integer b, integer a) = b ^ a;
    logic integer atomic_set(integer b, integer a) = b | a;

    // a and b: the old memory and the operand, both zero-extended from `width` bytes.
    logic integer atomic_result(integer operation, integer a, integer b, integer width) =
      operation == TENON_AARCH64_OPERATION_ADD
        ? (a + b < value_modulus(width) ? a + b : a + b - value_modulus(width)) :
      operation == TENON_AARCH64_OPERATION_CLR ? atomic_clr(a, b) :
      operation == TENON_AARCH64_OPERATION_EOR ? atomic_eor(a, b) :
      operation == TENON_AARCH64_OPERATION_SET ? atomic_set(a, b) :
      operation == TENON_AARCH64_OPERATION_SMAX
        ? (value_signed(a, width) > value_signed(b, width) ? a : b) :
      operation == TENON_AARCH64_OPERATION_SMIN
        ? (value_signed(a, width) > value_signed(b, width) ? b : a) :
      operation == TENON_AARCH64_OPERATION_UMAX ? (a > b ? a : b) :
      operation == TENON_AARCH64_OPERATION_UMIN ? (a > b ? b : a) : b;
*/

/// What a read-modify-write instruction stores: `old` op `operand` at `width` bytes; `operand`
/// itself for SWAP and CAS.
/*@ requires old_low: old == value_low(old, width);
    requires operand_low: operand == value_low(operand, width);
    terminates \true; exits \false; assigns \nothing;
    ensures result: \result == atomic_result(operation, old, operand, width);
*/
uint64_t tenon_aarch64_atomic(uint32_t operation, uint64_t old, uint64_t operand, uint32_t width);

TENON_END_C

#endif
