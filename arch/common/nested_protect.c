/* SPDX-License-Identifier: Apache-2.0 */
#include "nested_pool.h"

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
    ensures leaf: \result == 0 || nested_leaf(tree, height, \result); */
static uint64_t changed(const struct tenon_nested_pool *pool, struct tenon_nested_tree tree,
                        uint32_t height, uint64_t entry, uint32_t access) {
  if (entry == 0) return 0;
  const uint32_t index = tenon_nested_index(pool, tenon_nested_attributes(tree, height, entry));
  if (index >= TENON_NESTED_ATTRIBUTES) return entry;
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
      loop invariant settled: nested_settled{Pre, Here}(pool);
      loop invariant same: pool->tree == tree;
      loop invariant words: nested_words(pool);
      loop invariant foreign: nested_others_kept{Pre, Here}(tree, root);
      loop assigns at, pool->tree.page[0 .. pool->tree.count - 1];
      loop variant to - at; */
  while (at < to) {
    const uint32_t table = tenon_nested_walk(tree, root, at);
    const uint32_t height = tree.table[table].height;
    const uint64_t entry = tenon_nested_entry(tree, table, at);
    //@ assert leaf: entry == 0 || nested_leaf(tree, height, entry);
    const uint64_t leaf = changed(pool, tree, height, entry, access);
    tenon_nested_write(tree, table, tenon_nested_slot(height, at), leaf);
    at = tenon_nested_end(height, at);
  }
}
