/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of nested_table.h, nested_moves.h and nested_pool.h, each of
   which leaves a translation that the VM did not ask for: none of these may prove. */
#define tenon_nested_map tenon_nested_map__red_3                 /* must fail: leads */
#define tenon_nested_clear tenon_nested_clear__red_3             /* must fail: cleared */
#define tenon_nested_protect tenon_nested_protect__red_3         /* must fail: protected */
#define tenon_nested_break tenon_nested_break__red_3             /* must fail: moved */
#define tenon_nested_make tenon_nested_make__red_3               /* must fail: placed */
#define tenon_nested_put tenon_nested_put__red_1                 /* must fail: written */
#define tenon_nested_grow tenon_nested_grow__red_1               /* must fail: leaves */
#define tenon_nested_drop tenon_nested_drop__red_1               /* must fail: leaves */
#define tenon_nested_take_aside tenon_nested_take_aside__red_1   /* must fail: apart */
#define tenon_nested_write_aside tenon_nested_write_aside__red_1 /* must fail: entry */
#include "../../arch/common/nested_moves.h"
#include "../../arch/common/nested_pool.h"

/* One page of what was asked for. */
uint32_t tenon_nested_map(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa, uint64_t hpa,
                          uint64_t bytes, uint32_t access, uint32_t memory) {
  (void)root;
  (void)gpa;
  (void)hpa;
  if (bytes == 0 || access > 7u || memory >= TENON_MEMORY_KINDS) {
    return TENON_ERROR_invalid_argument;
  }
  return pool->attribute[memory * 8u + access] == 0 ? TENON_ERROR_unsupported : TENON_OK;
}

/* All but the last page. */
void tenon_nested_clear(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to) {
  const struct tenon_nested_tree tree = pool->tree;
  if (from < to && to - from == 4096u) return;
  tenon_nested_set_free(pool, tenon_nested_prune(tree, pool->free, root, from, to));
}

/* Nothing. */
void tenon_nested_protect(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to,
                          uint32_t access) {
  (void)pool;
  (void)root;
  (void)from;
  (void)to;
  (void)access;
}

/* A table that maps nothing takes the block's place. */
uint32_t tenon_nested_break(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa) {
  const struct tenon_nested_tree tree = pool->tree;
  if (gpa >= 0x8000000000u || pool->free == 0) return TENON_NONE;
  const uint32_t table = tenon_nested_walk(tree, root, gpa);
  if (tree.table[table].height != 2u) return TENON_NONE;
  const uint32_t child =
      tenon_nested_take_aside(tree, pool->free, table, tenon_nested_slot(2u, gpa));
  tenon_nested_set_free(pool, pool->free - 1u);
  return child;
}

/* The entry stays nothing. */
void tenon_nested_make(const struct tenon_nested_pool *pool, uint32_t table) {
  const struct tenon_nested_tree tree = pool->tree;
  tenon_nested_write(tree, tree.table[table].parent, tree.table[table].tag % 512u, 0);
}

/* Nothing is written. */
uint64_t tenon_nested_put(struct tenon_nested_tree tree, uint32_t root, uint32_t table, uint64_t at,
                          uint64_t entry) {
  (void)root;
  (void)entry;
  return tenon_nested_end(tree.table[table].height, at);
}

/* The new table begins with a page. */
uint32_t tenon_nested_grow(struct tenon_nested_tree tree, uint32_t free, uint32_t root,
                           uint32_t table, uint64_t at) {
  (void)root;
  const uint32_t slot = tenon_nested_slot(tree.table[table].height, at);
  const uint32_t child = tenon_nested_take(tree, free, table, slot);
  tree.page[child].entry[0] = 1;
  tree.page[table].entry[slot] = tenon_nested_pointer(tree, child);
  return child;
}

/* With the entry beside the one that points to the table. */
void tenon_nested_drop(struct tenon_nested_tree tree, uint32_t free, uint32_t parent,
                       uint32_t child, uint64_t gpa) {
  const uint32_t slot = tenon_nested_slot(tree.table[parent].height, gpa);
  tenon_nested_write(tree, parent, slot, 0);
  tenon_nested_write(tree, parent, (slot + 1u) % 512u, 0);
  tenon_nested_give(tree, free, child);
}

/* Linked at once. */
uint32_t tenon_nested_take_aside(struct tenon_nested_tree tree, uint32_t free, uint32_t parent,
                                 uint32_t slot) {
  const uint32_t child = tenon_nested_take(tree, free, parent, slot);
  tree.page[parent].entry[slot] = tenon_nested_pointer(tree, child);
  return child;
}

/* Nothing is written. */
void tenon_nested_write_aside(struct tenon_nested_tree tree, uint32_t table, uint32_t slot,
                              uint64_t entry) {
  (void)tree;
  (void)table;
  (void)slot;
  (void)entry;
}
