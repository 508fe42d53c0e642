/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of aarch64/nested.h, each of which another VM notices: none
   of these may prove. */
#define tenon_aarch64_stage2_create tenon_aarch64_stage2_create__red_3   /* must fail: others */
#define tenon_aarch64_stage2_map tenon_aarch64_stage2_map__red_3         /* must fail: others */
#define tenon_aarch64_stage2_unmap tenon_aarch64_stage2_unmap__red_3     /* must fail: others */
#define tenon_aarch64_stage2_protect tenon_aarch64_stage2_protect__red_3 /* must fail: others */
#include "tenon/core/aarch64/nested.h"

/* The first table becomes the new owner's. */
uint32_t tenon_aarch64_stage2_create(struct tenon_nested_pool *pool, struct tenon_stage2 *stage2,
                                     uint32_t levels, uint32_t owner) {
  const uint32_t root = tenon_nested_root_new(pool, levels == 4u ? 4u : 3u, owner);
  if (root == TENON_NONE) return TENON_ERROR_out_of_tables;
  pool->tree.table[0].owner = owner;
  tenon_stage2_init(stage2, (pool->tree.first + root) * 4096u, root, levels);
  return TENON_OK;
}

/* Into the pool's first table, whose tree ever that is. */
uint32_t tenon_aarch64_stage2_map(struct tenon_nested_pool *pool, const struct tenon_stage2 *stage2,
                                  uint64_t gpa, uint64_t hpa, uint64_t bytes, uint32_t access,
                                  uint32_t memory) {
  (void)stage2;
  (void)hpa;
  (void)bytes;
  (void)memory;
  pool->tree.page[0].entry[gpa / 4096u % 512u] = pool->attribute[access % 8u];
  return TENON_OK;
}

/* The last table of the pool loses an entry. */
uint32_t tenon_aarch64_stage2_unmap(struct tenon_nested_pool *pool,
                                    const struct tenon_stage2 *stage2, uint64_t gpa,
                                    uint64_t bytes) {
  (void)stage2;
  (void)bytes;
  pool->tree.page[pool->tree.count - 1u].entry[gpa / 4096u % 512u] = 0;
  return TENON_OK;
}

/* The table after the root counts as the VM's. */
uint32_t tenon_aarch64_stage2_protect(struct tenon_nested_pool *pool,
                                      const struct tenon_stage2 *stage2, uint64_t gpa,
                                      uint64_t bytes, uint32_t access) {
  (void)bytes;
  const uint32_t next = stage2->table;
  if (next + 1u < pool->tree.count) {
    pool->tree.page[next + 1u].entry[gpa / 4096u % 512u] = pool->attribute[access % 8u];
  }
  return TENON_OK;
}
