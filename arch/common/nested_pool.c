/* SPDX-License-Identifier: Apache-2.0 */
#include "nested_pool.h"

uint32_t tenon_nested_take(struct tenon_nested_pool *pool, uint32_t height, uint32_t root,
                           uint32_t parent, uint32_t tag) {
  struct tenon_nested_table *const table = pool->tree.table;
  if (pool->free == 0) return TENON_NONE;
  const uint32_t taken = table[pool->free - 1u].stack;
  pool->free--;
  table[taken].height = height;
  table[taken].root = root;
  table[taken].owner = table[parent].owner;
  table[taken].parent = parent;
  table[taken].tag = tag;
  return taken;
}

void tenon_nested_give(struct tenon_nested_pool *pool, uint32_t table) {
  struct tenon_nested_table *const tables = pool->tree.table;
  tables[table].height = 0;
  tables[table].position = pool->free;
  tables[pool->free].stack = table;
  pool->free++;
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
    table[i].stack = count - 1u - i;
    table[i].position = count - 1u - i;
  }
  pool->free = count;
  return TENON_OK;
}

uint32_t tenon_nested_root_new(struct tenon_nested_pool *pool, uint32_t height, uint32_t owner) {
  if (pool->free == 0) return TENON_NONE;
  struct tenon_nested_table *const table = pool->tree.table;
  const uint32_t root = table[pool->free - 1u].stack;
  pool->free--;
  table[root].height = height;
  table[root].root = root;
  table[root].owner = owner;
  table[root].parent = root;
  table[root].tag = 0;
  return root;
}

void tenon_nested_root_free(struct tenon_nested_pool *pool, uint32_t root) {
  struct tenon_nested_tree tree = pool->tree;
  for (uint32_t i = 0; i < tree.count; i++) {
    if (tree.table[i].height != 0 && tree.table[i].root == root) {
      zero(&tree.page[i]);
      tenon_nested_give(pool, i);
    }
  }
}

uint64_t tenon_nested_limit(const struct tenon_nested_pool *pool, uint32_t root) {
  const uint64_t all = pool->tree.table[root].height == 4u ? 0x1000000000000u : 0x8000000000u;
  return pool->guest < all ? pool->guest : all;
}
