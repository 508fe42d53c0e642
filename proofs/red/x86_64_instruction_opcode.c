/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of instruction_opcode.h: none of these may prove. */
#define tenon_x86_64_opcode_needs_modrm \
  tenon_x86_64_opcode_needs_modrm__red_1                         /* must fail: needs */
#define tenon_x86_64_opcode_form tenon_x86_64_opcode_form__red_1 /* must fail: lockable */
#define tenon_x86_64_opcode_name tenon_x86_64_opcode_name__red_1 /* must fail: name */
#include "tenon/core/x86_64/instruction_opcode.h"

/* BT with an immediate has no ModRM byte. */
uint32_t tenon_x86_64_opcode_needs_modrm(uint32_t opcode) {
  if (opcode < 0x40u) {
    return opcode % 8u < 4u ? 1u : 0u;
  }
  return opcode == 0x62u || opcode == 0x63u || (opcode >= 0x80u && opcode < 0x90u) ||
                 (opcode >= 0xc4u && opcode < 0xc8u) || opcode == 0xf6u || opcode == 0xf7u ||
                 opcode == 0xfeu || opcode == 0xffu || opcode == 0x1a3u || opcode == 0x1b6u ||
                 opcode == 0x1b7u || opcode == 0x1beu || opcode == 0x1bfu
             ? 1u
             : 0u;
}

/* LOCK may stand before a store that reads nothing. */
struct tenon_x86_64_form tenon_x86_64_opcode_form(uint32_t opcode, uint32_t modrm, uint32_t mode) {
  struct tenon_x86_64_form f = {0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u};
  if (opcode == 0x88u || opcode == 0x89u) {
    f.operation = TENON_X86_64_OPERATION_MOV;
    f.direction = TENON_X86_64_DIRECTION_STORE;
    f.byte = opcode == 0x88u ? 1u : 0u;
    f.lockable = 1u;
    return f;
  }
  f.cause = tenon_x86_64_opcode_name(opcode, modrm, mode);
  return f;
}

/* C4 and C5 are VEX prefixes in 32-bit code whatever follows, and LDS and LES do not exist. */
uint32_t tenon_x86_64_opcode_name(uint32_t opcode, uint32_t modrm, uint32_t mode) {
  (void)modrm;
  (void)mode;
  return opcode == 0xc4u || opcode == 0xc5u ? (uint32_t)TENON_X86_64_INSN_vex
                                            : (uint32_t)TENON_X86_64_INSN_unknown;
}
