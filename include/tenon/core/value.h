/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Arithmetic on the values that accesses move: modulo 2^64, by width, by byte order.
///
/// A width is 1, 2, 4 or 8 bytes; every other number is treated as 8, so that the functions are
/// total. Divisions are by constant powers of two: compilers make shifts and masks of them, and
/// provers need no bit-vector lemma.
#ifndef TENON_CORE_VALUE_H
#define TENON_CORE_VALUE_H

#include "tenon/core/base.h"

TENON_BEGIN_C

/*@ logic integer value_modulus(integer width) =
      width == 1 ? 0x100 : width == 2 ? 0x10000 : width == 4 ? 0x100000000 : 0x10000000000000000;

    logic integer value_sum(integer a, integer b) =
      a + b < 0x10000000000000000 ? a + b : a + b - 0x10000000000000000;

    logic integer value_difference(integer a, integer b) =
      a >= b ? a - b : a - b + 0x10000000000000000;

    // The low `width` bytes.
    logic integer value_low(integer v, integer width) =
      width == 1 ? v % 0x100 : width == 2 ? v % 0x10000 : width == 4 ? v % 0x100000000 : v;

    // The same as a two's complement number.
    logic integer value_signed(integer v, integer width) =
      value_low(v, width) < value_modulus(width) / 2 ? value_low(v, width)
                                                     : value_low(v, width) - value_modulus(width);

    // A negative number as the register of `register_width` bytes that holds it.
    logic integer value_sign_extended(integer v, integer width, integer register_width) =
      width != 1 && width != 2 && width != 4 ? v :
      value_signed(v, width) >= 0 ? value_signed(v, width)
                                  : value_signed(v, width) +
                                    (register_width == 4 ? 0x100000000 : 0x10000000000000000);

    logic integer value_byte(integer v, integer power) = (v / power) % 0x100;

    logic integer value_swapped(integer v, integer width) =
      width == 1 ? value_byte(v, 1) :
      width == 2 ? value_byte(v, 1) * 0x100 + value_byte(v, 0x100) :
      width == 4 ? value_byte(v, 1) * 0x1000000 + value_byte(v, 0x100) * 0x10000 +
                   value_byte(v, 0x10000) * 0x100 + value_byte(v, 0x1000000) :
      value_byte(v, 1) * 0x100000000000000 + value_byte(v, 0x100) * 0x1000000000000 +
      value_byte(v, 0x10000) * 0x10000000000 + value_byte(v, 0x1000000) * 0x100000000 +
      value_byte(v, 0x100000000) * 0x1000000 + value_byte(v, 0x10000000000) * 0x10000 +
      value_byte(v, 0x1000000000000) * 0x100 + value_byte(v, 0x100000000000000);
*/

/// a + b modulo 2^64, without the unsigned overflow that proofs refuse; compiles to one addition.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures sum: \result == value_sum(a, b);
*/
static inline uint64_t tenon_value_add(uint64_t a, uint64_t b) {
  return a <= UINT64_MAX - b ? a + b : a - (UINT64_MAX - b) - 1u;
}

/// a - b modulo 2^64.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures difference: \result == value_difference(a, b);
*/
static inline uint64_t tenon_value_subtract(uint64_t a, uint64_t b) {
  return a >= b ? a - b : UINT64_MAX - (b - a) + 1u;
}

/// The low `width` bytes of `value`, zero-extended.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures low: \result == value_low(value, width);
    ensures range: \result < value_modulus(width);
*/
static inline uint64_t tenon_value_low(uint64_t value, uint32_t width) {
  if (width == 4u) {
    return value % 0x100000000u;
  }
  if (width == 1u) {
    return value % 0x100u;
  }
  if (width == 2u) {
    return value % 0x10000u;
  }
  return value;
}

/// The low `width` bytes of `value` as a signed number, in a register of `register_width` bytes
/// (4; every other number is treated as 8). A 32-bit register zero-extends to 64.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures extended: \result == value_sign_extended(value, width, register_width);
    ensures range: register_width == 4 && width \in {1, 2, 4} ==> \result < 0x100000000;
*/
uint64_t tenon_value_sign_extend(uint64_t value, uint32_t width, uint32_t register_width);

/// The low `width` bytes of `value` in reverse order, zero-extended.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures swapped: \result == value_swapped(value, width);
    ensures range: \result < value_modulus(width);
*/
uint64_t tenon_value_swap(uint64_t value, uint32_t width);

TENON_END_C

#endif
