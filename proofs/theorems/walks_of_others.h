/* SPDX-License-Identifier: Apache-2.0 */
/* While the tables of others stay as they are, so do walks that begin at another root. */
#ifndef TENON_PROOFS_WALKS_OF_OTHERS_H
#define TENON_PROOFS_WALKS_OF_OTHERS_H

#include "tenon/core/nested_tree.h"

/*@ lemma slots: \forall integer h, g; 0 <= g ==> 0 <= nested_slot(h, g) < 512;

    // A table in use leads to tables in use of the same tree.
    predicate part_of{L}(struct tenon_nested_tree t, integer root, integer p) =
      0 <= p < t.count && 1 <= t.table[p].height && t.table[p].root == root;
    lemma next_part{L}: \forall struct tenon_nested_tree t, integer root, p, g;
      nested_children(t) ==> part_of(t, root, p) ==> 0 <= g ==>
        part_of(t, root, nested_step(t, p, g));

    // The steps of a walk as relations: what the provers need not open they do not open.
    predicate goes{L}(struct tenon_nested_tree t, integer g, integer p, integer q) =
      nested_step(t, p, g) == q;
    predicate walks{L}(struct tenon_nested_tree t, integer g, integer p, integer q, integer r,
                       integer s) = goes(t, g, p, q) && goes(t, g, q, r) && goes(t, g, r, s);
    lemma walk_last{L}: \forall struct tenon_nested_tree t, integer g, p;
      walks(t, g, p, nested_step(t, p, g), nested_step(t, nested_step(t, p, g), g),
            nested_last(t, p, g));
    lemma last_walk{L}: \forall struct tenon_nested_tree t, integer g, p, q, r, s;
      walks(t, g, p, q, r, s) ==> nested_last(t, p, g) == s;
    lemma part_goes{L}: \forall struct tenon_nested_tree t, integer root, g, p, q;
      nested_children(t) ==> part_of(t, root, p) ==> 0 <= g ==> goes(t, g, p, q) ==>
        part_of(t, root, q);
    lemma part_walks{L}: \forall struct tenon_nested_tree t, integer root, g, p, q, r, s;
      nested_children(t) ==> part_of(t, root, p) ==> 0 <= g ==> walks(t, g, p, q, r, s) ==>
        part_of(t, root, q) && part_of(t, root, r) && part_of(t, root, s);

    // So it is with the tables of others, of which nothing changes.
    lemma other_entry{A, B}: \forall struct tenon_nested_tree t, integer root, other, p, g;
      nested_others_kept{A, B}(t, root) ==> part_of{A}(t, other, p) ==> other != root ==>
        0 <= g ==> nested_entry{A}(t, p, g) == nested_entry{B}(t, p, g) &&
          \at(t.table[p].height, A) == \at(t.table[p].height, B);
    lemma other_goes{A, B}: \forall struct tenon_nested_tree t, integer root, other, g, p, q;
      nested_others_kept{A, B}(t, root) ==> part_of{A}(t, other, p) ==> other != root ==>
        0 <= g ==> goes{A}(t, g, p, q) ==> goes{B}(t, g, p, q);
    lemma other_walks{A, B}: \forall struct tenon_nested_tree t,
      integer root, other, g, p, q, r, s;
      nested_others_kept{A, B}(t, root) ==> nested_children{A}(t) ==>
        part_of{A}(t, other, p) ==> other != root ==> 0 <= g ==>
        walks{A}(t, g, p, q, r, s) ==> walks{B}(t, g, p, q, r, s);
    lemma other_last{A, B}: \forall struct tenon_nested_tree t, integer root, other, g, p;
      nested_others_kept{A, B}(t, root) ==> nested_children{A}(t) ==>
        part_of{A}(t, other, p) ==> other != root ==> 0 <= g ==>
        walks{B}(t, g, p, nested_step{A}(t, p, g), nested_step{A}(t, nested_step{A}(t, p, g), g),
                 nested_last{A}(t, p, g));
    lemma other_translation{A, B}: \forall struct tenon_nested_tree t, integer root, other, g, s;
      nested_others_kept{A, B}(t, root) ==> part_of{A}(t, other, s) ==> other != root ==>
        0 <= g ==> nested_last{A}(t, other, g) == s ==> nested_last{B}(t, other, g) == s ==>
        nested_same_translation{A, B}(t, other, g); */

#endif
