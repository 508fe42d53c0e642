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

    // The opcodes of the set, with the reg field of ModRM where that decides. Appendix A, table A-6:
    // group 1, whose numbers are also those of the rows 00 to 3F.
    logic integer x86_group_1(integer number) =
      number == 0 ? TENON_X86_64_OPERATION_ADD : number == 1 ? TENON_X86_64_OPERATION_OR :
      number == 4 ? TENON_X86_64_OPERATION_AND : number == 5 ? TENON_X86_64_OPERATION_SUB :
      number == 6 ? TENON_X86_64_OPERATION_XOR : number == 7 ? TENON_X86_64_OPERATION_CMP :
      TENON_X86_64_OPERATION_NONE;
    logic integer x86_group_operation(integer o, integer reg, integer mode) =
      0x80 <= o < 0x84 ? (o == 0x82 && mode == 64 ? TENON_X86_64_OPERATION_NONE
                                                  : x86_group_1(reg)) :
      o == 0x84 || o == 0x85 ? TENON_X86_64_OPERATION_TEST :
      o == 0x86 || o == 0x87 ? TENON_X86_64_OPERATION_XCHG :
      (o == 0xf6 || o == 0xf7) && reg < 2 ? TENON_X86_64_OPERATION_TEST :
      o == 0x1a3 || (o == 0x1ba && reg == 4) ? TENON_X86_64_OPERATION_BT :
      TENON_X86_64_OPERATION_NONE;
    logic integer x86_move_operation(integer o, integer reg, integer mode) =
      0x88 <= o <= 0x8b || 0xa0 <= o <= 0xa3 || ((o == 0xc6 || o == 0xc7) && reg == 0) ||
      (o == 0x63 && mode == 64) || o == 0x1b6 || o == 0x1b7 || o == 0x1be || o == 0x1bf
        ? TENON_X86_64_OPERATION_MOV :
      o == 0xa4 || o == 0xa5 ? TENON_X86_64_OPERATION_MOVS :
      o == 0xaa || o == 0xab ? TENON_X86_64_OPERATION_STOS : TENON_X86_64_OPERATION_NONE;
    logic integer x86_operation(integer o, integer reg, integer mode) =
      o < 0x40 && o % 8 < 4 ? x86_group_1(o / 8) :
      x86_group_operation(o, reg, mode) != TENON_X86_64_OPERATION_NONE
        ? x86_group_operation(o, reg, mode) : x86_move_operation(o, reg, mode);

    // And what the forms of those opcodes are.
    logic integer x86_to_register(integer o) =
      (o < 0x40 && o / 2 % 2 == 1) || o == 0x8a || o == 0x8b || o == 0xa0 || o == 0xa1 ||
      o == 0x63 || o == 0x1b6 || o == 0x1b7 || o == 0x1be || o == 0x1bf ? 1 : 0;
    logic integer x86_direction(integer operation, integer to_register) =
      operation == TENON_X86_64_OPERATION_MOVS ? TENON_X86_64_DIRECTION_COPY :
      operation == TENON_X86_64_OPERATION_STOS ? TENON_X86_64_DIRECTION_STORE :
      to_register == 1 || operation == TENON_X86_64_OPERATION_CMP ||
      operation == TENON_X86_64_OPERATION_TEST || operation == TENON_X86_64_OPERATION_BT
        ? TENON_X86_64_DIRECTION_LOAD :
      operation == TENON_X86_64_OPERATION_MOV ? TENON_X86_64_DIRECTION_STORE
                                              : TENON_X86_64_DIRECTION_UPDATE;
    logic integer x86_place(integer o) =
      0xa0 <= o < 0xa4 ? TENON_X86_64_PLACE_OFFSET :
      0xa4 <= o < 0xac ? TENON_X86_64_PLACE_STRING : TENON_X86_64_PLACE_MODRM;
    logic integer x86_byte(integer o) = o < 0x100 && o % 2 == 0 ? 1 : 0;
    logic integer x86_narrower(integer o) =
      o == 0x63 ? 4 : o == 0x1b6 || o == 0x1be ? 1 : o == 0x1b7 || o == 0x1bf ? 2 : 0;
    logic integer x86_extends(integer o) = o == 0x63 || o == 0x1be || o == 0x1bf ? 1 : 0;
    logic integer x86_immediate(integer o) =
      o == 0x80 || o == 0x82 || o == 0x83 || o == 0xc6 || o == 0xf6 || o == 0x1ba ? 1 :
      o == 0x81 || o == 0xc7 || o == 0xf7 ? TENON_X86_64_IMMEDIATE_FULL : 0;

    // The names of the others, tables row by row; m is the ModRM byte. What 64-bit code
    // does not have any more (superscript i64):
    predicate x86_gone_in_64(integer o) =
      o \in {0x06, 0x07, 0x0e, 0x16, 0x17, 0x1e, 0x1f, 0x27, 0x2f, 0x37, 0x3f, 0x60, 0x61, 0x82,
             0x9a, 0xce, 0xd4, 0xd5, 0xea};
    logic integer x86_name_00(integer o, integer m, integer mode) =
      o < 0x40 ? (o % 8 < 4 ? TENON_X86_64_INSN_add_with_carry :
                  o % 8 < 6 ? TENON_X86_64_INSN_no_memory :
                  o < 0x20 ? TENON_X86_64_INSN_stack : TENON_X86_64_INSN_unknown) :
      o < 0x50 ? TENON_X86_64_INSN_no_memory :
      o < 0x62 || o == 0x68 || o == 0x6a ? TENON_X86_64_INSN_stack :
      o == 0x62 && (mode == 64 || m >= 0xc0) ? TENON_X86_64_INSN_vex :
      o == 0x69 || o == 0x6b ? TENON_X86_64_INSN_multiply :
      0x6c <= o <= 0x6f ? TENON_X86_64_INSN_string_io : TENON_X86_64_INSN_unknown;
    logic integer x86_name_80(integer o, integer m) =
      o < 0x84 ? TENON_X86_64_INSN_add_with_carry :
      o == 0x8c || o == 0x8e ? TENON_X86_64_INSN_segment_register :
      o == 0x8d || 0x90 <= o <= 0x97 || o == 0xa8 || o == 0xa9 || 0xb0 <= o
        ? TENON_X86_64_INSN_no_memory :
      o == 0x8f ? (m / 8 % 8 == 0 ? TENON_X86_64_INSN_stack : TENON_X86_64_INSN_vex) :
      o == 0x9a || o == 0x9c || o == 0x9d ? TENON_X86_64_INSN_stack :
      o == 0xa6 || o == 0xa7 || o == 0xae || o == 0xaf ? TENON_X86_64_INSN_string_compare :
      o == 0xac || o == 0xad ? TENON_X86_64_INSN_string_load : TENON_X86_64_INSN_unknown;
    logic integer x86_name_c0(integer o, integer m, integer mode) =
      o < 0xc2 || 0xd0 <= o <= 0xd3 ? TENON_X86_64_INSN_shift :
      o < 0xc4 || o == 0xc8 || o == 0xc9 || 0xca <= o <= 0xcf || o == 0xe8
        ? TENON_X86_64_INSN_stack :
      o < 0xc6 ? (mode == 64 || m >= 0xc0 ? TENON_X86_64_INSN_vex
                                          : TENON_X86_64_INSN_far_pointer) :
      0xd8 <= o <= 0xdf ? TENON_X86_64_INSN_x87 :
      o == 0xf6 || o == 0xf7 ? (m / 8 % 8 < 4 ? TENON_X86_64_INSN_negate
                                              : TENON_X86_64_INSN_multiply) :
      o < 0xfe ? TENON_X86_64_INSN_unknown :
      m / 8 % 8 < 2 ? TENON_X86_64_INSN_increment :
      o == 0xfe || m / 8 % 8 == 7 ? TENON_X86_64_INSN_undefined :
      m / 8 % 8 == 4 || m / 8 % 8 == 5 ? TENON_X86_64_INSN_unknown : TENON_X86_64_INSN_stack;
    // Behind 0F: the two halves of the map.
    logic integer x86_name_0f_00(integer o) =
      o < 0x02 ? TENON_X86_64_INSN_table_register :
      0x10 <= o < 0x18 || 0x28 <= o < 0x30 || 0x50 <= o < 0x77 || 0x7c <= o
        ? TENON_X86_64_INSN_simd :
      0x40 <= o < 0x50 ? TENON_X86_64_INSN_conditional : TENON_X86_64_INSN_unknown;
    logic integer x86_name_0f_80(integer o, integer m) =
      0x90 <= o < 0xa0 ? TENON_X86_64_INSN_conditional :
      o == 0xa0 || o == 0xa1 || o == 0xa8 || o == 0xa9 ? TENON_X86_64_INSN_stack :
      o == 0xa4 || o == 0xa5 || o == 0xac || o == 0xad ? TENON_X86_64_INSN_shift :
      o == 0xab || o == 0xb3 || o == 0xbb || (o == 0xba && m / 8 % 8 >= 4)
        ? TENON_X86_64_INSN_bit_change :
      o == 0xaf ? TENON_X86_64_INSN_multiply :
      o == 0xb0 || o == 0xb1 || o == 0xc7 ? TENON_X86_64_INSN_compare_exchange :
      o == 0xb2 || o == 0xb4 || o == 0xb5 ? TENON_X86_64_INSN_far_pointer :
      o == 0xb8 || o == 0xbc || o == 0xbd ? TENON_X86_64_INSN_bit_scan :
      o == 0xba ? TENON_X86_64_INSN_undefined :
      o == 0xc0 || o == 0xc1 ? TENON_X86_64_INSN_exchange_add :
      0xc2 <= o < 0xc7 || 0xd0 <= o < 0xff ? TENON_X86_64_INSN_simd : TENON_X86_64_INSN_unknown;
    logic integer x86_name_one(integer o, integer m, integer mode) =
      o < 0x80 ? x86_name_00(o, m, mode) :
      o < 0xc0 ? x86_name_80(o, m) : x86_name_c0(o, m, mode);
    logic integer x86_name_two(integer o, integer m) =
      o < 0x80 ? x86_name_0f_00(o) : x86_name_0f_80(o, m);
    predicate x86_is_named(integer name, integer o, integer m, integer mode) =
      (o >= TENON_X86_64_MAP_0F ==> name == x86_name_two(o - TENON_X86_64_MAP_0F, m)) &&
      (mode == 64 && x86_gone_in_64(o) ==> name == TENON_X86_64_INSN_undefined) &&
      (o < TENON_X86_64_MAP_0F && !(mode == 64 && x86_gone_in_64(o)) ==>
         name == x86_name_one(o, m, mode));

    predicate x86_form_is(struct tenon_x86_64_form f, integer o, integer reg, integer mode) =
      f.operation == x86_operation(o, reg, mode) && f.to_register == x86_to_register(o) &&
      f.direction == x86_direction(f.operation, f.to_register) && f.place == x86_place(o) &&
      f.byte == x86_byte(o) && f.memory == x86_narrower(o) && f.extend == x86_extends(o) &&
      f.immediate == x86_immediate(o);
    predicate x86_form_none(struct tenon_x86_64_form f) =
      f.operation == 0 && f.direction == 0 && f.place == 0 && f.byte == 0 && f.memory == 0 &&
      f.extend == 0 && f.immediate == 0 && f.to_register == 0 && f.lockable == 0;
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
    ensures known: \result.cause == TENON_X86_64_INSN_known <==>
      x86_operation(opcode, modrm / 8 % 8, mode) != TENON_X86_64_OPERATION_NONE;
    ensures form: \result.cause == TENON_X86_64_INSN_known ==>
      x86_form_is(\result, opcode, modrm / 8 % 8, mode);
    // LOCK may stand before what reads, changes and writes memory.
    ensures lockable: \result.cause == TENON_X86_64_INSN_known ==>
      (\result.lockable == 1 <==> \result.direction == TENON_X86_64_DIRECTION_UPDATE &&
                                  modrm < 0xc0);
    ensures refused: \result.cause != TENON_X86_64_INSN_known ==>
      x86_form_none(\result) && x86_is_named(\result.cause, opcode, modrm, mode);
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
    ensures name: x86_is_named(\result, opcode, modrm, mode);
    ensures range: TENON_X86_64_INSN_too_long < \result < TENON_X86_64_INSN_COUNT;
*/
uint32_t tenon_x86_64_opcode_name(uint32_t opcode, uint32_t modrm, uint32_t mode);

TENON_END_C

#endif
