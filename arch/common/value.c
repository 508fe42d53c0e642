/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/value.h"

uint64_t tenon_value_sign_extend(uint64_t value, uint32_t width, uint32_t register_width) {
  uint64_t low = tenon_value_low(value, width);
  uint64_t top = register_width == 4u ? 0xffffffffu : UINT64_MAX;
  if (width == 1u) {
    return low < 0x80u ? low : low + (top - 0xffu);
  }
  if (width == 2u) {
    return low < 0x8000u ? low : low + (top - 0xffffu);
  }
  if (width == 4u) {
    return low < 0x80000000u ? low : low + (top - 0xffffffffu);
  }
  return low;
}

/*@ requires power: power \in {1, 0x100, 0x10000, 0x1000000, 0x100000000, 0x10000000000,
                               0x1000000000000, 0x100000000000000};
    terminates \true; exits \false; assigns \nothing;
    ensures byte: \result == value_byte(value, power);
    ensures range: \result < 0x100;
*/
static uint64_t byte_of(uint64_t value, uint64_t power) { return (value / power) % 0x100u; }

uint64_t tenon_value_swap(uint64_t value, uint32_t width) {
  uint64_t b0 = byte_of(value, 1u);
  uint64_t b1 = byte_of(value, 0x100u);
  uint64_t b2 = byte_of(value, 0x10000u);
  uint64_t b3 = byte_of(value, 0x1000000u);
  uint64_t b4 = byte_of(value, 0x100000000u);
  uint64_t b5 = byte_of(value, 0x10000000000u);
  uint64_t b6 = byte_of(value, 0x1000000000000u);
  uint64_t b7 = byte_of(value, 0x100000000000000u);
  if (width == 1u) {
    return b0;
  }
  if (width == 2u) {
    return b0 * 0x100u + b1;
  }
  if (width == 4u) {
    return b0 * 0x1000000u + b1 * 0x10000u + b2 * 0x100u + b3;
  }
  return b0 * 0x100000000000000u + b1 * 0x1000000000000u + b2 * 0x10000000000u + b3 * 0x100000000u +
         b4 * 0x1000000u + b5 * 0x10000u + b6 * 0x100u + b7;
}
