/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of instruction_modrm.h: none of these may prove. */
#define tenon_x86_64_modrm tenon_x86_64_modrm__red_1     /* must fail: wide */
#define tenon_x86_64_implied tenon_x86_64_implied__red_1 /* must fail: offset */
#include "tenon/core/x86_64/instruction_modrm.h"

/* A displacement of 32 bits without a base is relative to RIP in 32-bit code too. */
struct tenon_x86_64_operand tenon_x86_64_modrm(const uint8_t *bytes, uint32_t at, uint32_t count,
                                               uint32_t mode, uint32_t address_width,
                                               uint32_t rex) {
  struct tenon_x86_64_operand o = {0u, 0u, TENON_X86_64_BASE_RIP, TENON_X86_64_NO_REGISTER, 1u,
                                   0u, 0u};
  (void)mode;
  (void)address_width;
  (void)rex;
  o.end = at + 5u;
  o.cause = tenon_x86_64_insn_length_cause(o.end, count);
  if (o.cause == 0u) {
    o.displacement = tenon_x86_64_insn_signed(bytes, at + 1u, 4u);
  }
  return o;
}

/* The offset of MOV moffs is sign-extended, as a displacement is. */
struct tenon_x86_64_operand tenon_x86_64_implied(const uint8_t *bytes, uint32_t at, uint32_t count,
                                                 uint32_t width, uint32_t place) {
  struct tenon_x86_64_operand o = {0u, 0u, TENON_X86_64_NO_REGISTER, TENON_X86_64_NO_REGISTER, 1u,
                                   0u, 0u};
  o.end = at;
  if (place == (uint32_t)TENON_X86_64_PLACE_OFFSET) {
    o.cause = tenon_x86_64_insn_length_cause(at + width, count);
    if (o.cause == 0u) {
      o.displacement = tenon_x86_64_insn_signed(bytes, at, width);
      o.end = at + width;
    }
  }
  return o;
}
