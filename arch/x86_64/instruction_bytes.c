/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/instruction_bytes.h"

/*@ requires inside: at + 2 <= TENON_X86_64_INSN_MAX;
    requires bytes: \valid_read(bytes + (0 .. 14));
    terminates \true; exits \false; assigns \nothing;
    ensures number: \result == x86_number_2(bytes, at);
    ensures range: \result < 0x10000;
*/
static uint64_t number2(const uint8_t *bytes, uint32_t at) {
  uint64_t low = bytes[at];
  uint64_t high = bytes[at + 1u];
  return low + high * 0x100u;
}

/*@ requires inside: at + 4 <= TENON_X86_64_INSN_MAX;
    requires bytes: \valid_read(bytes + (0 .. 14));
    terminates \true; exits \false; assigns \nothing;
    ensures number: \result == x86_number_4(bytes, at);
    ensures range: \result < 0x100000000;
*/
static uint64_t number4(const uint8_t *bytes, uint32_t at) {
  uint64_t low = number2(bytes, at);
  uint64_t high = number2(bytes, at + 2u);
  return low + high * 0x10000u;
}

uint64_t tenon_x86_64_insn_number(const uint8_t *bytes, uint32_t at, uint32_t width) {
  if (width == 0u) {
    return 0;
  }
  if (width == 1u) {
    return bytes[at];
  }
  if (width == 2u) {
    return number2(bytes, at);
  }
  if (width == 4u) {
    return number4(bytes, at);
  }
  return number4(bytes, at) + number4(bytes, at + 4u) * 0x100000000u;
}

uint64_t tenon_x86_64_insn_signed(const uint8_t *bytes, uint32_t at, uint32_t width) {
  uint64_t number = tenon_x86_64_insn_number(bytes, at, width);
  return width == 0u ? 0u : tenon_value_sign_extend(number, width, 8u);
}
