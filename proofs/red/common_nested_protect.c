/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of nested_table.h: none of these may prove. */
#define tenon_nested_protect tenon_nested_protect__red_1 /* must fail: pool */
#include "tenon/core/nested_table.h"

/* The new attributes over whatever was in the entry. */
void tenon_nested_protect(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to,
                          uint32_t access) {
  if (from >= to) return;
  const uint32_t table = tenon_nested_walk(pool->tree, root, from);
  const uint32_t slot = tenon_nested_slot(pool->tree.table[table].height, from);
  pool->tree.page[table].entry[slot] = pool->attribute[access] + pool->tree.pointer;
}
