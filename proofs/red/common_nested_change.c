/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of nested_table.h: none of these may prove. */
#define tenon_nested_check tenon_nested_check__red_1 /* must fail: result */
#define tenon_nested_break tenon_nested_break__red_1 /* must fail: waits */
#define tenon_nested_make tenon_nested_make__red_1   /* must fail: made */
#define tenon_nested_clear tenon_nested_clear__red_1 /* must fail: pool */
#include "../../arch/common/nested_pool.h"

/* Half a page is one. */
uint32_t tenon_nested_check(const struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa,
                            uint64_t bytes) {
  const uint64_t limit = tenon_nested_limit(pool, root);
  if (bytes == 0) return TENON_ERROR_invalid_argument;
  if (gpa % 4096u != 0 || bytes % 2048u != 0) return TENON_ERROR_unaligned;
  if (gpa >= limit || bytes > limit - gpa) return TENON_ERROR_out_of_range;
  return TENON_ERROR_not_mapped;
}

/* The block's own table is no table that waits. */
uint32_t tenon_nested_break(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa) {
  if (gpa >= tenon_nested_limit(pool, root)) return TENON_NONE;
  return tenon_nested_walk(pool->tree, root, gpa);
}

/* The entry after it. */
void tenon_nested_make(const struct tenon_nested_pool *pool, uint32_t table) {
  const struct tenon_nested_tree tree = pool->tree;
  const uint32_t parent = tree.table[table].parent;
  tree.page[parent].entry[(tree.table[table].tag + 1u) % 512u] = tenon_nested_pointer(tree, table);
}

/* What has come back is not counted. */
void tenon_nested_clear(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to) {
  (void)tenon_nested_prune(pool->tree, pool->free, root, from, to);
}
