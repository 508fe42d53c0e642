/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Numbers in the bytes of an instruction.
#ifndef TENON_CORE_X86_64_INSTRUCTION_BYTES_H
#define TENON_CORE_X86_64_INSTRUCTION_BYTES_H

#include "tenon/core/value.h"
#include "tenon/core/x86_64/instruction.h"

/*@ // What is wrong with an instruction of `length` bytes of which `count` are there.
    logic integer x86_insn_length_cause(integer length, integer count) =
      length > TENON_X86_64_INSN_MAX ? TENON_X86_64_INSN_too_long :
      length > count ? TENON_X86_64_INSN_too_short : TENON_X86_64_INSN_known;
    // Little-endian numbers.
    logic integer x86_number_2{L}(uint8_t *bytes, integer at) =
      \at(bytes[at], L) + \at(bytes[at + 1], L) * 0x100;
    logic integer x86_number_4{L}(uint8_t *bytes, integer at) =
      x86_number_2{L}(bytes, at) + x86_number_2{L}(bytes, at + 2) * 0x10000;
    logic integer x86_number{L}(uint8_t *bytes, integer at, integer width) =
      width == 0 ? 0 : width == 1 ? \at(bytes[at], L) :
      width == 2 ? x86_number_2{L}(bytes, at) : width == 4 ? x86_number_4{L}(bytes, at) :
      x86_number_4{L}(bytes, at) + x86_number_4{L}(bytes, at + 4) * 0x100000000;
    logic integer x86_number_signed{L}(uint8_t *bytes, integer at, integer width) =
      width == 0 ? 0 : value_sign_extended(x86_number{L}(bytes, at, width), width, 8);
*/

TENON_BEGIN_C

/*@ terminates \true; exits \false; assigns \nothing;
    ensures cause: \result == x86_insn_length_cause(length, count);
*/
static inline uint32_t tenon_x86_64_insn_length_cause(uint32_t length, uint32_t count) {
  if (length > TENON_X86_64_INSN_MAX) {
    return TENON_X86_64_INSN_too_long;
  }
  return length > count ? (uint32_t)TENON_X86_64_INSN_too_short : (uint32_t)TENON_X86_64_INSN_known;
}

/// The little-endian number of `width` bytes (0, 1, 2, 4, 8) at `at`, zero-extended.
/*@ requires width: width \in {0, 1, 2, 4, 8};
    requires inside: at + width <= TENON_X86_64_INSN_MAX;
    requires bytes: \valid_read(bytes + (0 .. 14));
    terminates \true; exits \false; assigns \nothing;
    ensures number: \result == x86_number(bytes, at, width);
    ensures range: width != 0 ==> \result < value_modulus(width);
*/
uint64_t tenon_x86_64_insn_number(const uint8_t *bytes, uint32_t at, uint32_t width);

/// The same, sign-extended to 64 bits.
/*@ requires width: width \in {0, 1, 2, 4, 8};
    requires inside: at + width <= TENON_X86_64_INSN_MAX;
    requires bytes: \valid_read(bytes + (0 .. 14));
    terminates \true; exits \false; assigns \nothing;
    ensures number: \result == x86_number_signed(bytes, at, width);
*/
uint64_t tenon_x86_64_insn_signed(const uint8_t *bytes, uint32_t at, uint32_t width);

TENON_END_C

#endif
