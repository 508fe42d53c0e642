/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of instruction_read.h: it must not prove. */
#define tenon_x86_64_read_instruction tenon_x86_64_read_instruction__red_1 /* must fail: sizes */
#include "tenon/core/x86_64/instruction_read.h"

/* LOCK and registers are let through, and an immediate of 32 bits has four bytes in 16-bit code. */
struct tenon_x86_64_reading tenon_x86_64_read_instruction(const uint8_t *bytes, uint32_t count,
                                                          uint32_t mode) {
  struct tenon_x86_64_reading r;
  uint32_t at;
  r.prefixes = tenon_x86_64_read_prefixes(bytes, count, mode);
  at = r.prefixes.length;
  r.modrm = 0;
  r.end = at;
  r.cause = tenon_x86_64_insn_length_cause(at + 6u, count);
  if (r.cause != 0u) {
    return r;
  }
  r.modrm = bytes[at + 1u];
  r.form = tenon_x86_64_opcode_form(bytes[at], r.modrm, mode);
  r.cause = r.form.cause;
  r.sizes.reg = r.form.byte == 1u ? 1u : tenon_x86_64_operand_width(mode, 0u, 0u);
  r.sizes.memory = r.sizes.reg;
  r.sizes.immediate = r.form.immediate;
  r.sizes.address = tenon_x86_64_address_width(mode, r.prefixes.address);
  r.operand =
      tenon_x86_64_implied(bytes, at + 2u, count, r.sizes.address, TENON_X86_64_PLACE_STRING);
  r.end = r.operand.end + r.sizes.immediate;
  return r;
}
