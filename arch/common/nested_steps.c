/* SPDX-License-Identifier: Apache-2.0 */
#include "nested_steps.h"

#include "nested_lemmas.h"

void tenon_nested_write(struct tenon_nested_tree tree, uint32_t table, uint32_t slot,
                        uint64_t entry) {
  tree.page[table].entry[slot] = entry;
  /*@ assert above: \forall integer p, i; table < p < tree.count ==> 0 <= i < 512 ==>
        tree.page[p].entry[i] == \at(tree.page[p].entry[i], Pre); */
  /*@ assert below: \forall integer p, i; 0 <= p < table ==> 0 <= i < 512 ==>
        tree.page[p].entry[i] == \at(tree.page[p].entry[i], Pre); */
  /*@ assert beside: \forall integer i; 0 <= i < 512 ==> i != slot ==>
        tree.page[table].entry[i] == \at(tree.page[table].entry[i], Pre); */
  //@ assert others: nested_entries_kept_but{Pre, Here}(tree, table, slot);
  //@ assert tables: nested_tables_kept{Pre, Here}(tree);
}

void tenon_nested_erase(struct tenon_nested_tree tree, uint32_t table) {
  /*@ loop invariant range: 0 <= i <= 512;
      loop invariant tree: nested_valid(tree);
      loop invariant zero: \forall integer j; 0 <= j < i ==> tree.page[table].entry[j] == 0;
      loop invariant foreign: nested_others_kept{Pre, Here}(tree, tree.table[table].root);
      loop assigns i, tree.page[table].entry[0 .. 511];
      loop variant 512 - i; */
  for (uint32_t i = 0; i < TENON_NESTED_ENTRIES; i++) {
    tenon_nested_write(tree, table, i, 0);
  }
}

uint32_t tenon_nested_is_zero(struct tenon_nested_tree tree, uint32_t table) {
  /*@ loop invariant range: 0 <= i <= 512;
      loop invariant zero: \forall integer j; 0 <= j < i ==> tree.page[table].entry[j] == 0;
      loop assigns i;
      loop variant 512 - i; */
  for (uint32_t i = 0; i < TENON_NESTED_ENTRIES; i++) {
    if (tree.page[table].entry[i] != 0) return 0;
  }
  return 1;
}

/* What is known of a page, but for its place in the order. */
struct description {
  uint32_t height;
  uint32_t root;
  uint32_t owner;
  uint32_t parent;
  uint32_t tag;
};

/*@ requires memory: nested_memory(tree) && table < tree.count;
    terminates \true;
    exits \false;
    assigns tree.table[0 .. tree.count - 1];
    ensures height: tree.table[table].height == known.height;
    ensures root: tree.table[table].root == known.root;
    ensures owner: tree.table[table].owner == known.owner;
    ensures parent: tree.table[table].parent == known.parent;
    ensures tag: tree.table[table].tag == known.tag;
    ensures order: nested_order_kept{Pre, Post}(tree);
    ensures others: nested_tables_kept_but{Pre, Post}(tree, table); */
static void describe(struct tenon_nested_tree tree, uint32_t table, struct description known) {
  tree.table[table].height = known.height;
  tree.table[table].root = known.root;
  tree.table[table].owner = known.owner;
  tree.table[table].parent = known.parent;
  tree.table[table].tag = known.tag;
}

/* Takes the last free page off the stack. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires free: 0 < free;
    requires height: 1 <= known.height <= 4;
    terminates \true;
    exits \false;
    assigns tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, free - 1);
    ensures taken: \result == \old(tree.table[free - 1].stack) && \result < tree.count;
    ensures was_free: \old(tree.table[\at(\result, Post)].height) == 0;
    ensures empty: nested_zero(tree, \result);
    ensures height: tree.table[\result].height == known.height;
    ensures root: tree.table[\result].root == known.root;
    ensures owner: tree.table[\result].owner == known.owner;
    ensures parent: tree.table[\result].parent == known.parent;
    ensures tag: tree.table[\result].tag == known.tag;
    ensures others: nested_tables_kept_but{Pre, Post}(tree, \result);
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures unseen: unseen{Pre, Post}(tree, \result);
    ensures foreign: \forall integer r; nested_others_kept{Pre, Post}(tree, r); */
static uint32_t pop(struct tenon_nested_tree tree, uint32_t free, struct description known) {
  const uint32_t taken = tree.table[free - 1u].stack;
  //@ assert free: tree.table[taken].height == 0;
  //@ assert unlinked: nested_unlinked(tree, taken);
  describe(tree, taken, known);
  //@ assert entries: nested_entries_kept{Pre, Here}(tree);
  return taken;
}

uint32_t tenon_nested_take_root(struct tenon_nested_tree tree, uint32_t free, uint32_t height,
                                uint32_t owner) {
  const uint32_t root = tree.table[free - 1u].stack;
  const struct description known = {height, root, owner, root, 0};
  return pop(tree, free, known);
}

uint32_t tenon_nested_take(struct tenon_nested_tree tree, uint32_t free, uint32_t parent,
                           uint32_t slot) {
  const struct description known = {tree.table[parent].height - 1u, tree.table[parent].root,
                                    tree.table[parent].owner, parent,
                                    tree.table[parent].tag * 512u + slot};
  return pop(tree, free, known);
}

/* `table` changes places with the first page that is not free. */
/*@ requires memory: nested_memory(tree) && table < tree.count && free < tree.count;
    requires order: tree.table[free].stack < tree.count && tree.table[table].position < tree.count;
    requires here: tree.table[tree.table[table].position].stack == table;
    requires there: tree.table[tree.table[free].stack].position == free;
    terminates \true;
    exits \false;
    assigns tree.table[0 .. tree.count - 1];
    ensures stacks: stacks_swapped{Pre, Post}(tree, free, table);
    ensures positions: positions_swapped{Pre, Post}(tree, free, table);
    ensures height: tree.table[table].height == 0;
    ensures others: nested_tables_kept_but{Pre, Post}(tree, table); */
static void push(struct tenon_nested_tree tree, uint32_t free, uint32_t table) {
  const uint32_t other = tree.table[free].stack;
  const uint32_t place = tree.table[table].position;
  tree.table[place].stack = other;
  tree.table[other].position = place;
  tree.table[free].stack = table;
  tree.table[table].position = free;
  tree.table[table].height = 0;
}

void tenon_nested_give(struct tenon_nested_tree tree, uint32_t free, uint32_t table) {
  //@ assert room: nested_room(tree, free, table);
  push(tree, free, table);
  //@ assert entries: nested_entries_kept{Pre, Here}(tree);
}
