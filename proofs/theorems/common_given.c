/* SPDX-License-Identifier: Apache-2.0 */
#include "common_given.h"

/*@ // The tree stays as it is.
    lemma kept_is_others{A, B}: \forall struct tenon_nested_tree t;
      nested_entries_kept{A, B}(t) ==> nested_tables_kept{A, B}(t) ==>
        nested_others_kept{A, B}(t, -1);
    // More grants hold more.
    lemma hold_more{L}: \forall struct tenon_grant *r, integer n, m, first, last, vm;
      grants_hold(r, n, first, last, vm) ==> n <= m ==> grants_hold(r, m, first, last, vm);
    lemma given_more{L}: \forall struct tenon_grant *r, integer n, m, struct tenon_nested_tree t,
      integer root;
      nested_given(r, n, t, root) ==> n <= m ==> nested_given(r, m, t, root);
    // Sharing takes nothing from anybody.
    predicate grants_shared{A, B}(struct tenon_grant *r, integer n) =
      \forall integer i; 0 <= i < n ==>
        \at(r[i].first, A) == \at(r[i].first, B) && \at(r[i].last, A) == \at(r[i].last, B) &&
        \at(r[i].owner, A) == \at(r[i].owner, B) &&
        (\at(r[i].sharer, A) == \at(r[i].sharer, B) || \at(r[i].sharer, A) == TENON_NONE);
    lemma hold_shared{A, B}: \forall struct tenon_grant *r, integer n, first, last, vm;
      grants_shared{A, B}(r, n) ==> vm != TENON_NONE ==> grants_hold{A}(r, n, first, last, vm) ==>
        grants_hold{B}(r, n, first, last, vm);
    lemma page_shared{A, B}: \forall struct tenon_grant *r, integer n, page, vm;
      grants_shared{A, B}(r, n) ==> vm != TENON_NONE ==> page_given{A}(r, n, page, vm) ==>
        page_given{B}(r, n, page, vm);
    lemma at_shared{A, B}: \forall struct tenon_grant *r, integer n,
      struct tenon_nested_tree t, integer root, g;
      given_at{A}(r, n, t, root, g) ==> grants_shared{A, B}(r, n) ==>
        root_kept{A, B}(t, root) ==> \at(t.table[root].owner, A) != TENON_NONE ==>
        page_within{A, B}(t, root, g) ==> given_at{B}(r, n, t, root, g);
    lemma given_shared{A, B}: \forall struct tenon_grant *r, integer n,
      struct tenon_nested_tree t, integer root;
      nested_given{A}(r, n, t, root) ==> grants_shared{A, B}(r, n) ==>
        root_kept{A, B}(t, root) ==> \at(t.table[root].owner, A) != TENON_NONE ==>
        pages_within{A, B}(t, root) ==> nested_given{B}(r, n, t, root);

    // A walk ends where no entry leads on: each step goes down, and it begins at 4 or lower.
    predicate at_end{L}(struct tenon_nested_tree t, integer p, integer g) =
      !nested_points(t, t.table[p].height, nested_entry(t, p, g));
    lemma low_step{L}: \forall struct tenon_nested_tree t, integer root, p, g;
      nested_children(t) ==> part_of(t, root, p) ==> 0 <= g ==> !at_end(t, p, g) ==>
        nested_child(t, p, nested_slot(t.table[p].height, g), nested_step(t, p, g));
    lemma end_step{L}: \forall struct tenon_nested_tree t, integer p, g;
      at_end(t, p, g) ==> nested_step(t, p, g) == p;
    lemma low_goes{L}: \forall struct tenon_nested_tree t, integer root, g, p, q;
      nested_children(t) ==> part_of(t, root, p) ==> 0 <= g ==> goes(t, g, p, q) ==>
        at_end(t, q, g) || t.table[q].height + 1 == t.table[p].height;
    lemma end_goes{L}: \forall struct tenon_nested_tree t, integer g, p, q;
      goes(t, g, p, q) ==> at_end(t, p, g) ==> at_end(t, q, g);
    lemma end_walks{L}: \forall struct tenon_nested_tree t, integer root, g, p, q, r, s;
      nested_children(t) ==> nested_heights(t) ==> part_of(t, root, p) ==> 0 <= g ==>
        walks(t, g, p, q, r, s) ==> at_end(t, s, g);
    lemma end_last{L}: \forall struct tenon_nested_tree t, integer root, g;
      nested_children(t) ==> nested_heights(t) ==> part_of(t, root, root) ==> 0 <= g ==>
        at_end(t, nested_last(t, root, g), g) && part_of(t, root, nested_last(t, root, g));
    // So a page that somebody reaches is one of a leaf's.
    lemma page_in_leaf: \forall integer number, bytes, g; (bytes == 0x1000 || bytes == 0x200000 ||
      bytes == 0x40000000 || bytes == 0x8000000000) ==> 0 <= g ==>
        number <= number + g % bytes / 4096 < number + bytes / 4096;
    lemma leaf_at{L}: \forall struct tenon_nested_tree t, integer root, p, g, first, last;
      part_of(t, root, p) ==> 0 <= g ==> nested_unmapped(t, first, last) ==>
        !leaf_touches(t, p, nested_slot(t.table[p].height, g), first, last);
    lemma leaf_page{L}: \forall struct tenon_nested_tree t, integer root, p, g, first, last;
      part_of(t, root, p) ==> at_end(t, p, g) ==> 0 <= g ==> nested_entry(t, p, g) != 0 ==>
        nested_unmapped(t, first, last) ==>
        !(first <= nested_number(t, nested_entry(t, p, g)) +
                     g % nested_bytes(t.table[p].height) / 4096 <= last);
    predicate no_page{L}(struct tenon_nested_tree t, integer root, integer first, integer last) =
      \forall integer g; nested_reaches(t, root, g) ==> nested_page(t, root, g) == -1 ||
        !(first <= nested_page(t, root, g) <= last);
    lemma unmapped_page{L}: \forall struct tenon_nested_tree t, integer root, first, last;
      nested_children(t) ==> nested_heights(t) ==> nested_root(t, root) ==>
        nested_unmapped(t, first, last) ==> no_page(t, root, first, last);
    // What is left is enough for the pages that are reached.
    predicate first_unmapped{L}(struct tenon_grant *r, integer n, struct tenon_nested_tree t,
                                integer root, integer first) =
      \forall integer i; 0 <= i < n ==> r[i].first == first ==> no_page(t, root, first, r[i].last);
    predicate page_off{L}(struct tenon_grant *r, integer n, integer first, integer page) =
      \forall integer i; 0 <= i < n ==> r[i].first == first ==> !(first <= page <= r[i].last);
    lemma page_left{A, B}: \forall struct tenon_grant *r, integer n, first, page, vm;
      grants_left{A, B}(r, n, first) ==> page_given{A}(r, n, page, vm) ==>
        page_off{A}(r, n, first, page) ==> page_given{B}(r, n - 1, page, vm);
    lemma off_left{L}: \forall struct tenon_grant *r, integer n, struct tenon_nested_tree t,
      integer root, first, g;
      first_unmapped(r, n, t, root, first) ==> nested_reaches(t, root, g) ==>
        nested_page(t, root, g) == -1 || page_off(r, n, first, nested_page(t, root, g));
    lemma at_left{A, B}: \forall struct tenon_grant *r, integer n, struct tenon_nested_tree t,
      integer root, first, g;
      given_at{A}(r, n, t, root, g) ==> grants_left{A, B}(r, n, first) ==>
        (nested_page{A}(t, root, g) == -1 ||
         page_off{A}(r, n, first, nested_page{A}(t, root, g))) ==>
        root_kept{A, B}(t, root) ==> page_within{A, B}(t, root, g) ==>
        given_at{B}(r, n - 1, t, root, g);
    lemma given_left{A, B}: \forall struct tenon_grant *r, integer n, struct tenon_nested_tree t,
      integer root, first;
      nested_given{A}(r, n, t, root) ==> grants_left{A, B}(r, n, first) ==>
        first_unmapped{A}(r, n, t, root, first) ==> root_kept{A, B}(t, root) ==>
        pages_within{A, B}(t, root) ==> nested_given{B}(r, n - 1, t, root); */

uint32_t while_memory_is_given(struct tenon_grants *grants, struct tenon_nested_tree tree,
                               uint64_t first, uint64_t last, uint32_t owner, uint32_t any) {
  (void)tree;
  (void)any;
  //@ ghost uint32_t before = grants->count;
  const uint32_t error = tenon_grants_give(grants, first, last, owner);
  //@ assert entries: nested_entries_kept{Pre, Here}(tree);
  //@ assert tables: nested_tables_kept{Pre, Here}(tree);
  //@ assert children: nested_children{Pre}(tree);
  //@ assert others: nested_others_kept{Pre, Here}(tree, -1);
  //@ assert root: nested_root{Pre}(tree, any);
  //@ assert pages: pages_within{Pre, Here}(tree, any) && root_kept{Pre, Here}(tree, any);
  //@ assert still: nested_given(grants->grant, before, tree, any);
  return error;
}

uint32_t while_memory_is_shared(struct tenon_grants *grants, struct tenon_nested_tree tree,
                                uint64_t first, uint32_t owner, uint32_t sharer, uint32_t any) {
  (void)tree;
  (void)any;
  const uint32_t error = tenon_grants_share(grants, first, owner, sharer);
  //@ assert entries: nested_entries_kept{Pre, Here}(tree);
  //@ assert tables: nested_tables_kept{Pre, Here}(tree);
  //@ assert children: nested_children{Pre}(tree);
  //@ assert others: nested_others_kept{Pre, Here}(tree, -1);
  //@ assert root: nested_root{Pre}(tree, any);
  //@ assert pages: pages_within{Pre, Here}(tree, any) && root_kept{Pre, Here}(tree, any);
  //@ assert shared: grants_shared{Pre, Here}(grants->grant, grants->count);
  return error;
}

uint32_t while_memory_is_taken_back(struct tenon_grants *grants, struct tenon_nested_tree tree,
                                    uint64_t first, uint32_t any) {
  (void)any;
  //@ ghost uint32_t before = grants->count;
  const uint32_t error = tenon_grants_take(grants, tree, first);
  //@ assert entries: nested_entries_kept{Pre, Here}(tree);
  //@ assert tables: nested_tables_kept{Pre, Here}(tree);
  //@ assert children: nested_children{Pre}(tree);
  //@ assert others: nested_others_kept{Pre, Here}(tree, -1);
  //@ assert root: nested_root{Pre}(tree, any);
  //@ assert pages: pages_within{Pre, Here}(tree, any) && root_kept{Pre, Here}(tree, any);
  //@ assert refused: error != TENON_OK ==> grants_kept{Pre, Here}(grants->grant, before);
  /*@ assert unmapped: error == TENON_OK ==>
        first_unmapped{Pre}(grants->grant, before, tree, any, first); */
  /*@ assert taken: error == TENON_OK ==>
        nested_given(grants->grant, before - 1, tree, any); */
  return error;
}
