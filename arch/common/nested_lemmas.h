/* SPDX-License-Identifier: Apache-2.0 */
/* What follows for a whole tree from what one step changes. Each lemma is proved on its own, away
   from the code that uses it: that is what keeps the proofs of the code short. */
#ifndef TENON_ARCH_COMMON_NESTED_LEMMAS_H
#define TENON_ARCH_COMMON_NESTED_LEMMAS_H

#include "tenon/core/nested_table.h"

/*@ // Taking the last free page.
    lemma stack_take{A, B}: \forall struct tenon_nested_tree t, integer free, c;
      nested_stack{A}(t, free) ==> nested_order_kept{A, B}(t) ==>
        nested_tables_kept_but{A, B}(t, c) ==> 0 < free ==>
        \at(t.table[free - 1].stack, A) == c ==> \at(t.table[c].height, B) != 0 ==>
        nested_stack{B}(t, free - 1);
    lemma heights_take{A, B}: \forall struct tenon_nested_tree t, integer c;
      nested_heights{A}(t) ==> nested_tables_kept_but{A, B}(t, c) ==>
        0 <= \at(t.table[c].height, B) <= 4 ==> nested_heights{B}(t);
    lemma children_take{A, B}: \forall struct tenon_nested_tree t, integer c;
      nested_children{A}(t) ==> nested_clean{A}(t) ==> nested_entries_kept{A, B}(t) ==>
        nested_tables_kept_but{A, B}(t, c) ==> 0 < t.pointer ==>
        \at(t.table[c].height, A) == 0 ==> nested_children{B}(t);
    lemma leaves_take{A, B}: \forall struct tenon_nested_tree t, integer c;
      nested_leaves{A}(t) ==> nested_clean{A}(t) ==> nested_entries_kept{A, B}(t) ==>
        nested_tables_kept_but{A, B}(t, c) ==> \at(t.table[c].height, A) == 0 ==>
        nested_leaves{B}(t);
    lemma clean_take{A, B}: \forall struct tenon_nested_tree t, integer c;
      nested_clean{A}(t) ==> nested_entries_kept{A, B}(t) ==>
        nested_tables_kept_but{A, B}(t, c) ==> \at(t.table[c].height, B) != 0 ==>
        nested_clean{B}(t);
    lemma free_unlinked{L}: \forall struct tenon_nested_tree t, integer c;
      nested_children(t) ==> t.table[c].height == 0 ==> nested_unlinked(t, c);

    // Giving a page back: it changes places with the first page that is not free.
    predicate stacks_swapped{A, B}(struct tenon_nested_tree t, integer free, integer c) =
      \forall integer i; 0 <= i < t.count ==> \at(t.table[i].stack, B) ==
        (i == free ? c : i == \at(t.table[c].position, A) ? \at(t.table[free].stack, A) :
         \at(t.table[i].stack, A));
    predicate positions_swapped{A, B}(struct tenon_nested_tree t, integer free, integer c) =
      \forall integer p; 0 <= p < t.count ==> \at(t.table[p].position, B) ==
        (p == c ? free : p == \at(t.table[free].stack, A) ? \at(t.table[c].position, A) :
         \at(t.table[p].position, A));
    // A page that is in use proves that not all are free.
    predicate nested_room{L}(struct tenon_nested_tree t, integer free, integer c) =
      free < t.count && free <= t.table[c].position;
    lemma stack_give{A, B}: \forall struct tenon_nested_tree t, integer free, c;
      nested_stack{A}(t, free) ==> stacks_swapped{A, B}(t, free, c) ==>
        positions_swapped{A, B}(t, free, c) ==> nested_tables_kept_but{A, B}(t, c) ==>
        0 <= c < t.count ==> free < t.count ==>
        \at(t.table[c].height, A) != 0 ==> \at(t.table[c].height, B) == 0 ==>
        nested_stack{B}(t, free + 1);
    lemma children_give{A, B}: \forall struct tenon_nested_tree t, integer c;
      nested_children{A}(t) ==> nested_entries_kept{A, B}(t) ==>
        nested_tables_kept_but{A, B}(t, c) ==> nested_unlinked{A}(t, c) ==>
        \at(t.table[c].height, B) == 0 ==> nested_children{B}(t);
    lemma leaves_give{A, B}: \forall struct tenon_nested_tree t, integer c;
      nested_leaves{A}(t) ==> nested_entries_kept{A, B}(t) ==>
        nested_tables_kept_but{A, B}(t, c) ==> \at(t.table[c].height, B) == 0 ==>
        nested_leaves{B}(t);
    lemma clean_give{A, B}: \forall struct tenon_nested_tree t, integer c;
      nested_clean{A}(t) ==> nested_entries_kept{A, B}(t) ==>
        nested_tables_kept_but{A, B}(t, c) ==> nested_zero{A}(t, c) ==> nested_clean{B}(t);

    // Writing one entry.
    lemma heights_write{A, B}: \forall struct tenon_nested_tree t;
      nested_heights{A}(t) ==> nested_tables_kept{A, B}(t) ==> nested_heights{B}(t);
    lemma child_kept{A, B}: \forall struct tenon_nested_tree t, integer p, i, c;
      nested_child{A}(t, p, i, c) ==> nested_tables_kept{A, B}(t) ==> 0 <= p < t.count ==>
        nested_child{B}(t, p, i, c);
    lemma children_elsewhere{A, B}: \forall struct tenon_nested_tree t, integer p, i, q, j;
      nested_children{A}(t) ==> nested_entries_kept_but{A, B}(t, p, i) ==>
        nested_tables_kept{A, B}(t) ==> 0 <= q < t.count ==> 0 <= j < 512 ==>
        (q != p || j != i) ==>
        nested_points(t, \at(t.table[q].height, B), \at(t.page[q].entry[j], B)) ==>
        nested_child{B}(t, q, j, nested_number(t, \at(t.page[q].entry[j], B)) - t.first);
    lemma children_write{A, B}: \forall struct tenon_nested_tree t, integer p, i;
      nested_children{A}(t) ==> nested_entries_kept_but{A, B}(t, p, i) ==>
        nested_tables_kept{A, B}(t) ==>
        (nested_points(t, \at(t.table[p].height, B), \at(t.page[p].entry[i], B)) ==>
          nested_child{B}(t, p, i, nested_number(t, \at(t.page[p].entry[i], B)) - t.first)) ==>
        nested_children{B}(t);
    lemma leaves_write{A, B}: \forall struct tenon_nested_tree t, integer p, i;
      nested_leaves{A}(t) ==> nested_entries_kept_but{A, B}(t, p, i) ==>
        nested_tables_kept{A, B}(t) ==>
        (\at(t.page[p].entry[i], B) != 0 ==>
          !nested_points(t, \at(t.table[p].height, B), \at(t.page[p].entry[i], B)) ==>
          nested_leaf(t, \at(t.table[p].height, B), \at(t.page[p].entry[i], B))) ==>
        nested_leaves{B}(t);
    lemma clean_write{A, B}: \forall struct tenon_nested_tree t, integer p, i;
      nested_clean{A}(t) ==> nested_entries_kept_but{A, B}(t, p, i) ==>
        nested_tables_kept{A, B}(t) ==> 1 <= \at(t.table[p].height, A) ==> nested_clean{B}(t);
    // Nor do other trees notice.
    lemma foreign_write{A, B}: \forall struct tenon_nested_tree t, integer p, i, root;
      nested_entries_kept_but{A, B}(t, p, i) ==> nested_tables_kept{A, B}(t) ==>
        \at(t.table[p].root, A) == root ==> nested_others_kept{A, B}(t, root);
    lemma foreign_tables{A, B}: \forall struct tenon_nested_tree t, integer c, root;
      nested_tables_kept_but{A, B}(t, c) ==> nested_entries_kept{A, B}(t) ==>
        (\at(t.table[c].height, A) == 0 || \at(t.table[c].root, A) == root) ==>
        nested_others_kept{A, B}(t, root);
    lemma stack_write{A, B}: \forall struct tenon_nested_tree t, integer free;
      nested_stack{A}(t, free) ==> nested_order_kept{A, B}(t) ==> nested_tables_kept{A, B}(t) ==>
        nested_stack{B}(t, free);
*/

#endif
