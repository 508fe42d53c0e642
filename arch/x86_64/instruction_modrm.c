/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/instruction_modrm.h"

#define NONE TENON_X86_64_NO_REGISTER
#define OK ((uint32_t)TENON_X86_64_INSN_known)

/* An operand before its displacement is read: `end` is where that begins. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures registers: x86_operand_registers(\result, base, index, scale);
    ensures rest: \result.displacement == 0 && \result.cause == 0 && \result.end == end;
*/
static struct tenon_x86_64_operand operand_of(uint32_t base, uint32_t index, uint32_t scale,
                                              uint32_t end) {
  struct tenon_x86_64_operand o;
  o.displacement = 0;
  o.cause = OK;
  o.base = base;
  o.index = index;
  o.scale = scale;
  o.stack = base == (uint32_t)TENON_X86_64_RSP || base == (uint32_t)TENON_X86_64_RBP ? 1u : 0u;
  o.end = end;
  return o;
}

/*@ requires bytes: \valid_read(bytes + (0 .. 14));
    requires inside: o.end <= TENON_X86_64_INSN_MAX && count <= TENON_X86_64_INSN_MAX;
    requires width: width \in {0, 1, 2, 4};
    terminates \true; exits \false; assigns \nothing;
    ensures cause: \result.cause == x86_insn_length_cause(o.end + width, count);
    ensures registers: \result.base == o.base && \result.index == o.index &&
      \result.scale == o.scale && \result.stack == o.stack;
    ensures displacement: \result.cause == TENON_X86_64_INSN_known ==>
      \result.displacement == x86_number_signed(bytes, o.end, width) &&
      \result.end == o.end + width;
*/
static struct tenon_x86_64_operand displaced(struct tenon_x86_64_operand o, const uint8_t *bytes,
                                             uint32_t count, uint32_t width) {
  struct tenon_x86_64_operand d = o;
  d.cause = tenon_x86_64_insn_length_cause(o.end + width, count);
  if (d.cause == OK) {
    d.displacement = tenon_x86_64_insn_signed(bytes, o.end, width);
    d.end = o.end + width;
  }
  return d;
}

/* Table 2-1. */
/*@ requires rm: rm < 8;
    terminates \true; exits \false; assigns \nothing;
    ensures register: \result == x86_base_16(0x40 + rm);
*/
static uint32_t base_16(uint32_t rm) {
  if (rm < 2u || rm == 7u) {
    return TENON_X86_64_RBX;
  }
  if (rm == 4u) {
    return TENON_X86_64_RSI;
  }
  return rm == 5u ? (uint32_t)TENON_X86_64_RDI : (uint32_t)TENON_X86_64_RBP;
}

/*@ requires bytes: \valid_read(bytes + (0 .. 14));
    requires inside: at < count <= TENON_X86_64_INSN_MAX;
    requires memory: bytes[at] < 0xc0;
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_operand_sane(\result, at, count);
    ensures cause: \result.cause ==
      x86_insn_length_cause(at + 1 + x86_bytes_16(bytes[at]), count);
    ensures registers: x86_operand_registers(\result, x86_base_16(bytes[at]),
                                             x86_index_16(bytes[at]), 1);
    ensures displacement: \result.cause == TENON_X86_64_INSN_known ==>
      \result.displacement == x86_number_signed(bytes, at + 1, x86_bytes_16(bytes[at])) &&
      \result.end == at + 1 + x86_bytes_16(bytes[at]);
*/
static struct tenon_x86_64_operand modrm_16(const uint8_t *bytes, uint32_t at, uint32_t count) {
  uint32_t mod = (uint32_t)bytes[at] / 0x40u;
  uint32_t rm = (uint32_t)bytes[at] % 8u;
  uint32_t index = rm >= 4u        ? NONE
                   : rm % 2u == 0u ? (uint32_t)TENON_X86_64_RSI
                                   : (uint32_t)TENON_X86_64_RDI;
  if (mod == 0u && rm == 6u) {
    return displaced(operand_of(NONE, NONE, 1u, at + 1u), bytes, count, 2u);
  }
  return displaced(operand_of(base_16(rm), index, 1u, at + 1u), bytes, count, mod);
}

/* The bytes of a displacement; `low` are the low bits of the base. */
/*@ requires mod: mod < 3;
    terminates \true; exits \false; assigns \nothing;
    ensures width: \result == (mod == 1 ? 1 : mod == 2 || low == 5 ? 4 : 0);
*/
static uint32_t displacement_width(uint32_t mod, uint32_t low) {
  if (mod == 1u) {
    return 1u;
  }
  return mod == 2u || low == 5u ? 4u : 0u;
}

/*@ requires log: log < 4;
    terminates \true; exits \false; assigns \nothing;
    ensures scale: \result == (log == 0 ? 1 : log == 1 ? 2 : log == 2 ? 4 : 8);
*/
static uint32_t scale_of(uint32_t log) {
  return log == 0u ? 1u : log == 1u ? 2u : log == 2u ? 4u : 8u;
}

/* Table 2-3: the SIB byte lies behind the ModRM byte at `at`. R12 can be an index, RSP cannot. */
/*@ requires bytes: \valid_read(bytes + (0 .. 14));
    requires inside: at + 1 < count <= TENON_X86_64_INSN_MAX;
    requires memory: bytes[at] < 0xc0 && bytes[at] % 8 == 4;
    requires rex: rex < 0x50;
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_operand_sane(\result, at, count);
    ensures cause: \result.cause ==
      x86_insn_length_cause(at + 2 + x86_bytes_32(bytes[at], bytes[at + 1]), count);
    ensures registers: x86_operand_registers(\result,
      x86_base_32(bytes[at], bytes[at + 1], 64, rex),
      x86_index_32(bytes[at], bytes[at + 1], rex), x86_scale_32(bytes[at], bytes[at + 1]));
    ensures displacement: \result.cause == TENON_X86_64_INSN_known ==>
      \result.displacement == x86_number_signed(bytes, at + 2,
                                                x86_bytes_32(bytes[at], bytes[at + 1]));
    ensures end: \result.cause == TENON_X86_64_INSN_known ==>
      \result.end == at + 2 + x86_bytes_32(bytes[at], bytes[at + 1]);
*/
static struct tenon_x86_64_operand sib(const uint8_t *bytes, uint32_t at, uint32_t count,
                                       uint32_t rex) {
  uint32_t mod = (uint32_t)bytes[at] / 0x40u;
  uint32_t byte = bytes[at + 1u];
  uint32_t base = byte % 8u + rex % 2u * 8u;
  uint32_t index = byte / 8u % 8u + rex / 2u % 2u * 8u;
  uint32_t scale = scale_of(byte / 0x40u);
  uint32_t width = displacement_width(mod, byte % 8u);
  if (index == (uint32_t)TENON_X86_64_RSP) {
    index = NONE;
  }
  if (mod == 0u && byte % 8u == 5u) {
    base = NONE;
  }
  //@ assert width: width == x86_bytes_32(bytes[at], bytes[at + 1]);
  //@ assert base: base == x86_base_32(bytes[at], bytes[at + 1], 64, rex);
  //@ assert index: index == x86_index_32(bytes[at], bytes[at + 1], rex);
  //@ assert scale: scale == x86_scale_32(bytes[at], bytes[at + 1]);
  return displaced(operand_of(base, index, scale, at + 2u), bytes, count, width);
}

/* Tables 2-2 and 2-7, without a SIB byte. */
/*@ requires bytes: \valid_read(bytes + (0 .. 14));
    requires inside: at < count <= TENON_X86_64_INSN_MAX;
    requires memory: bytes[at] < 0xc0 && bytes[at] % 8 != 4;
    requires rex: rex < 0x50;
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_operand_sane(\result, at, count);
    ensures cause: \result.cause ==
      x86_insn_length_cause(at + 1 + x86_bytes_32(bytes[at], bytes[at + 1]), count);
    ensures registers: x86_operand_registers(\result,
      x86_base_32(bytes[at], bytes[at + 1], mode, rex), TENON_X86_64_NO_REGISTER, 1);
    ensures displacement: \result.cause == TENON_X86_64_INSN_known ==>
      \result.displacement == x86_number_signed(bytes, at + 1,
                                                x86_bytes_32(bytes[at], bytes[at + 1]));
    ensures end: \result.cause == TENON_X86_64_INSN_known ==>
      \result.end == at + 1 + x86_bytes_32(bytes[at], bytes[at + 1]);
*/
static struct tenon_x86_64_operand plain(const uint8_t *bytes, uint32_t at, uint32_t count,
                                         uint32_t mode, uint32_t rex) {
  uint32_t mod = (uint32_t)bytes[at] / 0x40u;
  uint32_t rm = (uint32_t)bytes[at] % 8u;
  uint32_t base = rm + rex % 2u * 8u;
  uint32_t width = displacement_width(mod, rm);
  if (mod == 0u && rm == 5u) {
    base = mode == 64u ? TENON_X86_64_BASE_RIP : NONE;
  }
  //@ assert width: width == x86_bytes_32(bytes[at], bytes[at + 1]);
  //@ assert base: base == x86_base_32(bytes[at], bytes[at + 1], mode, rex);
  return displaced(operand_of(base, NONE, 1u, at + 1u), bytes, count, width);
}

/*@ requires bytes: \valid_read(bytes + (0 .. 14));
    requires inside: at < count <= TENON_X86_64_INSN_MAX;
    requires memory: bytes[at] < 0xc0;
    requires rex: rex < 0x50;
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_operand_sane(\result, at, count);
    ensures cause: \result.cause == x86_insn_length_cause(
      x86_operand_end(at, bytes[at], bytes[at + 1], 8, count), count);
    ensures registers: \result.cause == TENON_X86_64_INSN_known ==>
      x86_operand_registers(\result, x86_base_32(bytes[at], bytes[at + 1], mode, rex),
                            x86_index_32(bytes[at], bytes[at + 1], rex),
                            x86_scale_32(bytes[at], bytes[at + 1]));
    ensures displacement: \result.cause == TENON_X86_64_INSN_known ==>
      \result.displacement == x86_number_signed(bytes, x86_displaced_at(at, bytes[at], 8),
                                                x86_bytes_32(bytes[at], bytes[at + 1]));
    ensures end: \result.cause == TENON_X86_64_INSN_known ==>
      \result.end == x86_operand_end(at, bytes[at], bytes[at + 1], 8, count);
*/
static struct tenon_x86_64_operand modrm_32(const uint8_t *bytes, uint32_t at, uint32_t count,
                                            uint32_t mode, uint32_t rex) {
  struct tenon_x86_64_operand o;
  if (bytes[at] % 8u != 4u) {
    return plain(bytes, at, count, mode, rex);
  }
  if (at + 2u <= count) {
    return sib(bytes, at, count, rex);
  }
  o = operand_of(NONE, NONE, 1u, at + 1u);
  o.cause = tenon_x86_64_insn_length_cause(at + 2u, count);
  return o;
}

struct tenon_x86_64_operand tenon_x86_64_modrm(const uint8_t *bytes, uint32_t at, uint32_t count,
                                               uint32_t mode, uint32_t address_width,
                                               uint32_t rex) {
  if (address_width == 2u) {
    return modrm_16(bytes, at, count);
  }
  return modrm_32(bytes, at, count, mode, rex);
}

struct tenon_x86_64_operand tenon_x86_64_implied(const uint8_t *bytes, uint32_t at, uint32_t count,
                                                 uint32_t width, uint32_t place) {
  struct tenon_x86_64_operand o = operand_of(NONE, NONE, 1u, at);
  if (place == (uint32_t)TENON_X86_64_PLACE_OFFSET) {
    o.cause = tenon_x86_64_insn_length_cause(at + width, count);
    if (o.cause == OK) {
      o.displacement = tenon_x86_64_insn_number(bytes, at, width);
      o.end = at + width;
    }
  }
  return o;
}
