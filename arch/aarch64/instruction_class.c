/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/instruction_class.h"

/*@ terminates \true; exits \false; assigns \nothing;
    ensures class: \result == insn_class_1(word);
    ensures range: TENON_AARCH64_INSN_PAIR <= \result <=
                   TENON_AARCH64_INSN_POINTER_AUTHENTICATION;
*/
static uint32_t class_1(uint32_t word) {
  uint32_t size = tenon_aarch64_insn_size(word);
  uint32_t o2 = tenon_aarch64_insn_bit23(word);
  uint32_t o1 = tenon_aarch64_insn_bit21(word);
  if (tenon_aarch64_insn_v(word) == 1u) {
    return size < 2u ? TENON_AARCH64_INSN_STRUCTURE : TENON_AARCH64_INSN_UNALLOCATED;
  }
  if (tenon_aarch64_insn_bit24(word) == 1u) {
    return TENON_AARCH64_INSN_UNALLOCATED;
  }
  if (o2 == 1u) {
    return o1 == 1u ? TENON_AARCH64_INSN_COMPARE_SWAP : TENON_AARCH64_INSN_ORDERED;
  }
  if (o1 == 0u) {
    return TENON_AARCH64_INSN_EXCLUSIVE;
  }
  if (size >= 2u) {
    return TENON_AARCH64_INSN_EXCLUSIVE_PAIR;
  }
  return tenon_aarch64_insn_rt2(word) == 31u ? TENON_AARCH64_INSN_COMPARE_SWAP_PAIR
                                             : TENON_AARCH64_INSN_UNALLOCATED;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures class: \result == insn_class_3(word);
    ensures range: TENON_AARCH64_INSN_PAIR <= \result <=
                   TENON_AARCH64_INSN_POINTER_AUTHENTICATION;
*/
static uint32_t class_3(uint32_t word) {
  uint32_t size = tenon_aarch64_insn_size(word);
  uint32_t kind = tenon_aarch64_insn_kind(word);
  uint32_t v = tenon_aarch64_insn_v(word);
  if (tenon_aarch64_insn_bit24(word) == 0u) {
    return TENON_AARCH64_INSN_LITERAL;
  }
  if (tenon_aarch64_insn_bit21(word) == 1u) {
    return v == 0u && size == 3u ? TENON_AARCH64_INSN_MEMORY_TAG : TENON_AARCH64_INSN_UNALLOCATED;
  }
  if (kind == 0u && v == 0u) {
    return TENON_AARCH64_INSN_ORDERED_UNSCALED;
  }
  return kind == 1u && size == 0u ? TENON_AARCH64_INSN_MEMORY_COPY : TENON_AARCH64_INSN_UNALLOCATED;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures class: \result == insn_class_7(word);
    ensures range: TENON_AARCH64_INSN_PAIR <= \result <=
                   TENON_AARCH64_INSN_POINTER_AUTHENTICATION;
*/
static uint32_t class_7(uint32_t word) {
  uint32_t kind = tenon_aarch64_insn_kind(word);
  uint32_t v = tenon_aarch64_insn_v(word);
  if (tenon_aarch64_insn_bit24(word) == 1u) {
    return TENON_AARCH64_INSN_UNSIGNED;
  }
  if (tenon_aarch64_insn_bit21(word) == 0u) {
    if (kind == 0u) {
      return TENON_AARCH64_INSN_UNSCALED;
    }
    if (kind == 1u) {
      return TENON_AARCH64_INSN_POST_INDEX;
    }
    return kind == 2u ? TENON_AARCH64_INSN_UNPRIVILEGED : TENON_AARCH64_INSN_PRE_INDEX;
  }
  if (kind == 2u) {
    return TENON_AARCH64_INSN_REGISTER;
  }
  if (kind == 0u) {
    return v == 0u ? TENON_AARCH64_INSN_ATOMIC : TENON_AARCH64_INSN_UNALLOCATED;
  }
  return v == 0u && tenon_aarch64_insn_size(word) == 3u ? TENON_AARCH64_INSN_POINTER_AUTHENTICATION
                                                        : TENON_AARCH64_INSN_UNALLOCATED;
}

uint32_t tenon_aarch64_insn_class(uint32_t word) {
  uint32_t group = tenon_aarch64_insn_group(word);
  uint32_t family = tenon_aarch64_insn_family(word);
  uint32_t system = word / 0x20u;
  if (system == 0xd50b7420u / 0x20u) {
    return TENON_AARCH64_INSN_ZERO;
  }
  if (system == 0xd50b7460u / 0x20u || system == 0xd50b7480u / 0x20u) {
    return TENON_AARCH64_INSN_MEMORY_TAG;
  }
  if (group == 2u || (group == 0u && word >= 0x80000000u)) {
    return TENON_AARCH64_INSN_SCALABLE;
  }
  if (group % 2u == 1u || (group / 4u) % 2u == 0u) {
    return TENON_AARCH64_INSN_NO_LOAD_STORE;
  }
  if (family == 1u) {
    return class_1(word);
  }
  if (family == 3u) {
    return class_3(word);
  }
  return family == 5u ? TENON_AARCH64_INSN_PAIR : class_7(word);
}
