/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of operand.h: it must not prove. */
#define tenon_x86_64_register_merge tenon_x86_64_register_merge__red_1 /* must fail: merged */
#include "tenon/core/x86_64/operand.h"

/* A write of 32 bits keeps the upper half, as writes of 8 and 16 bits keep the rest. */
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
  return width == 4u ? old - old % 0x100000000u + value % 0x100000000u : value;
}
