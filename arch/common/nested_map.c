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

/* How far an operation came, and how many pages are free now. */
struct progress {
  uint32_t error;
  uint32_t free;
};

/* Makes tables until an entry through which `at` goes fits the window. */
static struct progress reach(struct tenon_nested_tree tree, uint32_t free, uint32_t root,
                             struct window window, uint64_t at) {
  struct progress now = {TENON_OK, free};
  uint32_t table = tenon_nested_walk(tree, root, at);
  if (tenon_nested_entry(tree, table, at) != 0) {
    now.error = TENON_ERROR_already_mapped;
    return now;
  }
  while (!fits(window, tree.table[table].height, at)) {
    if (now.free == 0) {
      now.error = TENON_ERROR_out_of_tables;
      return now;
    }
    const uint32_t slot = tenon_nested_slot(tree.table[table].height, at);
    const uint32_t child = tenon_nested_take(tree, now.free, table, slot);
    now.free--;
    tree.page[table].entry[slot] = tenon_nested_pointer(tree, child);
    table = child;
  }
  return now;
}

static struct progress prepare(struct tenon_nested_tree tree, uint32_t free, uint32_t root,
                               struct window window) {
  struct progress now = {TENON_OK, free};
  uint64_t at = window.gpa;
  while (at < window.end) {
    now = reach(tree, now.free, root, window, at);
    if (now.error != TENON_OK) return now;
    const uint32_t table = tenon_nested_walk(tree, root, at);
    at += tenon_nested_span(tree.table[table].height);
  }
  return now;
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
  const struct tenon_nested_tree tree = pool->tree;
  const struct window window = {gpa, gpa + bytes, hpa};
  const struct progress done = prepare(tree, pool->free, root, window);
  if (done.error == TENON_OK) {
    fill(tree, root, window, attributes);
    pool->free = done.free;
  } else {
    pool->free = tenon_nested_prune(tree, done.free, root, gpa, gpa + bytes);
  }
  return done.error;
}
