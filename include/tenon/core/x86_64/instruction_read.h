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
*/

TENON_BEGIN_C

/// Reads the instruction that the first `count` bytes are.
/*@ requires bytes: \valid_read(bytes + (0 .. 14));
    requires count: count <= TENON_X86_64_INSN_MAX;
    requires mode: mode \in {16, 32, 64};
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_reading_sane(\result, count);
*/
struct tenon_x86_64_reading tenon_x86_64_read_instruction(const uint8_t *bytes, uint32_t count,
                                                          uint32_t mode);

TENON_END_C

#endif
