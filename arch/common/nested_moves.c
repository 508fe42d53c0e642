/* SPDX-License-Identifier: Apache-2.0 */
#include "nested_moves.h"

/*@ // A table has one entry that may point to it.
    lemma same_slot: \forall integer a, i, j; 0 <= i < 512 ==> 0 <= j < 512 ==>
      a * 512 + i == a * 512 + j ==> i == j;
    lemma cleared_unlinked{L}: \forall struct tenon_nested_tree t, integer p, i, c;
      nested_children(t) ==> nested_child(t, p, i, c) ==> 0 <= i < 512 ==>
        t.page[p].entry[i] == 0 ==> 0 < t.pointer ==> nested_unlinked(t, c);
    lemma child_root{L}: \forall struct tenon_nested_tree t, integer p, i, c;
      nested_child(t, p, i, c) ==> !nested_root(t, c);
    lemma roots_but{A, B}: \forall struct tenon_nested_tree t, integer c;
      nested_tables_kept_but{A, B}(t, c) ==> !nested_root{A}(t, c) ==> nested_roots{A, B}(t); */

#include "nested_kept.h"
#include "nested_pool.h"
#include "nested_walks.h"

/*@ // Who has left does not come back.
    lemma kept_gone{A, B}: \forall struct tenon_nested_tree t, integer root;
      nested_gone{A}(t, root) ==> nested_tables_kept{A, B}(t) ==> nested_gone{B}(t, root); */

uint64_t tenon_nested_next(struct tenon_nested_tree tree, uint32_t root, uint64_t at) {
  //@ assert walked: walked(tree, root, at);
  const uint32_t table = tenon_nested_walk(tree, root, at);
  //@ assert on: nested_on(tree, root, table, at);
  //@ assert memory: nested_memory(tree);
  const uint32_t height = tree.table[table].height;
  const uint64_t end = tenon_nested_end(height, at);
  //@ assert depth: nested_depth(tree, root, at) == height;
  //@ assert ends: cell_ends(tree, root, at, end);
  /*@ assert cell: \forall integer g; at <= g < end ==>
        nested_cell(height, g) == nested_cell(height, at); */
  return end;
}

uint64_t tenon_nested_put(struct tenon_nested_tree tree, uint32_t root, uint32_t table, uint64_t at,
                          uint64_t entry) {
  (void)root;
  //@ assert walked: walked(tree, root, at);
  //@ assert on: nested_on(tree, root, table, at);
  //@ assert stays: stays(tree, table, at);
  //@ assert memory: nested_memory(tree);
  const uint32_t height = tree.table[table].height;
  const uint64_t end = tenon_nested_end(height, at);
  //@ assert whole: end % nested_bytes(height) == 0;
  //@ assert depth: nested_depth(tree, root, at) == height;
  //@ assert ends: cell_ends(tree, root, at, end);
  const uint32_t slot = tenon_nested_slot(height, at);
  tenon_nested_write(tree, table, slot, entry);
  //@ assert tables: nested_tables_kept{Pre, Here}(tree);
  //@ assert plain: no_pointer(tree, table, slot);
  //@ assert leaf: leaf_at{Pre, Here}(tree, root, at);
  //@ assert last: nested_last(tree, root, at) == table;
  //@ assert found: nested_found(tree, root, at) == entry;
  //@ assert written: nested_written{Pre, Here}(tree, root, at, entry);
  //@ assert depth_still: nested_depth(tree, root, at) == height;
  //@ assert still: cell_ends(tree, root, at, end);
  //@ assert walked_still: walked(tree, root, at);
  //@ assert past: cell_past{Pre}(tree, root, at, end);
  //@ assert next: cell_next(tree, root, end);
  return end;
}

uint32_t tenon_nested_grow(struct tenon_nested_tree tree, uint32_t free, uint32_t root,
                           uint32_t table, uint64_t at) {
  (void)root;
  //@ assert walked: walked(tree, root, at);
  const uint32_t height = tree.table[table].height;
  const uint32_t slot = tenon_nested_slot(height, at);
  //@ assert tag: tree.table[table].tag == nested_tag(height, at);
  const uint32_t child = tenon_nested_take(tree, free, table, slot);
  //@ ghost taken:;
  //@ assert apart: root != child && table != child;
  //@ assert turned: nested_turned_nothing{Pre, Here}(tree, root);
  //@ assert taken_leaves: nested_all_leaves_kept{Pre, Here}(tree);
  //@ assert same_last: table == nested_last(tree, root, at);
  //@ assert same_depth: nested_depth(tree, root, at) == height;
  //@ assert nothing: nested_entry(tree, table, at) == 0;
  //@ assert walked_still: walked(tree, root, at);
  //@ assert lower_tag: tree.table[child].tag == nested_tag(height - 1, at);
  tenon_nested_write(tree, table, slot, tenon_nested_pointer(tree, child));
  //@ assert tables: nested_tables_kept{taken, Here}(tree);
  //@ assert zero: nested_zero(tree, child) && nested_zero{taken}(tree, child);
  //@ assert points: nested_points(tree, height, tree.page[table].entry[slot]);
  //@ assert number: nested_number(tree, tree.page[table].entry[slot]) - tree.first == child;
  //@ assert was: \at(tree.page[table].entry[slot], taken) == 0;
  //@ assert kept: nested_entries_kept_but{Here, taken}(tree, table, slot);
  //@ assert back: nested_tables_kept{Here, taken}(tree);
  //@ assert joined: joined{taken, Here}(tree, table, slot, child);
  //@ assert leaves: nested_all_leaves_kept{taken, Here}(tree);
  //@ assert beside: nested_beside_kept{taken, Here}(tree, root, at);
  return child;
}

uint32_t tenon_nested_take_aside(struct tenon_nested_tree tree, uint32_t free, uint32_t parent,
                                 uint32_t slot) {
  const uint32_t child = tenon_nested_take(tree, free, parent, slot);
  //@ assert none: !nested_root{Pre}(tree, child);
  //@ assert child: nested_child(tree, parent, slot, child);
  /*@ assert plain: \forall integer i; 0 <= i < 512 ==>
        !nested_points(tree, tree.table[child].height, tree.page[child].entry[i]); */
  //@ assert was: nested_unlinked{Pre}(tree, child);
  /*@ assert elsewhere: \forall integer p, i; 0 <= p < tree.count ==> 0 <= i < 512 ==>
        p != child ==> nested_points(tree, tree.table[p].height, tree.page[p].entry[i]) ==>
        nested_points(tree, \at(tree.table[p].height, Pre), \at(tree.page[p].entry[i], Pre)) &&
        \at(tree.page[p].entry[i], Pre) == tree.page[p].entry[i]; */
  //@ assert unlinked: nested_unlinked(tree, child);
  return child;
}

void tenon_nested_write_aside(struct tenon_nested_tree tree, uint32_t table, uint32_t slot,
                              uint64_t entry) {
  tenon_nested_write(tree, table, slot, entry);
  //@ assert tables: nested_tables_kept{Pre, Here}(tree);
  //@ assert entries: nested_entries_kept_apart{Pre, Here}(tree, table);
  //@ assert unseen: unseen{Pre, Here}(tree, table);
}

void tenon_nested_drop(struct tenon_nested_tree tree, uint32_t free, uint32_t parent,
                       uint32_t child, uint64_t gpa) {
  const uint32_t slot = tenon_nested_slot(tree.table[parent].height, gpa);
  //@ assert points: nested_points(tree, tree.table[parent].height, tree.page[parent].entry[slot]);
  //@ assert number: nested_number(tree, tree.page[parent].entry[slot]) - tree.first == child;
  //@ assert children: nested_children(tree);
  /*@ assert there: nested_child(tree, parent, slot,
        nested_number(tree, tree.page[parent].entry[slot]) - tree.first); */
  //@ assert child: nested_child(tree, parent, slot, child);
  tenon_nested_write(tree, parent, slot, 0);
  //@ assert empty: nested_zero(tree, child);
  //@ assert unlinked: nested_unlinked(tree, child);
  //@ assert no_root: !nested_root{Pre}(tree, child);
  //@ assert tables: nested_tables_kept{Pre, Here}(tree);
  //@ assert cut: cut{Pre, Here}(tree, parent, slot, child);
  //@ assert leaves: nested_all_leaves_kept{Pre, Here}(tree);
  //@ ghost cut:;
  tenon_nested_give(tree, free, child);
  //@ assert entries: nested_entries_kept{cut, Here}(tree);
  //@ assert unseen: unseen{cut, Here}(tree, child);
  //@ assert leaves_still: nested_all_leaves_kept{cut, Here}(tree);
}

void tenon_nested_link(struct tenon_nested_tree tree, uint32_t table) {
  const uint32_t parent = tree.table[table].parent;
  const uint32_t slot = tree.table[table].tag % 512u;
  //@ assert child: nested_child(tree, parent, slot, table);
  tenon_nested_write(tree, parent, slot, tenon_nested_pointer(tree, table));
  //@ assert tables: nested_tables_kept{Pre, Here}(tree);
  //@ assert plain: nested_no_pointers(tree, table);
  //@ assert extended: extended{Pre, Here}(tree, parent, slot, table);
  //@ ghost uint32_t root = tree.table[table].root;
  /*@ assert touches: \forall integer g; nested_reaches{Pre}(tree, root, g) ==>
        (nested_covers{Pre}(tree, table, g) <==> touches{Pre}(tree, root, parent, slot, g)); */
  /*@ assert outside: \forall integer g; nested_reaches{Pre}(tree, root, g) ==>
        !nested_covers{Pre}(tree, table, g) ==> nested_same_leaf{Pre, Here}(tree, root, g); */
  /*@ assert before: \forall integer g; nested_reaches{Pre}(tree, root, g) ==>
        nested_covers{Pre}(tree, table, g) ==> walked{Pre}(tree, root, g) &&
        nested_last{Pre}(tree, root, g) == parent &&
        nested_slot(tree.table[parent].height, g) == slot; */
  /*@ assert last: \forall integer g; nested_reaches{Pre}(tree, root, g) ==>
        nested_covers{Pre}(tree, table, g) ==> nested_last(tree, root, g) == table; */
  /*@ assert inside: \forall integer g; nested_reaches{Pre}(tree, root, g) ==>
        nested_covers{Pre}(tree, table, g) ==> nested_last(tree, root, g) == table &&
        nested_depth(tree, root, g) == \at(tree.table[table].height, Pre); */
  //@ assert root_was: root == \at(tree.table[table].root, Pre);
  //@ assert entries: nested_entries_kept_apart{Pre, Here}(tree, parent);
  /*@ assert own: \forall integer g; 0 <= g ==>
        nested_entry(tree, table, g) == nested_entry{Pre}(tree, table, g); */
  /*@ assert found: \forall integer g; nested_reaches{Pre}(tree, root, g) ==>
        nested_covers{Pre}(tree, table, g) ==>
        nested_found(tree, root, g) == nested_entry{Pre}(tree, table, g); */
}

void tenon_nested_set_free(struct tenon_nested_pool *pool, uint32_t free) {
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  //@ assert pages: \separated(pool, tree.page + (0 .. tree.count - 1));
  //@ assert tables: \separated(pool, tree.table + (0 .. tree.count - 1));
  pool->free = free;
  //@ assert same: nested_settled{Pre, Here}(pool);
  //@ assert tables: nested_tables_kept{Pre, Here}(tree);
  //@ assert order: nested_order_kept{Pre, Here}(tree);
  //@ assert entries: nested_entries_kept{Pre, Here}(tree);
  //@ assert foreign: \forall integer r; nested_others_kept{Pre, Here}(tree, r);
  //@ assert leaves: nested_all_leaves_kept{Pre, Here}(tree);
  //@ assert turned: nested_turned_none{Pre, Here}(tree);
  //@ assert tree: nested_valid(tree);
  //@ assert stack: nested_stack(tree, free);
  //@ assert tree_kept: pool->tree == tree;
  //@ assert apart: nested_apart(pool);
  //@ assert words: nested_words(pool);
}
