/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names for what is no instruction of the set, so that whoever reads a refusal knows what the guest
 * did: the opcode maps of SDM volume 2, appendix A.
 */
#include "tenon/core/x86_64/instruction_opcode.h"

#define UNKNOWN ((uint32_t)TENON_X86_64_INSN_unknown)
#define STACK ((uint32_t)TENON_X86_64_INSN_stack)

/*@ terminates \true; exits \false; assigns \nothing;
    ensures within: \result == 1 <==> first <= value <= last;
    ensures boolean: \result <= 1; */
static uint32_t within(uint32_t value, uint32_t first, uint32_t last) {
  return value >= first && value <= last ? 1u : 0u;
}

/* 06, 07, 0E ...: gone in 64-bit code (SDM 2.2.1.7 and appendix A, superscript i64). */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures gone: \result == 1 <==> x86_gone_in_64(opcode);
    ensures boolean: \result <= 1; */
static uint32_t gone_in_64(uint32_t opcode) {
  switch (opcode) {
    case 0x06u:
    case 0x07u:
    case 0x0eu:
    case 0x16u:
    case 0x17u:
    case 0x1eu:
    case 0x1fu:
    case 0x27u:
    case 0x2fu:
    case 0x37u:
    case 0x3fu:
    case 0x60u:
    case 0x61u:
    case 0x82u:
    case 0x9au:
    case 0xceu:
    case 0xd4u:
    case 0xd5u:
    case 0xeau:
      return 1u;
    default:
      return 0u;
  }
}

/* 00 to 7F. */
/*@ requires opcode: opcode < 0x80;
    requires modrm: modrm < 0x100;
    terminates \true; exits \false; assigns \nothing;
    ensures name: \result == x86_name_00(opcode, modrm, mode); */
static uint32_t name_of_00(uint32_t opcode, uint32_t modrm, uint32_t mode) {
  if (opcode < 0x40u && opcode % 8u < 4u) {
    return TENON_X86_64_INSN_add_with_carry;
  }
  if (opcode < 0x40u && opcode % 8u < 6u) {
    return TENON_X86_64_INSN_no_memory; /* AL or eAX and an immediate */
  }
  if (opcode < 0x20u || within(opcode, 0x50u, 0x61u) == 1u || opcode == 0x68u || opcode == 0x6au) {
    return STACK;
  }
  if (within(opcode, 0x40u, 0x4fu) == 1u) {
    return TENON_X86_64_INSN_no_memory; /* INC and DEC of registers */
  }
  if (opcode == 0x69u || opcode == 0x6bu) {
    return TENON_X86_64_INSN_multiply;
  }
  if (within(opcode, 0x6cu, 0x6fu) == 1u) {
    return TENON_X86_64_INSN_string_io;
  }
  return opcode == 0x62u && (mode == 64u || modrm >= 0xc0u) ? (uint32_t)TENON_X86_64_INSN_vex
                                                            : UNKNOWN;
}

/* 80 to BF. */
/*@ requires opcode: 0x80 <= opcode < 0xc0;
    requires modrm: modrm < 0x100;
    terminates \true; exits \false; assigns \nothing;
    ensures name: \result == x86_name_80(opcode, modrm); */
static uint32_t name_of_80(uint32_t opcode, uint32_t modrm) {
  if (opcode < 0x84u) {
    return TENON_X86_64_INSN_add_with_carry;
  }
  if (opcode == 0x8cu || opcode == 0x8eu) {
    return TENON_X86_64_INSN_segment_register;
  }
  if (opcode == 0x8fu) {
    return modrm / 8u % 8u == 0u ? STACK : (uint32_t)TENON_X86_64_INSN_vex;
  }
  if (opcode == 0x8du || within(opcode, 0x90u, 0x97u) == 1u || opcode == 0xa8u || opcode == 0xa9u ||
      opcode >= 0xb0u) {
    return TENON_X86_64_INSN_no_memory; /* LEA, XCHG, TEST and MOV of registers */
  }
  if (opcode == 0x9au || opcode == 0x9cu || opcode == 0x9du) {
    return STACK;
  }
  if (opcode == 0xa6u || opcode == 0xa7u || opcode == 0xaeu || opcode == 0xafu) {
    return TENON_X86_64_INSN_string_compare;
  }
  return opcode == 0xacu || opcode == 0xadu ? (uint32_t)TENON_X86_64_INSN_string_load : UNKNOWN;
}

/* F6, F7, FE, FF: the reg field decides. */
/*@ requires opcode: opcode \in {0xf6, 0xf7, 0xfe, 0xff};
    requires modrm: modrm < 0x100;
    terminates \true; exits \false; assigns \nothing;
    ensures name: \result == x86_name_c0(opcode, modrm, mode); */
static uint32_t name_of_group(uint32_t opcode, uint32_t modrm, uint32_t mode) {
  uint32_t reg = modrm / 8u % 8u;
  (void)mode;
  if (opcode == 0xf6u || opcode == 0xf7u) {
    return reg < 4u ? (uint32_t)TENON_X86_64_INSN_negate : (uint32_t)TENON_X86_64_INSN_multiply;
  }
  if (reg < 2u) {
    return TENON_X86_64_INSN_increment;
  }
  if (opcode == 0xfeu || reg == 7u) {
    return TENON_X86_64_INSN_undefined;
  }
  return reg != 4u && reg != 5u ? STACK : UNKNOWN; /* JMP */
}

/* C0 to FF. */
/*@ requires opcode: 0xc0 <= opcode < 0x100;
    requires modrm: modrm < 0x100;
    terminates \true; exits \false; assigns \nothing;
    ensures name: \result == x86_name_c0(opcode, modrm, mode); */
static uint32_t name_of_c0(uint32_t opcode, uint32_t modrm, uint32_t mode) {
  if (opcode < 0xc2u || within(opcode, 0xd0u, 0xd3u) == 1u) {
    return TENON_X86_64_INSN_shift;
  }
  if (opcode < 0xc4u || within(opcode, 0xc8u, 0xcfu) == 1u || opcode == 0xe8u) {
    return STACK;
  }
  if (opcode < 0xc6u) {
    return mode == 64u || modrm >= 0xc0u ? (uint32_t)TENON_X86_64_INSN_vex
                                         : (uint32_t)TENON_X86_64_INSN_far_pointer;
  }
  if (within(opcode, 0xd8u, 0xdfu) == 1u) {
    return TENON_X86_64_INSN_x87;
  }
  if (opcode == 0xf6u || opcode == 0xf7u || opcode >= 0xfeu) {
    return name_of_group(opcode, modrm, mode);
  }
  return UNKNOWN;
}

/*@ requires opcode: opcode < 0x80;
    terminates \true; exits \false; assigns \nothing;
    ensures name: \result == x86_name_0f_00(opcode); */
static uint32_t name_of_0f_00(uint32_t opcode) {
  if (opcode < 2u) {
    return TENON_X86_64_INSN_table_register;
  }
  if (within(opcode, 0x40u, 0x4fu) == 1u) {
    return TENON_X86_64_INSN_conditional;
  }
  return within(opcode, 0x10u, 0x17u) == 1u || within(opcode, 0x28u, 0x2fu) == 1u ||
                 within(opcode, 0x50u, 0x76u) == 1u || opcode >= 0x7cu
             ? (uint32_t)TENON_X86_64_INSN_simd
             : UNKNOWN;
}

/*@ requires opcode: 0x80 <= opcode < 0x100;
    requires modrm: modrm < 0x100;
    terminates \true; exits \false; assigns \nothing;
    ensures name: \result == x86_name_0f_80(opcode, modrm); */
static uint32_t name_of_0f_80(uint32_t opcode, uint32_t modrm) {
  switch (opcode) {
    case 0xa0u:
    case 0xa1u:
    case 0xa8u:
    case 0xa9u:
      return STACK;
    case 0xa4u:
    case 0xa5u:
    case 0xacu:
    case 0xadu:
      return TENON_X86_64_INSN_shift;
    case 0xabu:
    case 0xb3u:
    case 0xbbu:
      return TENON_X86_64_INSN_bit_change;
    case 0xbau:
      return modrm / 8u % 8u < 4u ? (uint32_t)TENON_X86_64_INSN_undefined
                                  : (uint32_t)TENON_X86_64_INSN_bit_change;
    case 0xb8u:
    case 0xbcu:
    case 0xbdu:
      return TENON_X86_64_INSN_bit_scan;
    case 0xb0u:
    case 0xb1u:
    case 0xc7u:
      return TENON_X86_64_INSN_compare_exchange;
    case 0xc0u:
    case 0xc1u:
      return TENON_X86_64_INSN_exchange_add;
    case 0xb2u:
    case 0xb4u:
    case 0xb5u:
      return TENON_X86_64_INSN_far_pointer;
    case 0xafu:
      return TENON_X86_64_INSN_multiply;
    case 0xaeu:
      return UNKNOWN;
    default:
      break;
  }
  if (within(opcode, 0x90u, 0x9fu) == 1u) {
    return TENON_X86_64_INSN_conditional;
  }
  return within(opcode, 0xc2u, 0xc6u) == 1u || within(opcode, 0xd0u, 0xfeu) == 1u
             ? (uint32_t)TENON_X86_64_INSN_simd
             : UNKNOWN;
}

uint32_t tenon_x86_64_opcode_name(uint32_t opcode, uint32_t modrm, uint32_t mode) {
  if (opcode >= TENON_X86_64_MAP_0F + 0x80u) {
    return name_of_0f_80(opcode - TENON_X86_64_MAP_0F, modrm);
  }
  if (opcode >= TENON_X86_64_MAP_0F) {
    return name_of_0f_00(opcode - TENON_X86_64_MAP_0F);
  }
  if (mode == 64u && gone_in_64(opcode) == 1u) {
    return TENON_X86_64_INSN_undefined;
  }
  if (opcode < 0x80u) {
    return name_of_00(opcode, modrm, mode);
  }
  return opcode < 0xc0u ? name_of_80(opcode, modrm) : name_of_c0(opcode, modrm, mode);
}
