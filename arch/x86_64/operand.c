/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/operand.h"

uint64_t tenon_x86_64_register_merge(uint64_t old, uint64_t value, uint32_t width, uint32_t high) {
  if (high == 1u) {
    return old - old % 0x10000u + value % 0x100u * 0x100u + old % 0x100u;
  }
  if (width == 1u) {
    return old - old % 0x100u + value % 0x100u;
  }
  if (width == 2u) {
    return old - old % 0x10000u + value % 0x10000u;
  }
  return width == 4u ? value % 0x100000000u : value;
}
