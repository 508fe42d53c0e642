/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Loads and stores of general registers, from the instruction itself: RV64I, the C extension and
/// Zcb (unprivileged specification, chapters "RV32I", "RV64I", "C", "Zc*"). What else can touch
/// memory (floating point, vectors, LR, SC, AMO) is recognised and named.
#ifndef TENON_CORE_RISCV64_INSTRUCTION_H
#define TENON_CORE_RISCV64_INSTRUCTION_H

#include "tenon/core/base.h"
#include "tenon/core/riscv64/cause.h"

/// `cause`: load_guest_page_fault for a load, store_guest_page_fault for a store, and the name of
/// every other instruction, whose other fields but `length` are 0.
struct tenon_riscv64_instruction {
  uint64_t offset; ///< added to x`base` modulo 2^64: the guest-virtual address
  uint32_t cause;  ///< enum tenon_riscv64_cause
  uint8_t width;   ///< bytes: 1, 2, 4, 8
  uint8_t reg;     ///< read into, or stored
  uint8_t extend;  ///< 1: a load sign-extends
  uint8_t base;    ///< register
  uint8_t length;  ///< bytes: 2 or 4
  uint8_t reserved[3];
};

/*@
  logic integer rv_insn_f3(integer w) = w / 0x1000 % 8;
  logic integer rv_insn_rd(integer w) = w / 0x80 % 32;
  logic integer rv_insn_rs1(integer w) = w / 0x8000 % 32;
  logic integer rv_insn_rs2(integer w) = w / 0x100000 % 32;
  logic integer rv_insn_f5(integer w) = w / 0x8000000 % 32;
  // A field of 12 bits as a signed number modulo 2^64.
  logic integer rv_insn_signed(integer f) = f < 0x800 ? f : f + 0xfffffffffffff000;
  logic integer rv_insn_imm_i(integer w) = rv_insn_signed(w / 0x100000 % 0x1000);
  logic integer rv_insn_imm_s(integer w) =
    rv_insn_signed(w / 0x2000000 % 128 * 32 + w / 0x80 % 32);
  logic integer rv_insn_bytes(integer log) = log == 0 ? 1 : log == 1 ? 2 : log == 2 ? 4 : 8;

  predicate rv_insn_is_load(integer w) = w % 128 == 0x03 && rv_insn_f3(w) != 7;
  predicate rv_insn_is_store(integer w) = w % 128 == 0x23 && rv_insn_f3(w) < 4;
  logic integer rv_insn_other(integer w) =
    w % 128 == 0x07 ? (rv_insn_f3(w) == 0 || rv_insn_f3(w) > 4 ? TENON_RISCV64_CAUSE_vector_load
                                                         : TENON_RISCV64_CAUSE_fp_load) :
    w % 128 == 0x27 ? (rv_insn_f3(w) == 0 || rv_insn_f3(w) > 4 ? TENON_RISCV64_CAUSE_vector_store
                                                         : TENON_RISCV64_CAUSE_fp_store) :
    w % 128 == 0x2f ? (rv_insn_f5(w) == 2 ? TENON_RISCV64_CAUSE_load_reserved :
                       rv_insn_f5(w) == 3 ? TENON_RISCV64_CAUSE_store_conditional
                                       : TENON_RISCV64_CAUSE_atomic) :
    TENON_RISCV64_CAUSE_unknown_instruction;

  // Compressed: x8-x15 in bits 4:2 and 9:7, x0-x31 in 11:7 and 6:2; scaled offsets.
  logic integer rv_c_f3(integer c) = c / 0x2000 % 8;
  logic integer rv_c_f8(integer c) = c / 0x400 % 8;
  logic integer rv_c_low(integer c) = c / 4 % 8 + 8;
  logic integer rv_c_base(integer c) = c / 0x80 % 8 + 8;
  logic integer rv_c_rd(integer c) = c / 0x80 % 32;
  logic integer rv_c_rs2(integer c) = c / 4 % 32;
  logic integer rv_c_word(integer c) = c / 0x400 % 8 * 8 + c / 0x40 % 2 * 4 + c / 0x20 % 2 * 64;
  logic integer rv_c_double(integer c) = c / 0x400 % 8 * 8 + c / 0x20 % 4 * 64;
  logic integer rv_c_byte(integer c) = c / 0x20 % 2 * 2 + c / 0x40 % 2;
  logic integer rv_c_half(integer c) = c / 0x20 % 2 * 2;
  logic integer rv_c_lwsp(integer c) = c / 0x1000 % 2 * 32 + c / 0x10 % 8 * 4 + c / 4 % 4 * 64;
  logic integer rv_c_ldsp(integer c) = c / 0x1000 % 2 * 32 + c / 0x20 % 4 * 8 + c / 4 % 8 * 64;
  logic integer rv_c_swsp(integer c) = c / 0x200 % 16 * 4 + c / 0x80 % 4 * 64;
  logic integer rv_c_sdsp(integer c) = c / 0x400 % 8 * 8 + c / 0x80 % 8 * 64;
  logic integer rv_c0_other(integer c) =
    rv_c_f3(c) == 1 ? TENON_RISCV64_CAUSE_fp_load :
    rv_c_f3(c) == 5 ? TENON_RISCV64_CAUSE_fp_store : TENON_RISCV64_CAUSE_unknown_instruction;

  predicate rv_insn_what{L}(struct tenon_riscv64_instruction *i, integer cause, integer width,
                         integer reg, integer extend) =
    \at(i->cause, L) == cause && \at(i->width, L) == width && \at(i->reg, L) == reg &&
    \at(i->extend, L) == extend;
  predicate rv_insn_where{L}(struct tenon_riscv64_instruction *i, integer base, integer offset,
                          integer length) =
    \at(i->base, L) == base && \at(i->offset, L) == offset && \at(i->length, L) == length;
  predicate rv_insn_load{L}(struct tenon_riscv64_instruction *i, integer width, integer reg,
                         integer extend) =
    rv_insn_what{L}(i, TENON_RISCV64_CAUSE_load_guest_page_fault, width, reg, extend);
  predicate rv_insn_store{L}(struct tenon_riscv64_instruction *i, integer width, integer reg) =
    rv_insn_what{L}(i, TENON_RISCV64_CAUSE_store_guest_page_fault, width, reg, 0);
  predicate rv_insn_named{L}(struct tenon_riscv64_instruction *i, integer cause, integer length) =
    rv_insn_what{L}(i, cause, 0, 0, 0) && rv_insn_where{L}(i, 0, 0, length);
  // What every caller may rely on.
  predicate rv_insn_sane{L}(struct tenon_riscv64_instruction *i) =
    \at(i->width, L) <= 8 && \at(i->reg, L) < 32 && \at(i->extend, L) <= 1 &&
    \at(i->base, L) < 32 && (\at(i->length, L) == 2 || \at(i->length, L) == 4);
*/

#ifdef __FRAMAC__
// clang-format off
/* What an instruction must become: 32 bits, quadrant 0, quadrant 2 of the C extension. */
#define TENON_RISCV64_INSTRUCTION_32(w, out)                                                   \
  behavior load:                                                                               \
    assumes w % 4 == 3 && rv_insn_is_load(w);                                                  \
    ensures load: rv_insn_load(out, rv_insn_bytes(rv_insn_f3(w) % 4), rv_insn_rd(w),           \
                            rv_insn_f3(w) < 3 ? 1 : 0);                                        \
    ensures from: rv_insn_where(out, rv_insn_rs1(w), rv_insn_imm_i(w), 4);                     \
  behavior store:                                                                              \
    assumes w % 4 == 3 && rv_insn_is_store(w);                                                 \
    ensures store: rv_insn_store(out, rv_insn_bytes(rv_insn_f3(w)), rv_insn_rs2(w));           \
    ensures to: rv_insn_where(out, rv_insn_rs1(w), rv_insn_imm_s(w), 4);                       \
  behavior other:                                                                              \
    assumes w % 4 == 3 && !rv_insn_is_load(w) && !rv_insn_is_store(w);                         \
    ensures named: rv_insn_named(out, rv_insn_other(w), 4);
#define TENON_RISCV64_INSTRUCTION_ZCB(w, out)                                                  \
  behavior c_lbu:                                                                              \
    assumes w % 4 == 0 && rv_c_f3(w) == 4 && rv_c_f8(w) == 0;                                  \
    ensures load: rv_insn_load(out, 1, rv_c_low(w), 0) &&                                      \
                  rv_insn_where(out, rv_c_base(w), rv_c_byte(w), 2);                           \
  behavior c_lh:                                                                               \
    assumes w % 4 == 0 && rv_c_f3(w) == 4 && rv_c_f8(w) == 1;                                  \
    ensures load: rv_insn_load(out, 2, rv_c_low(w), w / 0x40 % 2) &&                           \
                  rv_insn_where(out, rv_c_base(w), rv_c_half(w), 2);                           \
  behavior c_sb:                                                                               \
    assumes w % 4 == 0 && rv_c_f3(w) == 4 && rv_c_f8(w) == 2;                                  \
    ensures store: rv_insn_store(out, 1, rv_c_low(w)) &&                                       \
                  rv_insn_where(out, rv_c_base(w), rv_c_byte(w), 2);                           \
  behavior c_sh:                                                                               \
    assumes w % 4 == 0 && rv_c_f3(w) == 4 && rv_c_f8(w) == 3 && w / 0x40 % 2 == 0;             \
    ensures store: rv_insn_store(out, 2, rv_c_low(w)) &&                                       \
                  rv_insn_where(out, rv_c_base(w), rv_c_half(w), 2);                           \
  behavior zcb_other:                                                                          \
    assumes w % 4 == 0 && rv_c_f3(w) == 4 && rv_c_f8(w) > 2 &&                                 \
            !(rv_c_f8(w) == 3 && w / 0x40 % 2 == 0);                                           \
    ensures named: rv_insn_named(out, TENON_RISCV64_CAUSE_unknown_instruction, 2);
#define TENON_RISCV64_INSTRUCTION_C0(w, out)                                                   \
  behavior c_lw:                                                                               \
    assumes w % 4 == 0 && rv_c_f3(w) == 2;                                                     \
    ensures load: rv_insn_load(out, 4, rv_c_low(w), 1) &&                                      \
                  rv_insn_where(out, rv_c_base(w), rv_c_word(w), 2);                           \
  behavior c_ld:                                                                               \
    assumes w % 4 == 0 && rv_c_f3(w) == 3;                                                     \
    ensures load: rv_insn_load(out, 8, rv_c_low(w), 0) &&                                      \
                  rv_insn_where(out, rv_c_base(w), rv_c_double(w), 2);                         \
  behavior c_sw:                                                                               \
    assumes w % 4 == 0 && rv_c_f3(w) == 6;                                                     \
    ensures store: rv_insn_store(out, 4, rv_c_low(w)) &&                                       \
                  rv_insn_where(out, rv_c_base(w), rv_c_word(w), 2);                           \
  behavior c_sd:                                                                               \
    assumes w % 4 == 0 && rv_c_f3(w) == 7;                                                     \
    ensures store: rv_insn_store(out, 8, rv_c_low(w)) &&                                       \
                  rv_insn_where(out, rv_c_base(w), rv_c_double(w), 2);                         \
  behavior c0_other:                                                                        \
    assumes w % 4 == 0 && rv_c_f3(w) \in {0, 1, 5};                                            \
    ensures named: rv_insn_named(out, rv_c0_other(w), 2);
#define TENON_RISCV64_INSTRUCTION_C2(w, out)                                                   \
  behavior c_lwsp:                                                                          \
    assumes w % 4 == 2 && rv_c_f3(w) == 2 && rv_c_rd(w) != 0;                                  \
    ensures load: rv_insn_load(out, 4, rv_c_rd(w), 1) &&                                       \
                  rv_insn_where(out, 2, rv_c_lwsp(w), 2);                                      \
  behavior c_ldsp:                                                                          \
    assumes w % 4 == 2 && rv_c_f3(w) == 3 && rv_c_rd(w) != 0;                                  \
    ensures load: rv_insn_load(out, 8, rv_c_rd(w), 0) &&                                       \
                  rv_insn_where(out, 2, rv_c_ldsp(w), 2);                                      \
  behavior c_swsp:                                                                          \
    assumes w % 4 == 2 && rv_c_f3(w) == 6;                                                     \
    ensures store: rv_insn_store(out, 4, rv_c_rs2(w)) &&                                       \
                  rv_insn_where(out, 2, rv_c_swsp(w), 2);                                      \
  behavior c_sdsp:                                                                          \
    assumes w % 4 == 2 && rv_c_f3(w) == 7;                                                     \
    ensures store: rv_insn_store(out, 8, rv_c_rs2(w)) &&                                       \
                  rv_insn_where(out, 2, rv_c_sdsp(w), 2);                                      \
  behavior c2_other:                                                                           \
    assumes w % 4 == 2 && (rv_c_f3(w) \in {0, 1, 4, 5} ||                                      \
            (rv_c_f3(w) \in {2, 3} && rv_c_rd(w) == 0));                                       \
    ensures named: rv_insn_named(out, rv_c0_other(w), 2);
// clang-format on
#endif

TENON_BEGIN_C

/// Total. Of a compressed instruction (bits 1:0 not 11) only the low 16 bits count. The forms of
/// quadrant 1 touch no memory: unknown.
/*@ requires out: \valid(out);
    terminates \true; exits \false;
    assigns out->offset, out->cause, out->width, out->reg, out->extend, out->base, out->length;
    ensures sane: rv_insn_sane(out);
    ensures size: out->length == (word % 4 == 3 ? 4 : 2);
    TENON_RISCV64_INSTRUCTION_32(word, out)
    TENON_RISCV64_INSTRUCTION_ZCB(word, out)
    TENON_RISCV64_INSTRUCTION_C0(word, out)
    TENON_RISCV64_INSTRUCTION_C2(word, out)
    behavior c1:
      assumes word % 4 == 1;
      ensures named: rv_insn_named(out, TENON_RISCV64_CAUSE_unknown_instruction, 2);
    complete behaviors; disjoint behaviors;
*/
void tenon_riscv64_decode_instruction(uint32_t word, struct tenon_riscv64_instruction *out);

TENON_END_C

#endif
