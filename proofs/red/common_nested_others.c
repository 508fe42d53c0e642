/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of nested_table.h and nested_steps.h, each of which lets
   another VM's tables notice: none of these may prove. */
#define tenon_nested_map tenon_nested_map__red_2             /* must fail: others */
#define tenon_nested_break tenon_nested_break__red_2         /* must fail: others */
#define tenon_nested_make tenon_nested_make__red_2           /* must fail: others */
#define tenon_nested_clear tenon_nested_clear__red_2         /* must fail: others */
#define tenon_nested_protect tenon_nested_protect__red_2     /* must fail: others */
#define tenon_nested_root_new tenon_nested_root_new__red_2   /* must fail: others */
#define tenon_nested_root_free tenon_nested_root_free__red_2 /* must fail: others */
#define tenon_nested_prune tenon_nested_prune__red_2         /* must fail: foreign */
#define tenon_nested_set_free tenon_nested_set_free__red_2   /* must fail: foreign */
#define tenon_nested_write tenon_nested_write__red_2         /* must fail: foreign */
#define tenon_nested_erase tenon_nested_erase__red_2         /* must fail: foreign */
#define tenon_nested_take tenon_nested_take__red_2           /* must fail: foreign */
#define tenon_nested_take_root tenon_nested_take_root__red_2 /* must fail: foreign */
#define tenon_nested_give tenon_nested_give__red_2           /* must fail: foreign */
#include "../../arch/common/nested_pool.h"

/* Into the pool's first table, whose tree ever that is. */
uint32_t tenon_nested_map(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa, uint64_t hpa,
                          uint64_t bytes, uint32_t access, uint32_t memory) {
  pool->tree.page[0].entry[gpa / 4096u % 512u] = pool->attribute[access % 8u];
  return TENON_OK;
}

/* The entry that the walk would reach in the last page of the pool. */
uint32_t tenon_nested_break(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa) {
  pool->tree.page[pool->tree.count - 1u].entry[gpa / 0x200000u % 512u] = 0;
  return TENON_NONE;
}

/* The parent taken for the table before it. */
void tenon_nested_make(const struct tenon_nested_pool *pool, uint32_t table) {
  const struct tenon_nested_tree tree = pool->tree;
  const uint32_t before = table > 0 ? table - 1u : 0;
  tree.page[before].entry[tree.table[table].tag % 512u] = tenon_nested_pointer(tree, table);
}

/* From the first table on, not from the root. */
void tenon_nested_clear(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to) {
  tenon_nested_erase(pool->tree, 0);
}

/* One table too far. */
void tenon_nested_protect(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to,
                          uint32_t access) {
  if (root + 1u < pool->tree.count) pool->tree.page[root + 1u].entry[0] = pool->attribute[access];
}

/* The first page that is not free. */
uint32_t tenon_nested_root_new(struct tenon_nested_pool *pool, uint32_t height, uint32_t owner) {
  const uint32_t root = pool->tree.table[pool->free % pool->tree.count].stack;
  pool->tree.table[root].root = root;
  pool->tree.table[root].owner = owner;
  return root;
}

/* All that belongs to the owner. */
void tenon_nested_root_free(struct tenon_nested_pool *pool, uint32_t root) {
  const uint32_t owner = pool->tree.table[root].owner;
  for (uint32_t p = 0; p < pool->tree.count; p++) {
    if (pool->tree.table[p].owner == owner) pool->tree.table[p].height = 0;
  }
}

/* Any page that is zero is one to give back. */
uint32_t tenon_nested_prune(struct tenon_nested_tree tree, uint32_t free, uint32_t root,
                            uint64_t from, uint64_t to) {
  if (tree.page[0].entry[0] == 0) tree.table[0].height = 0;
  return free;
}

/* What the pool counts as free is described so. */
void tenon_nested_set_free(struct tenon_nested_pool *pool, uint32_t free) {
  pool->free = free;
  if (free > 0) pool->tree.table[free - 1u].height = 0;
}

/* The same entry of the next table too. */
void tenon_nested_write(struct tenon_nested_tree tree, uint32_t table, uint32_t slot,
                        uint64_t entry) {
  tree.page[table].entry[slot] = entry;
  if (table + 1u < tree.count) tree.page[table + 1u].entry[slot] = entry;
}

/* One page too many. */
void tenon_nested_erase(struct tenon_nested_tree tree, uint32_t table) {
  if (table + 1u < tree.count) tree.page[table + 1u].entry[0] = 0;
}

/* The page after the last free one. */
uint32_t tenon_nested_take(struct tenon_nested_tree tree, uint32_t free, uint32_t parent,
                           uint32_t slot) {
  const uint32_t taken = tree.table[free % tree.count].stack;
  tree.table[taken].parent = parent;
  tree.table[taken].tag = slot;
  return taken;
}

uint32_t tenon_nested_take_root(struct tenon_nested_tree tree, uint32_t free, uint32_t height,
                                uint32_t owner) {
  const uint32_t taken = tree.table[free % tree.count].stack;
  tree.table[taken].height = height;
  tree.table[taken].owner = owner;
  return taken;
}

/* The other page of the exchange is forgotten too. */
void tenon_nested_give(struct tenon_nested_tree tree, uint32_t free, uint32_t table) {
  const uint32_t other = tree.table[free % tree.count].stack;
  tree.table[table].height = 0;
  tree.table[other].height = 0;
}
