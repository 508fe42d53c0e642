/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/instruction_cause.h"

#define OK ((uint32_t)TENON_AARCH64_CAUSE_DATA_ABORT)
#define UNALLOCATED ((uint32_t)TENON_AARCH64_CAUSE_insn_unallocated)
#define UNPREDICTABLE ((uint32_t)TENON_AARCH64_CAUSE_insn_unpredictable)

/*@ terminates \true; exits \false; assigns \nothing;
    ensures cause: \result == insn_cause_pair(word);
*/
static uint32_t cause_pair(uint32_t word) {
  uint32_t opc = tenon_aarch64_insn_size(word);
  uint32_t index = tenon_aarch64_insn_index(word);
  uint32_t load = tenon_aarch64_insn_l(word);
  uint32_t general = tenon_aarch64_insn_v(word) == 0u ? 1u : 0u;
  uint32_t rt = tenon_aarch64_insn_rt(word);
  uint32_t rt2 = tenon_aarch64_insn_rt2(word);
  uint32_t rn = tenon_aarch64_insn_rn(word);
  if (opc == 3u || (general == 1u && opc == 1u && index == 0u)) {
    return UNALLOCATED;
  }
  if (general == 1u && opc == 1u && load == 0u) {
    return TENON_AARCH64_CAUSE_insn_memory_tag;
  }
  if (load == 1u && rt == rt2) {
    return UNPREDICTABLE;
  }
  if (general == 1u && index % 2u == 1u && rn != 31u && (rn == rt || rn == rt2)) {
    return UNPREDICTABLE;
  }
  return OK;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures cause: \result == insn_cause_literal(word);
*/
static uint32_t cause_literal(uint32_t word) {
  if (tenon_aarch64_insn_size(word) != 3u) {
    return OK;
  }
  return tenon_aarch64_insn_v(word) == 1u ? UNALLOCATED : TENON_AARCH64_CAUSE_insn_prefetch;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures cause: \result == insn_cause_general(insn, word);
*/
static uint32_t cause_general(uint32_t insn, uint32_t word) {
  uint32_t size = tenon_aarch64_insn_size(word);
  uint32_t opc = tenon_aarch64_insn_opc(word);
  uint32_t rn = tenon_aarch64_insn_rn(word);
  if (size == 3u && opc == 2u) {
    return insn == TENON_AARCH64_INSN_UNSIGNED || insn == TENON_AARCH64_INSN_UNSCALED ||
                   insn == TENON_AARCH64_INSN_REGISTER
               ? (uint32_t)TENON_AARCH64_CAUSE_insn_prefetch
               : UNALLOCATED;
  }
  if (size >= 2u && opc == 3u) {
    return UNALLOCATED;
  }
  if (insn == TENON_AARCH64_INSN_REGISTER && tenon_aarch64_insn_option(word) % 4u < 2u) {
    return UNALLOCATED;
  }
  if (insn == TENON_AARCH64_INSN_POST_INDEX || insn == TENON_AARCH64_INSN_PRE_INDEX) {
    return rn != 31u && rn == tenon_aarch64_insn_rt(word) ? UNPREDICTABLE : OK;
  }
  return OK;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures cause: \result == insn_cause_simd(insn, word);
*/
static uint32_t cause_simd(uint32_t insn, uint32_t word) {
  if (insn == TENON_AARCH64_INSN_UNPRIVILEGED) {
    return UNALLOCATED;
  }
  if (tenon_aarch64_insn_opc(word) >= 2u && tenon_aarch64_insn_size(word) != 0u) {
    return UNALLOCATED;
  }
  if (insn == TENON_AARCH64_INSN_REGISTER && tenon_aarch64_insn_option(word) % 4u < 2u) {
    return UNALLOCATED;
  }
  return OK;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures cause: \result == insn_cause_exclusive(word);
*/
static uint32_t cause_exclusive(uint32_t word) {
  uint32_t rs = tenon_aarch64_insn_rs(word);
  uint32_t rn = tenon_aarch64_insn_rn(word);
  if (tenon_aarch64_insn_rt2(word) != 31u) {
    return UNPREDICTABLE;
  }
  if (tenon_aarch64_insn_l(word) == 1u) {
    return rs == 31u ? OK : UNPREDICTABLE;
  }
  if (rs == tenon_aarch64_insn_rt(word) || (rs == rn && rs != 31u)) {
    return UNPREDICTABLE;
  }
  return OK;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures cause: \result == insn_cause_atomic(word);
*/
static uint32_t cause_atomic(uint32_t word) {
  uint32_t opc = tenon_aarch64_insn_operator(word);
  uint32_t order = tenon_aarch64_insn_opc(word);
  if (tenon_aarch64_insn_o3(word) == 0u || opc == 0u) {
    return OK;
  }
  if (opc == 4u && order == 2u) {
    return tenon_aarch64_insn_rs(word) == 31u ? OK : UNPREDICTABLE;
  }
  if (tenon_aarch64_insn_size(word) == 3u && order == 0u && (opc <= 3u || opc == 5u)) {
    return TENON_AARCH64_CAUSE_insn_block_64;
  }
  return UNALLOCATED;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures cause: \result == insn_cause_family(insn);
*/
static uint32_t cause_family(uint32_t insn) {
  switch (insn) {
    case TENON_AARCH64_INSN_NO_LOAD_STORE:
      return TENON_AARCH64_CAUSE_insn_not_load_store;
    case TENON_AARCH64_INSN_SCALABLE:
      return TENON_AARCH64_CAUSE_insn_scalable;
    case TENON_AARCH64_INSN_STRUCTURE:
      return TENON_AARCH64_CAUSE_insn_simd_structure;
    case TENON_AARCH64_INSN_EXCLUSIVE_PAIR:
      return TENON_AARCH64_CAUSE_insn_exclusive_pair;
    case TENON_AARCH64_INSN_COMPARE_SWAP_PAIR:
      return TENON_AARCH64_CAUSE_insn_compare_swap_pair;
    case TENON_AARCH64_INSN_MEMORY_TAG:
      return TENON_AARCH64_CAUSE_insn_memory_tag;
    case TENON_AARCH64_INSN_MEMORY_COPY:
      return TENON_AARCH64_CAUSE_insn_memory_copy;
    case TENON_AARCH64_INSN_POINTER_AUTHENTICATION:
      return TENON_AARCH64_CAUSE_insn_pointer_authentication;
    default:
      return UNALLOCATED;
  }
}

uint32_t tenon_aarch64_insn_cause(uint32_t insn, uint32_t word) {
  if (insn == TENON_AARCH64_INSN_PAIR) {
    return cause_pair(word);
  }
  if (insn == TENON_AARCH64_INSN_LITERAL) {
    return cause_literal(word);
  }
  if (insn <= TENON_AARCH64_INSN_ORDERED_UNSCALED) {
    return tenon_aarch64_insn_v(word) == 1u ? cause_simd(insn, word) : cause_general(insn, word);
  }
  if (insn == TENON_AARCH64_INSN_EXCLUSIVE) {
    return cause_exclusive(word);
  }
  if (insn == TENON_AARCH64_INSN_ORDERED) {
    return tenon_aarch64_insn_rs(word) == 31u && tenon_aarch64_insn_rt2(word) == 31u
               ? OK
               : UNPREDICTABLE;
  }
  if (insn == TENON_AARCH64_INSN_COMPARE_SWAP) {
    return tenon_aarch64_insn_rt2(word) == 31u ? OK : UNALLOCATED;
  }
  if (insn == TENON_AARCH64_INSN_ATOMIC) {
    return cause_atomic(word);
  }
  return insn == TENON_AARCH64_INSN_ZERO ? OK : cause_family(insn);
}
