/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Results and status flags of the arithmetic and logical instructions (SDM volume 1, 3.4.3.1 and
/// appendix A; APM volume 3, appendix F). Flags that the manuals leave undefined: AF after a
/// logical instruction is 0, and BT changes CF alone.
#ifndef TENON_CORE_X86_64_FLAGS_H
#define TENON_CORE_X86_64_FLAGS_H

#include "tenon/core/value.h"
#include "tenon/core/x86_64/instruction.h"

#define TENON_X86_64_FLAG_CF 0x1u
#define TENON_X86_64_FLAG_PF 0x4u
#define TENON_X86_64_FLAG_AF 0x10u
#define TENON_X86_64_FLAG_ZF 0x40u
#define TENON_X86_64_FLAG_SF 0x80u
#define TENON_X86_64_FLAG_DF 0x400u
#define TENON_X86_64_FLAG_OF 0x800u
#define TENON_X86_64_FLAG_AC 0x40000u

/// What an operation gives: each flag is 0 or 1.
struct tenon_x86_64_sum {
  uint64_t value; ///< the low bytes
  uint32_t carry;
  uint32_t parity;
  uint32_t adjust;
  uint32_t zero;
  uint32_t sign;
  uint32_t overflow;
};

/*@
  predicate x86_is_flag(integer power) = power \in {0x1, 0x4, 0x10, 0x40, 0x80, 0x400, 0x800};
  logic integer x86_flag(integer rflags, integer power) = rflags / power % 2;
  // One flag set to `value`, all other bits as they were.
  logic integer x86_flag_set(integer rflags, integer power, integer value) =
    x86_flag(rflags, power) == value ? rflags : value == 1 ? rflags + power : rflags - power;
  logic integer x86_flags_set(integer rflags, struct tenon_x86_64_sum s) =
    x86_flag_set(x86_flag_set(x86_flag_set(x86_flag_set(x86_flag_set(x86_flag_set(
      rflags, TENON_X86_64_FLAG_CF, s.carry), TENON_X86_64_FLAG_PF, s.parity),
      TENON_X86_64_FLAG_AF, s.adjust), TENON_X86_64_FLAG_ZF, s.zero),
      TENON_X86_64_FLAG_SF, s.sign), TENON_X86_64_FLAG_OF, s.overflow);
  // The bit of this number, by halving.
  logic integer x86_bit(integer value, integer number) =
    number <= 0 ? value % 2 : x86_bit(value / 2, number - 1);
  // The highest bit.
  logic integer x86_sign(integer value, integer width) =
    value_low(value, width) >= value_modulus(width) / 2 ? 1 : 0;
  // Even, of the low eight bits.
  logic integer x86_parity(integer v) =
    (v % 2 + v / 2 % 2 + v / 4 % 2 + v / 8 % 2 + v / 0x10 % 2 + v / 0x20 % 2 + v / 0x40 % 2 +
     v / 0x80 % 2) % 2 == 0 ? 1 : 0;
  logic integer x86_sum(integer a, integer b, integer width) =
    value_low(a, width) + value_low(b, width) < value_modulus(width)
      ? value_low(a, width) + value_low(b, width)
      : value_low(a, width) + value_low(b, width) - value_modulus(width);
  logic integer x86_difference(integer a, integer b, integer width) =
    value_low(a, width) >= value_low(b, width)
      ? value_low(a, width) - value_low(b, width)
      : value_low(a, width) - value_low(b, width) + value_modulus(width);

  predicate x86_sum_flags(struct tenon_x86_64_sum s) =
    s.carry <= 1 && s.adjust <= 1 && s.overflow <= 1 && s.zero <= 1 && s.sign <= 1 &&
    s.parity <= 1;
  // ZF, SF and PF are those of the result.
  predicate x86_sum_of_value(struct tenon_x86_64_sum s, integer width) =
    s.zero == (s.value == 0 ? 1 : 0) && s.sign == x86_sign(s.value, width) &&
    s.parity == x86_parity(s.value);
  predicate x86_is_logical(integer operation) =
    operation \in {TENON_X86_64_OPERATION_AND, TENON_X86_64_OPERATION_OR,
                   TENON_X86_64_OPERATION_XOR, TENON_X86_64_OPERATION_TEST};
  predicate x86_is_arithmetic(integer operation) =
    x86_is_logical(operation) || operation \in {TENON_X86_64_OPERATION_ADD,
      TENON_X86_64_OPERATION_SUB, TENON_X86_64_OPERATION_CMP};
*/

TENON_BEGIN_C

/*@ requires flag: x86_is_flag(power);
    terminates \true; exits \false; assigns \nothing;
    ensures flag: \result == x86_flag(rflags, power);
    ensures boolean: \result <= 1;
*/
static inline uint32_t tenon_x86_64_flag(uint64_t rflags, uint64_t power) {
  return (uint32_t)(rflags / power % 2u);
}

/// `rflags` with one flag set to `value`.
/*@ requires flag: x86_is_flag(power);
    requires value: value <= 1;
    terminates \true; exits \false; assigns \nothing;
    ensures others: \result == x86_flag_set(rflags, power, value);
*/
uint64_t tenon_x86_64_with_flag(uint64_t rflags, uint64_t power, uint32_t value);

/// ADD; AND, OR, XOR, TEST; SUB, CMP of two operands of `width` bytes.
/*@ requires width: x86_is_width(width);
    requires operation: x86_is_arithmetic(operation);
    terminates \true; exits \false; assigns \nothing;
    ensures flags: x86_sum_flags(\result);
    ensures of_value: x86_sum_of_value(\result, width);
    ensures range: \result.value < value_modulus(width);
    behavior add:
      assumes operation == TENON_X86_64_OPERATION_ADD;
      ensures value: \result.value == x86_sum(a, b, width);
      ensures carry: \result.carry ==
        (value_low(a, width) + value_low(b, width) >= value_modulus(width) ? 1 : 0);
      ensures adjust: \result.adjust == (a % 16 + b % 16 >= 16 ? 1 : 0);
      ensures overflow: \result.overflow ==
        (x86_sign(a, width) == x86_sign(b, width) &&
         x86_sign(\result.value, width) != x86_sign(a, width) ? 1 : 0);
    behavior subtract:
      assumes operation == TENON_X86_64_OPERATION_SUB || operation == TENON_X86_64_OPERATION_CMP;
      ensures value: \result.value == x86_difference(a, b, width);
      ensures carry: \result.carry == (value_low(a, width) < value_low(b, width) ? 1 : 0);
      ensures adjust: \result.adjust == (a % 16 < b % 16 ? 1 : 0);
      ensures overflow: \result.overflow ==
        (x86_sign(a, width) != x86_sign(b, width) &&
         x86_sign(\result.value, width) != x86_sign(a, width) ? 1 : 0);
    behavior logical:
      assumes x86_is_logical(operation);
      ensures either: operation == TENON_X86_64_OPERATION_OR ==>
        \result.value == value_low(a | b, width);
      ensures one: operation == TENON_X86_64_OPERATION_XOR ==>
        \result.value == value_low((uint64_t)(a ^ b), width);
      ensures both: operation == TENON_X86_64_OPERATION_AND ||
        operation == TENON_X86_64_OPERATION_TEST ==> \result.value == value_low(a & b, width);
      ensures clear: \result.carry == 0 && \result.adjust == 0 && \result.overflow == 0;
    complete behaviors; disjoint behaviors;
*/
struct tenon_x86_64_sum tenon_x86_64_arithmetic(uint32_t operation, uint64_t a, uint64_t b,
                                                uint32_t width);

/// `rflags` with the six flags of `sum`.
/*@ requires flags: x86_sum_flags(sum);
    terminates \true; exits \false; assigns \nothing;
    ensures flags: \result == x86_flags_set(rflags, sum);
*/
uint64_t tenon_x86_64_with_flags(uint64_t rflags, struct tenon_x86_64_sum sum);

/// Bit `number` modulo the bits of `width` bytes.
/*@ requires width: x86_is_width(width);
    terminates \true; exits \false; assigns \nothing;
    ensures bit: \result == x86_bit(value, number % (8 * width));
    ensures boolean: \result <= 1;
*/
uint32_t tenon_x86_64_bit(uint64_t value, uint64_t number, uint32_t width);

TENON_END_C

#endif
