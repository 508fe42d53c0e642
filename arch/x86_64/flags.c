/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/flags.h"

uint64_t tenon_x86_64_with_flag(uint64_t rflags, uint64_t power, uint32_t value) {
  uint32_t old = tenon_x86_64_flag(rflags, power);
  if (old == value) {
    return rflags;
  }
  return value == 1u ? rflags + power : rflags - power;
}

uint64_t tenon_x86_64_with_flags(uint64_t rflags, struct tenon_x86_64_sum sum) {
  uint64_t flags = tenon_x86_64_with_flag(rflags, TENON_X86_64_FLAG_CF, sum.carry);
  flags = tenon_x86_64_with_flag(flags, TENON_X86_64_FLAG_PF, sum.parity);
  flags = tenon_x86_64_with_flag(flags, TENON_X86_64_FLAG_AF, sum.adjust);
  flags = tenon_x86_64_with_flag(flags, TENON_X86_64_FLAG_ZF, sum.zero);
  flags = tenon_x86_64_with_flag(flags, TENON_X86_64_FLAG_SF, sum.sign);
  return tenon_x86_64_with_flag(flags, TENON_X86_64_FLAG_OF, sum.overflow);
}

/*@ requires width: x86_is_width(width);
    terminates \true; exits \false; assigns \nothing;
    ensures highest: \result == value_modulus(width) - 1;
*/
static uint64_t highest(uint32_t width) {
  if (width == 1u) {
    return 0xffu;
  }
  if (width == 2u) {
    return 0xffffu;
  }
  return width == 4u ? 0xffffffffu : UINT64_MAX;
}

/*@ requires width: x86_is_width(width);
    terminates \true; exits \false; assigns \nothing;
    ensures sign: \result == x86_sign(value, width);
    ensures boolean: \result <= 1;
*/
static uint32_t sign(uint64_t value, uint32_t width) {
  uint64_t low = tenon_value_low(value, width);
  if (width == 1u) {
    return low >= 0x80u ? 1u : 0u;
  }
  if (width == 2u) {
    return low >= 0x8000u ? 1u : 0u;
  }
  if (width == 4u) {
    return low >= 0x80000000u ? 1u : 0u;
  }
  return low >= 0x8000000000000000u ? 1u : 0u;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures parity: \result == x86_parity(v);
    ensures boolean: \result <= 1;
*/
static uint32_t parity(uint64_t v) {
  uint64_t ones = v % 2u + v / 2u % 2u + v / 4u % 2u + v / 8u % 2u + v / 0x10u % 2u +
                  v / 0x20u % 2u + v / 0x40u % 2u + v / 0x80u % 2u;
  return ones % 2u == 0u ? 1u : 0u;
}

/* A result, with the flags that follow from it; the others are 0. */
/*@ requires width: x86_is_width(width);
    requires range: value < value_modulus(width);
    terminates \true; exits \false; assigns \nothing;
    ensures value: \result.value == value;
    ensures flags: x86_sum_flags(\result);
    ensures of_value: x86_sum_of_value(\result, width);
    ensures clear: \result.carry == 0 && \result.adjust == 0 && \result.overflow == 0;
*/
static struct tenon_x86_64_sum sum_of(uint64_t value, uint32_t width) {
  struct tenon_x86_64_sum s;
  s.value = value;
  s.carry = 0;
  s.parity = parity(value);
  s.adjust = 0;
  s.zero = value == 0u ? 1u : 0u;
  s.sign = sign(value, width);
  s.overflow = 0;
  return s;
}

/*@ requires width: x86_is_width(width);
    terminates \true; exits \false; assigns \nothing;
    ensures flags: x86_sum_flags(\result);
    ensures of_value: x86_sum_of_value(\result, width);
    ensures value: \result.value == x86_sum(a, b, width) && \result.value < value_modulus(width);
    ensures carry: \result.carry ==
      (value_low(a, width) + value_low(b, width) >= value_modulus(width) ? 1 : 0);
    ensures adjust: \result.adjust == (a % 16 + b % 16 >= 16 ? 1 : 0);
    ensures overflow: \result.overflow ==
      (x86_sign(a, width) == x86_sign(b, width) &&
       x86_sign(\result.value, width) != x86_sign(a, width) ? 1 : 0);
*/
static struct tenon_x86_64_sum add(uint64_t a, uint64_t b, uint32_t width) {
  uint64_t x = tenon_value_low(a, width);
  uint64_t y = tenon_value_low(b, width);
  uint64_t room = highest(width) - y;
  uint64_t value = x <= room ? x + y : x - room - 1u;
  struct tenon_x86_64_sum s = sum_of(value, width);
  s.carry = x <= room ? 0u : 1u;
  s.adjust = a % 16u + b % 16u >= 16u ? 1u : 0u;
  s.overflow = sign(a, width) == sign(b, width) && s.sign != sign(a, width) ? 1u : 0u;
  return s;
}

/*@ requires width: x86_is_width(width);
    terminates \true; exits \false; assigns \nothing;
    ensures flags: x86_sum_flags(\result);
    ensures of_value: x86_sum_of_value(\result, width);
    ensures value: \result.value == x86_difference(a, b, width) &&
                   \result.value < value_modulus(width);
    ensures carry: \result.carry == (value_low(a, width) < value_low(b, width) ? 1 : 0);
    ensures adjust: \result.adjust == (a % 16 < b % 16 ? 1 : 0);
    ensures overflow: \result.overflow ==
      (x86_sign(a, width) != x86_sign(b, width) &&
       x86_sign(\result.value, width) != x86_sign(a, width) ? 1 : 0);
*/
static struct tenon_x86_64_sum subtract(uint64_t a, uint64_t b, uint32_t width) {
  uint64_t x = tenon_value_low(a, width);
  uint64_t y = tenon_value_low(b, width);
  uint64_t value = x >= y ? x - y : highest(width) - (y - x) + 1u;
  struct tenon_x86_64_sum s = sum_of(value, width);
  s.carry = x < y ? 1u : 0u;
  s.adjust = a % 16u < b % 16u ? 1u : 0u;
  s.overflow = sign(a, width) != sign(b, width) && s.sign != sign(a, width) ? 1u : 0u;
  return s;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures either: operation == TENON_X86_64_OPERATION_OR ==> \result == (a | b);
    ensures one: operation == TENON_X86_64_OPERATION_XOR ==> \result == (uint64_t)(a ^ b);
    ensures both: operation != TENON_X86_64_OPERATION_OR &&
      operation != TENON_X86_64_OPERATION_XOR ==> \result == (a & b);
*/
static uint64_t logical(uint32_t operation, uint64_t a, uint64_t b) {
  if (operation == (uint32_t)TENON_X86_64_OPERATION_OR) {
    return a | b;
  }
  return operation == (uint32_t)TENON_X86_64_OPERATION_XOR ? a ^ b : a & b;
}

struct tenon_x86_64_sum tenon_x86_64_arithmetic(uint32_t operation, uint64_t a, uint64_t b,
                                                uint32_t width) {
  if (operation == (uint32_t)TENON_X86_64_OPERATION_ADD) {
    return add(a, b, width);
  }
  if (operation == (uint32_t)TENON_X86_64_OPERATION_SUB ||
      operation == (uint32_t)TENON_X86_64_OPERATION_CMP) {
    return subtract(a, b, width);
  }
  return sum_of(tenon_value_low(logical(operation, a, b), width), width);
}

uint32_t tenon_x86_64_bit(uint64_t value, uint64_t number, uint32_t width) {
  uint64_t rest = value;
  uint64_t left = number % 64u;
  if (width == 1u) {
    left = number % 8u;
  } else if (width == 2u) {
    left = number % 16u;
  } else if (width == 4u) {
    left = number % 32u;
  }
  /*@ loop invariant range: 0 <= left < 64;
      loop invariant bit: x86_bit(rest, left) == x86_bit(value, number % (8 * width));
      loop assigns rest, left;
      loop variant left;
  */
  while (left > 0u) {
    rest /= 2u;
    left -= 1u;
  }
  return (uint32_t)(rest % 2u);
}
