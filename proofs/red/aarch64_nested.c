/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of aarch64/nested.h: none of these may prove. */
#define tenon_aarch64_stage2_attributes \
  tenon_aarch64_stage2_attributes__red_1                                 /* must fail: attributes */
#define tenon_aarch64_stage2_destroy tenon_aarch64_stage2_destroy__red_1 /* must fail: forgotten */
#define tenon_aarch64_stage2_create tenon_aarch64_stage2_create__red_1   /* must fail: root */
#include "tenon/core/aarch64/nested.h"

/* Never executable, and device memory cached. */
uint64_t tenon_aarch64_stage2_attributes(uint32_t access, uint32_t memory) {
  const uint64_t cached = memory == TENON_MEMORY_NON_CACHEABLE ? 0x14u + 0x200u : 0x3cu + 0x300u;
  return cached + access % 4u * 0x40u + 0x400u + 0x40000000000000u;
}

/* The tables are given away while CPUs walk them. */
void tenon_aarch64_stage2_destroy(struct tenon_nested_pool *pool, struct tenon_stage2 *stage2) {
  tenon_nested_root_free(pool, stage2->table);
  //@ ghost tenon_owed_to[stage2->vmid] = tenon_owed_from[stage2->vmid] + 4096;
}

/* The root's page number for its address. */
uint32_t tenon_aarch64_stage2_create(struct tenon_nested_pool *pool, struct tenon_stage2 *stage2,
                                     uint32_t levels, uint32_t owner) {
  if (levels != 3u && levels != 4u) return TENON_ERROR_invalid_argument;
  if (levels == 4u && pool->guest < 0x100000000000u) return TENON_ERROR_unsupported;
  const uint32_t root = tenon_nested_root_new(pool, levels, owner);
  if (root == TENON_NONE) return TENON_ERROR_out_of_tables;
  tenon_stage2_init(stage2, pool->tree.first + root, root, levels);
  return TENON_OK;
}
