/* SPDX-License-Identifier: Apache-2.0 */
/* What a single step does to the translations of a tree, in terms that loops and callers need. The
   lemmas behind them are in nested_walks.h. */
#ifndef TENON_ARCH_COMMON_NESTED_CELLS_H
#define TENON_ARCH_COMMON_NESTED_CELLS_H

#include "tenon/core/nested_tree.h"

/*@ // A cell is what one entry of a table of a height maps: its number.
    logic integer nested_cell(integer height, integer gpa) = gpa / nested_bytes(height);
    // An address that lies below another's table lies below one entry of it.
    lemma lower_tag: \forall integer h, g; 2 <= h <= 4 ==> 0 <= g < 0x1000000000000 ==>
      nested_tag(h - 1, g) == nested_tag(h, g) * 512 + nested_slot(h, g);
    lemma small_tag: \forall integer h, g; 2 <= h <= 4 ==> 0 <= g < 0x1000000000000 ==>
      0 <= nested_tag(h, g) <= 0x7fffff;
    // A tree, one of its roots, and an address that it covers.
    predicate walked{L}(struct tenon_nested_tree t, integer root, integer g) =
      nested_children(t) && nested_heights(t) && nested_root(t, root) &&
      nested_reaches(t, root, g);
    // The cell in which the walk of `at` ends: whether `g` lies in it, and where it ends.
    predicate same_cell{L}(struct tenon_nested_tree t, integer root, integer at, integer g) =
      nested_cell(nested_depth(t, root, at), g) == nested_cell(nested_depth(t, root, at), at);
    predicate cell_ends{L}(struct tenon_nested_tree t, integer root, integer at, integer e) =
      e == (nested_cell(nested_depth(t, root, at), at) + 1) *
           nested_bytes(nested_depth(t, root, at));

    // No walk took another way.
    predicate nested_turned_nothing{A, B}(struct tenon_nested_tree t, integer root) =
      \forall integer g; nested_reaches{A}(t, root, g) ==>
        nested_last{A}(t, root, g) == nested_last{B}(t, root, g) &&
        nested_depth{A}(t, root, g) == nested_depth{B}(t, root, g);
    // None but those of one cell, at least as far as they go down.
    predicate nested_beside_kept{A, B}(struct tenon_nested_tree t, integer root, integer at) =
      \forall integer g; nested_reaches{A}(t, root, g) ==> !same_cell{A}(t, root, at, g) ==>
        nested_depth{A}(t, root, g) == nested_depth{B}(t, root, g);
    predicate nested_found_kept_but{A, B}(struct tenon_nested_tree t, integer root, integer from,
                                          integer to) =
      \forall integer g; nested_reaches{A}(t, root, g) ==> !(from <= g < to) ==>
        nested_found{A}(t, root, g) == nested_found{B}(t, root, g);
    // The cell of `at` finds what was written, and no other address anything new.
    predicate nested_written{A, B}(struct tenon_nested_tree t, integer root, integer at,
                                   integer entry) =
      \forall integer g; nested_reaches{A}(t, root, g) ==>
        (same_cell{A}(t, root, at, g) ==> nested_found{B}(t, root, g) == entry) &&
        (!same_cell{A}(t, root, at, g) ==>
          nested_found{B}(t, root, g) == nested_found{A}(t, root, g));
    // `at` is the first address of its cell, or nothing is written in the place of nothing.
    predicate one_cell{L}(struct tenon_nested_tree t, integer root, integer at, integer entry) =
      at % nested_bytes(nested_depth(t, root, at)) == 0 ||
      (nested_found(t, root, at) == 0 && entry == 0);
    // Up to `e` it is that cell.
    predicate cell_holds{L}(struct tenon_nested_tree t, integer root, integer at, integer e) =
      \forall integer g; nested_reaches(t, root, g) ==> at <= g < e ==> same_cell(t, root, at, g);
    // All addresses of a cell find the same.
    predicate cell_alike{L}(struct tenon_nested_tree t, integer root, integer at) =
      \forall integer g; nested_reaches(t, root, g) ==> same_cell(t, root, at, g) ==>
        nested_last(t, root, g) == nested_last(t, root, at) &&
        nested_found(t, root, g) == nested_found(t, root, at) &&
        nested_depth(t, root, g) == nested_depth(t, root, at);
    predicate cell_written{A, B}(struct tenon_nested_tree t, integer root, integer at, integer e,
                                 integer entry) =
      \forall integer g; nested_reaches{A}(t, root, g) ==> at <= g < e ==>
        nested_found{A}(t, root, g) == nested_found{A}(t, root, at) &&
        nested_depth{A}(t, root, g) == nested_depth{A}(t, root, at) &&
        nested_found{B}(t, root, g) == entry;
    // A cell that goes on where no leaf lies across maps nothing.
    predicate cell_past{L}(struct tenon_nested_tree t, integer root, integer at, integer e) =
      \forall integer to, g; nested_reaches(t, root, g) ==> nested_even(t, root, to) ==>
        at < to <= g < e ==> nested_found(t, root, at) == 0;
    predicate cell_next{L}(struct tenon_nested_tree t, integer root, integer e) =
      nested_reaches(t, root, e) ==> e % nested_bytes(nested_depth(t, root, e)) == 0;

    // No walk comes by a table that nothing points to.
    predicate nested_entries_kept_apart{A, B}(struct tenon_nested_tree t, integer c) =
      \forall integer p, i; 0 <= p < t.count ==> 0 <= i < 512 ==> p != c ==>
        \at(t.page[p].entry[i], A) == \at(t.page[p].entry[i], B);
    predicate unseen{A, B}(struct tenon_nested_tree t, integer c) =
      nested_entries_kept_apart{A, B}(t, c) && nested_tables_kept_but{A, B}(t, c) &&
      nested_unlinked{A}(t, c);
    predicate nested_turned_none{A, B}(struct tenon_nested_tree t) =
      \forall integer r; nested_root{A}(t, r) ==> nested_turned_nothing{A, B}(t, r);
    // What changes no leaf twice changes none.
    lemma leaf_then{A, B, C}: \forall struct tenon_nested_tree t, integer r, g;
      nested_same_leaf{A, B}(t, r, g) ==> nested_same_leaf{B, C}(t, r, g) ==>
        nested_same_leaf{A, C}(t, r, g);
    lemma leaves_then_one{A, B, C}: \forall struct tenon_nested_tree t, integer r;
      nested_leaves_kept{A, B}(t, r) ==> nested_reach{A}(t, r) == nested_reach{B}(t, r) ==>
        nested_leaves_kept{B, C}(t, r) ==> nested_leaves_kept{A, C}(t, r);
    lemma leaves_then{A, B, C}: \forall struct tenon_nested_tree t;
      nested_all_leaves_kept{A, B}(t) ==> nested_roots{A, B}(t) ==>
        nested_all_leaves_kept{B, C}(t) ==> nested_all_leaves_kept{A, C}(t); */

#endif
