/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of instruction_bytes.h: none of these may prove. */
#define tenon_x86_64_insn_number tenon_x86_64_insn_number__red_1 /* must fail: number */
#define tenon_x86_64_insn_signed tenon_x86_64_insn_signed__red_1 /* must fail: number */
#include "tenon/core/x86_64/instruction_bytes.h"

/* The last byte is the lowest. */
uint64_t tenon_x86_64_insn_number(const uint8_t *bytes, uint32_t at, uint32_t width) {
  uint64_t first;
  uint64_t second;
  if (width != 2u) {
    return 0;
  }
  first = bytes[at];
  second = bytes[at + 1u];
  return first * 0x100u + second;
}

/* Four bytes are not sign-extended: as in 32-bit code, where nobody sees it. */
uint64_t tenon_x86_64_insn_signed(const uint8_t *bytes, uint32_t at, uint32_t width) {
  uint64_t number = tenon_x86_64_insn_number(bytes, at, width);
  return width == 0u || width == 4u ? number : tenon_value_sign_extend(number, width, 8u);
}
