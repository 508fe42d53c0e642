/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/nested_tree.h"

uint64_t tenon_nested_span(uint32_t height) {
  if (height == 1u) return 0x1000u;
  if (height == 2u) return 0x200000u;
  if (height == 3u) return 0x40000000u;
  return 0x8000000000u;
}

uint32_t tenon_nested_slot(uint32_t height, uint64_t gpa) {
  if (height == 1u) return (uint32_t)(gpa / 0x1000u % 512u);
  if (height == 2u) return (uint32_t)(gpa / 0x200000u % 512u);
  if (height == 3u) return (uint32_t)(gpa / 0x40000000u % 512u);
  return (uint32_t)(gpa / 0x8000000000u % 512u);
}

uint64_t tenon_nested_number(struct tenon_nested_tree tree, uint64_t entry) {
  if (tree.low != 0) return entry / 1024u % TENON_NESTED_NUMBERS;
  return entry / 4096u % TENON_NESTED_NUMBERS;
}

/* A page number where the entries of this tree have it. */
static uint64_t field(struct tenon_nested_tree tree, uint64_t number) {
  if (tree.low != 0) return number * 1024u;
  return number * 4096u;
}

uint64_t tenon_nested_pointer(struct tenon_nested_tree tree, uint32_t index) {
  return field(tree, tree.first + index) + tree.pointer;
}

uint64_t tenon_nested_leaf(struct tenon_nested_tree tree, uint32_t height, uint64_t number,
                           uint64_t attributes) {
  return field(tree, number) + attributes + (height == 1u ? tree.small : tree.large);
}

uint64_t tenon_nested_attributes(struct tenon_nested_tree tree, uint32_t height, uint64_t entry) {
  return entry - field(tree, tenon_nested_number(tree, entry)) -
         (height == 1u ? tree.small : tree.large);
}

/* One step of the walk: into the table that the entry points to, or nowhere. */
static uint32_t step(struct tenon_nested_tree tree, uint32_t table, uint64_t gpa) {
  const uint32_t height = tree.table[table].height;
  const uint64_t entry = tree.page[table].entry[tenon_nested_slot(height, gpa)];
  if (height < 2u || entry % 1024u != tree.pointer) return table;
  return (uint32_t)(tenon_nested_number(tree, entry) - tree.first);
}

uint32_t tenon_nested_walk(struct tenon_nested_tree tree, uint32_t root, uint64_t gpa) {
  const uint32_t second = step(tree, root, gpa);
  const uint32_t third = step(tree, second, gpa);
  return step(tree, third, gpa);
}

uint64_t tenon_nested_entry(struct tenon_nested_tree tree, uint32_t table, uint64_t gpa) {
  return tree.page[table].entry[tenon_nested_slot(tree.table[table].height, gpa)];
}
