/* SPDX-License-Identifier: Apache-2.0 */
/* The free pages of a tree, as the files of the engine share them and nobody else calls them. How
   many are free is a number that is handed around like the tree itself. */
#ifndef TENON_ARCH_COMMON_NESTED_POOL_H
#define TENON_ARCH_COMMON_NESTED_POOL_H

#include "tenon/core/nested_table.h"

/* The last free page, all zero, becomes the table that entry `slot` of `parent` is about to point
   to. One page less is free. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires free: 0 < free;
    requires parent: parent < tree.count && 2 <= tree.table[parent].height && slot < 512 &&
      tree.table[parent].tag <= 0x7fffff;
    terminates \true;
    exits \false;
    assigns tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, free - 1);
    ensures was_free: \old(tree.table[\at(\result, Post)].height) == 0;
    ensures child: nested_child(tree, parent, slot, \result);
    ensures others: \forall integer p; 0 <= p < tree.count ==> p != \result ==>
      nested_kept{Pre, Post}(tree, p); */
uint32_t tenon_nested_take(struct tenon_nested_tree tree, uint32_t free, uint32_t parent,
                           uint32_t slot);

/* Gives back a page that is all zero and that no entry points to. One page more is free. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires table: table < tree.count && 1 <= tree.table[table].height;
    requires zero: \forall integer i; 0 <= i < 512 ==> tree.page[table].entry[i] == 0;
    requires unlinked: \forall integer p, i; 0 <= p < tree.count ==> 0 <= i < 512 ==>
      nested_points(tree, tree.table[p].height, tree.page[p].entry[i]) ==>
      nested_number(tree, tree.page[p].entry[i]) - tree.first != table;
    terminates \true;
    exits \false;
    assigns tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, free + 1);
    ensures free: free < tree.count && tree.table[table].height == 0;
    ensures others: \forall integer p; 0 <= p < tree.count ==> p != table ==>
      nested_kept{Pre, Post}(tree, p); */
void tenon_nested_give(struct tenon_nested_tree tree, uint32_t free, uint32_t table);

/* Gives back the tables of the tree at `root` that map nothing from `from` to `to` - 1. Returns how
   many pages are free now. */
uint32_t tenon_nested_prune(struct tenon_nested_tree tree, uint32_t free, uint32_t root,
                            uint64_t from, uint64_t to);

/* Which of the pool's attributes these are; TENON_NESTED_ATTRIBUTES: none. */
uint32_t tenon_nested_index(const struct tenon_nested_pool *pool, uint64_t attributes);

#endif
