/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of flags.h: none of these may prove. */
#define tenon_x86_64_with_flag tenon_x86_64_with_flag__red_1   /* must fail: others */
#define tenon_x86_64_with_flags tenon_x86_64_with_flags__red_1 /* must fail: flags */
#define tenon_x86_64_arithmetic tenon_x86_64_arithmetic__red_1 /* must fail: overflow */
#define tenon_x86_64_bit tenon_x86_64_bit__red_1               /* must fail: bit */
#include "tenon/core/x86_64/flags.h"

/* A flag that is 0 stays 0. */
uint64_t tenon_x86_64_with_flag(uint64_t rflags, uint64_t power, uint32_t value) {
  return tenon_x86_64_flag(rflags, power) == 1u && value == 0u ? rflags - power : rflags;
}

/* CF keeps its old value. */
uint64_t tenon_x86_64_with_flags(uint64_t rflags, struct tenon_x86_64_sum sum) {
  uint64_t flags = tenon_x86_64_with_flag(rflags, TENON_X86_64_FLAG_PF, sum.parity);
  flags = tenon_x86_64_with_flag(flags, TENON_X86_64_FLAG_AF, sum.adjust);
  flags = tenon_x86_64_with_flag(flags, TENON_X86_64_FLAG_ZF, sum.zero);
  flags = tenon_x86_64_with_flag(flags, TENON_X86_64_FLAG_SF, sum.sign);
  return tenon_x86_64_with_flag(flags, TENON_X86_64_FLAG_OF, sum.overflow);
}

/* OF taken for CF. */
struct tenon_x86_64_sum tenon_x86_64_arithmetic(uint32_t operation, uint64_t a, uint64_t b,
                                                uint32_t width) {
  struct tenon_x86_64_sum s = {0u, 0u, 0u, 0u, 0u, 0u, 0u};
  uint64_t x = tenon_value_low(a, width);
  uint64_t y = tenon_value_low(b, width);
  (void)operation;
  s.value = tenon_value_low(tenon_value_subtract(x, y), width);
  s.carry = x < y ? 1u : 0u;
  s.overflow = s.carry;
  s.adjust = a % 16u < b % 16u ? 1u : 0u;
  s.zero = s.value == 0u ? 1u : 0u;
  return s;
}

/* The number of a bit beyond 32 is not reduced: a 32-bit operand has none of it. */
uint32_t tenon_x86_64_bit(uint64_t value, uint64_t number, uint32_t width) {
  uint64_t low = tenon_value_low(value, width);
  return number % 64u == 0u ? (uint32_t)(low % 2u) : 0u;
}
