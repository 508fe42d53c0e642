/* SPDX-License-Identifier: Apache-2.0 */
#include "nested_moves.h"
#include "nested_pool.h"

/*@ // What settles stays settles what protect makes.
    lemma reentered_still{A, B}: \forall struct tenon_nested_pool *pool,
      integer height, access, before, after;
      nested_settled{A, B}(pool) ==> 0 <= access <= 7 ==>
        nested_reentered{B}(pool, height, access, before, after) ==>
        nested_reentered{A}(pool, height, access, before, after);
    // From `from` to `at` - 1 it is done, from `at` on nothing has happened yet.
    predicate nested_later{A, B}(struct tenon_nested_tree t, integer root, integer at) =
      \forall integer g; nested_reaches{A}(t, root, g) ==> at <= g ==>
        nested_found{A}(t, root, g) == nested_found{B}(t, root, g);
*/

/* What the entry of a table of `height` becomes: a leaf with the same address and memory, or what it
   was if it is none that map has written. */
/*@ requires memory: \valid_read(pool) && nested_memory(tree) && nested_words(pool);
    requires tree: pool->tree == tree;
    requires height: 1 <= height <= 4;
    requires entry: entry == 0 || nested_leaf(tree, height, entry);
    requires access: access <= 7;
    requires supported: \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
      i % 8 == access ==> pool->attribute[i] != 0;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures leaf: \result == 0 || nested_leaf(tree, height, \result);
    ensures reentered: nested_reentered(pool, height, access, entry, \result); */
static uint64_t changed(const struct tenon_nested_pool *pool, struct tenon_nested_tree tree,
                        uint32_t height, uint64_t entry, uint32_t access) {
  if (entry == 0) return 0;
  const uint32_t index = tenon_nested_index(pool, tenon_nested_attributes(tree, height, entry));
  if (index >= TENON_NESTED_ATTRIBUTES) return entry;
  //@ assert which: pool->attribute[index] == nested_attributes(tree, height, entry);
  const uint32_t wanted = index / 8u * 8u + access;
  //@ assert range: wanted < TENON_NESTED_ATTRIBUTES && wanted % 8 == access;
  const uint64_t attributes = pool->attribute[wanted];
  //@ assert some: attributes != 0;
  //@ assert word: nested_word(tree, attributes);
  return tenon_nested_leaf(tree, height, tenon_nested_number(tree, entry), attributes);
}

void tenon_nested_protect(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to,
                          uint32_t access) {
  const struct tenon_nested_tree tree = pool->tree;
  uint64_t at = from;
  /*@ loop invariant tree: nested_valid(tree);
      loop invariant from: from <= at;
      loop invariant settled: nested_settled{Pre, Here}(pool);
      loop invariant same: pool->tree == tree;
      loop invariant words: nested_words(pool);
      loop invariant turned: nested_turned_nothing{Pre, Here}(tree, root);
      loop invariant even: \at(nested_even_ends(pool->tree, root, from, to), Pre) ==>
        nested_even_ends(tree, root, at, to);
      loop invariant protected: \at(nested_even_ends(pool->tree, root, from, to), Pre) ==>
        nested_protected{Pre, Here}(pool, root, from, at, access);
      loop invariant later: \at(nested_even_ends(pool->tree, root, from, to), Pre) ==>
        nested_later{Pre, Here}(tree, root, at);
      loop invariant kept: \at(nested_even_ends(pool->tree, root, from, to), Pre) ==>
        nested_found_kept_but{Pre, Here}(tree, root, from, to);
      loop invariant foreign: nested_others_kept{Pre, Here}(tree, root);
      loop assigns at, pool->tree.page[0 .. pool->tree.count - 1];
      loop variant to - at; */
  while (at < to) {
    //@ assert walked: walked(tree, root, at);
    //@ assert pages: \separated(pool, tree.page + (0 .. tree.count - 1));
    const uint32_t table = tenon_nested_walk(tree, root, at);
    //@ assert range: table < tree.count;
    const uint32_t height = tree.table[table].height;
    const uint64_t entry = tenon_nested_entry(tree, table, at);
    //@ assert leaf: entry == 0 || nested_leaf(tree, height, entry);
    const uint64_t leaf = changed(pool, tree, height, entry, access);
    //@ assert reentered: nested_reentered{Pre}(pool, height, access, entry, leaf);
    at = tenon_nested_put(tree, root, table, at, leaf);
  }
}
