/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Why an instruction of a known class is not emulated: unallocated, constrained unpredictable, or
/// outside what a device bus can do.
#ifndef TENON_CORE_AARCH64_INSTRUCTION_CAUSE_H
#define TENON_CORE_AARCH64_INSTRUCTION_CAUSE_H

#include "tenon/core/aarch64/cause.h"
#include "tenon/core/aarch64/instruction_class.h"
#include "tenon/core/base.h"

TENON_BEGIN_C

/*@ // C4.1.94.14 to 17. STGP has the place of a store of LDPSW. Last,
    // writeback to a base that is also a general data register.
    logic integer insn_cause_pair(integer w) =
      insn_size(w) == 3 ? TENON_AARCH64_CAUSE_insn_unallocated :
      insn_v(w) == 0 && insn_size(w) == 1 && insn_index(w) == 0
        ? TENON_AARCH64_CAUSE_insn_unallocated :
      insn_v(w) == 0 && insn_size(w) == 1 && insn_l(w) == 0
        ? TENON_AARCH64_CAUSE_insn_memory_tag :
      insn_l(w) == 1 && insn_rt(w) == insn_rt2(w) ? TENON_AARCH64_CAUSE_insn_unpredictable :
      insn_v(w) == 0 && insn_index(w) % 2 == 1 && insn_rn(w) != 31 &&
      (insn_rn(w) == insn_rt(w) || insn_rn(w) == insn_rt2(w))
        ? TENON_AARCH64_CAUSE_insn_unpredictable : 0;

    logic integer insn_cause_literal(integer w) =
      insn_size(w) != 3 ? 0 :
      insn_v(w) == 1 ? TENON_AARCH64_CAUSE_insn_unallocated : TENON_AARCH64_CAUSE_insn_prefetch;

    // size, V, opc of one general register: PRFM has the place of a sign-extending 64-bit load.
    logic integer insn_cause_general(integer c, integer w) =
      insn_size(w) == 3 && insn_opc(w) == 2 &&
      (c == TENON_AARCH64_INSN_UNSIGNED || c == TENON_AARCH64_INSN_UNSCALED ||
       c == TENON_AARCH64_INSN_REGISTER) ? TENON_AARCH64_CAUSE_insn_prefetch :
      insn_size(w) == 3 && insn_opc(w) >= 2 ? TENON_AARCH64_CAUSE_insn_unallocated :
      insn_size(w) == 2 && insn_opc(w) == 3 ? TENON_AARCH64_CAUSE_insn_unallocated :
      c == TENON_AARCH64_INSN_REGISTER && insn_option(w) % 4 < 2
        ? TENON_AARCH64_CAUSE_insn_unallocated :
      (c == TENON_AARCH64_INSN_POST_INDEX || c == TENON_AARCH64_INSN_PRE_INDEX) &&
      insn_rn(w) == insn_rt(w) && insn_rn(w) != 31 ? TENON_AARCH64_CAUSE_insn_unpredictable : 0;

    // One SIMD&FP register: 16 bytes are size 0 with opc 2 and 3.
    logic integer insn_cause_simd(integer c, integer w) =
      c == TENON_AARCH64_INSN_UNPRIVILEGED ? TENON_AARCH64_CAUSE_insn_unallocated :
      insn_opc(w) >= 2 && insn_size(w) != 0 ? TENON_AARCH64_CAUSE_insn_unallocated :
      c == TENON_AARCH64_INSN_REGISTER && insn_option(w) % 4 < 2
        ? TENON_AARCH64_CAUSE_insn_unallocated : 0;

    // Rs of loads and Rt2 are (1)(1)(1)(1)(1); a status register must be none of the others.
    logic integer insn_cause_exclusive(integer w) =
      insn_rt2(w) != 31 ? TENON_AARCH64_CAUSE_insn_unpredictable :
      insn_l(w) == 1 ? (insn_rs(w) == 31 ? 0 : TENON_AARCH64_CAUSE_insn_unpredictable) :
      insn_rs(w) == insn_rt(w) || (insn_rs(w) == insn_rn(w) && insn_rn(w) != 31)
        ? TENON_AARCH64_CAUSE_insn_unpredictable : 0;

    logic integer insn_cause_ordered(integer w) =
      insn_rs(w) == 31 && insn_rt2(w) == 31 ? 0 : TENON_AARCH64_CAUSE_insn_unpredictable;

    // o3 = 1: SWP (0), LDAPR (4, A = 1, R = 0), ST64B, ST64BV, ST64BV0, LD64B (A = R = 0).
    logic integer insn_cause_atomic(integer w) =
      insn_o3(w) == 0 || insn_operator(w) == 0 ? 0 :
      insn_operator(w) == 4 && insn_opc(w) == 2
        ? (insn_rs(w) == 31 ? 0 : TENON_AARCH64_CAUSE_insn_unpredictable) :
      insn_size(w) == 3 && insn_opc(w) == 0 &&
      (insn_operator(w) <= 3 || insn_operator(w) == 5)
        ? TENON_AARCH64_CAUSE_insn_block_64 : TENON_AARCH64_CAUSE_insn_unallocated;

    logic integer insn_cause_family(integer c) =
      c == TENON_AARCH64_INSN_NO_LOAD_STORE ? TENON_AARCH64_CAUSE_insn_not_load_store :
      c == TENON_AARCH64_INSN_SCALABLE ? TENON_AARCH64_CAUSE_insn_scalable :
      c == TENON_AARCH64_INSN_STRUCTURE ? TENON_AARCH64_CAUSE_insn_simd_structure :
      c == TENON_AARCH64_INSN_EXCLUSIVE_PAIR ? TENON_AARCH64_CAUSE_insn_exclusive_pair :
      c == TENON_AARCH64_INSN_COMPARE_SWAP_PAIR ? TENON_AARCH64_CAUSE_insn_compare_swap_pair :
      c == TENON_AARCH64_INSN_MEMORY_TAG ? TENON_AARCH64_CAUSE_insn_memory_tag :
      c == TENON_AARCH64_INSN_MEMORY_COPY ? TENON_AARCH64_CAUSE_insn_memory_copy :
      c == TENON_AARCH64_INSN_POINTER_AUTHENTICATION
        ? TENON_AARCH64_CAUSE_insn_pointer_authentication : TENON_AARCH64_CAUSE_insn_unallocated;

    logic integer insn_cause(integer c, integer w) =
      c == TENON_AARCH64_INSN_PAIR ? insn_cause_pair(w) :
      c == TENON_AARCH64_INSN_LITERAL ? insn_cause_literal(w) :
      c <= TENON_AARCH64_INSN_ORDERED_UNSCALED
        ? (insn_v(w) == 1 ? insn_cause_simd(c, w) : insn_cause_general(c, w)) :
      c == TENON_AARCH64_INSN_EXCLUSIVE ? insn_cause_exclusive(w) :
      c == TENON_AARCH64_INSN_ORDERED ? insn_cause_ordered(w) :
      c == TENON_AARCH64_INSN_COMPARE_SWAP
        ? (insn_rt2(w) == 31 ? 0 : TENON_AARCH64_CAUSE_insn_unallocated) :
      c == TENON_AARCH64_INSN_ATOMIC ? insn_cause_atomic(w) :
      c == TENON_AARCH64_INSN_ZERO ? 0 : insn_cause_family(c);
*/

/// TENON_AARCH64_CAUSE_DATA_ABORT (0): the form is emulated; else why not.
/// \pre `insn` is the class of `word`.
/*@ requires class: insn == insn_class(word);
    terminates \true; exits \false; assigns \nothing;
    ensures cause: \result == insn_cause(insn, word);
    ensures range: \result < TENON_AARCH64_CAUSE_COUNT;
*/
uint32_t tenon_aarch64_insn_cause(uint32_t insn, uint32_t word);

TENON_END_C

#endif
