/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The fields of an A64 load or store instruction, one accessor each (DDI 0487 C4.1.94, "Loads
/// and Stores"): numbers, not masks. A division by a constant power of two compiles to a shift.
#ifndef TENON_CORE_AARCH64_INSTRUCTION_FIELDS_H
#define TENON_CORE_AARCH64_INSTRUCTION_FIELDS_H

#include "tenon/core/base.h"

TENON_BEGIN_C

/*@ // The field whose lowest bit weighs `unit` and which has `count` values.
    logic integer insn_field(integer w, integer unit, integer count) = (w / unit) % count;

    logic integer insn_rt(integer w) = insn_field(w, 1, 32);
    logic integer insn_rn(integer w) = insn_field(w, 0x20, 32);
    logic integer insn_rt2(integer w) = insn_field(w, 0x400, 32);
    logic integer insn_rs(integer w) = insn_field(w, 0x10000, 32);
    logic integer insn_size(integer w) = insn_field(w, 0x40000000, 4);
    logic integer insn_v(integer w) = insn_field(w, 0x4000000, 2);
    logic integer insn_opc(integer w) = insn_field(w, 0x400000, 4);
    logic integer insn_l(integer w) = insn_field(w, 0x400000, 2);
    logic integer insn_index(integer w) = insn_field(w, 0x800000, 4);
    logic integer insn_imm7(integer w) = insn_field(w, 0x8000, 128);
    logic integer insn_imm9(integer w) = insn_field(w, 0x1000, 512);
    logic integer insn_imm12(integer w) = insn_field(w, 0x400, 4096);
    logic integer insn_imm19(integer w) = insn_field(w, 0x20, 0x80000);
    logic integer insn_option(integer w) = insn_field(w, 0x2000, 8);
    logic integer insn_s(integer w) = insn_field(w, 0x1000, 2);
    logic integer insn_o3(integer w) = insn_field(w, 0x8000, 2);
    logic integer insn_operator(integer w) = insn_field(w, 0x1000, 8);
    logic integer insn_bit24(integer w) = insn_field(w, 0x1000000, 2);
    logic integer insn_bit23(integer w) = insn_field(w, 0x800000, 2);
    logic integer insn_bit21(integer w) = insn_field(w, 0x200000, 2);
    logic integer insn_kind(integer w) = insn_field(w, 0x400, 4);
    logic integer insn_family(integer w) = insn_field(w, 0x8000000, 8);
    logic integer insn_group(integer w) = insn_field(w, 0x2000000, 16);
*/

/// Rt: the first data register.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_rt(word);
*/
static inline uint32_t tenon_aarch64_insn_rt(uint32_t word) { return word % 32u; }

/// Rn: the base register.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_rn(word);
*/
static inline uint32_t tenon_aarch64_insn_rn(uint32_t word) { return (word / 0x20u) % 32u; }

/// Rt2: the second data register of a pair.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_rt2(word);
*/
static inline uint32_t tenon_aarch64_insn_rt2(uint32_t word) { return (word / 0x400u) % 32u; }

/// Rs: the status, compare or operand register; Rm of a register offset.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_rs(word);
*/
static inline uint32_t tenon_aarch64_insn_rs(uint32_t word) { return (word / 0x10000u) % 32u; }

/// size: log2 of the bytes; opc of pairs and literals.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_size(word);
*/
static inline uint32_t tenon_aarch64_insn_size(uint32_t word) { return (word / 0x40000000u) % 4u; }

/// V: 1 for SIMD&FP registers.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_v(word);
*/
static inline uint32_t tenon_aarch64_insn_v(uint32_t word) { return (word / 0x4000000u) % 2u; }

/// opc of single registers; A and R of atomics.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_opc(word);
*/
static inline uint32_t tenon_aarch64_insn_opc(uint32_t word) { return (word / 0x400000u) % 4u; }

/// L: 1 for loads, where there is no opc.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_l(word);
*/
static inline uint32_t tenon_aarch64_insn_l(uint32_t word) { return (word / 0x400000u) % 2u; }

/// the index form of pairs.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_index(word);
*/
static inline uint32_t tenon_aarch64_insn_index(uint32_t word) { return (word / 0x800000u) % 4u; }

/// imm7 of pairs.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_imm7(word);
*/
static inline uint32_t tenon_aarch64_insn_imm7(uint32_t word) { return (word / 0x8000u) % 128u; }

/// imm9 of unscaled and indexed forms.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_imm9(word);
*/
static inline uint32_t tenon_aarch64_insn_imm9(uint32_t word) { return (word / 0x1000u) % 512u; }

/// imm12 of unsigned offsets.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_imm12(word);
*/
static inline uint32_t tenon_aarch64_insn_imm12(uint32_t word) { return (word / 0x400u) % 4096u; }

/// imm19 of literals.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_imm19(word);
*/
static inline uint32_t tenon_aarch64_insn_imm19(uint32_t word) { return (word / 0x20u) % 0x80000u; }

/// option: how a register offset is extended.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_option(word);
*/
static inline uint32_t tenon_aarch64_insn_option(uint32_t word) { return (word / 0x2000u) % 8u; }

/// S: 1 if a register offset is scaled.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_s(word);
*/
static inline uint32_t tenon_aarch64_insn_s(uint32_t word) { return (word / 0x1000u) % 2u; }

/// o3 of atomics.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_o3(word);
*/
static inline uint32_t tenon_aarch64_insn_o3(uint32_t word) { return (word / 0x8000u) % 2u; }

/// opc of atomics.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_operator(word);
*/
static inline uint32_t tenon_aarch64_insn_operator(uint32_t word) { return (word / 0x1000u) % 8u; }

/// what tells the classes apart, here and below.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_bit24(word);
*/
static inline uint32_t tenon_aarch64_insn_bit24(uint32_t word) { return (word / 0x1000000u) % 2u; }

/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_bit23(word);
*/
static inline uint32_t tenon_aarch64_insn_bit23(uint32_t word) { return (word / 0x800000u) % 2u; }

/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_bit21(word);
*/
static inline uint32_t tenon_aarch64_insn_bit21(uint32_t word) { return (word / 0x200000u) % 2u; }

/// bits 11:10.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_kind(word);
*/
static inline uint32_t tenon_aarch64_insn_kind(uint32_t word) { return (word / 0x400u) % 4u; }

/// bits 29:27.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_family(word);
*/
static inline uint32_t tenon_aarch64_insn_family(uint32_t word) { return (word / 0x8000000u) % 8u; }

/// bits 28:25: op0 of the whole A64 encoding.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures field: \result == insn_group(word);
*/
static inline uint32_t tenon_aarch64_insn_group(uint32_t word) { return (word / 0x2000000u) % 16u; }

TENON_END_C

#endif
