/* SPDX-License-Identifier: Apache-2.0 */
#include "nested_moves.h"
#include "nested_pool.h"

/*@ // Nothing changes of the tables from some height on.
    predicate upper_kept{A, B}(struct tenon_nested_tree t, integer height) =
      \forall integer p; 0 <= p < t.count ==> \at(t.table[p].height, A) >= height ==>
        \at(t.table[p].height, A) == \at(t.table[p].height, B) &&
        \at(t.table[p].root, A) == \at(t.table[p].root, B) &&
        \at(t.table[p].owner, A) == \at(t.table[p].owner, B) &&
        \at(t.table[p].parent, A) == \at(t.table[p].parent, B) &&
        \at(t.table[p].tag, A) == \at(t.table[p].tag, B);
    // Nor of the entries of those above.
    predicate higher_kept{A, B}(struct tenon_nested_tree t, integer height) =
      \forall integer p, i; 0 <= p < t.count ==> 0 <= i < 512 ==>
        \at(t.table[p].height, A) > height ==>
        \at(t.page[p].entry[i], A) == \at(t.page[p].entry[i], B);
    lemma higher_then{A, B, C}: \forall struct tenon_nested_tree t, integer low, height;
      higher_kept{A, B}(t, low) ==> upper_kept{A, B}(t, low) ==> low <= height ==>
        higher_kept{B, C}(t, height) ==> higher_kept{A, C}(t, height);
    lemma higher_step{A, B}: \forall struct tenon_nested_tree t, integer low, p, g;
      higher_kept{A, B}(t, low) ==> 0 <= p < t.count ==> 0 <= g ==>
        low < \at(t.table[p].height, A) <= 4 ==>
        \at(t.table[p].height, A) == \at(t.table[p].height, B) ==>
        nested_step{A}(t, p, g) == nested_step{B}(t, p, g);
    lemma upper_then{A, B, C}: \forall struct tenon_nested_tree t, integer low, height;
      upper_kept{A, B}(t, low) ==> low <= height ==> upper_kept{B, C}(t, height) ==>
        upper_kept{A, C}(t, height); */

/* Gives `child`, where the entry of `parent` points to, back if it is empty. Returns how many pages
   are free now. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires parent: parent < tree.count && 2 <= tree.table[parent].height;
    requires child: child < tree.count && 1 <= tree.table[child].height &&
      nested_child(tree, parent, nested_slot(tree.table[parent].height, gpa), child);
    requires there: nested_step(tree, parent, gpa) == child && child != parent;
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, \result);
    ensures upper: upper_kept{Pre, Post}(tree, \old(tree.table[parent].height));
    ensures higher: higher_kept{Pre, Post}(tree, \old(tree.table[parent].height));
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures leaves: nested_all_leaves_kept{Pre, Post}(tree);
    ensures foreign: nested_others_kept{Pre, Post}(tree, \old(tree.table[parent].root)); */
static uint32_t release(struct tenon_nested_tree tree, uint32_t free, uint32_t parent,
                        uint32_t child, uint64_t gpa) {
  if (tenon_nested_is_zero(tree, child) == 0) return free;
  tenon_nested_drop(tree, free, parent, child, gpa);
  return free + 1u;
}

/* Gives back the tables that the walk of `gpa` finds empty in one step from `table`, in two, in
   three, the lowest first. Return how many pages are free now. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires table: table < tree.count && 1 <= tree.table[table].height;
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, \result);
    ensures upper: upper_kept{Pre, Post}(tree, \old(tree.table[table].height));
    ensures higher: higher_kept{Pre, Post}(tree, \old(tree.table[table].height));
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures leaves: nested_all_leaves_kept{Pre, Post}(tree);
    ensures foreign: nested_others_kept{Pre, Post}(tree, \old(tree.table[table].root)); */
static uint32_t release_1(struct tenon_nested_tree tree, uint32_t free, uint32_t table,
                          uint64_t gpa) {
  const uint32_t child = tenon_nested_step(tree, table, gpa);
  if (child == table) return free;
  return release(tree, free, table, child, gpa);
}

/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires table: table < tree.count && 2 <= tree.table[table].height;
    requires child: child < tree.count && 1 <= tree.table[child].height &&
      nested_child(tree, table, nested_slot(tree.table[table].height, gpa), child);
    requires there: nested_step(tree, table, gpa) == child && child != table;
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, \result);
    ensures upper: upper_kept{Pre, Post}(tree, \old(tree.table[table].height));
    ensures higher: higher_kept{Pre, Post}(tree, \old(tree.table[table].height));
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures leaves: nested_all_leaves_kept{Pre, Post}(tree);
    ensures foreign: nested_others_kept{Pre, Post}(tree, \old(tree.table[table].root)); */
static uint32_t release_2_through(struct tenon_nested_tree tree, uint32_t free, uint32_t table,
                                  uint32_t child, uint64_t gpa) {
  const uint32_t lower = release_1(tree, free, child, gpa);
  //@ assert leaves: nested_all_leaves_kept{Pre, Here}(tree);
  //@ ghost lower_done:;
  //@ assert foreign: nested_others_kept{Pre, Here}(tree, \at(tree.table[table].root, Pre));
  //@ assert upper: upper_kept{Pre, Here}(tree, \at(tree.table[table].height, Pre));
  //@ assert same: tree.table[table].height == \at(tree.table[table].height, Pre);
  //@ assert higher: higher_kept{Pre, Here}(tree, \at(tree.table[child].height, Pre));
  /*@ assert below: \at(tree.table[child].height, Pre) < \at(tree.table[table].height, Pre) &&
        \at(tree.table[table].height, Pre) <= 4; */
  //@ assert was: \at(nested_step(tree, table, gpa), Pre) == child;
  //@ assert step: nested_step(tree, table, gpa) == child;
  //@ assert same_root: tree.table[table].root == \at(tree.table[table].root, Pre);
  const uint32_t now = release(tree, lower, table, child, gpa);
  //@ assert foreign_still: nested_others_kept{Pre, Here}(tree, \at(tree.table[table].root, Pre));
  //@ assert leaves_still: nested_all_leaves_kept{lower_done, Here}(tree);
  //@ assert higher_still: higher_kept{Pre, Here}(tree, \at(tree.table[table].height, Pre));
  //@ assert upper_still: upper_kept{Pre, Here}(tree, \at(tree.table[table].height, Pre));
  return now;
}

/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires table: table < tree.count && 1 <= tree.table[table].height;
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, \result);
    ensures upper: upper_kept{Pre, Post}(tree, \old(tree.table[table].height));
    ensures higher: higher_kept{Pre, Post}(tree, \old(tree.table[table].height));
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures leaves: nested_all_leaves_kept{Pre, Post}(tree);
    ensures foreign: nested_others_kept{Pre, Post}(tree, \old(tree.table[table].root)); */
static uint32_t release_2(struct tenon_nested_tree tree, uint32_t free, uint32_t table,
                          uint64_t gpa) {
  const uint32_t child = tenon_nested_step(tree, table, gpa);
  if (child == table) return free;
  return release_2_through(tree, free, table, child, gpa);
}

/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires table: table < tree.count && 2 <= tree.table[table].height;
    requires child: child < tree.count && 1 <= tree.table[child].height &&
      nested_child(tree, table, nested_slot(tree.table[table].height, gpa), child);
    requires there: nested_step(tree, table, gpa) == child && child != table;
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, \result);
    ensures upper: upper_kept{Pre, Post}(tree, \old(tree.table[table].height));
    ensures higher: higher_kept{Pre, Post}(tree, \old(tree.table[table].height));
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures leaves: nested_all_leaves_kept{Pre, Post}(tree);
    ensures foreign: nested_others_kept{Pre, Post}(tree, \old(tree.table[table].root)); */
static uint32_t release_3_through(struct tenon_nested_tree tree, uint32_t free, uint32_t table,
                                  uint32_t child, uint64_t gpa) {
  const uint32_t lower = release_2(tree, free, child, gpa);
  //@ assert leaves: nested_all_leaves_kept{Pre, Here}(tree);
  //@ ghost lower_done:;
  //@ assert foreign: nested_others_kept{Pre, Here}(tree, \at(tree.table[table].root, Pre));
  //@ assert upper: upper_kept{Pre, Here}(tree, \at(tree.table[table].height, Pre));
  //@ assert same: tree.table[table].height == \at(tree.table[table].height, Pre);
  //@ assert higher: higher_kept{Pre, Here}(tree, \at(tree.table[child].height, Pre));
  /*@ assert below: \at(tree.table[child].height, Pre) < \at(tree.table[table].height, Pre) &&
        \at(tree.table[table].height, Pre) <= 4; */
  //@ assert was: \at(nested_step(tree, table, gpa), Pre) == child;
  //@ assert step: nested_step(tree, table, gpa) == child;
  //@ assert same_root: tree.table[table].root == \at(tree.table[table].root, Pre);
  const uint32_t now = release(tree, lower, table, child, gpa);
  //@ assert foreign_still: nested_others_kept{Pre, Here}(tree, \at(tree.table[table].root, Pre));
  //@ assert leaves_still: nested_all_leaves_kept{lower_done, Here}(tree);
  //@ assert higher_still: higher_kept{Pre, Here}(tree, \at(tree.table[table].height, Pre));
  //@ assert upper_still: upper_kept{Pre, Here}(tree, \at(tree.table[table].height, Pre));
  return now;
}

/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires table: table < tree.count && 1 <= tree.table[table].height;
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, \result);
    ensures upper: upper_kept{Pre, Post}(tree, \old(tree.table[table].height));
    ensures higher: higher_kept{Pre, Post}(tree, \old(tree.table[table].height));
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures leaves: nested_all_leaves_kept{Pre, Post}(tree);
    ensures foreign: nested_others_kept{Pre, Post}(tree, \old(tree.table[table].root)); */
static uint32_t release_3(struct tenon_nested_tree tree, uint32_t free, uint32_t table,
                          uint64_t gpa) {
  const uint32_t child = tenon_nested_step(tree, table, gpa);
  if (child == table) return free;
  return release_3_through(tree, free, table, child, gpa);
}

/* Of the table in which the walk of `at` ends. */
/*@ requires tree: nested_valid(tree);
    requires root: nested_root(tree, root) && nested_reaches(tree, root, at);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures height: 1 <= \result <= 4; */
static uint32_t height_at(struct tenon_nested_tree tree, uint32_t root, uint64_t at) {
  return tree.table[tenon_nested_walk(tree, root, at)].height;
}

uint32_t tenon_nested_prune(struct tenon_nested_tree tree, uint32_t free, uint32_t root,
                            uint64_t from, uint64_t to) {
  uint32_t now = free;
  uint64_t at = from;
  /*@ loop invariant tree: nested_valid(tree);
      loop invariant stack: nested_stack(tree, now);
      loop invariant roots: nested_roots{Pre, Here}(tree);
      loop invariant leaves: nested_all_leaves_kept{Pre, Here}(tree);
      loop invariant foreign: nested_others_kept{Pre, Here}(tree, root);
      loop assigns at, now, tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
      loop variant to - at; */
  while (at < to) {
    //@ assert whole: tree.table[root].root == root;
    now = release_3(tree, now, root, at);
    //@ assert root: nested_root(tree, root) && nested_reaches(tree, root, at);
    const uint32_t height = height_at(tree, root, at);
    /* What is left of a table of height 1 needs no look. */
    at = tenon_nested_end(height == 1u ? 2u : height, at);
  }
  return now;
}
