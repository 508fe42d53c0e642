/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/access_q.h"

/*@ terminates \true; exits \false; assigns \nothing;
    ensures flag: \result == (flags / TENON_AARCH64_ACCESS_SIMD) % 2;
*/
static uint32_t is_simd(uint32_t flags) { return (flags / TENON_AARCH64_ACCESS_SIMD) % 2u; }

/*@ terminates \true; exits \false; assigns \nothing;
    ensures flag: \result == access_big_endian(flags);
*/
static uint32_t is_big_endian(uint32_t flags) {
  return (flags / TENON_AARCH64_ACCESS_BIG_ENDIAN) % 2u;
}

uint32_t tenon_aarch64_access_q_source(const struct tenon_aarch64_access *access) {
  uint32_t index = access->element == 16u ? access->done / 2u : access->done;
  if (is_simd(access->flags) == 0u || access->remaining == 0u ||
      access->operation != TENON_AARCH64_OPERATION_STORE) {
    return TENON_NONE;
  }
  return (index == 0u ? access->rt : access->rt2) % 32u;
}

uint32_t tenon_aarch64_access_q_half(const struct tenon_aarch64_access *access) {
  if (access->element != 16u) {
    return 0u;
  }
  return (access->done % 2u + is_big_endian(access->flags)) % 2u;
}

uint64_t tenon_aarch64_access_q_store(const struct tenon_aarch64_access *access, uint64_t half) {
  return tenon_aarch64_access_ordered(half, access->width, access->flags);
}

uint32_t tenon_aarch64_access_q_loads(const struct tenon_aarch64_access *access) {
  uint32_t registers = access->element == 16u ? access->done / 2u : access->done;
  if (is_simd(access->flags) == 0u || access->operation != TENON_AARCH64_OPERATION_LOAD) {
    return 0u;
  }
  return registers >= 2u ? 2u : registers;
}

uint64_t tenon_aarch64_access_q_loaded(const struct tenon_aarch64_access *access, uint32_t index,
                                       uint32_t half) {
  if (access->element != 16u) {
    if (half == 1u) {
      return 0u;
    }
    return index == 0u ? access->value[0] : access->value[1];
  }
  return access->value[2u * index + (half + is_big_endian(access->flags)) % 2u];
}

uint32_t tenon_aarch64_access_writes_sp(const struct tenon_aarch64_access *access) {
  return access->rn == 31u && (access->flags / TENON_AARCH64_ACCESS_WRITEBACK) % 2u == 1u ? 1u : 0u;
}
