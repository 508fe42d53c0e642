/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of nested_steps.h again, as walks see them: what they do to the translations of the
   tree. */
#ifndef TENON_ARCH_COMMON_NESTED_MOVES_H
#define TENON_ARCH_COMMON_NESTED_MOVES_H

#include "nested_cells.h"
#include "nested_steps.h"

/* Where the cell ends in which the walk of `at` ends, and the next begins. */
/*@ requires tree: nested_valid(tree);
    requires root: nested_root(tree, root) && nested_reaches(tree, root, at);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures further: at < \result;
    ensures aligned: \result % 4096 == 0;
    ensures cell: cell_ends(tree, root, at, \result);
    ensures holds: cell_holds(tree, root, at, \result);
    ensures alike: cell_alike(tree, root, at); */
uint64_t tenon_nested_next(struct tenon_nested_tree tree, uint32_t root, uint64_t at);

/* Writes the entry of `table` with which the walk of `at` ends. Returns where its cell ends and the
   next begins. */
/*@ requires tree: nested_valid(tree);
    requires root: nested_root(tree, root) && nested_reaches(tree, root, at);
    requires where: table == nested_last(tree, root, at) && table < tree.count &&
      1 <= tree.table[table].height;
    requires leaf: entry == 0 || nested_leaf(tree, tree.table[table].height, entry);
    terminates \true;
    exits \false;
    assigns tree.page[table].entry[0 .. 511];
    ensures tree: nested_valid(tree);
    ensures further: at < \result;
    ensures aligned: \result % 4096 == 0;
    ensures cell: cell_ends(tree, root, at, \result);
    ensures turned: nested_turned_nothing{Pre, Post}(tree, root);
    ensures written: nested_written{Pre, Post}(tree, root, at, entry);
    ensures inside: cell_written{Pre, Post}(tree, root, at, \result, entry);
    ensures kept: one_cell{Pre}(tree, root, at, entry) ==>
      nested_found_kept_but{Pre, Post}(tree, root, at, \result);
    ensures alike: cell_alike{Pre}(tree, root, at);
    ensures others: nested_entries_kept_apart{Pre, Post}(tree, table);
    ensures past: cell_past{Pre}(tree, root, at, \result);
    ensures next: cell_next(tree, root, \result);
    ensures foreign: nested_others_kept{Pre, Post}(tree, root); */
uint64_t tenon_nested_put(struct tenon_nested_tree tree, uint32_t root, uint32_t table, uint64_t at,
                          uint64_t entry);

/* Puts an empty table where the walk of `at` ends in `table` and finds nothing. One page less is
   free. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires free: 0 < free;
    requires root: nested_root(tree, root) && nested_reaches(tree, root, at);
    requires where: table == nested_last(tree, root, at) && table < tree.count &&
      2 <= tree.table[table].height && nested_on(tree, root, table, at);
    requires nothing: nested_found(tree, root, at) == 0;
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, free - 1);
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures leaves: nested_all_leaves_kept{Pre, Post}(tree);
    ensures alike: cell_alike{Pre}(tree, root, at);
    ensures beside: nested_beside_kept{Pre, Post}(tree, root, at);
    ensures last: \result == nested_last(tree, root, at);
    ensures lower: tree.table[\result].height + 1 == \old(tree.table[table].height);
    ensures on: nested_on(tree, root, \result, at);
    ensures foreign: nested_others_kept{Pre, Post}(tree, root); */
uint32_t tenon_nested_grow(struct tenon_nested_tree tree, uint32_t free, uint32_t root,
                           uint32_t table, uint64_t at);

/* The last free page, all zero, becomes a table that no walk comes by: entry `slot` of `parent` may
   point to it. One page less is free. */
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
    ensures child: nested_child(tree, parent, slot, \result) && \result != parent;
    ensures apart: nested_unlinked(tree, \result) && !nested_root(tree, \result);
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures others: nested_tables_kept_but{Pre, Post}(tree, \result);
    ensures leaves: nested_all_leaves_kept{Pre, Post}(tree);
    ensures turned: nested_turned_none{Pre, Post}(tree);
    ensures foreign: \forall integer r; nested_others_kept{Pre, Post}(tree, r); */
uint32_t tenon_nested_take_aside(struct tenon_nested_tree tree, uint32_t free, uint32_t parent,
                                 uint32_t slot);

/* Writes a leaf into a table that no walk comes by. */
/*@ requires tree: nested_valid(tree);
    requires where: table < tree.count && 1 <= tree.table[table].height && slot < 512;
    requires apart: nested_unlinked(tree, table) && !nested_root(tree, table);
    requires leaf: nested_leaf(tree, tree.table[table].height, entry);
    terminates \true;
    exits \false;
    assigns tree.page[table].entry[slot];
    ensures tree: nested_valid(tree);
    ensures entry: tree.page[table].entry[slot] == entry;
    ensures others: nested_entries_kept_but{Pre, Post}(tree, table, slot);
    ensures apart: nested_unlinked(tree, table);
    ensures leaves: nested_all_leaves_kept{Pre, Post}(tree);
    ensures turned: nested_turned_none{Pre, Post}(tree);
    ensures foreign: nested_others_kept{Pre, Post}(tree, tree.table[table].root); */
void tenon_nested_write_aside(struct tenon_nested_tree tree, uint32_t table, uint32_t slot,
                              uint64_t entry);

/* Gives back `child`, which is empty and where the walk of `gpa` goes from `parent`. One page more
   is free. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires parent: parent < tree.count && 2 <= tree.table[parent].height;
    requires child: child == nested_step(tree, parent, gpa) && child != parent;
    requires empty: nested_zero(tree, child);
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, free + 1);
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures others: nested_tables_kept_but{Pre, Post}(tree, child);
    ensures entries: nested_entries_kept_but{Pre, Post}(tree, parent,
      nested_slot(\old(tree.table[parent].height), gpa));
    ensures leaves: nested_all_leaves_kept{Pre, Post}(tree);
    ensures foreign: nested_others_kept{Pre, Post}(tree, \old(tree.table[parent].root)); */
void tenon_nested_drop(struct tenon_nested_tree tree, uint32_t free, uint32_t parent,
                       uint32_t child, uint64_t gpa);

/* Puts a table that waits where its parent's entry is to point to it. */
/*@ requires tree: nested_valid(tree);
    requires waits: nested_waits(tree, table);
    requires root: nested_root(tree, tree.table[table].root);
    requires gap: nested_gap(tree, tree.table[table].root, table);
    requires leaves: nested_no_pointers(tree, table);
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures others: nested_others_kept{Pre, Post}(tree, tree.table[table].root);
    ensures placed: nested_placed{Pre, Post}(tree, tree.table[table].root, table);
    ensures made: nested_made(tree, table); */
void tenon_nested_link(struct tenon_nested_tree tree, uint32_t table);

#endif
