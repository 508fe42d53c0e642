/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of nested_steps.h: none of these may prove. */
#define tenon_nested_write tenon_nested_write__red_1     /* must fail: others */
#define tenon_nested_is_zero tenon_nested_is_zero__red_1 /* must fail: zero */
#define tenon_nested_take tenon_nested_take__red_1       /* must fail: child */
#define tenon_nested_give tenon_nested_give__red_1       /* must fail: stack */
#include "../../arch/common/nested_steps.h"

/* The neighbour is spoiled too. */
void tenon_nested_write(struct tenon_nested_tree tree, uint32_t table, uint32_t slot,
                        uint64_t entry) {
  tree.page[table].entry[511u - slot] = 0;
  tree.page[table].entry[slot] = entry;
}

/* The last entry needs no look. */
uint32_t tenon_nested_is_zero(struct tenon_nested_tree tree, uint32_t table) {
  /*@ loop invariant range: 0 <= i <= 511;
      loop invariant zero: \forall integer j; 0 <= j < i ==> tree.page[table].entry[j] == 0;
      loop assigns i;
      loop variant 511 - i; */
  for (uint32_t i = 0; i < TENON_NESTED_ENTRIES - 1u; i++) {
    if (tree.page[table].entry[i] != 0) return 0;
  }
  return 1;
}

/* A child as high as its parent. */
uint32_t tenon_nested_take(struct tenon_nested_tree tree, uint32_t free, uint32_t parent,
                           uint32_t slot) {
  const uint32_t taken = tree.table[free - 1u].stack;
  tree.table[taken].height = tree.table[parent].height;
  tree.table[taken].root = tree.table[parent].root;
  tree.table[taken].owner = tree.table[parent].owner;
  tree.table[taken].parent = parent;
  tree.table[taken].tag = tree.table[parent].tag * 512u + slot;
  return taken;
}

/* The page stays where it was in the order. */
void tenon_nested_give(struct tenon_nested_tree tree, uint32_t free, uint32_t table) {
  tree.table[table].height = 0;
  tree.table[free].stack = table;
}
