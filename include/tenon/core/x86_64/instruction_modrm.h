/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The memory operand that ModRM, SIB and displacement name (SDM volume 2, tables 2-1, 2-2, 2-3,
/// 2-7; APM volume 3, 1.4 and 1.5).
#ifndef TENON_CORE_X86_64_INSTRUCTION_MODRM_H
#define TENON_CORE_X86_64_INSTRUCTION_MODRM_H

#include "tenon/core/x86_64/instruction_bytes.h"
#include "tenon/core/x86_64/instruction_opcode.h"

struct tenon_x86_64_operand {
  uint64_t displacement; ///< sign-extended
  uint32_t cause;        ///< known, too_short, too_long
  uint32_t base;         ///< as in struct tenon_x86_64_instruction
  uint32_t index;
  uint32_t scale;
  uint32_t stack; ///< 1: without an override the segment is SS
  uint32_t end;   ///< behind the displacement
};

/*@ predicate x86_operand_sane(struct tenon_x86_64_operand o, integer at, integer count) =
      (o.cause == TENON_X86_64_INSN_known || o.cause == TENON_X86_64_INSN_too_short ||
       o.cause == TENON_X86_64_INSN_too_long) &&
      (o.cause == TENON_X86_64_INSN_known ==> at < o.end <= count) &&
      (count >= 15 ==> o.cause != TENON_X86_64_INSN_too_short) &&
      o.base <= TENON_X86_64_NO_REGISTER &&
      (o.index < 16 || o.index == TENON_X86_64_NO_REGISTER) && x86_is_width(o.scale) &&
      o.stack <= 1;

    // Of the ModRM byte m: table 2-1, of 16-bit addresses.
    logic integer x86_base_16(integer m) =
      m % 8 < 2 || m % 8 == 7 ? TENON_X86_64_RBX :
      m % 8 == 4 ? TENON_X86_64_RSI : m % 8 == 5 ? TENON_X86_64_RDI :
      m % 8 == 6 && m / 0x40 == 0 ? TENON_X86_64_NO_REGISTER : TENON_X86_64_RBP;
    logic integer x86_index_16(integer m) =
      m % 8 >= 4 ? TENON_X86_64_NO_REGISTER :
      m % 2 == 0 ? TENON_X86_64_RSI : TENON_X86_64_RDI;
    logic integer x86_bytes_16(integer m) = m % 8 == 6 && m / 0x40 == 0 ? 2 : m / 0x40;

    // And of the SIB byte s behind it, if m says that there is one: tables 2-2, 2-3 and 2-7.
    logic integer x86_base_32(integer m, integer s, integer mode, integer rex) =
      m % 8 == 4 ? (s % 8 == 5 && m / 0x40 == 0 ? TENON_X86_64_NO_REGISTER
                                                : s % 8 + rex % 2 * 8) :
      m % 8 == 5 && m / 0x40 == 0
        ? (mode == 64 ? TENON_X86_64_BASE_RIP : TENON_X86_64_NO_REGISTER)
        : m % 8 + rex % 2 * 8;
    logic integer x86_index_32(integer m, integer s, integer rex) =
      m % 8 != 4 || s / 8 % 8 + rex / 2 % 2 * 8 == TENON_X86_64_RSP
        ? TENON_X86_64_NO_REGISTER : s / 8 % 8 + rex / 2 % 2 * 8;
    logic integer x86_scale_32(integer m, integer s) =
      m % 8 != 4 || s / 0x40 == 0 ? 1 : s / 0x40 == 1 ? 2 : s / 0x40 == 2 ? 4 : 8;
    logic integer x86_bytes_32(integer m, integer s) =
      m / 0x40 == 1 ? 1 :
      m / 0x40 == 2 || m % 8 == 5 || (m % 8 == 4 && s % 8 == 5) ? 4 : 0;

    // Where the displacement of the operand at `at` begins, and how many bytes it has.
    logic integer x86_displaced_at(integer at, integer m, integer width) =
      width != 2 && m % 8 == 4 ? at + 2 : at + 1;
    logic integer x86_displaced_by(integer m, integer s, integer width) =
      width == 2 ? x86_bytes_16(m) : x86_bytes_32(m, s);
    // Without its SIB byte one does not know how long an operand is.
    logic integer x86_operand_end(integer at, integer m, integer s, integer width,
                                  integer count) =
      x86_displaced_at(at, m, width) > count
        ? x86_displaced_at(at, m, width)
        : x86_displaced_at(at, m, width) + x86_displaced_by(m, s, width);

    predicate x86_operand_registers(struct tenon_x86_64_operand o, integer base, integer index,
                                    integer scale) =
      o.base == base && o.index == index && o.scale == scale &&
      o.stack == (base == TENON_X86_64_RSP || base == TENON_X86_64_RBP ? 1 : 0);

    // All of it, for an operand that is known.
    predicate x86_operand_of{L}(struct tenon_x86_64_operand o, uint8_t *bytes, integer at,
                                integer count, integer mode, integer width, integer rex) =
      (width == 2 ==> x86_operand_registers(o, x86_base_16(\at(bytes[at], L)),
                                            x86_index_16(\at(bytes[at], L)), 1)) &&
      (width != 2 ==> x86_operand_registers(
         o, x86_base_32(\at(bytes[at], L), \at(bytes[at + 1], L), mode, rex),
         x86_index_32(\at(bytes[at], L), \at(bytes[at + 1], L), rex),
         x86_scale_32(\at(bytes[at], L), \at(bytes[at + 1], L)))) &&
      o.displacement == x86_number_signed{L}(
        bytes, x86_displaced_at(at, \at(bytes[at], L), width),
        x86_displaced_by(\at(bytes[at], L), \at(bytes[at + 1], L), width)) &&
      o.end == x86_operand_end(at, \at(bytes[at], L), \at(bytes[at + 1], L), width, count);
    predicate x86_operand_implied{L}(struct tenon_x86_64_operand o, uint8_t *bytes, integer at,
                                     integer width, integer place) =
      x86_operand_registers(o, TENON_X86_64_NO_REGISTER, TENON_X86_64_NO_REGISTER, 1) &&
      o.displacement == (place == TENON_X86_64_PLACE_OFFSET ? x86_number{L}(bytes, at, width) : 0) &&
      o.end == (place == TENON_X86_64_PLACE_OFFSET ? at + width : at);
*/

TENON_BEGIN_C

/// The operand whose ModRM byte lies at `at`. \pre it is there and its mod is not 3.
/*@ requires bytes: \valid_read(bytes + (0 .. 14));
    requires inside: at < count <= TENON_X86_64_INSN_MAX;
    requires memory: bytes[at] < 0xc0;
    requires mode: mode \in {16, 32, 64};
    requires width: address_width \in {2, 4, 8};
    requires rex: rex < 0x50;
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_operand_sane(\result, at, count);
    ensures cause: \result.cause == x86_insn_length_cause(
      x86_operand_end(at, bytes[at], bytes[at + 1], address_width, count), count);
    ensures narrow: \result.cause == TENON_X86_64_INSN_known && address_width == 2 ==>
      x86_operand_registers(\result, x86_base_16(bytes[at]), x86_index_16(bytes[at]), 1);
    ensures wide: \result.cause == TENON_X86_64_INSN_known && address_width != 2 ==>
      x86_operand_registers(\result, x86_base_32(bytes[at], bytes[at + 1], mode, rex),
                            x86_index_32(bytes[at], bytes[at + 1], rex),
                            x86_scale_32(bytes[at], bytes[at + 1]));
    ensures displacement: \result.cause == TENON_X86_64_INSN_known ==>
      \result.displacement == x86_number_signed(
        bytes, x86_displaced_at(at, bytes[at], address_width),
        x86_displaced_by(bytes[at], bytes[at + 1], address_width));
    ensures end: \result.cause == TENON_X86_64_INSN_known ==>
      \result.end == x86_operand_end(at, bytes[at], bytes[at + 1], address_width, count);
*/
struct tenon_x86_64_operand tenon_x86_64_modrm(const uint8_t *bytes, uint32_t at, uint32_t count,
                                               uint32_t mode, uint32_t address_width, uint32_t rex);

/// The operand of MOV moffs, whose offset of `width` bytes lies at `at` and is not sign-extended, or
/// that of a string, which has neither bytes nor registers here.
/*@ requires bytes: \valid_read(bytes + (0 .. 14));
    requires inside: 1 <= at <= count <= TENON_X86_64_INSN_MAX;
    requires width: width \in {2, 4, 8};
    requires place: place == TENON_X86_64_PLACE_OFFSET || place == TENON_X86_64_PLACE_STRING;
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_operand_sane(\result, at - 1, count);
    ensures registers: x86_operand_registers(\result, TENON_X86_64_NO_REGISTER,
                                             TENON_X86_64_NO_REGISTER, 1);
    ensures cause: \result.cause ==
      (place == TENON_X86_64_PLACE_OFFSET ? x86_insn_length_cause(at + width, count) : 0);
    ensures offset: \result.cause == TENON_X86_64_INSN_known && place == TENON_X86_64_PLACE_OFFSET
      ==> \result.displacement == x86_number(bytes, at, width) && \result.end == at + width;
    ensures string: place == TENON_X86_64_PLACE_STRING ==>
      \result.displacement == 0 && \result.end == at;
*/
struct tenon_x86_64_operand tenon_x86_64_implied(const uint8_t *bytes, uint32_t at, uint32_t count,
                                                 uint32_t width, uint32_t place);

TENON_END_C

#endif
