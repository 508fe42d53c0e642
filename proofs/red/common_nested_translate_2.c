/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of nested_table.h: this may not prove. */
#define tenon_nested_translate tenon_nested_translate__red_2 /* must fail: leads */
#include "../../arch/common/nested_pool.h"

/* The page's first byte, always readable. */
uint32_t tenon_nested_translate(const struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa,
                                struct tenon_nested_translation *out) {
  const struct tenon_nested_tree tree = pool->tree;
  const struct tenon_nested_translation nothing = {0, 0, 0, 0, 0, 0};
  *out = nothing;
  if (gpa >= tenon_nested_limit(pool, root)) return TENON_ERROR_out_of_range;
  const uint32_t table = tenon_nested_walk(tree, root, gpa);
  const uint64_t entry = tenon_nested_entry(tree, table, gpa);
  if (entry == 0) return TENON_ERROR_not_mapped;
  const struct tenon_nested_translation found = {
      tenon_nested_number(tree, entry) * 4096u, 4096, TENON_ACCESS_READ, 0, 1, 0};
  *out = found;
  return TENON_OK;
}
