/* SPDX-License-Identifier: Apache-2.0 */
#include "nested_pool.h"

uint32_t tenon_nested_index(const struct tenon_nested_pool *pool, uint64_t attributes) {
  for (uint32_t i = 0; i < TENON_NESTED_ATTRIBUTES; i++) {
    if (pool->attribute[i] == attributes) return i;
  }
  return TENON_NESTED_ATTRIBUTES;
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
  const uint32_t index = tenon_nested_index(pool, tenon_nested_attributes(tree, height, entry));
  if (index == TENON_NESTED_ATTRIBUTES) return TENON_ERROR_not_mapped;
  out->hpa = tenon_nested_number(tree, entry) * 4096u + gpa % span;
  out->bytes = span - gpa % span;
  out->access = index % 8u;
  out->memory = index / 8u;
  out->height = height;
  return TENON_OK;
}
