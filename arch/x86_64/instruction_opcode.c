/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/instruction_opcode.h"

#define BT_IMMEDIATE (TENON_X86_64_MAP_0F + 0xbau)

/* The operations of 00 to 3F and of the groups 80 to 83, by their number there; ADC and SBB are
   none of the set. */
/*@ requires number: number < 8;
    terminates \true; exits \false; assigns \nothing;
    ensures range: \result < TENON_X86_64_OPERATION_COUNT;
    ensures operation: \result == x86_group_1(number);
*/
static uint32_t arithmetic(uint32_t number) {
  switch (number) {
    case 0u:
      return TENON_X86_64_OPERATION_ADD;
    case 1u:
      return TENON_X86_64_OPERATION_OR;
    case 4u:
      return TENON_X86_64_OPERATION_AND;
    case 5u:
      return TENON_X86_64_OPERATION_SUB;
    case 6u:
      return TENON_X86_64_OPERATION_XOR;
    case 7u:
      return TENON_X86_64_OPERATION_CMP;
    default:
      return TENON_X86_64_OPERATION_NONE;
  }
}

/*@ requires cause: cause < TENON_X86_64_INSN_COUNT;
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_form_sane(\result);
    ensures cause: \result.cause == cause;
    ensures none: x86_form_none(\result);
*/
static struct tenon_x86_64_form refused(uint32_t cause) {
  struct tenon_x86_64_form f = {0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u};
  f.cause = cause;
  return f;
}

/*@ requires range: operation < TENON_X86_64_OPERATION_COUNT &&
                    direction <= TENON_X86_64_DIRECTION_COPY && byte <= 1;
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_form_sane(\result);
    ensures what: \result.cause == TENON_X86_64_INSN_known && \result.operation == operation &&
                  \result.direction == direction && \result.byte == byte;
    ensures rest: \result.place == 0 && \result.memory == 0 && \result.extend == 0 &&
      \result.immediate == 0 && \result.to_register == 0 && \result.lockable == 0;
*/
static struct tenon_x86_64_form form(uint32_t operation, uint32_t direction, uint32_t byte) {
  struct tenon_x86_64_form f = {0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u};
  f.operation = operation;
  f.direction = direction;
  f.byte = byte;
  return f;
}

/* An operation with two operands that are both read. CMP and TEST write neither. */
/*@ requires operation: operation \in {TENON_X86_64_OPERATION_ADD, TENON_X86_64_OPERATION_OR,
      TENON_X86_64_OPERATION_AND, TENON_X86_64_OPERATION_SUB, TENON_X86_64_OPERATION_XOR,
      TENON_X86_64_OPERATION_CMP, TENON_X86_64_OPERATION_TEST, TENON_X86_64_OPERATION_XCHG,
      TENON_X86_64_OPERATION_BT};
    requires range: byte <= 1 && to_register <= 1;
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_form_sane(\result);
    ensures known: \result.cause == TENON_X86_64_INSN_known && \result.operation == operation &&
                   \result.byte == byte && \result.to_register == to_register;
    ensures direction: \result.direction == x86_direction(operation, to_register);
    ensures lockable: \result.lockable ==
      (\result.direction == TENON_X86_64_DIRECTION_UPDATE ? 1 : 0);
    ensures rest: \result.place == 0 && \result.memory == 0 && \result.extend == 0 &&
      \result.immediate == 0;
*/
static struct tenon_x86_64_form binary(uint32_t operation, uint32_t byte, uint32_t to_register) {
  uint32_t compares = operation == (uint32_t)TENON_X86_64_OPERATION_CMP ||
                              operation == (uint32_t)TENON_X86_64_OPERATION_TEST ||
                              operation == (uint32_t)TENON_X86_64_OPERATION_BT
                          ? 1u
                          : 0u;
  uint32_t updates = compares == 0u && to_register == 0u ? 1u : 0u;
  struct tenon_x86_64_form f = form(operation,
                                    updates == 1u ? (uint32_t)TENON_X86_64_DIRECTION_UPDATE
                                                  : (uint32_t)TENON_X86_64_DIRECTION_LOAD,
                                    byte);
  f.to_register = to_register;
  f.lockable = updates;
  return f;
}

/* MOV, MOVZX, MOVSX, MOVSXD into a register, with fewer bytes in memory if `memory` is not 0. */
/*@ requires range: byte <= 1 && memory \in {0, 1, 2, 4} && extend <= 1;
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_form_sane(\result);
    ensures known: \result.cause == TENON_X86_64_INSN_known &&
                   \result.operation == TENON_X86_64_OPERATION_MOV &&
                   \result.direction == TENON_X86_64_DIRECTION_LOAD && \result.byte == byte &&
                   \result.memory == memory && \result.extend == extend;
    ensures rest: \result.to_register == 1 && \result.place == 0 && \result.immediate == 0 &&
      \result.lockable == 0;
*/
static struct tenon_x86_64_form load(uint32_t byte, uint32_t memory, uint32_t extend) {
  struct tenon_x86_64_form f = form(TENON_X86_64_OPERATION_MOV, TENON_X86_64_DIRECTION_LOAD, byte);
  f.memory = memory;
  f.extend = extend;
  f.to_register = 1u;
  return f;
}

/*@ requires range: x86_form_sane(f) && immediate \in {0, 1, 4} &&
                    place <= TENON_X86_64_PLACE_STRING;
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_form_sane(\result);
    ensures kept: \result.cause == f.cause && \result.operation == f.operation &&
      \result.direction == f.direction && \result.byte == f.byte && \result.memory == f.memory &&
      \result.extend == f.extend && \result.to_register == f.to_register &&
      \result.lockable == f.lockable;
    ensures new: \result.immediate == immediate && \result.place == place;
*/
static struct tenon_x86_64_form with(struct tenon_x86_64_form f, uint32_t immediate,
                                     uint32_t place) {
  struct tenon_x86_64_form g = f;
  g.immediate = immediate;
  g.place = place;
  return g;
}

/* 80 to BF without the moves: groups 1 and 3, TEST, XCHG. */
/*@ requires range: opcode < 0x200 && reg < 8 && mode \in {16, 32, 64};
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_form_sane(\result);
    ensures known: \result.cause == TENON_X86_64_INSN_known <==>
      x86_group_operation(opcode, reg, mode) != TENON_X86_64_OPERATION_NONE;
    ensures form: \result.cause == TENON_X86_64_INSN_known ==>
      x86_form_is(\result, opcode, reg, mode);
    ensures lockable: \result.lockable ==
      (\result.direction == TENON_X86_64_DIRECTION_UPDATE ? 1 : 0);
    ensures modrm: \result.cause == TENON_X86_64_INSN_known &&
      \result.place == TENON_X86_64_PLACE_MODRM ==> x86_needs_modrm(opcode);
    ensures told: \result.cause == TENON_X86_64_INSN_known ||
                  \result.cause == TENON_X86_64_INSN_unknown;
*/
static struct tenon_x86_64_form group(uint32_t opcode, uint32_t reg, uint32_t mode) {
  uint32_t byte = opcode % 2u == 0u ? 1u : 0u;
  uint32_t full = byte == 1u ? 1u : TENON_X86_64_IMMEDIATE_FULL;
  uint32_t operation = arithmetic(reg);
  if (opcode >= 0x80u && opcode < 0x84u && operation != (uint32_t)TENON_X86_64_OPERATION_NONE &&
      (opcode != 0x82u || mode != 64u)) {
    return with(binary(operation, byte, 0u), opcode == 0x81u ? full : 1u, TENON_X86_64_PLACE_MODRM);
  }
  if (opcode == 0x84u || opcode == 0x85u) {
    return binary(TENON_X86_64_OPERATION_TEST, byte, 0u);
  }
  if (opcode == 0x86u || opcode == 0x87u) {
    return binary(TENON_X86_64_OPERATION_XCHG, byte, 0u);
  }
  if ((opcode == 0xf6u || opcode == 0xf7u) && reg < 2u) {
    return with(binary(TENON_X86_64_OPERATION_TEST, byte, 0u), full, TENON_X86_64_PLACE_MODRM);
  }
  if (opcode == BT_IMMEDIATE && reg == 4u) {
    return with(binary(TENON_X86_64_OPERATION_BT, 0u, 0u), 1u, TENON_X86_64_PLACE_MODRM);
  }
  if (opcode == TENON_X86_64_MAP_0F + 0xa3u) {
    return binary(TENON_X86_64_OPERATION_BT, 0u, 0u);
  }
  return refused(TENON_X86_64_INSN_unknown);
}

/* MOVSXD, MOVZX, MOVSX. */
/*@ requires opcode: opcode \in {0x63, 0x1b6, 0x1b7, 0x1be, 0x1bf};
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_form_sane(\result);
    ensures cause: \result.cause ==
      (opcode == 0x63 && mode != 64 ? TENON_X86_64_INSN_unknown : TENON_X86_64_INSN_known);
    ensures form: \result.cause == TENON_X86_64_INSN_known ==>
      \result.operation == TENON_X86_64_OPERATION_MOV &&
      \result.direction == TENON_X86_64_DIRECTION_LOAD && \result.to_register == 1 &&
      \result.memory == x86_narrower(opcode) && \result.extend == x86_extends(opcode);
    ensures rest: \result.byte == 0 && \result.place == 0 && \result.immediate == 0 &&
      \result.lockable == 0 &&
      (\result.cause != TENON_X86_64_INSN_known ==> x86_form_none(\result));
*/
static struct tenon_x86_64_form widening(uint32_t opcode, uint32_t mode) {
  uint32_t memory = opcode % 2u == 0u ? 1u : 2u;
  uint32_t extend = opcode >= TENON_X86_64_MAP_0F + 0xbeu ? 1u : 0u;
  if (opcode != 0x63u) {
    return load(0u, memory, extend);
  }
  return mode == 64u ? load(0u, 4u, 1u) : refused(TENON_X86_64_INSN_unknown);
}

/* MOVS, STOS. */
/*@ requires opcode: opcode \in {0xa4, 0xa5, 0xaa, 0xab};
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_form_sane(\result);
    ensures form: \result.cause == TENON_X86_64_INSN_known &&
      \result.operation == (opcode < 0xa8 ? TENON_X86_64_OPERATION_MOVS
                                          : TENON_X86_64_OPERATION_STOS) &&
      \result.direction == (opcode < 0xa8 ? TENON_X86_64_DIRECTION_COPY
                                          : TENON_X86_64_DIRECTION_STORE) &&
      \result.byte == x86_byte(opcode) && \result.place == TENON_X86_64_PLACE_STRING;
    ensures rest: \result.to_register == 0 && \result.memory == 0 && \result.extend == 0 &&
      \result.immediate == 0 && \result.lockable == 0;
*/
static struct tenon_x86_64_form string(uint32_t opcode) {
  uint32_t copies = opcode < 0xa8u ? 1u : 0u;
  struct tenon_x86_64_form f = form(
      copies == 1u ? (uint32_t)TENON_X86_64_OPERATION_MOVS : (uint32_t)TENON_X86_64_OPERATION_STOS,
      copies == 1u ? (uint32_t)TENON_X86_64_DIRECTION_COPY : (uint32_t)TENON_X86_64_DIRECTION_STORE,
      opcode % 2u == 0u ? 1u : 0u);
  f.place = TENON_X86_64_PLACE_STRING;
  return f;
}

/* MOV. */
/*@ requires opcode: 0x88 <= opcode <= 0x8b || 0xa0 <= opcode <= 0xa3 || 0xc6 <= opcode <= 0xc7;
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_form_sane(\result);
    ensures cause: \result.cause ==
      (opcode >= 0xc6 && reg != 0 ? TENON_X86_64_INSN_unknown : TENON_X86_64_INSN_known);
    ensures form: \result.cause == TENON_X86_64_INSN_known ==>
      \result.operation == TENON_X86_64_OPERATION_MOV &&
      \result.to_register == x86_to_register(opcode) &&
      \result.direction == (\result.to_register == 1 ? TENON_X86_64_DIRECTION_LOAD
                                                     : TENON_X86_64_DIRECTION_STORE) &&
      \result.byte == x86_byte(opcode) && \result.place == x86_place(opcode) &&
      \result.immediate == x86_immediate(opcode);
    ensures rest: \result.memory == 0 && \result.extend == 0 && \result.lockable == 0 &&
      (\result.cause != TENON_X86_64_INSN_known ==> x86_form_none(\result));
*/
static struct tenon_x86_64_form plain(uint32_t opcode, uint32_t reg) {
  uint32_t byte = opcode % 2u == 0u ? 1u : 0u;
  struct tenon_x86_64_form store =
      form(TENON_X86_64_OPERATION_MOV, TENON_X86_64_DIRECTION_STORE, byte);
  if (opcode >= 0xc6u) {
    return reg == 0u ? with(store, byte == 1u ? 1u : TENON_X86_64_IMMEDIATE_FULL,
                            TENON_X86_64_PLACE_MODRM)
                     : refused(TENON_X86_64_INSN_unknown);
  }
  if (opcode < 0xa0u) {
    return opcode < 0x8au ? store : load(byte, 0u, 0u);
  }
  return with(opcode < 0xa2u ? load(byte, 0u, 0u) : store, 0u, TENON_X86_64_PLACE_OFFSET);
}

/* The moves. */
/*@ requires range: opcode < 0x200 && reg < 8 && mode \in {16, 32, 64};
    requires moves: x86_group_operation(opcode, reg, mode) == TENON_X86_64_OPERATION_NONE;
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_form_sane(\result);
    ensures known: \result.cause == TENON_X86_64_INSN_known <==>
      x86_move_operation(opcode, reg, mode) != TENON_X86_64_OPERATION_NONE;
    ensures form: \result.cause == TENON_X86_64_INSN_known ==>
      x86_form_is(\result, opcode, reg, mode);
    ensures lockable: \result.lockable ==
      (\result.direction == TENON_X86_64_DIRECTION_UPDATE ? 1 : 0);
    ensures modrm: \result.cause == TENON_X86_64_INSN_known &&
      \result.place == TENON_X86_64_PLACE_MODRM ==> x86_needs_modrm(opcode);
    ensures told: \result.cause == TENON_X86_64_INSN_known ||
                  \result.cause == TENON_X86_64_INSN_unknown;
*/
static struct tenon_x86_64_form move(uint32_t opcode, uint32_t reg, uint32_t mode) {
  struct tenon_x86_64_form f;
  switch (opcode) {
    case 0x88u:
    case 0x89u:
    case 0x8au:
    case 0x8bu:
    case 0xa0u:
    case 0xa1u:
    case 0xa2u:
    case 0xa3u:
    case 0xc6u:
    case 0xc7u:
      f = plain(opcode, reg);
      break;
    case 0xa4u:
    case 0xa5u:
    case 0xaau:
    case 0xabu:
      f = string(opcode);
      break;
    case 0x63u:
    case TENON_X86_64_MAP_0F + 0xb6u:
    case TENON_X86_64_MAP_0F + 0xb7u:
    case TENON_X86_64_MAP_0F + 0xbeu:
    case TENON_X86_64_MAP_0F + 0xbfu:
      f = widening(opcode, mode);
      break;
    default:
      f = refused(TENON_X86_64_INSN_unknown);
      break;
  }
  return f;
}

/* 00 to 3F, the rows of group 1. */
/*@ requires opcode: opcode < 0x40 && opcode % 8 < 4;
    requires mode: mode \in {16, 32, 64};
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_form_sane(\result);
    ensures known: \result.cause == TENON_X86_64_INSN_known <==>
      x86_operation(opcode, reg, mode) != TENON_X86_64_OPERATION_NONE;
    ensures form: \result.cause == TENON_X86_64_INSN_known ==>
      x86_form_is(\result, opcode, reg, mode);
    ensures lockable: \result.lockable ==
      (\result.direction == TENON_X86_64_DIRECTION_UPDATE ? 1 : 0);
    ensures told: \result.cause == TENON_X86_64_INSN_known ||
                  \result.cause == TENON_X86_64_INSN_unknown;
*/
static struct tenon_x86_64_form row(uint32_t opcode, uint32_t reg, uint32_t mode) {
  uint32_t operation = arithmetic(opcode / 8u);
  (void)reg;
  (void)mode;
  if (operation == (uint32_t)TENON_X86_64_OPERATION_NONE) {
    return refused(TENON_X86_64_INSN_unknown);
  }
  return binary(operation, opcode % 2u == 0u ? 1u : 0u, opcode / 2u % 2u);
}

/* Of an opcode of the set. */
/*@ requires range: opcode < 0x200 && reg < 8 && mode \in {16, 32, 64};
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_form_sane(\result);
    ensures known: \result.cause == TENON_X86_64_INSN_known <==>
      x86_operation(opcode, reg, mode) != TENON_X86_64_OPERATION_NONE;
    ensures form: \result.cause == TENON_X86_64_INSN_known ==>
      x86_form_is(\result, opcode, reg, mode);
    ensures lockable: \result.lockable ==
      (\result.direction == TENON_X86_64_DIRECTION_UPDATE ? 1 : 0);
    ensures modrm: \result.cause == TENON_X86_64_INSN_known &&
      \result.place == TENON_X86_64_PLACE_MODRM ==> x86_needs_modrm(opcode);
    ensures told: \result.cause == TENON_X86_64_INSN_known ||
                  \result.cause == TENON_X86_64_INSN_unknown;
*/
static struct tenon_x86_64_form form_of(uint32_t opcode, uint32_t reg, uint32_t mode) {
  struct tenon_x86_64_form f;
  if (opcode < 0x40u && opcode % 8u < 4u) {
    return row(opcode, reg, mode);
  }
  f = group(opcode, reg, mode);
  return f.cause == (uint32_t)TENON_X86_64_INSN_known ? f : move(opcode, reg, mode);
}

uint32_t tenon_x86_64_opcode_needs_modrm(uint32_t opcode) {
  if (opcode < 0x40u) {
    return opcode % 8u < 4u ? 1u : 0u;
  }
  if (opcode < 0x100u) {
    return opcode == 0x62u || opcode == 0x63u || (opcode >= 0x80u && opcode < 0x90u) ||
                   (opcode >= 0xc4u && opcode < 0xc8u) || (opcode >= 0xf6u && opcode < 0xf8u) ||
                   opcode >= 0xfeu
               ? 1u
               : 0u;
  }
  switch (opcode - TENON_X86_64_MAP_0F) {
    case 0xa3u:
    case 0xb6u:
    case 0xb7u:
    case 0xbau:
    case 0xbeu:
    case 0xbfu:
      return 1u;
    default:
      return 0u;
  }
}

struct tenon_x86_64_form tenon_x86_64_opcode_form(uint32_t opcode, uint32_t modrm, uint32_t mode) {
  struct tenon_x86_64_form f = form_of(opcode, modrm / 8u % 8u, mode);
  if (f.cause != (uint32_t)TENON_X86_64_INSN_known) {
    return refused(tenon_x86_64_opcode_name(opcode, modrm, mode));
  }
  if (f.place == (uint32_t)TENON_X86_64_PLACE_MODRM && modrm >= 0xc0u) {
    f.lockable = 0u; /* of registers */
  }
  return f;
}
