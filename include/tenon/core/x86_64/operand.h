/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// General registers as operands of 1, 2, 4 and 8 bytes (SDM volume 1, 3.4.1.1; APM volume 3,
/// 2.3.1): what is read, and what a write leaves of the old value.
#ifndef TENON_CORE_X86_64_OPERAND_H
#define TENON_CORE_X86_64_OPERAND_H

#include "tenon/core/value.h"

/*@
  logic integer x86_register_part(integer value, integer width, integer high) =
    high == 1 ? value / 0x100 % 0x100 : value_low(value, width);
  // Bytes and words leave the rest of the register as it was, 32 bits clear it.
  logic integer x86_register_merged(integer old, integer value, integer width, integer high) =
    high == 1 ? old - old % 0x10000 + value % 0x100 * 0x100 + old % 0x100 :
    width == 1 ? old - old % 0x100 + value % 0x100 :
    width == 2 ? old - old % 0x10000 + value % 0x10000 :
    width == 4 ? value % 0x100000000 : value;
*/

TENON_BEGIN_C

/// The operand of `width` bytes in a register that holds `value`; bits 15:8 if `high` is 1.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures part: \result == x86_register_part(value, width, high);
    ensures range: high != 1 ==> \result < value_modulus(width);
*/
static inline uint64_t tenon_x86_64_register_part(uint64_t value, uint32_t width, uint32_t high) {
  if (high == 1u) {
    return value / 0x100u % 0x100u;
  }
  return tenon_value_low(value, width);
}

/// A register that held `old` after an operand of `width` bytes was written.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures merged: \result == x86_register_merged(old, value, width, high);
*/
uint64_t tenon_x86_64_register_merge(uint64_t old, uint64_t value, uint32_t width, uint32_t high);

TENON_END_C

#endif
