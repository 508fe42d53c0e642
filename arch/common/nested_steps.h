/* SPDX-License-Identifier: Apache-2.0 */
/* The single steps that change a tree, as the files of the engine share them and nobody else calls
   them. Each keeps what makes a tree one; so does all that is made of them. How many pages are free
   is a number that is handed around like the tree itself. */
#ifndef TENON_ARCH_COMMON_NESTED_STEPS_H
#define TENON_ARCH_COMMON_NESTED_STEPS_H

#include "nested_cells.h"
#include "nested_others.h"
#include "tenon/core/nested_table.h"

/* Writes an entry. */
/*@ requires tree: nested_valid(tree);
    requires where: table < tree.count && 1 <= tree.table[table].height && slot < 512;
    requires child: nested_points(tree, tree.table[table].height, entry) ==>
      nested_child(tree, table, slot, nested_number(tree, entry) - tree.first);
    requires leaf: entry != 0 ==> !nested_points(tree, tree.table[table].height, entry) ==>
      nested_leaf(tree, tree.table[table].height, entry);
    terminates \true;
    exits \false;
    assigns tree.page[table].entry[slot];
    ensures tree: nested_valid(tree);
    ensures entry: tree.page[table].entry[slot] == entry;
    ensures others: nested_entries_kept_but{Pre, Post}(tree, table, slot);
    ensures foreign: nested_others_kept{Pre, Post}(tree, tree.table[table].root); */
void tenon_nested_write(struct tenon_nested_tree tree, uint32_t table, uint32_t slot,
                        uint64_t entry);

/* Makes all entries of a table zero. */
/*@ requires tree: nested_valid(tree);
    requires where: table < tree.count && 1 <= tree.table[table].height;
    terminates \true;
    exits \false;
    assigns tree.page[table].entry[0 .. 511];
    ensures tree: nested_valid(tree);
    ensures zero: nested_zero(tree, table);
    ensures others: \forall integer p; 0 <= p < tree.count ==> p != table ==>
      nested_zero{Pre}(tree, p) ==> nested_zero{Post}(tree, p);
    ensures foreign: nested_others_kept{Pre, Post}(tree, tree.table[table].root); */
void tenon_nested_erase(struct tenon_nested_tree tree, uint32_t table);

/* 1 if all entries of a table are zero. */
/*@ requires tree: nested_memory(tree);
    requires where: table < tree.count;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures result: \result == 0 || \result == 1;
    ensures zero: \result == 1 <==> nested_zero(tree, table); */
uint32_t tenon_nested_is_zero(struct tenon_nested_tree tree, uint32_t table);

/* The last free page becomes an empty root. One page less is free. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires free: 0 < free;
    requires height: 3 <= height <= 4;
    terminates \true;
    exits \false;
    assigns tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, free - 1);
    ensures was_free: \old(tree.table[\at(\result, Post)].height) == 0;
    ensures root: nested_root(tree, \result) && tree.table[\result].height == height &&
      tree.table[\result].owner == owner;
    ensures empty: nested_zero(tree, \result);
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures others: nested_tables_kept_but{Pre, Post}(tree, \result);
    ensures unseen: unseen{Pre, Post}(tree, \result);
    ensures foreign: \forall integer r; nested_others_kept{Pre, Post}(tree, r); */
uint32_t tenon_nested_take_root(struct tenon_nested_tree tree, uint32_t free, uint32_t height,
                                uint32_t owner);

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
    ensures empty: nested_zero(tree, \result);
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures others: nested_tables_kept_but{Pre, Post}(tree, \result);
    ensures unseen: unseen{Pre, Post}(tree, \result);
    ensures foreign: \forall integer r; nested_others_kept{Pre, Post}(tree, r); */
uint32_t tenon_nested_take(struct tenon_nested_tree tree, uint32_t free, uint32_t parent,
                           uint32_t slot);

/* Gives back a page that is all zero and that no entry points to. One page more is free. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires table: table < tree.count && 1 <= tree.table[table].height;
    requires alone: nested_zero(tree, table) && nested_unlinked(tree, table);
    terminates \true;
    exits \false;
    assigns tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, free + 1);
    ensures free: free < tree.count && tree.table[table].height == 0;
    ensures others: nested_tables_kept_but{Pre, Post}(tree, table);
    ensures foreign: nested_others_kept{Pre, Post}(tree, \old(tree.table[table].root)); */
void tenon_nested_give(struct tenon_nested_tree tree, uint32_t free, uint32_t table);

#endif
