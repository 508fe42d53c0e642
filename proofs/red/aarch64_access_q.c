/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of access_q.h: none of these may prove. */
#define tenon_aarch64_access_q_source tenon_aarch64_access_q_source__red_1   /* must fail: none */
#define tenon_aarch64_access_q_half tenon_aarch64_access_q_half__red_1       /* must fail: half */
#define tenon_aarch64_access_q_store tenon_aarch64_access_q_store__red_1     /* must fail: stored */
#define tenon_aarch64_access_q_loads tenon_aarch64_access_q_loads__red_1     /* must fail: loads */
#define tenon_aarch64_access_q_loaded tenon_aarch64_access_q_loaded__red_1   /* must fail: loaded */
#define tenon_aarch64_access_writes_sp tenon_aarch64_access_writes_sp__red_1 /* must fail: sp */
#include "tenon/core/aarch64/access_q.h"

/* A general register taken for a q register. */
uint32_t tenon_aarch64_access_q_source(const struct tenon_aarch64_access *access) {
  uint32_t index = access->element == 16u ? access->done / 2u : access->done;
  if (access->remaining == 0u || access->operation != TENON_AARCH64_OPERATION_STORE) {
    return TENON_NONE;
  }
  return (index == 0u ? access->rt : access->rt2) % 32u;
}

/* The low half first, whatever the guest's byte order. */
uint32_t tenon_aarch64_access_q_half(const struct tenon_aarch64_access *access) {
  return access->element != 16u ? 0u : access->done % 2u;
}

/* In the guest's byte order, not the bus's. */
uint64_t tenon_aarch64_access_q_store(const struct tenon_aarch64_access *access, uint64_t half) {
  return tenon_value_low(half, access->width);
}

/* Steps counted as registers. */
uint32_t tenon_aarch64_access_q_loads(const struct tenon_aarch64_access *access) {
  if ((access->flags / TENON_AARCH64_ACCESS_SIMD) % 2u == 0u ||
      access->operation != TENON_AARCH64_OPERATION_LOAD) {
    return 0u;
  }
  return access->done >= 2u ? 2u : access->done;
}

/* The second register of a pair of q registers is read from the first's steps. */
uint64_t tenon_aarch64_access_q_loaded(const struct tenon_aarch64_access *access, uint32_t index,
                                       uint32_t half) {
  if (access->element != 16u) {
    if (half == 1u) {
      return 0u;
    }
    return index == 0u ? access->value[0] : access->value[1];
  }
  return access->value[(half + access->flags / TENON_AARCH64_ACCESS_BIG_ENDIAN) % 2u];
}

/* Every writeback is taken for one to SP. */
uint32_t tenon_aarch64_access_writes_sp(const struct tenon_aarch64_access *access) {
  return (access->flags / TENON_AARCH64_ACCESS_WRITEBACK) % 2u;
}
