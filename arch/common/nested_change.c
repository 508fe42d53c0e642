/* SPDX-License-Identifier: Apache-2.0 */
#include "nested_pool.h"

/*@ // A table that waits goes on waiting while nothing changes of the tables.
    lemma kept_waits{A, B}: \forall struct tenon_nested_tree t, integer c;
      nested_waits{A}(t, c) ==> 0 <= \at(t.table[c].parent, A) ==> nested_tables_kept{A, B}(t) ==>
        nested_waits{B}(t, c); */

/*@ requires tree: nested_valid(tree);
    requires root: nested_root(tree, root) && to <= nested_reach(tree, root);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures result: \result == 0 || \result == 1; */
static uint32_t is_mapped(struct tenon_nested_tree tree, uint32_t root, uint64_t from,
                          uint64_t to) {
  uint64_t at = from;
  /*@ loop assigns at;
      loop variant to - at; */
  while (at < to) {
    const uint32_t table = tenon_nested_walk(tree, root, at);
    if (tenon_nested_entry(tree, table, at) == 0) return 0;
    at = tenon_nested_end(tree.table[table].height, at);
  }
  return 1;
}

/* How many tables it takes until no block of the tree lies across `at`. */
/*@ requires height: 1 <= height <= 4;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures result: 0 <= \result <= 2; */
static uint32_t divisions(uint32_t height, uint64_t at) {
  if (height == 3u && at % 0x200000u != 0) return 2;
  return at % tenon_nested_span(height) != 0;
}

/* For both ends: a block that both lie in is divided once. */
/*@ requires tree: nested_valid(tree);
    requires root: nested_root(tree, root) && from < to <= nested_reach(tree, root);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures result: 0 <= \result <= 4; */
static uint32_t tables_needed(struct tenon_nested_tree tree, uint32_t root, uint64_t from,
                              uint64_t to) {
  const uint32_t first = tenon_nested_walk(tree, root, from);
  const uint32_t last = tenon_nested_walk(tree, root, to - 1u);
  const uint32_t height = tree.table[last].height;
  const uint64_t span = tenon_nested_span(height);
  const uint32_t front = divisions(tree.table[first].height, from);
  uint32_t back = divisions(height, to);
  if (front != 0 && back != 0 && from / span == to / span) back--;
  if (front == 2u && back != 0 && from / 0x200000u == to / 0x200000u) back--;
  return front + back;
}

uint32_t tenon_nested_check(const struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa,
                            uint64_t bytes) {
  const uint64_t limit = tenon_nested_limit(pool, root);
  if (bytes == 0) return TENON_ERROR_invalid_argument;
  if (gpa % 4096u != 0 || bytes % 4096u != 0) return TENON_ERROR_unaligned;
  if (gpa >= limit || bytes > limit - gpa) return TENON_ERROR_out_of_range;
  const struct tenon_nested_tree tree = pool->tree;
  if (is_mapped(tree, root, gpa, gpa + bytes) == 0) return TENON_ERROR_not_mapped;
  if (tables_needed(tree, root, gpa, gpa + bytes) > pool->free) return TENON_ERROR_out_of_tables;
  return TENON_OK;
}

/* Fills a table of `height` 1 or 2 with leaves, from host-physical page `number` on. */
/*@ requires tree: nested_valid(tree);
    requires table: table < tree.count && tree.table[table].height == height;
    requires height: 1 <= height <= 2;
    requires number: number + (height == 1 ? 512 : 512 * 512) <= TENON_NESTED_NUMBERS;
    requires attributes: nested_word(tree, attributes);
    terminates \true;
    exits \false;
    assigns tree.page[table].entry[0 .. 511];
    ensures tree: nested_valid(tree);
    ensures foreign: nested_others_kept{Pre, Post}(tree, tree.table[table].root); */
static void fill(struct tenon_nested_tree tree, uint32_t table, uint32_t height, uint64_t number,
                 uint64_t attributes) {
  /*@ loop invariant range: 0 <= i <= 512;
      loop invariant tree: nested_valid(tree);
      loop invariant foreign: nested_others_kept{Pre, Here}(tree, tree.table[table].root);
      loop assigns i, tree.page[table].entry[0 .. 511];
      loop variant 512 - i; */
  for (uint32_t i = 0; i < TENON_NESTED_ENTRIES; i++) {
    const uint64_t at = height == 1u ? number + i : number + i * (uint64_t)512u;
    tenon_nested_write(tree, table, i, tenon_nested_leaf(tree, height, at, attributes));
  }
}

/* Replaces the leaf in entry `slot` of `table` by nothing, and makes a table that maps the same. One
   page less is free. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires free: 0 < free;
    requires table: table < tree.count && 2 <= tree.table[table].height && slot < 512 &&
      tree.table[table].tag <= 0x7fffff;
    requires leaf: nested_leaf(tree, tree.table[table].height, entry);
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, free - 1);
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures waits: nested_waits(tree, \result);
    ensures foreign: nested_others_kept{Pre, Post}(tree, \old(tree.table[table].root)); */
static uint32_t divide(struct tenon_nested_tree tree, uint32_t free, uint32_t table, uint32_t slot,
                       uint64_t entry) {
  const uint32_t height = tree.table[table].height;
  const uint64_t number = tenon_nested_number(tree, entry);
  const uint64_t attributes = tenon_nested_attributes(tree, height, entry);
  const uint32_t child = tenon_nested_take(tree, free, table, slot);
  //@ assert slot: tree.table[child].tag % 512 == slot;
  fill(tree, child, height - 1u, number, attributes);
  //@ assert foreign: nested_others_kept{Pre, Here}(tree, \at(tree.table[table].root, Pre));
  tenon_nested_write(tree, table, slot, 0);
  return child;
}

/* Divides the block that lies across `gpa`, if one does. Returns the table that waits, or
   TENON_NONE. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires free: 0 < free;
    requires root: nested_root(tree, root) && nested_reaches(tree, root, gpa);
    requires gpa: gpa % 4096 == 0;
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, free - (\result != TENON_NONE ? 1 : 0));
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures waits: \result != TENON_NONE ==> nested_waits(tree, \result);
    ensures foreign: nested_others_kept{Pre, Post}(tree, root); */
static uint32_t divide_across(struct tenon_nested_tree tree, uint32_t free, uint32_t root,
                              uint64_t gpa) {
  const uint32_t table = tenon_nested_walk(tree, root, gpa);
  const uint32_t height = tree.table[table].height;
  const uint64_t entry = tenon_nested_entry(tree, table, gpa);
  if (entry == 0 || gpa % tenon_nested_span(height) == 0) return TENON_NONE;
  //@ assert high: 2 <= height;
  //@ assert leaf: nested_leaf(tree, height, entry);
  return divide(tree, free, table, tenon_nested_slot(height, gpa), entry);
}

/* With a page to spare. */
/*@ requires pool: nested_pool(pool);
    requires root: nested_root(pool->tree, root) && nested_reaches(pool->tree, root, gpa);
    requires gpa: gpa % 4096 == 0;
    requires free: 0 < pool->free;
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1];
    ensures pool: nested_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), root);
    ensures waits: \result != TENON_NONE ==> nested_waits(\old(pool->tree), \result);
    ensures free: pool->free == \old(pool->free) - (\result != TENON_NONE ? 1 : 0); */
static uint32_t take_out(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa) {
  const struct tenon_nested_tree tree = pool->tree;
  const uint32_t free = pool->free;
  //@ assert pages: \separated(pool, tree.page + (0 .. tree.count - 1));
  //@ assert tables: \separated(pool, tree.table + (0 .. tree.count - 1));
  const uint32_t child = divide_across(tree, free, root, gpa);
  const uint32_t now = child == TENON_NONE ? free : free - 1u;
  //@ assert same: pool->tree == tree;
  /*@ assert limits: pool->limit == \at(pool->limit, Pre) &&
        pool->guest == \at(pool->guest, Pre); */
  /*@ assert attributes: \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
        pool->attribute[i] == \at(pool->attribute[i], Pre); */
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert roots: nested_roots{Pre, Here}(tree);
  //@ assert waiting: child != TENON_NONE ==> nested_waits(tree, child);
  //@ ghost divided:;
  tenon_nested_set_free(pool, now);
  //@ assert still: nested_roots{divided, Here}(tree);
  //@ assert kept: nested_tables_kept{divided, Here}(tree);
  //@ assert foreign_still: nested_others_kept{divided, Here}(tree, root);
  //@ assert others: nested_others_kept{Pre, Here}(tree, root);
  //@ assert waits: child != TENON_NONE ==> nested_waits(tree, child);
  return child;
}

uint32_t tenon_nested_break(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa) {
  if (gpa >= tenon_nested_limit(pool, root) || pool->free == 0) return TENON_NONE;
  return take_out(pool, root, gpa);
}

void tenon_nested_make(struct tenon_nested_tree tree, uint32_t table) {
  const uint32_t parent = tree.table[table].parent;
  const uint32_t slot = tree.table[table].tag % 512u;
  tenon_nested_write(tree, parent, slot, tenon_nested_pointer(tree, table));
}

/*@ requires tree: nested_valid(tree);
    requires root: nested_root(tree, root) && to <= nested_reach(tree, root);
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures foreign: nested_others_kept{Pre, Post}(tree, root); */
static void clear(struct tenon_nested_tree tree, uint32_t root, uint64_t from, uint64_t to) {
  uint64_t at = from;
  /*@ loop invariant tree: nested_valid(tree);
      loop invariant foreign: nested_others_kept{Pre, Here}(tree, root);
      loop assigns at, tree.page[0 .. tree.count - 1];
      loop variant to - at; */
  while (at < to) {
    const uint32_t table = tenon_nested_walk(tree, root, at);
    const uint32_t height = tree.table[table].height;
    tenon_nested_write(tree, table, tenon_nested_slot(height, at), 0);
    at = tenon_nested_end(height, at);
  }
}

/* And gives back the tables that map nothing any more. Returns how many pages are free now. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires root: nested_root(tree, root) && to <= nested_reach(tree, root);
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, \result);
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures foreign: nested_others_kept{Pre, Post}(tree, root); */
static uint32_t empty(struct tenon_nested_tree tree, uint32_t free, uint32_t root, uint64_t from,
                      uint64_t to) {
  clear(tree, root, from, to);
  //@ assert cleared: nested_others_kept{Pre, Here}(tree, root);
  const uint32_t now = tenon_nested_prune(tree, free, root, from, to);
  //@ assert pruned: nested_others_kept{Pre, Here}(tree, root);
  return now;
}

void tenon_nested_clear(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to) {
  const struct tenon_nested_tree tree = pool->tree;
  const uint32_t now = empty(tree, pool->free, root, from, to);
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert same: pool->tree == tree;
  //@ assert roots: nested_roots{Pre, Here}(tree);
  //@ ghost emptied:;
  tenon_nested_set_free(pool, now);
  //@ assert still: nested_roots{emptied, Here}(tree);
  //@ assert foreign_still: nested_others_kept{emptied, Here}(tree, root);
  //@ assert others: nested_others_kept{Pre, Here}(tree, root);
}
