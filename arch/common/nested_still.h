/* SPDX-License-Identifier: Apache-2.0 */
/* What was said of translations still holds while no entry and nothing of the tables changes. */
#ifndef TENON_ARCH_COMMON_NESTED_STILL_H
#define TENON_ARCH_COMMON_NESTED_STILL_H

#include "nested_cells.h"
#include "tenon/core/nested_table.h"

/*@ predicate nested_still{A, B}(struct tenon_nested_tree t) =
      nested_entries_kept{A, B}(t) && nested_tables_kept{A, B}(t);
    // Walks, step by step.
    predicate still_on{L}(struct tenon_nested_tree t, integer p, integer g) =
      0 <= p < t.count && 1 <= t.table[p].height <= 4 && 0 <= g < 0x1000000000000;
    lemma still_slot: \forall integer h, g; 1 <= h <= 4 ==> 0 <= g ==> 0 <= nested_slot(h, g) < 512;
    lemma still_entry{A, B}: \forall struct tenon_nested_tree t, integer p, g;
      still_on{A}(t, p, g) ==> nested_still{A, B}(t) ==>
        nested_entry{A}(t, p, g) == nested_entry{B}(t, p, g) &&
        \at(t.table[p].height, A) == \at(t.table[p].height, B);
    lemma still_child{L}: \forall struct tenon_nested_tree t, integer p, g;
      still_on(t, p, g) ==> nested_children(t) ==>
        nested_points(t, t.table[p].height, nested_entry(t, p, g)) ==>
        nested_child(t, p, nested_slot(t.table[p].height, g), nested_step(t, p, g));
    lemma still_next{L}: \forall struct tenon_nested_tree t, integer p, g;
      still_on(t, p, g) ==> nested_children(t) ==> nested_heights(t) ==>
        still_on(t, nested_step(t, p, g), g);
    lemma still_step{A, B}: \forall struct tenon_nested_tree t, integer p, g;
      still_on{A}(t, p, g) ==> nested_still{A, B}(t) ==>
        nested_step{A}(t, p, g) == nested_step{B}(t, p, g);
    lemma still_begins{L}: \forall struct tenon_nested_tree t, integer root, g;
      walked(t, root, g) ==> still_on(t, root, g);
    lemma still_last{A, B}: \forall struct tenon_nested_tree t, integer root, g;
      walked{A}(t, root, g) ==> nested_still{A, B}(t) ==>
        nested_last{A}(t, root, g) == nested_last{B}(t, root, g) &&
        still_on{A}(t, nested_last{A}(t, root, g), g);
    lemma still_found{A, B}: \forall struct tenon_nested_tree t, integer root, g;
      walked{A}(t, root, g) ==> nested_still{A, B}(t) ==>
        nested_found{A}(t, root, g) == nested_found{B}(t, root, g) &&
        nested_depth{A}(t, root, g) == nested_depth{B}(t, root, g);
    lemma still_turned{A, B}: \forall struct tenon_nested_tree t, integer root;
      nested_children{A}(t) ==> nested_heights{A}(t) ==> nested_root{A}(t, root) ==>
        nested_still{A, B}(t) ==> nested_turned_nothing{A, B}(t, root);
    lemma still_leaves{A, B}: \forall struct tenon_nested_tree t, integer root;
      nested_children{A}(t) ==> nested_heights{A}(t) ==> nested_root{A}(t, root) ==>
        nested_still{A, B}(t) ==> nested_leaves_kept{A, B}(t, root);
    // A tree, and what its format and its pool need.
    lemma still_children{A, B}: \forall struct tenon_nested_tree t;
      nested_children{A}(t) ==> nested_still{A, B}(t) ==> nested_children{B}(t);
    lemma still_tree_leaves{A, B}: \forall struct tenon_nested_tree t;
      nested_leaves{A}(t) ==> nested_still{A, B}(t) ==> nested_leaves{B}(t);
    lemma still_clean{A, B}: \forall struct tenon_nested_tree t;
      nested_clean{A}(t) ==> nested_still{A, B}(t) ==> nested_clean{B}(t);
    lemma still_valid{A, B}: \forall struct tenon_nested_tree t;
      nested_valid{A}(t) ==> nested_memory{B}(t) ==> nested_still{A, B}(t) ==> nested_valid{B}(t);
    // What came before it.
    lemma still_kept{A, B, C}: \forall struct tenon_nested_tree t, integer root;
      nested_leaves_kept{A, B}(t, root) ==> nested_leaves_kept{B, C}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_leaves_kept{A, C}(t, root);
    lemma still_kept_but{A, B, C}: \forall struct tenon_nested_tree t, integer root, from, to;
      nested_leaves_kept_but{A, B}(t, root, from, to) ==> nested_leaves_kept{B, C}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_leaves_kept_but{A, C}(t, root, from, to);
    lemma still_pages_but{A, B, C}: \forall struct tenon_nested_tree t, integer root, from, to;
      nested_pages_kept_but{A, B}(t, root, from, to) ==> nested_pages_kept{B, C}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_pages_kept_but{A, C}(t, root, from, to);
    lemma still_nothing{A, B}: \forall struct tenon_nested_tree t, integer root, from, to;
      nested_nothing{A}(t, root, from, to) ==> nested_leaves_kept{A, B}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_nothing{B}(t, root, from, to);
    lemma still_page{A, B}: \forall struct tenon_nested_tree t, integer root, g;
      nested_same_leaf{A, B}(t, root, g) ==>
        nested_page{A}(t, root, g) == nested_page{B}(t, root, g) &&
        nested_rights{A}(t, root, g) == nested_rights{B}(t, root, g);
    lemma still_pages{A, B}: \forall struct tenon_nested_tree t, integer root;
      nested_leaves_kept{A, B}(t, root) ==> nested_pages_kept{A, B}(t, root);
    lemma still_leads{A, B}: \forall struct tenon_nested_tree t, integer root, from, to, hpa,
      attributes;
      nested_leads{A}(t, root, from, to, hpa, attributes) ==> nested_pages_kept{A, B}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_leads{B}(t, root, from, to, hpa, attributes);
    predicate still_set{A, B}(struct tenon_nested_pool *pool, struct tenon_nested_tree t,
                              integer root, integer g, integer access) =
      nested_page{A}(t, root, g) == nested_page{B}(t, root, g) &&
      (nested_page{A}(t, root, g) != -1 ==>
        nested_rights_set{A}(pool, access, nested_rights{A}(t, root, g),
                             nested_rights{B}(t, root, g)));
    lemma still_set_one{A, B, C}: \forall struct tenon_nested_pool *pool,
      struct tenon_nested_tree t, integer root, g, access;
      still_set{A, B}(pool, t, root, g, access) ==> nested_same_page{B, C}(t, root, g) ==>
        still_set{A, C}(pool, t, root, g, access);
    predicate still_all_set{A, B}(struct tenon_nested_pool *pool, struct tenon_nested_tree t,
                                  integer root, integer from, integer to, integer access) =
      \forall integer g; nested_reaches{A}(t, root, g) ==> from <= g < to ==>
        still_set{A, B}(pool, t, root, g, access);
    lemma still_all{A, B, C}: \forall struct tenon_nested_pool *pool,
      struct tenon_nested_tree t, integer root, from, to, access;
      still_all_set{A, B}(pool, t, root, from, to, access) ==> nested_pages_kept{B, C}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        still_all_set{A, C}(pool, t, root, from, to, access);
    lemma still_all_is{A, B}: \forall struct tenon_nested_pool *pool, integer root, from, to,
      access;
      nested_pages_protected{A, B}(pool, root, from, to, access) <==>
        still_all_set{A, B}(pool, \at(pool->tree, A), root, from, to, access);
    lemma still_protected{A, B, C}: \forall struct tenon_nested_pool *pool, integer root, from, to,
      access;
      nested_pages_protected{A, B}(pool, root, from, to, access) ==>
        nested_pages_kept{B, C}(\at(pool->tree, A), root) ==>
        nested_reach{A}(\at(pool->tree, A), root) == nested_reach{B}(\at(pool->tree, A), root) ==>
        nested_pages_protected{A, C}(pool, root, from, to, access);
    lemma still_others{A, B, C}: \forall struct tenon_nested_tree t, integer root;
      nested_still{A, B}(t) ==> nested_others_kept{B, C}(t, root) ==>
        nested_others_kept{A, C}(t, root);
    lemma still_foreign{A, B, C}: \forall struct tenon_nested_tree t, integer root;
      nested_others_kept{A, B}(t, root) ==> nested_still{B, C}(t) ==>
        nested_others_kept{A, C}(t, root);
    lemma still_alone{A, B}: \forall struct tenon_nested_tree t, integer root;
      nested_still{A, B}(t) ==> nested_others_kept{A, B}(t, root);
    // A block that is broken, before and after.
    lemma still_waits{A, B}: \forall struct tenon_nested_tree t, integer c;
      nested_waits{A}(t, c) ==> 0 <= \at(t.table[c].parent, A) ==> nested_tables_kept{A, B}(t) ==>
        nested_waits{B}(t, c);
    lemma still_plain{A, B}: \forall struct tenon_nested_tree t, integer c;
      nested_no_pointers{A}(t, c) ==> 0 <= c < t.count ==> nested_still{A, B}(t) ==>
        nested_no_pointers{B}(t, c);
    lemma still_gap{A, B}: \forall struct tenon_nested_tree t, integer root, c;
      nested_gap{A}(t, root, c) ==> nested_turned_nothing{A, B}(t, root) ==>
        nested_leaves_kept{A, B}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        0 <= c < t.count ==> 0 <= \at(t.table[c].parent, A) < t.count ==>
        0 <= \at(t.table[c].tag, A) ==> nested_still{A, B}(t) ==> nested_gap{B}(t, root, c);
    lemma still_part{A, B}: \forall struct tenon_nested_tree t, integer c, g, page, attributes;
      nested_part{A}(t, c, g, page, attributes) ==> still_on{A}(t, c, g) ==>
        nested_still{A, B}(t) ==> nested_part{B}(t, c, g, page, attributes);
    lemma still_covers{A, B}: \forall struct tenon_nested_tree t, integer c, g;
      0 <= c < t.count ==> nested_tables_kept{A, B}(t) ==>
        (nested_covers{A}(t, c, g) <==> nested_covers{B}(t, c, g));
    lemma still_moved{A, B, C}: \forall struct tenon_nested_tree t, integer root, c;
      nested_moved{A, B}(t, root, c) ==> nested_leaves_kept{B, C}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==> still_on{B}(t, c, 0) ==>
        nested_still{B, C}(t) ==> nested_moved{A, C}(t, root, c);
    lemma still_placed{A, B, C}: \forall struct tenon_nested_tree t, integer root, c;
      nested_placed{A, B}(t, root, c) ==> nested_leaves_kept{B, C}(t, root) ==>
        nested_turned_nothing{B, C}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==> nested_placed{A, C}(t, root, c);
*/

#endif
