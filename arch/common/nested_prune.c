/* SPDX-License-Identifier: Apache-2.0 */
#include "nested_pool.h"

static uint32_t is_empty(const struct tenon_nested_page *page) {
  for (uint32_t i = 0; i < TENON_NESTED_ENTRIES; i++) {
    if (page->entry[i] != 0) return 0;
  }
  return 1;
}

uint32_t tenon_nested_prune(struct tenon_nested_tree tree, uint32_t free, uint32_t root,
                            uint64_t from, uint64_t to) {
  uint32_t now = free;
  uint64_t at = from;
  while (at < to) {
    uint32_t table = tenon_nested_walk(tree, root, at);
    uint32_t height = tree.table[table].height;
    if (height == 1u && !is_empty(&tree.page[table])) {
      height = 2; /* what is left of this table needs no look */
    }
    while (table != root && is_empty(&tree.page[table])) {
      const uint32_t parent = tree.table[table].parent;
      tree.page[parent].entry[tree.table[table].tag % 512u] = 0;
      tenon_nested_give(tree, now, table);
      now++;
      table = parent;
      height = tree.table[table].height;
    }
    const uint64_t span = tenon_nested_span(height);
    at = at - at % span + span;
  }
  return now;
}
