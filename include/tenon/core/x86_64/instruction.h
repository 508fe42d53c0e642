/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The x86 instructions that access memory and that the core can carry out, from their bytes (Intel
/// SDM volume 2, chapter 2 and appendix A; AMD APM volume 3, chapter 1 and appendix A): MOV, MOVZX,
/// MOVSX, MOVSXD, MOVS, STOS, AND, OR, XOR, ADD, SUB, TEST, CMP, XCHG, BT, in 16-, 32- and 64-bit
/// code. Everything else is named. docs/x86_64-instructions.md is the table of the set.
#ifndef TENON_CORE_X86_64_INSTRUCTION_H
#define TENON_CORE_X86_64_INSTRUCTION_H

#include "tenon/core/x86_64/frame.h"

/// No instruction is longer (SDM 2.3.11; the CPU raises \#GP).
#define TENON_X86_64_INSN_MAX 15u
/// In `base`: the address of the next instruction.
#define TENON_X86_64_BASE_RIP 16u
/// In `base` and `index`: none.
#define TENON_X86_64_NO_REGISTER 17u

enum tenon_x86_64_insn_cause {
#define TENON_X86_64_INSN_CAUSE(name, sentence) TENON_X86_64_INSN_##name,
#include "tenon/core/x86_64/instruction_causes.def"
  TENON_X86_64_INSN_COUNT
};

/// Segments in encoding order.
enum tenon_x86_64_segment {
  TENON_X86_64_ES,
  TENON_X86_64_CS,
  TENON_X86_64_SS,
  TENON_X86_64_DS,
  TENON_X86_64_FS,
  TENON_X86_64_GS,
  TENON_X86_64_SEGMENT_COUNT
};

/// MOVZX, MOVSX and MOVSXD are a MOV whose `register_width` is another one than its `width`.
enum tenon_x86_64_operation {
  TENON_X86_64_OPERATION_NONE,
  TENON_X86_64_OPERATION_MOV,
  TENON_X86_64_OPERATION_MOVS,
  TENON_X86_64_OPERATION_STOS,
  TENON_X86_64_OPERATION_ADD,
  TENON_X86_64_OPERATION_OR,
  TENON_X86_64_OPERATION_AND,
  TENON_X86_64_OPERATION_SUB,
  TENON_X86_64_OPERATION_XOR,
  TENON_X86_64_OPERATION_CMP,
  TENON_X86_64_OPERATION_TEST,
  TENON_X86_64_OPERATION_XCHG,
  TENON_X86_64_OPERATION_BT,
  TENON_X86_64_OPERATION_COUNT
};

/// What becomes of memory. COPY: a load at DS:rSI and a store at ES:rDI.
enum tenon_x86_64_direction {
  TENON_X86_64_DIRECTION_NONE,
  TENON_X86_64_DIRECTION_LOAD,
  TENON_X86_64_DIRECTION_STORE,
  TENON_X86_64_DIRECTION_UPDATE,
  TENON_X86_64_DIRECTION_COPY
};

/// `cause` is TENON_X86_64_INSN_known, or says why not; then every other field but `mode` is 0.
struct tenon_x86_64_instruction {
  uint64_t immediate;     ///< sign-extended; 0 without one
  uint64_t displacement;  ///< sign-extended; the whole offset of MOV moffs
  uint32_t cause;         ///< enum tenon_x86_64_insn_cause
  uint8_t operation;      ///< enum tenon_x86_64_operation
  uint8_t direction;      ///< enum tenon_x86_64_direction
  uint8_t width;          ///< bytes in memory: 1, 2, 4, 8
  uint8_t register_width; ///< bytes of the register: 1, 2, 4, 8
  uint8_t extend;         ///< 1: the load sign-extends from `width` to `register_width`
  uint8_t immediate_used; ///< 1: the other operand is `immediate`, 0: it is `reg`
  uint8_t to_register;    ///< 1: `reg` is the first operand, memory the second one
  uint8_t reg;            ///< 0 to 15
  uint8_t high;           ///< 1: AH, CH, DH, BH, with `reg` 0 to 3
  uint8_t base;           ///< 0 to 15, TENON_X86_64_BASE_RIP, TENON_X86_64_NO_REGISTER
  uint8_t index;          ///< 0 to 15, TENON_X86_64_NO_REGISTER
  uint8_t scale;          ///< 1, 2, 4, 8
  uint8_t segment;        ///< of the operand, or of the source of MOVS: enum tenon_x86_64_segment
  uint8_t address_width;  ///< bytes: 2, 4, 8
  uint8_t repeat;         ///< 1: REP
  uint8_t lock;           ///< 1: LOCK, or XCHG, which locks without it
  uint8_t length;         ///< bytes
  uint8_t mode;           ///< 16, 32, 64
  uint8_t reserved[2];
};

/*@
  logic integer x86_mode(integer mode) = mode == 16 || mode == 32 ? mode : 64;

  predicate x86_is_width(integer width) = width \in {1, 2, 4, 8};

  // What every caller may rely on.
  predicate x86_insn_sane{L}(struct tenon_x86_64_instruction *i) =
    \at(i->operation, L) < TENON_X86_64_OPERATION_COUNT &&
    \at(i->direction, L) <= TENON_X86_64_DIRECTION_COPY &&
    x86_is_width(\at(i->width, L)) && x86_is_width(\at(i->register_width, L)) &&
    \at(i->extend, L) <= 1 && \at(i->immediate_used, L) <= 1 && \at(i->to_register, L) <= 1 &&
    \at(i->reg, L) < 16 && \at(i->high, L) <= 1 &&
    \at(i->base, L) <= TENON_X86_64_NO_REGISTER &&
    (\at(i->index, L) < 16 || \at(i->index, L) == TENON_X86_64_NO_REGISTER) &&
    x86_is_width(\at(i->scale, L)) && \at(i->segment, L) < TENON_X86_64_SEGMENT_COUNT &&
    \at(i->address_width, L) \in {2, 4, 8} && \at(i->repeat, L) <= 1 && \at(i->lock, L) <= 1 &&
    1 <= \at(i->length, L) <= TENON_X86_64_INSN_MAX && \at(i->mode, L) \in {16, 32, 64};

  predicate x86_insn_refused{L}(struct tenon_x86_64_instruction *i) =
    TENON_X86_64_INSN_known < \at(i->cause, L) < TENON_X86_64_INSN_COUNT &&
    \at(i->operation, L) == 0 && \at(i->direction, L) == 0 && \at(i->width, L) == 0 &&
    \at(i->register_width, L) == 0 && \at(i->extend, L) == 0 && \at(i->immediate_used, L) == 0 &&
    \at(i->to_register, L) == 0 && \at(i->reg, L) == 0 && \at(i->high, L) == 0 &&
    \at(i->base, L) == 0 && \at(i->index, L) == 0 && \at(i->scale, L) == 0 &&
    \at(i->segment, L) == 0 && \at(i->address_width, L) == 0 && \at(i->repeat, L) == 0 &&
    \at(i->lock, L) == 0 && \at(i->length, L) == 0 && \at(i->immediate, L) == 0 &&
    \at(i->displacement, L) == 0;
*/

#ifdef __FRAMAC__
// clang-format off
#define TENON_X86_64_EACH_INSN_FIELD(i) \
  (i)->immediate, (i)->displacement, (i)->cause, (i)->operation, (i)->direction, (i)->width, \
  (i)->register_width, (i)->extend, (i)->immediate_used, (i)->to_register, (i)->reg, (i)->high, \
  (i)->base, (i)->index, (i)->scale, (i)->segment, (i)->address_width, (i)->repeat, (i)->lock, \
  (i)->length, (i)->mode, (i)->reserved[0], (i)->reserved[1]
// clang-format on
#endif

TENON_BEGIN_C

/// Total. `count` of the 15 bytes are valid; what lies behind them does not count. `mode` is the
/// default size of the code segment in bits: 16, 32; every other value is 64-bit code.
///
/// too_short means that more bytes would tell, and no number of bytes means that it is too_short
/// what fewer told apart. An instruction that is known lies in its first `length` bytes.
/*@ requires bytes: \valid_read(bytes + (0 .. 14));
    requires out: \valid(out);
    requires apart: \separated(bytes + (0 .. 14), out);
    terminates \true; exits \false;
    assigns TENON_X86_64_EACH_INSN_FIELD(out);
    ensures mode: out->mode == x86_mode(mode);
    ensures answer: out->cause == TENON_X86_64_INSN_known ? x86_insn_sane(out)
                                                          : x86_insn_refused(out);
    ensures some: out->cause == TENON_X86_64_INSN_known ==>
      out->operation != TENON_X86_64_OPERATION_NONE;
    ensures inside: out->length <= count;
    ensures whole: count >= 15 ==> out->cause != TENON_X86_64_INSN_too_short;
*/
void tenon_x86_64_instruction_decode(const uint8_t *bytes, uint32_t count, uint32_t mode,
                                     struct tenon_x86_64_instruction *out);

TENON_END_C

#endif
