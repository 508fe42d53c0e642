/* SPDX-License-Identifier: Apache-2.0 */
#include "nested_isolation.h"

#include "walks_of_others.h"

/*@ lemma free_is_zero{L}: \forall struct tenon_nested_tree t, integer c;
      nested_clean(t) ==> 0 <= c < t.count ==> t.table[c].height == 0 ==> nested_zero(t, c);
    lemma free_is_unlinked{L}: \forall struct tenon_nested_tree t, integer c;
      nested_children(t) ==> t.table[c].height == 0 ==> nested_unlinked(t, c); */

void while_one_maps(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa, uint64_t hpa,
                    uint64_t bytes, uint32_t access, uint32_t memory, uint32_t other, uint64_t at) {
  (void)other;
  (void)at;
  //@ assert whole: part_of(pool->tree, other, other);
  //@ assert ends: part_of(pool->tree, other, nested_last(pool->tree, other, at));
  (void)tenon_nested_map(pool, root, gpa, hpa, bytes, access, memory);
  //@ assert others: nested_others_kept{Pre, Here}(\at(pool->tree, Pre), root);
  /*@ assert last: nested_last(\at(pool->tree, Pre), other, at) ==
        \at(nested_last(pool->tree, other, at), Pre); */
}

void while_one_unmaps(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to,
                      uint32_t other, uint64_t at) {
  (void)other;
  (void)at;
  //@ assert whole: part_of(pool->tree, other, other);
  //@ assert ends: part_of(pool->tree, other, nested_last(pool->tree, other, at));
  tenon_nested_clear(pool, root, from, to);
  //@ assert others: nested_others_kept{Pre, Here}(\at(pool->tree, Pre), root);
  /*@ assert last: nested_last(\at(pool->tree, Pre), other, at) ==
        \at(nested_last(pool->tree, other, at), Pre); */
}

void while_one_protects(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to,
                        uint32_t access, uint32_t other, uint64_t at) {
  (void)other;
  (void)at;
  //@ assert whole: part_of(pool->tree, other, other);
  //@ assert ends: part_of(pool->tree, other, nested_last(pool->tree, other, at));
  tenon_nested_protect(pool, root, from, to, access);
  //@ assert others: nested_others_kept{Pre, Here}(\at(pool->tree, Pre), root);
  /*@ assert last: nested_last(\at(pool->tree, Pre), other, at) ==
        \at(nested_last(pool->tree, other, at), Pre); */
}

void while_one_breaks(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa, uint32_t other,
                      uint64_t at) {
  (void)other;
  (void)at;
  //@ assert whole: part_of(pool->tree, other, other);
  //@ assert ends: part_of(pool->tree, other, nested_last(pool->tree, other, at));
  (void)tenon_nested_break(pool, root, gpa);
  //@ assert others: nested_others_kept{Pre, Here}(\at(pool->tree, Pre), root);
  /*@ assert last: nested_last(\at(pool->tree, Pre), other, at) ==
        \at(nested_last(pool->tree, other, at), Pre); */
}

void while_one_ends(struct tenon_nested_pool *pool, uint32_t root, uint32_t other, uint64_t at) {
  (void)other;
  (void)at;
  //@ assert whole: part_of(pool->tree, other, other);
  //@ assert ends: part_of(pool->tree, other, nested_last(pool->tree, other, at));
  tenon_nested_root_free(pool, root);
  //@ assert others: nested_others_kept{Pre, Here}(\at(pool->tree, Pre), root);
  /*@ assert last: nested_last(\at(pool->tree, Pre), other, at) ==
        \at(nested_last(pool->tree, other, at), Pre); */
}

void while_one_makes(struct tenon_nested_pool *pool, uint32_t table, uint32_t other, uint64_t at) {
  (void)other;
  (void)at;
  //@ assert whole: part_of(pool->tree, other, other);
  //@ assert ends: part_of(pool->tree, other, nested_last(pool->tree, other, at));
  tenon_nested_make(pool, table);
  /*@ assert others: nested_others_kept{Pre, Here}(\at(pool->tree, Pre),
        \at(pool->tree.table[table].root, Pre)); */
  /*@ assert last: nested_last(\at(pool->tree, Pre), other, at) ==
        \at(nested_last(pool->tree, other, at), Pre); */
}

void while_one_begins(struct tenon_nested_pool *pool, uint32_t height, uint32_t owner,
                      uint32_t other, uint64_t at) {
  (void)other;
  (void)at;
  //@ assert whole: part_of(pool->tree, other, other);
  //@ assert ends: part_of(pool->tree, other, nested_last(pool->tree, other, at));
  (void)tenon_nested_root_new(pool, height, owner);
  //@ assert others: nested_others_kept{Pre, Here}(\at(pool->tree, Pre), -1);
  /*@ assert last: nested_last(\at(pool->tree, Pre), other, at) ==
        \at(nested_last(pool->tree, other, at), Pre); */
}

void what_is_free(const struct tenon_nested_pool *pool, uint32_t page, uint32_t root, uint64_t at) {
  (void)page;
  (void)root;
  (void)at;
  //@ assert whole: part_of(pool->tree, root, root);
  /*@ assert walk: walks(pool->tree, at, root, nested_step(pool->tree, root, at),
        nested_step(pool->tree, nested_step(pool->tree, root, at), at),
        nested_last(pool->tree, root, at)); */
  //@ assert last: part_of(pool->tree, root, nested_last(pool->tree, root, at));
}
