/* SPDX-License-Identifier: Apache-2.0 */
#include "nested_pool.h"

uint32_t tenon_nested_take(struct tenon_nested_tree tree, uint32_t free, uint32_t parent,
                           uint32_t slot) {
  const uint32_t taken = tree.table[free - 1u].stack;
  tree.table[taken].height = tree.table[parent].height - 1u;
  tree.table[taken].root = tree.table[parent].root;
  tree.table[taken].owner = tree.table[parent].owner;
  tree.table[taken].parent = parent;
  tree.table[taken].tag = tree.table[parent].tag * 512u + slot;
  return taken;
}

void tenon_nested_give(struct tenon_nested_tree tree, uint32_t free, uint32_t table) {
  const uint32_t other = tree.table[free].stack; /* changes places with `table` */
  const uint32_t place = tree.table[table].position;
  tree.table[place].stack = other;
  tree.table[other].position = place;
  tree.table[free].stack = table;
  tree.table[table].position = free;
  tree.table[table].height = 0;
}

static void zero(struct tenon_nested_page *page) {
  for (uint32_t i = 0; i < TENON_NESTED_ENTRIES; i++) {
    page->entry[i] = 0;
  }
}

/* A leaf's attributes may reach neither its address nor pass for a pointer or nothing. */
static uint32_t fits(const struct tenon_nested_format *format, uint64_t leaf) {
  const uint64_t address =
      format->low != 0 ? leaf / 1024u % 0x100000000000u : leaf / 4096u % TENON_NESTED_NUMBERS;
  return leaf != 0 && address == 0;
}

static uint32_t attributes_fit(const struct tenon_nested_format *format) {
  for (uint32_t i = 0; i < TENON_NESTED_ATTRIBUTES; i++) {
    const uint64_t attribute = format->attribute[i];
    if (attribute == 0) continue;
    if (attribute > UINT64_MAX - 1024u) return 0;
    if (!fits(format, attribute + format->small)) return 0;
    if (!fits(format, attribute + format->large)) return 0;
    if ((attribute + format->large) % 1024u == format->pointer) return 0;
  }
  return 1;
}

uint32_t tenon_nested_pool_init(struct tenon_nested_pool *pool, struct tenon_nested_page *page,
                                struct tenon_nested_table *table, uint32_t count, uint64_t base,
                                const struct tenon_nested_format *format) {
  if (count == 0 || count == TENON_NONE) return TENON_ERROR_invalid_argument;
  if (format->pointer == 0 || format->pointer >= 1024u || format->small >= 1024u ||
      format->large >= 1024u || format->limit > 0x10000000000000u || !attributes_fit(format)) {
    return TENON_ERROR_invalid_argument;
  }
  if (base % 4096u != 0) return TENON_ERROR_unaligned;
  if (base > format->limit || count > (format->limit - base) / 4096u) {
    return TENON_ERROR_out_of_range;
  }
  pool->tree.page = page;
  pool->tree.table = table;
  pool->tree.first = base / 4096u;
  pool->tree.count = count;
  pool->tree.low = format->low;
  pool->tree.pointer = format->pointer;
  pool->tree.small = format->small;
  pool->tree.large = format->large;
  pool->tree.reserved = 0;
  pool->limit = format->limit;
  pool->guest = format->guest;
  pool->reserved = 0;
  for (uint32_t i = 0; i < TENON_NESTED_ATTRIBUTES; i++) {
    pool->attribute[i] = format->attribute[i];
  }
  for (uint32_t i = 0; i < count; i++) {
    zero(&page[i]);
    table[i].height = 0;
    table[i].stack = i;
    table[i].position = i;
  }
  pool->free = count;
  return TENON_OK;
}

uint32_t tenon_nested_root_new(struct tenon_nested_pool *pool, uint32_t height, uint32_t owner) {
  const struct tenon_nested_tree tree = pool->tree;
  const uint32_t free = pool->free;
  if (free == 0) return TENON_NONE;
  const uint32_t root = tree.table[free - 1u].stack;
  tree.table[root].height = height;
  tree.table[root].root = root;
  tree.table[root].owner = owner;
  tree.table[root].parent = root;
  tree.table[root].tag = 0;
  pool->free = free - 1u;
  return root;
}

/* Nothing of the tree at `root` points anywhere any more. */
static void erase(struct tenon_nested_tree tree, uint32_t root) {
  for (uint32_t p = 0; p < tree.count; p++) {
    if (tree.table[p].height != 0 && tree.table[p].root == root) {
      for (uint32_t i = 0; i < TENON_NESTED_ENTRIES; i++) {
        tree.page[p].entry[i] = 0;
      }
    }
  }
}

void tenon_nested_root_free(struct tenon_nested_pool *pool, uint32_t root) {
  const struct tenon_nested_tree tree = pool->tree;
  uint32_t free = pool->free;
  erase(tree, root);
  for (uint32_t p = 0; p < tree.count; p++) {
    if (tree.table[p].height != 0 && tree.table[p].root == root) {
      tenon_nested_give(tree, free, p);
      free++;
    }
  }
  pool->free = free;
}

uint64_t tenon_nested_limit(const struct tenon_nested_pool *pool, uint32_t root) {
  const uint64_t all = pool->tree.table[root].height == 4u ? 0x1000000000000u : 0x8000000000u;
  return pool->guest < all ? pool->guest : all;
}
