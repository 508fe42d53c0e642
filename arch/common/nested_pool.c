/* SPDX-License-Identifier: Apache-2.0 */
#include "nested_pool.h"

#include "nested_kept.h"

/*@ // A tree of which every table is empty has no pointers.
    predicate nested_erased{L}(struct tenon_nested_tree t, integer root) =
      \forall integer p; 0 <= p < t.count ==> t.table[p].height != 0 ==>
        t.table[p].root == root ==> nested_zero(t, p);
    lemma zero_points: \forall struct tenon_nested_tree t, integer h; 0 < t.pointer ==>
      !nested_points(t, h, 0);
    lemma erased_final{L}: \forall struct tenon_nested_tree t, integer root, p, i;
      nested_erased(t, root) ==> 0 < t.pointer ==> 0 <= p < t.count ==> 0 <= i < 512 ==>
        t.table[p].height != 0 ==> t.table[p].root == root ==>
        !nested_points(t, t.table[p].height, t.page[p].entry[i]);
    lemma child_part{L}: \forall struct tenon_nested_tree t, integer root, p, i, c;
      nested_child(t, p, i, c) ==> t.table[c].root == root ==>
        t.table[p].root == root;
    lemma erased_unlinked{L}: \forall struct tenon_nested_tree t, integer root, c;
      nested_children(t) ==> nested_erased(t, root) ==> 0 < t.pointer ==> 0 <= c < t.count ==>
        t.table[c].height != 0 ==> t.table[c].root == root ==> nested_unlinked(t, c);
    lemma erased_kept{A, B}: \forall struct tenon_nested_tree t, integer root, c;
      nested_erased{A}(t, root) ==> nested_tables_kept_but{A, B}(t, c) ==>
        nested_entries_kept{A, B}(t) ==> \at(t.table[c].height, B) == 0 ==>
        nested_erased{B}(t, root); */

uint32_t tenon_nested_root_new(struct tenon_nested_pool *pool, uint32_t height, uint32_t owner) {
  const struct tenon_nested_tree tree = pool->tree;
  const uint32_t free = pool->free;
  if (free == 0) return TENON_NONE;
  //@ assert pages: \separated(pool, tree.page + (0 .. tree.count - 1));
  //@ assert tables: \separated(pool, tree.table + (0 .. tree.count - 1));
  const uint32_t root = tenon_nested_take_root(tree, free, height, owner);
  //@ assert taken: nested_others_kept{Pre, Here}(tree, -1);
  //@ assert same: pool->tree == tree;
  /*@ assert limits: pool->limit == \at(pool->limit, Pre) &&
        pool->guest == \at(pool->guest, Pre); */
  /*@ assert attributes: \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
        pool->attribute[i] == \at(pool->attribute[i], Pre); */
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert roots: nested_roots{Pre, Here}(tree);
  //@ ghost taken:;
  tenon_nested_set_free(pool, free - 1u);
  //@ assert still: nested_roots{taken, Here}(tree);
  //@ assert foreign_still: nested_others_kept{taken, Here}(tree, -1);
  //@ assert others: nested_others_kept{Pre, Here}(tree, -1);
  return root;
}

/* Nothing of the tree at `root` points anywhere any more. */
/*@ requires tree: nested_valid(tree);
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures erased: nested_erased(tree, root);
    ensures foreign: nested_others_kept{Pre, Post}(tree, root); */
static void erase(struct tenon_nested_tree tree, uint32_t root) {
  /*@ loop invariant range: 0 <= p <= tree.count;
      loop invariant tree: nested_valid(tree);
      loop invariant erased: \forall integer q; 0 <= q < p ==>
        tree.table[q].height != 0 ==> tree.table[q].root == root ==> nested_zero(tree, q);
      loop invariant foreign: nested_others_kept{Pre, Here}(tree, root);
      loop assigns p, tree.page[0 .. tree.count - 1];
      loop variant tree.count - p; */
  for (uint32_t p = 0; p < tree.count; p++) {
    if (tree.table[p].height != 0 && tree.table[p].root == root) tenon_nested_erase(tree, p);
  }
}

/* Gives back table `p` if it is part of the tree at `root`. Returns how many pages are free now. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires erased: nested_erased(tree, root);
    requires table: p < tree.count;
    terminates \true;
    exits \false;
    assigns tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, \result);
    ensures erased: nested_erased(tree, root);
    ensures gone: tree.table[p].height == 0 || tree.table[p].root != root;
    ensures same: \old(tree.table[p].root) != root ==> nested_tables_kept{Pre, Post}(tree);
    ensures others: nested_tables_kept_but{Pre, Post}(tree, p);
    ensures foreign: nested_others_kept{Pre, Post}(tree, root); */
static uint32_t give_part(struct tenon_nested_tree tree, uint32_t free, uint32_t root, uint32_t p) {
  if (tree.table[p].height == 0 || tree.table[p].root != root) return free;
  tenon_nested_give(tree, free, p);
  //@ assert entries: nested_entries_kept{Pre, Here}(tree);
  return free + 1u;
}

/* Gives back all tables of the tree at `root`. Returns how many pages are free now. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires erased: nested_erased(tree, root);
    terminates \true;
    exits \false;
    assigns tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, \result);
    ensures gone: nested_gone(tree, root);
    ensures others: nested_others_kept{Pre, Post}(tree, root); */
static uint32_t give_all(struct tenon_nested_tree tree, uint32_t free, uint32_t root) {
  uint32_t now = free;
  /*@ loop invariant range: 0 <= p <= tree.count;
      loop invariant tree: nested_valid(tree);
      loop invariant stack: nested_stack(tree, now);
      loop invariant erased: nested_erased(tree, root);
      loop invariant gone: \forall integer q; 0 <= q < p ==>
        tree.table[q].height != 0 ==> tree.table[q].root != root;
      loop invariant others: nested_others_kept{Pre, Here}(tree, root);
      loop assigns p, now, tree.table[0 .. tree.count - 1];
      loop variant tree.count - p; */
  for (uint32_t p = 0; p < tree.count; p++) {
    now = give_part(tree, now, root, p);
  }
  return now;
}

/* The whole tree. Returns how many pages are free now. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, \result);
    ensures gone: nested_gone(tree, root);
    ensures others: nested_others_kept{Pre, Post}(tree, root); */
static uint32_t fell(struct tenon_nested_tree tree, uint32_t free, uint32_t root) {
  erase(tree, root);
  //@ assert erased: nested_others_kept{Pre, Here}(tree, root);
  const uint32_t now = give_all(tree, free, root);
  //@ assert given: nested_others_kept{Pre, Here}(tree, root);
  return now;
}

void tenon_nested_root_free(struct tenon_nested_pool *pool, uint32_t root) {
  const struct tenon_nested_tree tree = pool->tree;
  const uint32_t free = pool->free;
  //@ assert pages: \separated(pool, tree.page + (0 .. tree.count - 1));
  //@ assert tables: \separated(pool, tree.table + (0 .. tree.count - 1));
  const uint32_t now = fell(tree, free, root);
  //@ assert same: pool->tree == tree;
  /*@ assert limits: pool->limit == \at(pool->limit, Pre) &&
        pool->guest == \at(pool->guest, Pre); */
  /*@ assert attributes: \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
        pool->attribute[i] == \at(pool->attribute[i], Pre); */
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ ghost given:;
  tenon_nested_set_free(pool, now);
  //@ assert still: nested_tables_kept{given, Here}(tree);
  //@ assert foreign_still: nested_others_kept{given, Here}(tree, root);
  //@ assert others: nested_others_kept{Pre, Here}(tree, root);
}

uint64_t tenon_nested_limit(const struct tenon_nested_pool *pool, uint32_t root) {
  const uint64_t all = pool->tree.table[root].height == 4u ? 0x1000000000000u : 0x8000000000u;
  return pool->guest < all ? pool->guest : all;
}
