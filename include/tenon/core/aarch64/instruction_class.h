/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Which class of the A64 encoding an instruction word belongs to (DDI 0487 C4.1.94), and whether
/// tenon emulates that form of it.
#ifndef TENON_CORE_AARCH64_INSTRUCTION_CLASS_H
#define TENON_CORE_AARCH64_INSTRUCTION_CLASS_H

#include "tenon/core/aarch64/cause.h"
#include "tenon/core/aarch64/instruction_fields.h"
#include "tenon/core/base.h"

enum tenon_aarch64_insn {
  TENON_AARCH64_INSN_PAIR = 1,         ///< LDP, STP, LDPSW, LDNP, STNP
  TENON_AARCH64_INSN_LITERAL,          ///< LDR (literal)
  TENON_AARCH64_INSN_UNSIGNED,         ///< one register, unsigned scaled offset
  TENON_AARCH64_INSN_UNSCALED,         ///< LDUR, STUR
  TENON_AARCH64_INSN_UNPRIVILEGED,     ///< LDTR, STTR
  TENON_AARCH64_INSN_POST_INDEX,       ///< one register, post-index
  TENON_AARCH64_INSN_PRE_INDEX,        ///< one register, pre-index
  TENON_AARCH64_INSN_REGISTER,         ///< one register, register offset
  TENON_AARCH64_INSN_ORDERED_UNSCALED, ///< LDAPUR, STLUR
  TENON_AARCH64_INSN_EXCLUSIVE,        ///< LDXR, LDAXR, STXR, STLXR
  TENON_AARCH64_INSN_ORDERED,          ///< LDAR, LDLAR, STLR, STLLR
  TENON_AARCH64_INSN_COMPARE_SWAP,     ///< CAS
  TENON_AARCH64_INSN_ATOMIC,           ///< LDADD and its kin, SWP, LDAPR
  TENON_AARCH64_INSN_ZERO,             ///< DC ZVA
  // Families that are refused as a whole.
  TENON_AARCH64_INSN_UNALLOCATED,
  TENON_AARCH64_INSN_NO_LOAD_STORE,
  TENON_AARCH64_INSN_SCALABLE,
  TENON_AARCH64_INSN_STRUCTURE,
  TENON_AARCH64_INSN_EXCLUSIVE_PAIR,
  TENON_AARCH64_INSN_COMPARE_SWAP_PAIR,
  TENON_AARCH64_INSN_MEMORY_TAG,
  TENON_AARCH64_INSN_MEMORY_COPY,
  TENON_AARCH64_INSN_POINTER_AUTHENTICATION
};

TENON_BEGIN_C

/*@ // Exclusives and their kin: 29:24 = 001000, told apart by o2 (23) and o1 (21).
    logic integer insn_class_exclusive(integer w) =
      insn_bit23(w) == 0
        ? (insn_bit21(w) == 0 ? TENON_AARCH64_INSN_EXCLUSIVE :
           insn_size(w) >= 2 ? TENON_AARCH64_INSN_EXCLUSIVE_PAIR :
           insn_rt2(w) == 31 ? TENON_AARCH64_INSN_COMPARE_SWAP_PAIR
                             : TENON_AARCH64_INSN_UNALLOCATED)
        : (insn_bit21(w) == 0 ? TENON_AARCH64_INSN_ORDERED : TENON_AARCH64_INSN_COMPARE_SWAP);

    // 29:27 = 001: exclusives, SIMD structures.
    logic integer insn_class_1(integer w) =
      insn_v(w) == 1 ? (insn_size(w) < 2 ? TENON_AARCH64_INSN_STRUCTURE
                                         : TENON_AARCH64_INSN_UNALLOCATED) :
      insn_bit24(w) == 1 ? TENON_AARCH64_INSN_UNALLOCATED : insn_class_exclusive(w);

    // 29:27 = 011: literals, LDAPUR and STLUR, tags, memory copy.
    logic integer insn_class_3(integer w) =
      insn_bit24(w) == 0 ? TENON_AARCH64_INSN_LITERAL :
      insn_bit21(w) == 1 ? (insn_v(w) == 0 && insn_size(w) == 3
                              ? TENON_AARCH64_INSN_MEMORY_TAG : TENON_AARCH64_INSN_UNALLOCATED) :
      insn_kind(w) == 0 ? (insn_v(w) == 0 ? TENON_AARCH64_INSN_ORDERED_UNSCALED
                                          : TENON_AARCH64_INSN_UNALLOCATED) :
      insn_kind(w) == 1 && insn_size(w) == 0 ? TENON_AARCH64_INSN_MEMORY_COPY
                                             : TENON_AARCH64_INSN_UNALLOCATED;

    // 29:27 = 111: one register.
    logic integer insn_class_7(integer w) =
      insn_bit24(w) == 1 ? TENON_AARCH64_INSN_UNSIGNED :
      insn_bit21(w) == 0
        ? (insn_kind(w) == 0 ? TENON_AARCH64_INSN_UNSCALED :
           insn_kind(w) == 1 ? TENON_AARCH64_INSN_POST_INDEX :
           insn_kind(w) == 2 ? TENON_AARCH64_INSN_UNPRIVILEGED : TENON_AARCH64_INSN_PRE_INDEX) :
      insn_kind(w) == 0 ? (insn_v(w) == 0 ? TENON_AARCH64_INSN_ATOMIC
                                          : TENON_AARCH64_INSN_UNALLOCATED) :
      insn_kind(w) == 2 ? TENON_AARCH64_INSN_REGISTER :
      insn_v(w) == 0 && insn_size(w) == 3 ? TENON_AARCH64_INSN_POINTER_AUTHENTICATION
                                          : TENON_AARCH64_INSN_UNALLOCATED;

    // SYS #3, C7, C4, #op2, Xt: DC ZVA (op2 1), DC GVA (3), DC GZVA (4). Then table C4-1: SVE is
    // group 0010, SME group 0000 with bit 31 set, loads and stores are x1x0.
    logic integer insn_class(integer w) =
      w / 0x20 == 0xd50b7420 / 0x20 ? TENON_AARCH64_INSN_ZERO :
      w / 0x20 == 0xd50b7460 / 0x20 ? TENON_AARCH64_INSN_MEMORY_TAG :
      w / 0x20 == 0xd50b7480 / 0x20 ? TENON_AARCH64_INSN_MEMORY_TAG :
      insn_group(w) == 2 ? TENON_AARCH64_INSN_SCALABLE :
      insn_group(w) == 0 && insn_size(w) >= 2 ? TENON_AARCH64_INSN_SCALABLE :
      insn_group(w) != 4 && insn_group(w) != 6 && insn_group(w) != 12 && insn_group(w) != 14
        ? TENON_AARCH64_INSN_NO_LOAD_STORE :
      insn_family(w) == 1 ? insn_class_1(w) :
      insn_family(w) == 3 ? insn_class_3(w) :
      insn_family(w) == 5 ? TENON_AARCH64_INSN_PAIR : insn_class_7(w);

    // One register in any addressing form: size, V and opc mean the same in all of them.
    predicate insn_is_single(integer c) =
      TENON_AARCH64_INSN_UNSIGNED <= c <= TENON_AARCH64_INSN_ORDERED_UNSCALED;
*/

/// The class of an instruction word.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures class: \result == insn_class(word);
    ensures range: TENON_AARCH64_INSN_PAIR <= \result <=
                   TENON_AARCH64_INSN_POINTER_AUTHENTICATION;
*/
uint32_t tenon_aarch64_insn_class(uint32_t word);

TENON_END_C

#endif
