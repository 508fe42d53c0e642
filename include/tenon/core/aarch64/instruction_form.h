/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What an instruction word says of its access, before any register is looked at.
///
/// The contracts describe the form field by field over all classes; the code describes it class by
/// class. Both follow the decode pseudocode of DDI 0487 C6.2 and C7.2.
#ifndef TENON_CORE_AARCH64_INSTRUCTION_FORM_H
#define TENON_CORE_AARCH64_INSTRUCTION_FORM_H

#include "tenon/core/aarch64/access.h"
#include "tenon/core/aarch64/instruction_cause.h"
#include "tenon/core/base.h"

/// How the address follows from the registers.
enum tenon_aarch64_addressing {
  TENON_AARCH64_ADDRESSING_OFFSET = 0, ///< base + offset
  TENON_AARCH64_ADDRESSING_PRE,        ///< base + offset, which becomes the base
  TENON_AARCH64_ADDRESSING_POST,       ///< base; base + offset becomes the base
  TENON_AARCH64_ADDRESSING_REGISTER,   ///< base + extended, scaled rm
  TENON_AARCH64_ADDRESSING_LITERAL,    ///< PC + offset
  TENON_AARCH64_ADDRESSING_BLOCK       ///< the naturally aligned block around rt (DC ZVA)
};

/// Register numbers that a class does not have are 31.
struct tenon_aarch64_form {
  uint64_t offset;         ///< bytes, two's complement
  uint32_t operation;      ///< enum tenon_aarch64_operation
  uint32_t addressing;     ///< enum tenon_aarch64_addressing
  uint32_t flags;          ///< TENON_AARCH64_ACCESS_* but BIG_ENDIAN
  uint32_t registers;      ///< data registers: 1 or 2
  uint32_t element;        ///< bytes of each: 1, 2, 4, 8, 16
  uint32_t register_width; ///< bytes of a general data register: 4 or 8; 0 for SIMD
  uint32_t rt;
  uint32_t rt2;
  uint32_t rs;
  uint32_t rn;
  uint32_t rm;
  uint32_t extend; ///< option: 2 UXTW, 3 LSL, 6 SXTW, 7 SXTX
  uint32_t scale;  ///< factor of the extended rm: 1, 2, 4, 8, 16
};

TENON_BEGIN_C

/*@ logic integer insn_bytes(integer size) = size == 0 ? 1 : size == 1 ? 2 : size == 2 ? 4 : 8;

    // An immediate of `2 * half` values, the upper half of them negative, in units of `unit`.
    logic integer insn_displacement(integer imm, integer half, integer unit) =
      imm < half ? imm * unit : 0x10000000000000000 - (2 * half - imm) * unit;

    logic integer form_element(integer c, integer w) =
      c == TENON_AARCH64_INSN_PAIR
        ? (insn_v(w) == 1 ? 4 * insn_bytes(insn_size(w)) : insn_size(w) == 2 ? 8 : 4) :
      c == TENON_AARCH64_INSN_LITERAL
        ? (insn_v(w) == 1 ? 4 * insn_bytes(insn_size(w)) : insn_size(w) == 1 ? 8 : 4) :
      c == TENON_AARCH64_INSN_ZERO ? 8 :
      c <= TENON_AARCH64_INSN_ORDERED_UNSCALED && insn_v(w) == 1 && insn_opc(w) >= 2
        ? 16 : insn_bytes(insn_size(w));

    logic integer form_operation(integer c, integer w) =
      c == TENON_AARCH64_INSN_LITERAL ? TENON_AARCH64_OPERATION_LOAD :
      c == TENON_AARCH64_INSN_PAIR || c == TENON_AARCH64_INSN_EXCLUSIVE ||
      c == TENON_AARCH64_INSN_ORDERED
        ? (insn_l(w) == 1 ? TENON_AARCH64_OPERATION_LOAD : TENON_AARCH64_OPERATION_STORE) :
      c == TENON_AARCH64_INSN_COMPARE_SWAP ? TENON_AARCH64_OPERATION_CAS :
      c == TENON_AARCH64_INSN_ZERO ? TENON_AARCH64_OPERATION_ZERO :
      c == TENON_AARCH64_INSN_ATOMIC
        ? (insn_o3(w) == 0 ? TENON_AARCH64_OPERATION_ADD + insn_operator(w) :
           insn_operator(w) == 0 ? TENON_AARCH64_OPERATION_SWAP : TENON_AARCH64_OPERATION_LOAD) :
      insn_opc(w) == 0 || (insn_v(w) == 1 && insn_opc(w) == 2)
        ? TENON_AARCH64_OPERATION_STORE : TENON_AARCH64_OPERATION_LOAD;

    logic integer form_addressing(integer c, integer w) =
      c == TENON_AARCH64_INSN_PAIR
        ? (insn_index(w) == 1 ? TENON_AARCH64_ADDRESSING_POST :
           insn_index(w) == 3 ? TENON_AARCH64_ADDRESSING_PRE : TENON_AARCH64_ADDRESSING_OFFSET) :
      c == TENON_AARCH64_INSN_LITERAL ? TENON_AARCH64_ADDRESSING_LITERAL :
      c == TENON_AARCH64_INSN_POST_INDEX ? TENON_AARCH64_ADDRESSING_POST :
      c == TENON_AARCH64_INSN_PRE_INDEX ? TENON_AARCH64_ADDRESSING_PRE :
      c == TENON_AARCH64_INSN_REGISTER ? TENON_AARCH64_ADDRESSING_REGISTER :
      c == TENON_AARCH64_INSN_ZERO ? TENON_AARCH64_ADDRESSING_BLOCK
                                   : TENON_AARCH64_ADDRESSING_OFFSET;

    // V names SIMD&FP registers in pairs, literals and single registers.
    logic integer form_simd(integer c, integer w) =
      c <= TENON_AARCH64_INSN_ORDERED_UNSCALED ? insn_v(w) : 0;

    // LDPSW; LDRSW (literal); LDRSB, LDRSH, LDRSW.
    logic integer form_sign(integer c, integer w) =
      form_simd(c, w) == 1 ? 0 :
      c == TENON_AARCH64_INSN_PAIR ? (insn_size(w) == 1 ? 1 : 0) :
      c == TENON_AARCH64_INSN_LITERAL ? (insn_size(w) == 2 ? 1 : 0) :
      c <= TENON_AARCH64_INSN_ORDERED_UNSCALED && insn_opc(w) >= 2 ? 1 : 0;

    logic integer form_flags(integer c, integer w) =
      form_sign(c, w) * TENON_AARCH64_ACCESS_SIGN_EXTEND +
      form_simd(c, w) * TENON_AARCH64_ACCESS_SIMD +
      (c == TENON_AARCH64_INSN_EXCLUSIVE ? TENON_AARCH64_ACCESS_EXCLUSIVE : 0) +
      (form_addressing(c, w) == TENON_AARCH64_ADDRESSING_PRE ||
       form_addressing(c, w) == TENON_AARCH64_ADDRESSING_POST ? TENON_AARCH64_ACCESS_WRITEBACK
                                                               : 0);

    // opc 2 of single registers sign-extends to 64 bits, opc 3 to 32.
    logic integer form_register_width(integer c, integer w) =
      form_simd(c, w) == 1 ? 0 :
      c == TENON_AARCH64_INSN_PAIR || c == TENON_AARCH64_INSN_LITERAL
        ? (insn_size(w) == 0 ? 4 : 8) :
      c == TENON_AARCH64_INSN_ZERO ? 8 :
      c <= TENON_AARCH64_INSN_ORDERED_UNSCALED && insn_opc(w) == 2 ? 8 :
      c <= TENON_AARCH64_INSN_ORDERED_UNSCALED && insn_opc(w) == 3 ? 4 :
      insn_size(w) == 3 ? 8 : 4;

    // imm12 is the lower half of a number of 8192 values: never negative.
    logic integer form_offset(integer c, integer w) =
      c == TENON_AARCH64_INSN_PAIR
        ? insn_displacement(insn_imm7(w), 64, form_element(c, w)) :
      c == TENON_AARCH64_INSN_LITERAL ? insn_displacement(insn_imm19(w), 0x40000, 4) :
      c == TENON_AARCH64_INSN_UNSIGNED
        ? insn_displacement(insn_imm12(w), 4096, form_element(c, w)) :
      c == TENON_AARCH64_INSN_UNSCALED || c == TENON_AARCH64_INSN_UNPRIVILEGED ||
      c == TENON_AARCH64_INSN_POST_INDEX || c == TENON_AARCH64_INSN_PRE_INDEX ||
      c == TENON_AARCH64_INSN_ORDERED_UNSCALED
        ? insn_displacement(insn_imm9(w), 256, 1) : 0;

    logic integer form_rs(integer c, integer w) =
      TENON_AARCH64_INSN_EXCLUSIVE <= c <= TENON_AARCH64_INSN_ATOMIC ? insn_rs(w) : 31;

    logic integer form_rn(integer c, integer w) =
      c == TENON_AARCH64_INSN_LITERAL || c == TENON_AARCH64_INSN_ZERO ? 31 : insn_rn(w);

    logic integer form_rt2(integer c, integer w) =
      c == TENON_AARCH64_INSN_PAIR ? insn_rt2(w) : 31;

    logic integer form_rm(integer c, integer w) =
      c == TENON_AARCH64_INSN_REGISTER ? insn_rs(w) : 31;

    logic integer form_extend(integer c, integer w) =
      c == TENON_AARCH64_INSN_REGISTER ? insn_option(w) : 3;

    logic integer form_registers(integer c) =
      c == TENON_AARCH64_INSN_PAIR ? 2 : 1;

    logic integer form_scale(integer c, integer w) =
      c == TENON_AARCH64_INSN_REGISTER && insn_s(w) == 1 ? form_element(c, w) : 1;
*/

#ifdef __FRAMAC__
// clang-format off
/* The form of word `w` of class `c`, field by field. */
#define TENON_AARCH64_FORM_IS(c, w)                                                \
  ensures offset: \result.offset == form_offset(c, w);                               \
  ensures operation: \result.operation == form_operation(c, w);                      \
  ensures addressing: \result.addressing == form_addressing(c, w);                   \
  ensures flags: \result.flags == form_flags(c, w);                                  \
  ensures registers: \result.registers == form_registers(c);                      \
  ensures element: \result.element == form_element(c, w);                            \
  ensures register_width: \result.register_width == form_register_width(c, w);       \
  ensures rt: \result.rt == insn_rt(w);                                              \
  ensures rt2: \result.rt2 == form_rt2(c, w);                                      \
  ensures rs: \result.rs == form_rs(c, w);                                           \
  ensures rn: \result.rn == form_rn(c, w);                                           \
  ensures rm: \result.rm == form_rm(c, w);                                        \
  ensures extend: \result.extend == form_extend(c, w);                                \
  ensures scale: \result.scale == form_scale(c, w);                                  \
  ensures element_range: \result.element \in {1, 2, 4, 8, 16};                       \
  ensures wide: \result.element == 16 ==> \result.operation <= TENON_AARCH64_OPERATION_STORE; \
  ensures width_range: \result.register_width \in {0, 4, 8};                         \
  ensures scale_range: \result.scale \in {1, 2, 4, 8, 16};                           \
  ensures numbers: \result.rt < 32 && \result.rt2 < 32 && \result.rs < 32 && \result.rn < 32 && \
    \result.rm < 32 && \result.registers <= 2 && \result.flags < 32;                     \
  ensures operation_range: \result.operation <= TENON_AARCH64_OPERATION_UMIN;
// clang-format on
#endif

/// An immediate of `2 * half` values as a displacement in units of `unit`, modulo 2^64.
/*@ requires half: 0 < half <= 0x40000;
    requires imm: imm < 2 * half;
    requires unit: 1 <= unit <= 16;
    terminates \true; exits \false; assigns \nothing;
    ensures displacement: \result == insn_displacement(imm, half, unit);
*/
uint64_t tenon_aarch64_displacement(uint32_t imm, uint32_t half, uint32_t unit);

/// 2 to the power of `size`.
/*@ requires size: size < 4;
    terminates \true; exits \false; assigns \nothing;
    ensures bytes: \result == insn_bytes(size);
*/
uint32_t tenon_aarch64_insn_bytes(uint32_t size);

/*@ requires class: insn_class(word) == TENON_AARCH64_INSN_PAIR;
    requires emulated: insn_cause(insn_class(word), word) == 0;
    terminates \true; exits \false; assigns \nothing;
    TENON_AARCH64_FORM_IS(TENON_AARCH64_INSN_PAIR, word)
*/
struct tenon_aarch64_form tenon_aarch64_form_pair(uint32_t word);

/*@ requires class: insn_class(word) == TENON_AARCH64_INSN_LITERAL;
    requires emulated: insn_cause(insn_class(word), word) == 0;
    terminates \true; exits \false; assigns \nothing;
    TENON_AARCH64_FORM_IS(TENON_AARCH64_INSN_LITERAL, word)
*/
struct tenon_aarch64_form tenon_aarch64_form_literal(uint32_t word);

/*@ requires class: insn == insn_class(word) && insn_is_single(insn);
    requires emulated: insn_cause(insn_class(word), word) == 0;
    terminates \true; exits \false; assigns \nothing;
    TENON_AARCH64_FORM_IS(insn, word)
*/
struct tenon_aarch64_form tenon_aarch64_form_single(uint32_t insn, uint32_t word);

/*@ requires class: insn == insn_class(word) &&
                    TENON_AARCH64_INSN_EXCLUSIVE <= insn <= TENON_AARCH64_INSN_ATOMIC;
    requires emulated: insn_cause(insn_class(word), word) == 0;
    terminates \true; exits \false; assigns \nothing;
    TENON_AARCH64_FORM_IS(insn, word)
*/
struct tenon_aarch64_form tenon_aarch64_form_atomic(uint32_t insn, uint32_t word);

/// DC ZVA: the block is as large as the CPU says, so the element here is only the widest step.
/*@ requires class: insn_class(word) == TENON_AARCH64_INSN_ZERO;
    terminates \true; exits \false; assigns \nothing;
    TENON_AARCH64_FORM_IS(TENON_AARCH64_INSN_ZERO, word)
*/
struct tenon_aarch64_form tenon_aarch64_form_zero(uint32_t word);

/// The form of any word that is emulated. \pre `insn` is its class, its cause is 0.
/*@ requires class: insn == insn_class(word);
    requires emulated: insn_cause(insn_class(word), word) == 0;
    terminates \true; exits \false; assigns \nothing;
    TENON_AARCH64_FORM_IS(insn, word)
*/
struct tenon_aarch64_form tenon_aarch64_form_any(uint32_t insn, uint32_t word);

TENON_END_C

#endif
