/* SPDX-License-Identifier: Apache-2.0 */
#include "nested_pool.h"

/* Where the entry through which `at` goes ends. */
static uint64_t entry_end(uint32_t height, uint64_t at) {
  const uint64_t span = tenon_nested_span(height);
  return at - at % span + span;
}

static uint32_t is_mapped(struct tenon_nested_tree tree, uint32_t root, uint64_t from,
                          uint64_t to) {
  uint64_t at = from;
  while (at < to) {
    const uint32_t table = tenon_nested_walk(tree, root, at);
    if (tenon_nested_entry(tree, table, at) == 0) return 0;
    at = entry_end(tree.table[table].height, at);
  }
  return 1;
}

/* How many tables it takes until no block of the tree lies across `at`. */
static uint32_t divisions(uint32_t height, uint64_t at) {
  if (height == 3u && at % 0x200000u != 0) return 2;
  return at % tenon_nested_span(height) != 0;
}

/* For both ends: a block that both lie in is divided once. */
static uint32_t tables_needed(struct tenon_nested_tree tree, uint32_t root, uint64_t from,
                              uint64_t to) {
  const uint32_t first = tenon_nested_walk(tree, root, from);
  const uint32_t last = tenon_nested_walk(tree, root, to - 1u);
  const uint32_t height = tree.table[last].height;
  const uint64_t span = tenon_nested_span(height);
  const uint32_t front = divisions(tree.table[first].height, from);
  uint32_t back = divisions(height, to);
  if (front != 0 && back != 0 && from / span == to / span) back--;
  if (front == 2u && back != 0 && from / 0x200000u == to / 0x200000u) back--;
  return front + back;
}

uint32_t tenon_nested_check(const struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa,
                            uint64_t bytes) {
  const uint64_t limit = tenon_nested_limit(pool, root);
  if (bytes == 0) return TENON_ERROR_invalid_argument;
  if (gpa % 4096u != 0 || bytes % 4096u != 0) return TENON_ERROR_unaligned;
  if (gpa >= limit || bytes > limit - gpa) return TENON_ERROR_out_of_range;
  if (!is_mapped(pool->tree, root, gpa, gpa + bytes)) return TENON_ERROR_not_mapped;
  if (tables_needed(pool->tree, root, gpa, gpa + bytes) > pool->free) {
    return TENON_ERROR_out_of_tables;
  }
  return TENON_OK;
}

uint32_t tenon_nested_break(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa) {
  const struct tenon_nested_tree tree = pool->tree;
  const uint32_t table = tenon_nested_walk(tree, root, gpa);
  const uint32_t height = tree.table[table].height;
  const uint64_t entry = tenon_nested_entry(tree, table, gpa);
  if (entry == 0 || gpa % tenon_nested_span(height) == 0 || pool->free == 0) return TENON_NONE;
  const uint32_t slot = tenon_nested_slot(height, gpa);
  const uint32_t child = tenon_nested_take(tree, pool->free, table, slot);
  pool->free--;
  const uint64_t number = tenon_nested_number(tree, entry);
  const uint64_t attributes = tenon_nested_attributes(tree, height, entry);
  const uint64_t pages = tenon_nested_span(height - 1u) / 4096u;
  for (uint32_t i = 0; i < TENON_NESTED_ENTRIES; i++) {
    tree.page[child].entry[i] =
        tenon_nested_leaf(tree, height - 1u, number + i * pages, attributes);
  }
  tree.page[table].entry[slot] = 0;
  return child;
}

void tenon_nested_make(struct tenon_nested_tree tree, uint32_t table) {
  const uint32_t parent = tree.table[table].parent;
  const uint32_t slot = tree.table[table].tag % 512u;
  tree.page[parent].entry[slot] = tenon_nested_pointer(tree, table);
}

static void clear(struct tenon_nested_tree tree, uint32_t root, uint64_t from, uint64_t to) {
  uint64_t at = from;
  while (at < to) {
    const uint32_t table = tenon_nested_walk(tree, root, at);
    const uint32_t height = tree.table[table].height;
    tree.page[table].entry[tenon_nested_slot(height, at)] = 0;
    at = entry_end(height, at);
  }
}

void tenon_nested_clear(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to) {
  clear(pool->tree, root, from, to);
  pool->free = tenon_nested_prune(pool->tree, pool->free, root, from, to);
}

void tenon_nested_protect(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to,
                          uint32_t access) {
  const struct tenon_nested_tree tree = pool->tree;
  uint64_t at = from;
  while (at < to) {
    const uint32_t table = tenon_nested_walk(tree, root, at);
    const uint32_t height = tree.table[table].height;
    const uint64_t entry = tenon_nested_entry(tree, table, at);
    const uint32_t index = tenon_nested_index(pool, tenon_nested_attributes(tree, height, entry));
    if (index < TENON_NESTED_ATTRIBUTES) {
      tree.page[table].entry[tenon_nested_slot(height, at)] =
          tenon_nested_leaf(tree, height, tenon_nested_number(tree, entry),
                            pool->attribute[index - index % 8u + access]);
    }
    at = entry_end(height, at);
  }
}
