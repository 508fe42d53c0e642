/* SPDX-License-Identifier: Apache-2.0 */
/* What it means that a VM reaches only memory which it was given, and what keeps that true. */
#ifndef TENON_PROOFS_GIVEN_MEMORY_H
#define TENON_PROOFS_GIVEN_MEMORY_H

#include "tenon/core/memory_grants.h"
#include "tenon/core/nested_terms.h"
#include "walks_of_others.h"

/*@ predicate page_given{L}(struct tenon_grant *r, integer n, integer page, integer vm) =
      grants_hold(r, n, page, page, vm);
    predicate given_at{L}(struct tenon_grant *r, integer n, struct tenon_nested_tree t,
                          integer root, integer g) =
      nested_page(t, root, g) == -1 ||
      page_given(r, n, nested_page(t, root, g), t.table[root].owner);
    // Every translation of the tree at `root` leads to a page that one of `n` grants gives to the
    // tree's owner, or shares with it.
    predicate nested_given{L}(struct tenon_grant *r, integer n, struct tenon_nested_tree t,
                              integer root) =
      \forall integer g; nested_reaches(t, root, g) ==> given_at(r, n, t, root, g);

    // A root keeps its size and its owner; each address leads where it led, or nowhere.
    predicate root_kept{A, B}(struct tenon_nested_tree t, integer root) =
      \at(t.table[root].height, A) == \at(t.table[root].height, B) &&
      \at(t.table[root].owner, A) == \at(t.table[root].owner, B);
    predicate page_within{A, B}(struct tenon_nested_tree t, integer root, integer g) =
      nested_page{B}(t, root, g) == -1 || nested_page{B}(t, root, g) == nested_page{A}(t, root, g);
    predicate pages_within{A, B}(struct tenon_nested_tree t, integer root) =
      \forall integer g; nested_reaches{A}(t, root, g) ==> page_within{A, B}(t, root, g);

    lemma hold_still{A, B}: \forall struct tenon_grant *r, integer n, first, last, vm;
      grants_kept{A, B}(r, n) ==> grants_hold{A}(r, n, first, last, vm) ==>
        grants_hold{B}(r, n, first, last, vm);
    lemma page_still{A, B}: \forall struct tenon_grant *r, integer n, page, vm;
      grants_kept{A, B}(r, n) ==> page_given{A}(r, n, page, vm) ==> page_given{B}(r, n, page, vm);
    lemma reaches_still{A, B}: \forall struct tenon_nested_tree t, integer root, g;
      root_kept{A, B}(t, root) ==> nested_reaches{B}(t, root, g) ==> nested_reaches{A}(t, root, g);
    lemma given_still{A, B}: \forall struct tenon_grant *r, integer n,
      struct tenon_nested_tree t, integer root, g;
      given_at{A}(r, n, t, root, g) ==> grants_kept{A, B}(r, n) ==> root_kept{A, B}(t, root) ==>
        page_within{A, B}(t, root, g) ==> given_at{B}(r, n, t, root, g);
    lemma given_within{A, B}: \forall struct tenon_grant *r, integer n,
      struct tenon_nested_tree t, integer root;
      nested_given{A}(r, n, t, root) ==> grants_kept{A, B}(r, n) ==> root_kept{A, B}(t, root) ==>
        pages_within{A, B}(t, root) ==> nested_given{B}(r, n, t, root);

    lemma within_leaf{A, B}: \forall struct tenon_nested_tree t, integer root, g;
      nested_same_leaf{A, B}(t, root, g) ==> page_within{A, B}(t, root, g);
    lemma within_leaves{A, B}: \forall struct tenon_nested_tree t, integer root;
      nested_leaves_kept{A, B}(t, root) ==> pages_within{A, B}(t, root);
    lemma within_unmapped{A, B}: \forall struct tenon_nested_tree t, integer root, from, to;
      nested_pages_kept_but{A, B}(t, root, from, to) ==> root_kept{A, B}(t, root) ==>
        nested_nothing{B}(t, root, from, to) ==> pages_within{A, B}(t, root);
    lemma within_protected{A, B}: \forall struct tenon_nested_pool *pool, integer root, from, to,
      access;
      nested_pages_protected{A, B}(pool, root, from, to, access) ==>
        nested_pages_kept_but{A, B}(\at(pool->tree, A), root, from, to) ==>
        pages_within{A, B}(\at(pool->tree, A), root);

    // What another tree does.
    lemma other_leaf{A, B}: \forall struct tenon_nested_tree t, integer root, other, g;
      nested_others_kept{A, B}(t, root) ==> nested_children{A}(t) ==> part_of{A}(t, other, other) ==>
        other != root ==> 0 <= g ==> nested_same_leaf{A, B}(t, other, g);
    lemma within_other{A, B}: \forall struct tenon_nested_tree t, integer root, other;
      nested_others_kept{A, B}(t, root) ==> nested_children{A}(t) ==> nested_root{A}(t, other) ==>
        other != root ==> pages_within{A, B}(t, other) && root_kept{A, B}(t, other);

    // What was mapped, of memory that was given.
    lemma hold_part{L}: \forall struct tenon_grant *r, integer n, first, last, page, vm;
      grants_hold(r, n, first, last, vm) ==> first <= page <= last ==> page_given(r, n, page, vm);
    lemma page_between: \forall integer hpa, offset, bytes; 0 <= hpa ==> 0 <= offset < bytes ==>
      hpa / 4096 <= (hpa + offset) / 4096 <= (hpa + bytes - 1) / 4096;
    lemma given_led{L}: \forall struct tenon_grant *r, integer n,
      struct tenon_nested_tree t, integer root, from, to, hpa, attributes, g;
      nested_leads(t, root, from, to, hpa, attributes) ==> 0 <= hpa ==> from <= g < to ==>
        nested_reaches(t, root, g) ==>
        grants_hold(r, n, hpa / 4096, (hpa + (to - from) - 1) / 4096, t.table[root].owner) ==>
        given_at(r, n, t, root, g);
    lemma given_mapped{A, B}: \forall struct tenon_grant *r, integer n,
      struct tenon_nested_tree t, integer root, from, to, hpa, attributes;
      nested_given{A}(r, n, t, root) ==> grants_kept{A, B}(r, n) ==> root_kept{A, B}(t, root) ==>
        nested_leaves_kept_but{A, B}(t, root, from, to) ==>
        nested_leads{B}(t, root, from, to, hpa, attributes) ==> 0 <= hpa ==>
        grants_hold{B}(r, n, hpa / 4096, (hpa + (to - from) - 1) / 4096,
                       \at(t.table[root].owner, B)) ==>
        nested_given{B}(r, n, t, root);

    // What begins.
    lemma empty_page{L}: \forall struct tenon_nested_tree t, integer root, g;
      nested_zero(t, root) ==> 1 <= t.table[root].height ==> 0 < t.pointer ==> 0 <= g ==>
        nested_page(t, root, g) == -1;
    lemma given_empty{L}: \forall struct tenon_grant *r, integer n, struct tenon_nested_tree t,
      integer root;
      nested_zero(t, root) ==> nested_root(t, root) ==> 0 < t.pointer ==>
        nested_given(r, n, t, root); */

#endif
