/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of instruction_opcode.h: it may not prove. */
#define tenon_x86_64_opcode_form tenon_x86_64_opcode_form__red_2 /* must fail: form */
#include "tenon/core/x86_64/instruction_opcode.h"

/* CMP writes what it compares. */
struct tenon_x86_64_form tenon_x86_64_opcode_form(uint32_t opcode, uint32_t modrm, uint32_t mode) {
  struct tenon_x86_64_form f = {0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u};
  if (opcode == 0x38u || opcode == 0x39u) {
    f.operation = TENON_X86_64_OPERATION_CMP;
    f.direction = TENON_X86_64_DIRECTION_UPDATE;
    f.byte = opcode == 0x38u ? 1u : 0u;
    f.lockable = modrm < 0xc0u ? 1u : 0u;
    return f;
  }
  f.cause = tenon_x86_64_opcode_name(opcode, modrm, mode);
  return f;
}
