/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The parts of an instruction, from its bytes: prefixes, opcode, memory operand, sizes.
#ifndef TENON_CORE_X86_64_INSTRUCTION_READ_H
#define TENON_CORE_X86_64_INSTRUCTION_READ_H

#include "tenon/core/x86_64/instruction_modrm.h"
#include "tenon/core/x86_64/instruction_opcode.h"
#include "tenon/core/x86_64/instruction_prefix.h"

/// Every size of the instruction, in bytes.
struct tenon_x86_64_sizes {
  uint32_t memory;
  uint32_t reg;
  uint32_t immediate;
  uint32_t address;
};

/// An instruction that was read; only `cause` counts if that is not `known`.
struct tenon_x86_64_reading {
  uint32_t cause;
  uint32_t modrm;
  uint32_t end; ///< behind the last byte
  struct tenon_x86_64_prefixes prefixes;
  struct tenon_x86_64_form form;
  struct tenon_x86_64_operand operand;
  struct tenon_x86_64_sizes sizes;
};

/*@ predicate x86_sizes_sane(struct tenon_x86_64_sizes s) =
      x86_is_width(s.memory) && x86_is_width(s.reg) && s.immediate \in {0, 1, 2, 4} &&
      s.address \in {2, 4, 8};
    predicate x86_reading_whole(struct tenon_x86_64_reading r, integer count) =
      r.modrm < 0x100 && 1 <= r.end <= count && r.operand.end + r.sizes.immediate == r.end &&
      x86_prefixes_sane(r.prefixes) && x86_form_sane(r.form) && x86_sizes_sane(r.sizes) &&
      r.operand.base <= TENON_X86_64_NO_REGISTER && x86_is_width(r.operand.scale) &&
      (r.operand.index < 16 || r.operand.index == TENON_X86_64_NO_REGISTER);
    predicate x86_reading_sane(struct tenon_x86_64_reading r, integer count) =
      r.cause < TENON_X86_64_INSN_COUNT &&
      (count >= 15 ==> r.cause != TENON_X86_64_INSN_too_short) &&
      (r.cause == TENON_X86_64_INSN_known ==> x86_reading_whole(r, count));

    // n bytes of prefixes, and no more.
    predicate x86_prefixes_end{L}(uint8_t *bytes, integer n, integer count, integer mode) =
      0 <= n <= count &&
      (\forall integer k; 0 <= k < n ==> x86_is_prefix(\at(bytes[k], L), mode)) &&
      (n < count ==> !x86_is_prefix(\at(bytes[n], L), mode));
    // The opcode behind them, and the ModRM byte of a known one that has it.
    logic integer x86_opcode{L}(uint8_t *bytes, integer n) =
      \at(bytes[n], L) == 0x0f ? TENON_X86_64_MAP_0F + \at(bytes[n + 1], L) : \at(bytes[n], L);
    logic integer x86_opcode_end{L}(uint8_t *bytes, integer n) =
      \at(bytes[n], L) == 0x0f ? n + 2 : n + 1;
    logic integer x86_modrm{L}(uint8_t *bytes, integer n) =
      x86_place(x86_opcode{L}(bytes, n)) == TENON_X86_64_PLACE_MODRM
        ? \at(bytes[x86_opcode_end{L}(bytes, n)], L) : 0;
    logic integer x86_register_width(integer o, integer mode, integer operand, integer rex) =
      x86_byte(o) == 1 ? 1 : x86_operand_width(mode, operand, rex);
    // MOVZX, MOVSX and MOVSXD have at most as many bytes in memory as in the register.
    logic integer x86_memory_width(integer o, integer width) =
      x86_narrower(o) != 0 && x86_narrower(o) < width ? x86_narrower(o) : width;
    logic integer x86_immediate_width(integer o, integer width) =
      x86_immediate(o) > width ? width : x86_immediate(o);
    predicate x86_sizes_of(struct tenon_x86_64_sizes s, integer o, integer mode,
                           struct tenon_x86_64_prefixes p) =
      s.reg == x86_register_width(o, mode, p.operand, p.rex) &&
      s.memory == x86_memory_width(o, s.reg) && s.immediate == x86_immediate_width(o, s.reg) &&
      s.address == x86_address_width(mode, p.address);
*/

TENON_BEGIN_C

/// Reads the instruction that the first `count` bytes are.
/*@ requires bytes: \valid_read(bytes + (0 .. 14));
    requires count: count <= TENON_X86_64_INSN_MAX;
    requires mode: mode \in {16, 32, 64};
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_reading_sane(\result, count);
    ensures prefixes: x86_prefixes_of(\result.prefixes, bytes, \result.prefixes.length, mode);
    ensures behind: x86_prefixes_end(bytes, \result.prefixes.length, count, mode);
    ensures modrm: \result.cause == TENON_X86_64_INSN_known ==>
      \result.modrm == x86_modrm(bytes, \result.prefixes.length);
    ensures form: \result.cause == TENON_X86_64_INSN_known ==>
      x86_form_is(\result.form, x86_opcode(bytes, \result.prefixes.length),
                  \result.modrm / 8 % 8, mode);
    ensures some: \result.cause == TENON_X86_64_INSN_known ==>
      \result.form.operation != TENON_X86_64_OPERATION_NONE;
    ensures sizes: \result.cause == TENON_X86_64_INSN_known ==>
      x86_sizes_of(\result.sizes, x86_opcode(bytes, \result.prefixes.length), mode,
                   \result.prefixes);
    ensures lock: \result.cause == TENON_X86_64_INSN_known && \result.prefixes.lock == 1 ==>
      \result.form.direction == TENON_X86_64_DIRECTION_UPDATE;
    ensures memory: \result.cause == TENON_X86_64_INSN_known &&
      \result.form.place == TENON_X86_64_PLACE_MODRM ==>
      \result.modrm < 0xc0 &&
      x86_operand_of(\result.operand, bytes, x86_opcode_end(bytes, \result.prefixes.length),
                     count, mode, \result.sizes.address, \result.prefixes.rex);
    ensures implied: \result.cause == TENON_X86_64_INSN_known &&
      \result.form.place != TENON_X86_64_PLACE_MODRM ==>
      x86_operand_implied(\result.operand, bytes, x86_opcode_end(bytes, \result.prefixes.length),
                          \result.sizes.address, \result.form.place);
*/
struct tenon_x86_64_reading tenon_x86_64_read_instruction(const uint8_t *bytes, uint32_t count,
                                                          uint32_t mode);

TENON_END_C

#endif
