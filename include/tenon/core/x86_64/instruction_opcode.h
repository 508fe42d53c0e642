/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What an opcode is (SDM volume 2, appendix A; APM volume 3, appendix A): the form of an
/// instruction of the set, or the name of one that is not.
#ifndef TENON_CORE_X86_64_INSTRUCTION_OPCODE_H
#define TENON_CORE_X86_64_INSTRUCTION_OPCODE_H

#include "tenon/core/x86_64/instruction.h"

/// Added to the second byte of an opcode that begins with 0F.
#define TENON_X86_64_MAP_0F 0x100u

/// Where the memory operand is.
enum tenon_x86_64_place {
  TENON_X86_64_PLACE_MODRM,
  TENON_X86_64_PLACE_OFFSET, ///< MOV moffs
  TENON_X86_64_PLACE_STRING
};

/// In `immediate`: as many bytes as the operand has, but at most 4.
#define TENON_X86_64_IMMEDIATE_FULL 4u

struct tenon_x86_64_form {
  uint32_t cause;     ///< known, or why the opcode is none of the set; the rest is 0 then
  uint32_t operation; ///< enum tenon_x86_64_operation
  uint32_t direction; ///< enum tenon_x86_64_direction
  uint32_t place;     ///< enum tenon_x86_64_place
  uint32_t byte;      ///< 1: operands are bytes, 0: of the operand size
  uint32_t memory;    ///< bytes in memory at most, where they are fewer than in the register; 0
  uint32_t extend;    ///< 1: sign-extends
  uint32_t immediate; ///< 0, 1, TENON_X86_64_IMMEDIATE_FULL
  uint32_t to_register;
  uint32_t lockable; ///< 1: LOCK may stand before it
};

/*@ predicate x86_form_sane(struct tenon_x86_64_form f) =
      f.cause < TENON_X86_64_INSN_COUNT && f.operation < TENON_X86_64_OPERATION_COUNT &&
      f.direction <= TENON_X86_64_DIRECTION_COPY && f.place <= TENON_X86_64_PLACE_STRING &&
      f.byte <= 1 && f.memory \in {0, 1, 2, 4} && f.extend <= 1 &&
      f.immediate \in {0, 1, TENON_X86_64_IMMEDIATE_FULL} && f.to_register <= 1 &&
      f.lockable <= 1;
    predicate x86_needs_modrm(integer o) =
      (o < 0x40 && o % 8 < 4) || o == 0x62 || o == 0x63 || 0x80 <= o < 0x90 ||
      0xc4 <= o < 0xc8 || o == 0xf6 || o == 0xf7 || o == 0xfe || o == 0xff ||
      o \in {0x1a3, 0x1b6, 0x1b7, 0x1ba, 0x1be, 0x1bf};
*/

TENON_BEGIN_C

/// Whether the form depends on a ModRM byte, which has to be there.
/*@ requires opcode: opcode < 0x200;
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures needs: \result == 1 <==> x86_needs_modrm(opcode);
*/
uint32_t tenon_x86_64_opcode_needs_modrm(uint32_t opcode);

/// Total. `modrm` counts only if it is needed.
/*@ requires opcode: opcode < 0x200;
    requires modrm: modrm < 0x100;
    requires mode: mode \in {16, 32, 64};
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_form_sane(\result);
    ensures known: \result.cause == TENON_X86_64_INSN_known ==>
      \result.operation != TENON_X86_64_OPERATION_NONE &&
      \result.direction != TENON_X86_64_DIRECTION_NONE;
    ensures modrm: \result.cause == TENON_X86_64_INSN_known &&
      \result.place == TENON_X86_64_PLACE_MODRM ==> x86_needs_modrm(opcode);
    ensures told: \result.cause != TENON_X86_64_INSN_too_short &&
      \result.cause != TENON_X86_64_INSN_too_long;
*/
struct tenon_x86_64_form tenon_x86_64_opcode_form(uint32_t opcode, uint32_t modrm, uint32_t mode);

/// The name of an opcode that is none of the set.
/*@ requires opcode: opcode < 0x200;
    requires modrm: modrm < 0x100;
    requires mode: mode \in {16, 32, 64};
    terminates \true; exits \false; assigns \nothing;
    ensures name: TENON_X86_64_INSN_too_long < \result < TENON_X86_64_INSN_COUNT;
*/
uint32_t tenon_x86_64_opcode_name(uint32_t opcode, uint32_t modrm, uint32_t mode);

TENON_END_C

#endif
