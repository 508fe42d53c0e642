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
  if (entry == 0 || gpa % tenon_nested_span(height) == 0) return TENON_NONE;
  const uint32_t child = tenon_nested_take(pool, height - 1u, root, table,
                                           (uint32_t)(gpa / tenon_nested_span(height)));
  if (child == TENON_NONE) return TENON_NONE;
  const uint64_t number = tenon_nested_number(tree, entry);
  const uint64_t attributes = tenon_nested_attributes(tree, height, entry);
  const uint64_t pages = tenon_nested_span(height - 1u) / 4096u;
  for (uint32_t i = 0; i < TENON_NESTED_ENTRIES; i++) {
    tree.page[child].entry[i] =
        tenon_nested_leaf(tree, height - 1u, number + i * pages, attributes);
  }
  struct tenon_nested_page *home = &tree.page[table];
  home->entry[tenon_nested_slot(height, gpa)] = 0;
  return child;
}

void tenon_nested_make(struct tenon_nested_tree tree, uint32_t table) {
  const uint32_t parent = tree.table[table].parent;
  struct tenon_nested_page *home = &tree.page[parent];
  home->entry[tree.table[table].tag % 512u] = tenon_nested_pointer(tree, table);
}

void tenon_nested_clear(struct tenon_nested_tree tree, uint32_t root, uint64_t from, uint64_t to) {
  uint64_t at = from;
  while (at < to) {
    const uint32_t table = tenon_nested_walk(tree, root, at);
    const uint32_t height = tree.table[table].height;
    tree.page[table].entry[tenon_nested_slot(height, at)] = 0;
    at = entry_end(height, at);
  }
}

/* Which of the pool's attributes these are; TENON_NESTED_ATTRIBUTES: none. */
static uint32_t attribute_index(const struct tenon_nested_pool *pool, uint64_t attributes) {
  for (uint32_t i = 0; i < TENON_NESTED_ATTRIBUTES; i++) {
    if (pool->attribute[i] == attributes) return i;
  }
  return TENON_NESTED_ATTRIBUTES;
}

void tenon_nested_protect(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to,
                          uint32_t access) {
  const struct tenon_nested_tree tree = pool->tree;
  uint64_t at = from;
  while (at < to) {
    const uint32_t table = tenon_nested_walk(tree, root, at);
    const uint32_t height = tree.table[table].height;
    const uint64_t entry = tenon_nested_entry(tree, table, at);
    const uint64_t attributes = tenon_nested_attributes(tree, height, entry);
    const uint32_t index = attribute_index(pool, attributes);
    if (index < TENON_NESTED_ATTRIBUTES) {
      tree.page[table].entry[tenon_nested_slot(height, at)] =
          entry - attributes + pool->attribute[index - index % 8u + access];
    }
    at = entry_end(height, at);
  }
}

static uint32_t is_empty(const struct tenon_nested_page *page) {
  for (uint32_t i = 0; i < TENON_NESTED_ENTRIES; i++) {
    if (page->entry[i] != 0) return 0;
  }
  return 1;
}

void tenon_nested_prune(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to) {
  const struct tenon_nested_tree tree = pool->tree;
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
      tenon_nested_give(pool, table);
      table = parent;
      height = tree.table[table].height;
    }
    at = entry_end(height, at);
  }
}

uint32_t tenon_nested_translate(const struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa,
                                struct tenon_nested_translation *out) {
  const struct tenon_nested_tree tree = pool->tree;
  out->hpa = 0;
  out->bytes = 0;
  out->access = 0;
  out->memory = 0;
  out->height = 0;
  out->reserved = 0;
  if (gpa >= tenon_nested_limit(pool, root)) return TENON_ERROR_out_of_range;
  const uint32_t table = tenon_nested_walk(tree, root, gpa);
  const uint32_t height = tree.table[table].height;
  const uint64_t entry = tenon_nested_entry(tree, table, gpa);
  if (entry == 0) return TENON_ERROR_not_mapped;
  const uint64_t span = tenon_nested_span(height);
  const uint32_t index = attribute_index(pool, tenon_nested_attributes(tree, height, entry));
  if (index == TENON_NESTED_ATTRIBUTES) return TENON_ERROR_not_mapped;
  out->hpa = tenon_nested_number(tree, entry) * 4096u + gpa % span;
  out->bytes = span - gpa % span;
  out->access = index % 8u;
  out->memory = index / 8u;
  out->height = height;
  return TENON_OK;
}
