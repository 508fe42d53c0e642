/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of nested_table.h: none of these may prove. */
#define tenon_nested_root_new tenon_nested_root_new__red_1   /* must fail: free */
#define tenon_nested_root_free tenon_nested_root_free__red_1 /* must fail: gone */
#define tenon_nested_limit tenon_nested_limit__red_1         /* must fail: limit */
#include "../../arch/common/nested_pool.h"

/* The page counts as free still. */
uint32_t tenon_nested_root_new(struct tenon_nested_pool *pool, uint32_t height, uint32_t owner) {
  if (pool->free == 0) return TENON_NONE;
  return tenon_nested_take_root(pool->tree, pool->free, height, owner);
}

/* The root's entries only. */
void tenon_nested_root_free(struct tenon_nested_pool *pool, uint32_t root) {
  tenon_nested_erase(pool->tree, root);
}

/* What the CPU can output forgotten. */
uint64_t tenon_nested_limit(const struct tenon_nested_pool *pool, uint32_t root) {
  return pool->tree.table[root].height == 4u ? 0x1000000000000u : 0x8000000000u;
}
