/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of value.h: none of these may prove. */
#define tenon_value_sign_extend tenon_value_sign_extend__red_1 /* must fail: extended */
#define tenon_value_swap tenon_value_swap__red_1               /* must fail: swapped */
#include "tenon/core/value.h"

/* The contract of tenon_value_add(). tenon_value_add__red_1 must fail: sum */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures sum: \result == value_sum(a, b);
*/
uint64_t tenon_value_add__red_1(uint64_t a, uint64_t b) {
  return a <= UINT64_MAX - b ? a + b : UINT64_MAX;
}

/* The contract of tenon_value_subtract(). tenon_value_subtract__red_1 must fail: difference */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures difference: \result == value_difference(a, b);
*/
uint64_t tenon_value_subtract__red_1(uint64_t a, uint64_t b) {
  return a >= b ? a - b : UINT64_MAX - (b - a);
}

/* The contract of tenon_value_low(). tenon_value_low__red_1 must fail: low */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures low: \result == value_low(value, width);
    ensures range: \result < value_modulus(width);
*/
uint64_t tenon_value_low__red_1(uint64_t value, uint32_t width) {
  return width == 8u ? value : value % 0x100u;
}

/* A 32-bit destination keeps the sign bits above bit 31. */
uint64_t tenon_value_sign_extend(uint64_t value, uint32_t width, uint32_t register_width) {
  uint64_t low = tenon_value_low(value, width);
  (void)register_width;
  if (width == 1u) {
    return low < 0x80u ? low : low + 0xffffffffffffff00u;
  }
  if (width == 2u) {
    return low < 0x8000u ? low : low + 0xffffffffffff0000u;
  }
  if (width == 4u) {
    return low < 0x80000000u ? low : low + 0xffffffff00000000u;
  }
  return low;
}

/* Half words swapped, not their bytes. */
uint64_t tenon_value_swap(uint64_t value, uint32_t width) {
  if (width == 1u) {
    return value % 0x100u;
  }
  if (width == 2u) {
    return (value % 0x100u) * 0x100u + (value / 0x100u) % 0x100u;
  }
  if (width == 4u) {
    return (value % 0x10000u) * 0x10000u + (value / 0x10000u) % 0x10000u;
  }
  return (value % 0x100000000u) * 0x100000000u + value / 0x100000000u;
}
