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
*/
struct tenon_x86_64_operand tenon_x86_64_implied(const uint8_t *bytes, uint32_t at, uint32_t count,
                                                 uint32_t width, uint32_t place);

TENON_END_C

#endif
