/* SPDX-License-Identifier: Apache-2.0 */
#include "nested_pool.h"

/* What a map is asked to do: `gpa` to `end` - 1, from `hpa` on. */
struct window {
  uint64_t gpa;
  uint64_t end;
  uint64_t hpa;
};

/* May the whole entry through which `at` goes become a leaf of the window? */
static uint32_t fits(struct window window, uint32_t height, uint64_t at) {
  const uint64_t span = tenon_nested_span(height);
  const uint64_t start = at - at % span;
  return height < 4u && start >= window.gpa && window.end - start >= span &&
         window.gpa % span == window.hpa % span;
}

/* Makes tables until an entry through which `at` goes fits the window. */
static uint32_t reach(struct tenon_nested_pool *pool, uint32_t root, struct window window,
                      uint64_t at) {
  const struct tenon_nested_tree tree = pool->tree;
  for (;;) {
    const uint32_t table = tenon_nested_walk(tree, root, at);
    const uint32_t height = tree.table[table].height;
    if (tenon_nested_entry(tree, table, at) != 0) return TENON_ERROR_already_mapped;
    if (fits(window, height, at) != 0u) return TENON_OK;
    const uint32_t child = tenon_nested_take(pool, height - 1u, root, table,
                                             (uint32_t)(at / tenon_nested_span(height)));
    if (child == TENON_NONE) return TENON_ERROR_out_of_tables;
    tree.page[table].entry[tenon_nested_slot(height, at)] = tenon_nested_pointer(tree, child);
  }
}

static uint32_t prepare(struct tenon_nested_pool *pool, uint32_t root, struct window window) {
  const struct tenon_nested_tree tree = pool->tree;
  uint64_t at = window.gpa;
  while (at < window.end) {
    const uint32_t error = reach(pool, root, window, at);
    if (error != TENON_OK) return error;
    const uint32_t table = tenon_nested_walk(tree, root, at);
    at += tenon_nested_span(tree.table[table].height);
  }
  return TENON_OK;
}

static void fill(struct tenon_nested_tree tree, uint32_t root, struct window window,
                 uint64_t attributes) {
  uint64_t at = window.gpa;
  while (at < window.end) {
    const uint32_t table = tenon_nested_walk(tree, root, at);
    const uint32_t height = tree.table[table].height;
    const uint64_t number = (window.hpa + (at - window.gpa)) / 4096u;
    tree.page[table].entry[tenon_nested_slot(height, at)] =
        tenon_nested_leaf(tree, height, number, attributes);
    at += tenon_nested_span(height);
  }
}

uint32_t tenon_nested_map(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa, uint64_t hpa,
                          uint64_t bytes, uint32_t access, uint32_t memory) {
  const uint64_t limit = tenon_nested_limit(pool, root);
  if (bytes == 0 || access > 7u || memory >= TENON_MEMORY_KINDS) {
    return TENON_ERROR_invalid_argument;
  }
  const uint64_t attributes = pool->attribute[memory * 8u + access];
  if (attributes == 0) return TENON_ERROR_unsupported;
  if (gpa % 4096u != 0 || hpa % 4096u != 0 || bytes % 4096u != 0) return TENON_ERROR_unaligned;
  if (gpa >= limit || bytes > limit - gpa || hpa >= pool->limit || bytes > pool->limit - hpa) {
    return TENON_ERROR_out_of_range;
  }
  const struct window window = {gpa, gpa + bytes, hpa};
  const uint32_t error = prepare(pool, root, window);
  if (error == TENON_OK) {
    fill(pool->tree, root, window, attributes);
  } else {
    tenon_nested_prune(pool, root, gpa, gpa + bytes);
  }
  return error;
}
