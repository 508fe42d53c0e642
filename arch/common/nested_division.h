/* SPDX-License-Identifier: Apache-2.0 */
/* What a block that is broken and made again costs and changes: tables, and no translation. For the
   nested.c of each ISA, whose hardware wants an invalidation in between. */
#ifndef TENON_ARCH_COMMON_NESTED_DIVISION_H
#define TENON_ARCH_COMMON_NESTED_DIVISION_H

#include "nested_others.h"
#include "tenon/core/nested_table.h"

/*@ // A leaf lies across an address, or dividing takes no table.
    lemma even_divisions{L}: \forall struct tenon_nested_tree t, integer root, g;
      nested_divisions(t, root, g) == 0 ==> nested_even(t, root, g);
    lemma giga_even: \forall integer g; g % 0x40000000 == 0 ==> g % 0x200000 == 0;
    lemma divisions_even{L}: \forall struct tenon_nested_tree t, integer root, g;
      nested_even(t, root, g) ==> nested_divisions(t, root, g) == 0;
    lemma divisions_range{L}: \forall struct tenon_nested_tree t, integer root, g;
      0 <= nested_divisions(t, root, g) <= 2;
    // Of an address that the table covers, and of any other.
    lemma again_covered{A, B, C}: \forall struct tenon_nested_tree t, integer root, c, g;
      nested_moved{A, B}(t, root, c) ==> nested_placed{B, C}(t, root, c) ==>
        nested_reaches{A}(t, root, g) ==> nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_covers{B}(t, c, g) ==> nested_same_page{A, C}(t, root, g) &&
          nested_found{A}(t, root, g) != 0 && nested_found{C}(t, root, g) != 0 &&
          nested_depth{A}(t, root, g) == nested_depth{C}(t, root, g) + 1;
    lemma again_beside{A, B, C}: \forall struct tenon_nested_tree t, integer root, c, g;
      nested_moved{A, B}(t, root, c) ==> nested_placed{B, C}(t, root, c) ==>
        nested_reaches{A}(t, root, g) ==> nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        !nested_covers{B}(t, c, g) ==> nested_same_leaf{A, C}(t, root, g);
    lemma same_leaf_page{A, B}: \forall struct tenon_nested_tree t, integer root, g;
      nested_same_leaf{A, B}(t, root, g) ==> nested_same_page{A, B}(t, root, g);
    lemma again_pages{A, B, C}: \forall struct tenon_nested_tree t, integer root, c;
      nested_moved{A, B}(t, root, c) ==> nested_placed{B, C}(t, root, c) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_pages_kept{A, C}(t, root);
    logic integer divisions_at(integer height, integer gpa) =
      height == 3 && gpa % 0x200000 != 0 ? 2 : gpa % nested_bytes(height) != 0 ? 1 : 0;
    lemma divisions_found{L}: \forall struct tenon_nested_tree t, integer root, g;
      0 <= g < nested_reach(t, root) ==> nested_found(t, root, g) != 0 ==>
        nested_divisions(t, root, g) == divisions_at(nested_depth(t, root, g), g);
    lemma divisions_lower: \forall integer h, g; 1 <= h <= 2 ==>
      divisions_at(h, g) <= divisions_at(h + 1, g);
    lemma divisions_less: \forall integer h, g; 1 <= h <= 2 ==> g % 4096 == 0 ==>
      g % nested_bytes(h + 1) != 0 ==> divisions_at(h, g) + 1 == divisions_at(h + 1, g);
    lemma fewer_lower{A, C}: \forall struct tenon_nested_tree t, integer root, g;
      nested_reach{A}(t, root) == nested_reach{C}(t, root) ==> 0 <= g < nested_reach{A}(t, root) ==>
        nested_found{A}(t, root, g) != 0 ==> nested_found{C}(t, root, g) != 0 ==>
        1 <= nested_depth{C}(t, root, g) <= 2 ==>
        nested_depth{A}(t, root, g) == nested_depth{C}(t, root, g) + 1 ==>
        nested_divisions{C}(t, root, g) <= nested_divisions{A}(t, root, g);
    lemma fewer_less{A, C}: \forall struct tenon_nested_tree t, integer root, g;
      nested_reach{A}(t, root) == nested_reach{C}(t, root) ==> 0 <= g < nested_reach{A}(t, root) ==>
        nested_found{A}(t, root, g) != 0 ==> nested_found{C}(t, root, g) != 0 ==>
        1 <= nested_depth{C}(t, root, g) <= 2 ==>
        nested_depth{A}(t, root, g) == nested_depth{C}(t, root, g) + 1 ==> g % 4096 == 0 ==>
        g % nested_bytes(nested_depth{A}(t, root, g)) != 0 ==>
        nested_divisions{C}(t, root, g) + 1 == nested_divisions{A}(t, root, g);
    lemma fewer_same{A, C}: \forall struct tenon_nested_tree t, integer root, g;
      nested_reach{A}(t, root) == nested_reach{C}(t, root) ==>
        nested_same_leaf{A, C}(t, root, g) ==>
        nested_divisions{C}(t, root, g) == nested_divisions{A}(t, root, g);
    lemma fewer_then{A, B, C}: \forall struct tenon_nested_tree t, integer root;
      nested_divisions_kept{A, B}(t, root) ==> nested_divisions_kept{B, C}(t, root) ==>
        nested_divisions_kept{A, C}(t, root);
    lemma pages_then{A, B, C}: \forall struct tenon_nested_tree t, integer root;
      nested_pages_kept{A, B}(t, root) ==> nested_pages_kept{B, C}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==> nested_pages_kept{A, C}(t, root);
    // Made again, the block takes no more tables for any address, and one less for that which it was
    // broken at.
    lemma again_fewer{A, B, C}: \forall struct tenon_nested_tree t, integer root, c;
      nested_moved{A, B}(t, root, c) ==> nested_placed{B, C}(t, root, c) ==>
        1 <= \at(t.table[c].height, B) <= 2 ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{C}(t, root) ==>
        nested_divisions_kept{A, C}(t, root);
    lemma again_less{A, B, C}: \forall struct tenon_nested_tree t, integer root, c, g;
      nested_moved{A, B}(t, root, c) ==> nested_placed{B, C}(t, root, c) ==>
        1 <= \at(t.table[c].height, B) <= 2 ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{C}(t, root) ==>
        nested_covers{B}(t, c, g) ==> nested_reaches{A}(t, root, g) ==> g % 4096 == 0 ==>
        !nested_even{A}(t, root, g) ==>
        nested_divisions{C}(t, root, g) + 1 == nested_divisions{A}(t, root, g);
    // What shares the block goes down with the address that it is divided at.
    predicate nested_lower{A, B}(struct tenon_nested_tree t, integer root, integer at) =
      1 <= nested_depth{B}(t, root, at) <= 2 &&
      \forall integer g; nested_reaches{A}(t, root, g) ==>
        g / nested_bytes(nested_depth{A}(t, root, at)) ==
          at / nested_bytes(nested_depth{A}(t, root, at)) ==>
        nested_found{A}(t, root, g) != 0 && nested_found{B}(t, root, g) != 0 &&
        nested_depth{A}(t, root, g) == nested_depth{A}(t, root, at) &&
        nested_depth{B}(t, root, g) == nested_depth{B}(t, root, at) &&
        nested_depth{A}(t, root, g) == nested_depth{B}(t, root, g) + 1;
    predicate nested_divided{A, B}(struct tenon_nested_tree t, integer root, integer at) =
      \forall integer g; g % 4096 == 0 ==> nested_divisions{B}(t, root, g) <=
        nested_divisions{A}(t, root, g) - nested_shared{A}(t, root, at, g);
    lemma tag_above: \forall integer h, g; 1 <= h <= 2 ==>
      nested_tag(h, g) == g / nested_bytes(h + 1);
    lemma again_lower{A, B, C}: \forall struct tenon_nested_tree t, integer root, c, at;
      nested_moved{A, B}(t, root, c) ==> nested_placed{B, C}(t, root, c) ==>
        1 <= \at(t.table[c].height, B) <= 2 ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_covers{B}(t, c, at) ==> nested_reaches{A}(t, root, at) ==>
        nested_lower{A, C}(t, root, at);
    lemma lower_less{A, C}: \forall struct tenon_nested_tree t, integer root, at, g;
      nested_lower{A, C}(t, root, at) ==> nested_reach{A}(t, root) == nested_reach{C}(t, root) ==>
        nested_reaches{A}(t, root, g) ==> g % 4096 == 0 ==> !nested_even{A}(t, root, g) ==>
        g / nested_bytes(nested_depth{A}(t, root, at)) ==
          at / nested_bytes(nested_depth{A}(t, root, at)) ==>
        nested_divisions{C}(t, root, g) + 1 == nested_divisions{A}(t, root, g);
    lemma shared_range{L}: \forall struct tenon_nested_tree t, integer root, at, g;
      0 <= nested_shared(t, root, at, g) <= nested_divisions(t, root, at) &&
      nested_shared(t, root, at, g) <= nested_divisions(t, root, g);
    lemma shared_some{L}: \forall struct tenon_nested_tree t, integer root, at, g;
      0 < nested_shared(t, root, at, g) ==> nested_reaches(t, root, g) &&
        !nested_even(t, root, g) &&
        g / nested_bytes(nested_depth(t, root, at)) ==
          at / nested_bytes(nested_depth(t, root, at));
    lemma divided_once{A, B}: \forall struct tenon_nested_tree t, integer root, at;
      nested_lower{A, B}(t, root, at) ==> nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_divisions_kept{A, B}(t, root) ==> nested_divisions{A}(t, root, at) == 1 ==>
        nested_divided{A, B}(t, root, at);
    lemma shared_twice{A, B}: \forall struct tenon_nested_tree t, integer root, at, g;
      nested_lower{A, B}(t, root, at) ==> nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        at % 4096 == 0 ==> g % 4096 == 0 ==> nested_shared{A}(t, root, at, g) == 2 ==>
        0 < nested_shared{B}(t, root, at, g);
    lemma divided_twice{A, B, C}: \forall struct tenon_nested_tree t, integer root, at;
      nested_lower{A, B}(t, root, at) ==> nested_lower{B, C}(t, root, at) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{C}(t, root) ==>
        nested_divisions_kept{A, B}(t, root) ==> nested_divisions_kept{B, C}(t, root) ==>
        at % 4096 == 0 ==> nested_divisions{A}(t, root, at) == 2 ==>
        nested_divided{A, C}(t, root, at);
    lemma divided_then{A, B, C}: \forall struct tenon_nested_tree t, integer root, at;
      nested_divided{A, B}(t, root, at) ==> nested_divisions_kept{B, C}(t, root) ==>
        nested_divided{A, C}(t, root, at);
    lemma divided_none{A, B}: \forall struct tenon_nested_tree t, integer root, at;
      nested_divisions{A}(t, root, at) == 0 ==> nested_divisions_kept{A, B}(t, root) ==>
        nested_divided{A, B}(t, root, at);
    lemma leaves_pages{A, B}: \forall struct tenon_nested_tree t, integer root;
      nested_leaves_kept{A, B}(t, root) ==> nested_pages_kept{A, B}(t, root);
    lemma leaves_fewer{A, B}: \forall struct tenon_nested_tree t, integer root;
      nested_leaves_kept{A, B}(t, root) ==> nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_divisions_kept{A, B}(t, root);
    lemma pages_but{A, B, C}: \forall struct tenon_nested_tree t, integer root, from, to;
      nested_pages_kept{A, B}(t, root) ==> nested_leaves_kept_but{B, C}(t, root, from, to) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_pages_kept_but{A, C}(t, root, from, to);
    // Divided and then protected: one address, and all.
    lemma rights_settled{A, B}: \forall struct tenon_nested_pool *pool,
      integer access, before, after;
      nested_settled{A, B}(pool) ==> 0 <= access <= 7 ==>
        nested_rights_set{B}(pool, access, before, after) ==>
        nested_rights_set{A}(pool, access, before, after);
    lemma one_protected{B, C}: \forall struct tenon_nested_pool *pool,
      struct tenon_nested_tree t, integer root, access, g;
      t == \at(pool->tree, B) ==> nested_depth{B}(t, root, g) == nested_depth{C}(t, root, g) ==>
        nested_reentered{B}(pool, nested_depth{B}(t, root, g), access, nested_found{B}(t, root, g),
                            nested_found{C}(t, root, g)) ==>
        nested_page{B}(t, root, g) == nested_page{C}(t, root, g) &&
        (nested_page{B}(t, root, g) != -1 ==>
          nested_rights_set{B}(pool, access, nested_rights{B}(t, root, g),
                               nested_rights{C}(t, root, g)));
    lemma all_protected{B, C}: \forall struct tenon_nested_pool *pool,
      integer root, from, to, access;
      nested_protected{B, C}(pool, root, from, to, access) ==>
        nested_pages_protected{B, C}(pool, root, from, to, access);
    lemma pages_protected{A, B, C}: \forall struct tenon_nested_pool *pool,
      integer root, from, to, access;
      nested_settled{A, B}(pool) ==> 0 <= access <= 7 ==>
        nested_pages_kept{A, B}(\at(pool->tree, A), root) ==>
        nested_reach{A}(\at(pool->tree, A), root) == nested_reach{B}(\at(pool->tree, A), root) ==>
        nested_pages_protected{B, C}(pool, root, from, to, access) ==>
        nested_pages_protected{A, C}(pool, root, from, to, access);
*/

#endif
