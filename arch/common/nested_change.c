/* SPDX-License-Identifier: Apache-2.0 */
#include "nested_moves.h"
#include "nested_pool.h"

/*@ // A table that waits goes on waiting while nothing changes of the tables.
    lemma kept_waits{A, B}: \forall struct tenon_nested_tree t, integer c;
      nested_waits{A}(t, c) ==> 0 <= \at(t.table[c].parent, A) ==> nested_tables_kept{A, B}(t) ==>
        nested_waits{B}(t, c);
    lemma entries_reach: \forall integer g; 0 <= g ==>
      (g / 0x40000000 < 512 <==> g < 0x8000000000) &&
      (g / 0x8000000000 < 512 <==> g < 0x1000000000000); */

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
/*@ requires tree: nested_valid(tree);
    requires root: nested_root(tree, root);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures tables: \result == nested_divisions(tree, root, at); */
static uint32_t divisions(struct tenon_nested_tree tree, uint32_t root, uint64_t at) {
  //@ assert heights: tree.table[root].height == 3 || tree.table[root].height == 4;
  const uint64_t cell = at / tenon_nested_span(tree.table[root].height);
  //@ assert three: tree.table[root].height == 3 ==> cell == at / 0x40000000;
  //@ assert four: tree.table[root].height == 4 ==> cell == at / 0x8000000000;
  //@ assert reaches: cell < 512 <==> nested_reaches(tree, root, at);
  if (cell >= TENON_NESTED_ENTRIES) return 0;
  const uint32_t table = tenon_nested_walk(tree, root, at);
  const uint32_t height = tree.table[table].height;
  if (tenon_nested_entry(tree, table, at) == 0) return 0;
  //@ assert depth: height == nested_depth(tree, root, at);
  if (height == 3u && at % 0x200000u != 0) return 2;
  return at % tenon_nested_span(height) != 0;
}

/* For both ends: a block that both lie in is divided once. */
/*@ requires tree: nested_valid(tree);
    requires root: nested_root(tree, root) && from < to <= nested_reach(tree, root);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures tables: \result == nested_divisions(tree, root, from) +
      nested_divisions(tree, root, to) - nested_shared(tree, root, from, to); */
static uint32_t tables_needed(struct tenon_nested_tree tree, uint32_t root, uint64_t from,
                              uint64_t to) {
  const uint32_t front = divisions(tree, root, from);
  const uint32_t back = divisions(tree, root, to);
  //@ assert front: 0 <= front <= 2;
  //@ assert back: 0 <= back <= 2;
  if (front == 0 || back == 0) return front + back;
  const uint32_t height = tree.table[tenon_nested_walk(tree, root, from)].height;
  //@ assert depth: height == nested_depth(tree, root, from);
  const uint64_t span = tenon_nested_span(height);
  if (from / span != to / span) return front + back;
  if (front == 2u && back == 2u && from / 0x200000u == to / 0x200000u) return 2;
  return front + back - 1u;
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

/*@ // Entry i of a table that takes the place of a block at page `number`.
    predicate divided{L}(struct tenon_nested_tree t, integer c, integer i, integer number,
                         integer attributes) =
      t.page[c].entry[i] != 0 && !nested_points(t, t.table[c].height, t.page[c].entry[i]) &&
      nested_number(t, t.page[c].entry[i]) ==
        number + (t.table[c].height == 1 ? i : i * 512) &&
      nested_attributes(t, t.table[c].height, t.page[c].entry[i]) == attributes;
    predicate divided_to{L}(struct tenon_nested_tree t, integer c, integer to, integer number,
                            integer attributes) =
      \forall integer i; 0 <= i < to ==> t.page[c].entry[i] != 0 &&
        !nested_points(t, t.table[c].height, t.page[c].entry[i]) &&
        nested_number(t, t.page[c].entry[i]) ==
          number + (t.table[c].height == 1 ? i : i * 512) &&
        nested_attributes(t, t.table[c].height, t.page[c].entry[i]) == attributes;
    // The offset in a block is that of the entry and that in its page or smaller block.
    lemma offset_2: \forall integer g; 0 <= g ==>
      g % 0x200000 / 4096 == g / 4096 % 512 + g % 0x1000 / 4096;
    lemma offset_3: \forall integer g; 0 <= g ==>
      g % 0x40000000 / 4096 == g / 0x200000 % 512 * 512 + g % 0x200000 / 4096;
    lemma offset: \forall integer h, g; 1 <= h <= 2 ==> 0 <= g ==>
      g % nested_bytes(h + 1) / 4096 == (h == 1 ? nested_slot(1, g) : nested_slot(2, g) * 512) +
        g % nested_bytes(h) / 4096;
    lemma slot_range: \forall integer h, g; 0 <= g ==> 0 <= nested_slot(h, g) < 512;
    lemma part_divided_one{L}: \forall struct tenon_nested_tree t, integer c, g, number, attributes;
      0 <= g ==> 1 <= t.table[c].height <= 2 ==>
        divided(t, c, nested_slot(t.table[c].height, g), number, attributes) ==>
        nested_part(t, c, g, number + g % nested_bytes(t.table[c].height + 1) / 4096, attributes);
    lemma covers_cell: \forall integer h, g, a; 2 <= h <= 4 ==> 0 <= g < 0x1000000000000 ==>
      0 <= a < 0x1000000000000 ==>
      (nested_tag(h - 1, g) == nested_tag(h - 1, a) <==> nested_cell(h, g) == nested_cell(h, a));
    lemma part_divided{L}: \forall struct tenon_nested_tree t,
      integer c, g, number, attributes, page;
      0 <= g ==> 1 <= t.table[c].height <= 2 ==> divided_to(t, c, 512, number, attributes) ==>
        page == number + g % nested_bytes(t.table[c].height + 1) / 4096 ==>
        nested_part(t, c, g, page, attributes);
    // Counting free pages moves nothing.
    lemma moved_still{A, B, C}: \forall struct tenon_nested_tree t, integer root, c;
      nested_moved{A, B}(t, root, c) ==> nested_leaves_kept{B, C}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==> 0 <= c < t.count ==>
        nested_tables_kept{B, C}(t) ==> nested_entries_kept{B, C}(t) ==>
        nested_moved{A, C}(t, root, c);
    lemma gap_still{A, B}: \forall struct tenon_nested_tree t, integer root, c;
      nested_gap{A}(t, root, c) ==> nested_turned_nothing{A, B}(t, root) ==>
        nested_leaves_kept{A, B}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        0 <= c < t.count ==> 0 <= \at(t.table[c].parent, A) < t.count ==>
        0 <= \at(t.table[c].tag, A) ==>
        nested_tables_kept{A, B}(t) ==> nested_entries_kept{A, B}(t) ==>
        nested_gap{B}(t, root, c);
    lemma plain_still{A, B}: \forall struct tenon_nested_tree t, integer c;
      nested_no_pointers{A}(t, c) ==> 0 <= c < t.count ==> nested_tables_kept{A, B}(t) ==>
        nested_entries_kept{A, B}(t) ==> nested_no_pointers{B}(t, c);
    lemma nothing_still{A, B}: \forall struct tenon_nested_tree t, integer root, from, to;
      nested_nothing{A}(t, root, from, to) ==> nested_leaves_kept{A, B}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_nothing{B}(t, root, from, to);
    lemma kept_still{A, B, C}: \forall struct tenon_nested_tree t, integer root, from, to;
      nested_leaves_kept_but{A, B}(t, root, from, to) ==> nested_leaves_kept{B, C}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_leaves_kept_but{A, C}(t, root, from, to);
    lemma plain_divided{L}: \forall struct tenon_nested_tree t, integer c, number, attributes;
      divided_to(t, c, 512, number, attributes) ==> nested_no_pointers(t, c);
*/

/* Fills a table of `height` 1 or 2 with leaves, from host-physical page `number` on. */
/*@ requires tree: nested_valid(tree);
    requires table: table < tree.count && tree.table[table].height == height;
    requires height: 1 <= height <= 2;
    requires number: number + (height == 1 ? 512 : 512 * 512) <= TENON_NESTED_NUMBERS;
    requires attributes: nested_word(tree, attributes);
    requires apart: nested_unlinked(tree, table) && !nested_root(tree, table);
    terminates \true;
    exits \false;
    assigns tree.page[table].entry[0 .. 511];
    ensures tree: nested_valid(tree);
    ensures divided: divided_to(tree, table, 512, number, attributes);
    ensures leaves: nested_all_leaves_kept{Pre, Post}(tree);
    ensures turned: nested_turned_none{Pre, Post}(tree);
    ensures foreign: nested_others_kept{Pre, Post}(tree, tree.table[table].root); */
static void fill(struct tenon_nested_tree tree, uint32_t table, uint32_t height, uint64_t number,
                 uint64_t attributes) {
  /*@ loop invariant range: 0 <= i <= 512;
      loop invariant tree: nested_valid(tree);
      loop invariant apart: nested_unlinked(tree, table) && !nested_root(tree, table);
      loop invariant divided: divided_to(tree, table, i, number, attributes);
      loop invariant leaves: nested_all_leaves_kept{Pre, Here}(tree);
      loop invariant turned: nested_turned_none{Pre, Here}(tree);
      loop invariant foreign: nested_others_kept{Pre, Here}(tree, tree.table[table].root);
      loop assigns i, tree.page[table].entry[0 .. 511];
      loop variant 512 - i; */
  for (uint32_t i = 0; i < TENON_NESTED_ENTRIES; i++) {
    const uint64_t at = height == 1u ? number + i : number + i * (uint64_t)512u;
    const uint64_t leaf = tenon_nested_leaf(tree, height, at, attributes);
    //@ ghost before:;
    tenon_nested_write_aside(tree, table, i, leaf);
    /*@ assert entries: \forall integer j; 0 <= j < i ==>
          tree.page[table].entry[j] == \at(tree.page[table].entry[j], before); */
    //@ assert earlier: divided_to(tree, table, i, number, attributes);
    //@ assert same: height == tree.table[table].height;
    //@ assert number: nested_number(tree, leaf) == number + (height == 1 ? i : i * 512);
    //@ assert this: divided(tree, table, i, number, attributes);
    //@ assert roots: nested_roots{Pre, before}(tree);
  }
}

/* Takes the block in which the walk of `gpa` ends out of the tree, and makes a table that maps the
   same. One page less is free. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires free: 0 < free;
    requires root: nested_root(tree, root) && nested_reaches(tree, root, gpa);
    requires table: table == nested_last(tree, root, gpa) && nested_on(tree, root, table, gpa) &&
      2 <= tree.table[table].height && tree.table[table].tag <= 0x7fffff;
    requires leaf: nested_found(tree, root, gpa) != 0 &&
      nested_leaf(tree, tree.table[table].height, nested_found(tree, root, gpa));
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, free - 1);
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures waits: nested_waits(tree, \result) && tree.table[\result].root == root;
    ensures covers: nested_covers(tree, \result, gpa);
    ensures moved: nested_moved{Pre, Post}(tree, root, \result);
    ensures leaves: nested_no_pointers(tree, \result);
    ensures low: tree.table[\result].height <= 2;
    ensures gap: nested_gap(tree, root, \result);
    ensures foreign: nested_others_kept{Pre, Post}(tree, root); */
static uint32_t divide(struct tenon_nested_tree tree, uint32_t free, uint32_t root, uint32_t table,
                       uint64_t gpa) {
  //@ assert walked: walked(tree, root, gpa);
  //@ assert range: table < tree.count;
  const uint32_t height = tree.table[table].height;
  const uint32_t slot = tenon_nested_slot(height, gpa);
  const uint64_t entry = tenon_nested_entry(tree, table, gpa);
  const uint64_t number = tenon_nested_number(tree, entry);
  const uint64_t attributes = tenon_nested_attributes(tree, height, entry);
  //@ assert page: nested_page(tree, root, gpa) == number + gpa % nested_bytes(height) / 4096;
  const uint32_t child = tenon_nested_take_aside(tree, free, table, slot);
  //@ ghost taken:;
  //@ assert slot: tree.table[child].tag % 512 == slot;
  //@ assert turned: nested_turned_nothing{Pre, Here}(tree, root);
  fill(tree, child, height - 1u, number, attributes);
  //@ ghost filled:;
  //@ assert foreign: nested_others_kept{Pre, Here}(tree, root);
  //@ assert still_turned: nested_turned_nothing{Pre, Here}(tree, root);
  //@ assert leaves: nested_leaves_kept{Pre, Here}(tree, root);
  //@ assert last: table == nested_last(tree, root, gpa);
  //@ assert divided: divided_to(tree, child, 512, number, attributes);
  //@ assert apart: child != table;
  //@ assert lower_tag: tree.table[child].tag == nested_tag(height - 1, gpa);
  (void)tenon_nested_put(tree, root, table, gpa, 0);
  /*@ assert entries: \forall integer j; 0 <= j < 512 ==>
        tree.page[child].entry[j] == \at(tree.page[child].entry[j], filled); */
  //@ assert divided_still: divided_to(tree, child, 512, number, attributes);
  //@ assert covers: nested_covers(tree, child, gpa);
  /*@ assert cells: \forall integer g; nested_reaches{Pre}(tree, root, g) ==>
        (nested_covers(tree, child, g) <==> same_cell{Pre}(tree, root, gpa, g)); */
  /*@ assert outside: \forall integer g; nested_reaches{Pre}(tree, root, g) ==>
        !same_cell{Pre}(tree, root, gpa, g) ==> nested_same_leaf{Pre, Here}(tree, root, g); */
  /*@ assert same: \forall integer g; nested_reaches{Pre}(tree, root, g) ==>
        same_cell{Pre}(tree, root, gpa, g) ==> same_cell{filled}(tree, root, gpa, g); */
  /*@ assert same_found: \forall integer g; nested_reaches{Pre}(tree, root, g) ==>
        nested_found{Pre}(tree, root, g) == nested_found{filled}(tree, root, g) &&
        nested_depth{Pre}(tree, root, g) == nested_depth{filled}(tree, root, g); */
  //@ assert found_gpa: nested_found{filled}(tree, root, gpa) == entry;
  //@ assert alike_then: cell_alike{filled}(tree, root, gpa);
  //@ assert nothing: tree.page[table].entry[slot] == 0;
  /*@ assert alike: \forall integer g; nested_reaches{Pre}(tree, root, g) ==>
        same_cell{Pre}(tree, root, gpa, g) ==> nested_depth{Pre}(tree, root, g) == height &&
        nested_found{Pre}(tree, root, g) == entry; */
  /*@ assert pages: \forall integer g; nested_reaches{Pre}(tree, root, g) ==>
        same_cell{Pre}(tree, root, gpa, g) ==>
        nested_page{Pre}(tree, root, g) == number + g % nested_bytes(height) / 4096 &&
        nested_rights{Pre}(tree, root, g) == attributes; */
  /*@ assert parts: \forall integer g; nested_reaches{Pre}(tree, root, g) ==>
        same_cell{Pre}(tree, root, gpa, g) ==>
        nested_part(tree, child, g, nested_page{Pre}(tree, root, g),
                    nested_rights{Pre}(tree, root, g)); */
  //@ assert apart_still: nested_no_pointers(tree, child);
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
    ensures waits: \result != TENON_NONE ==> nested_waits(tree, \result) &&
      tree.table[\result].root == root && nested_covers(tree, \result, gpa);
    ensures moved: \result != TENON_NONE ==> nested_moved{Pre, Post}(tree, root, \result);
    ensures leaves: \result != TENON_NONE ==> nested_no_pointers(tree, \result);
    ensures low: \result != TENON_NONE ==> tree.table[\result].height <= 2;
    ensures gap: \result != TENON_NONE ==> nested_gap(tree, root, \result);
    ensures kept: \result == TENON_NONE ==> nested_leaves_kept{Pre, Post}(tree, root);
    ensures even: \result == TENON_NONE ==> nested_even(tree, root, gpa);
    ensures across: \result != TENON_NONE ==> !\old(nested_even(tree, root, gpa));
    ensures foreign: nested_others_kept{Pre, Post}(tree, root); */
static uint32_t divide_across(struct tenon_nested_tree tree, uint32_t free, uint32_t root,
                              uint64_t gpa) {
  const uint32_t table = tenon_nested_walk(tree, root, gpa);
  const uint32_t height = tree.table[table].height;
  const uint64_t entry = tenon_nested_entry(tree, table, gpa);
  if (entry == 0 || gpa % tenon_nested_span(height) == 0) return TENON_NONE;
  //@ assert high: 2 <= height;
  //@ assert leaf: nested_leaf(tree, height, entry);
  return divide(tree, free, root, table, gpa);
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
    ensures waits: \result != TENON_NONE ==> nested_waits(\old(pool->tree), \result) &&
      pool->tree.table[\result].root == root && nested_covers(\old(pool->tree), \result, gpa);
    ensures moved: \result != TENON_NONE ==>
      nested_moved{Pre, Post}(\old(pool->tree), root, \result);
    ensures leaves: \result != TENON_NONE ==> nested_no_pointers(\old(pool->tree), \result);
    ensures low: \result != TENON_NONE ==> pool->tree.table[\result].height <= 2;
    ensures gap: \result != TENON_NONE ==> nested_gap(\old(pool->tree), root, \result);
    ensures kept: \result == TENON_NONE ==> nested_leaves_kept{Pre, Post}(\old(pool->tree), root);
    ensures even: \result == TENON_NONE ==> nested_even(\old(pool->tree), root, gpa);
    ensures across: \result != TENON_NONE ==> !\old(nested_even(pool->tree, root, gpa));
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
  //@ assert leaves: nested_leaves_kept{divided, Here}(tree, root);
  //@ assert turned: nested_turned_nothing{divided, Here}(tree, root);
  //@ assert entries: nested_entries_kept{divided, Here}(tree);
  //@ assert reach: nested_reach{Pre}(tree, root) == nested_reach{divided}(tree, root);
  //@ assert waits: child != TENON_NONE ==> nested_waits(tree, child);
  //@ assert moved: child != TENON_NONE ==> nested_moved{Pre, Here}(tree, root, child);
  /*@ assert tag: child != TENON_NONE ==> 0 <= \at(tree.table[child].tag, divided) &&
        0 <= \at(tree.table[child].parent, divided) < tree.count; */
  //@ assert reach_now: nested_reach{divided}(tree, root) == nested_reach(tree, root);
  //@ assert gap_was: child != TENON_NONE ==> nested_gap{divided}(tree, root, child);
  //@ assert gap: child != TENON_NONE ==> nested_gap(tree, root, child);
  //@ assert plain: child != TENON_NONE ==> nested_no_pointers(tree, child);
  return child;
}

uint32_t tenon_nested_break(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa) {
  const uint64_t cell = gpa / tenon_nested_span(pool->tree.table[root].height);
  //@ assert heights: pool->tree.table[root].height == 3 || pool->tree.table[root].height == 4;
  //@ assert three: pool->tree.table[root].height == 3 ==> cell == gpa / 0x40000000;
  //@ assert four: pool->tree.table[root].height == 4 ==> cell == gpa / 0x8000000000;
  //@ assert reaches: cell < 512 <==> nested_reaches(pool->tree, root, gpa);
  if (cell >= TENON_NESTED_ENTRIES || pool->free == 0) return TENON_NONE;
  return take_out(pool, root, gpa);
}

void tenon_nested_make(const struct tenon_nested_pool *pool, uint32_t table) {
  const struct tenon_nested_tree tree = pool->tree;
  //@ assert pages: \separated(pool, tree.page + (0 .. tree.count - 1));
  tenon_nested_link(tree, table);
  //@ assert same: pool->tree == tree;
  //@ assert limits: pool->limit == \at(pool->limit, Pre) && pool->guest == \at(pool->guest, Pre);
  /*@ assert attributes: \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
        pool->attribute[i] == \at(pool->attribute[i], Pre); */
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert stack: nested_stack(tree, pool->free);
  //@ assert apart: nested_apart(pool);
  //@ assert words: nested_words(pool);
}

/*@ requires tree: nested_valid(tree);
    requires root: nested_root(tree, root) && to <= nested_reach(tree, root);
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures cleared: \old(nested_even_ends(tree, root, from, to)) ==>
      nested_nothing(tree, root, from, to);
    ensures kept: \old(nested_even_ends(tree, root, from, to)) ==>
      nested_leaves_kept_but{Pre, Post}(tree, root, from, to);
    ensures foreign: nested_others_kept{Pre, Post}(tree, root); */
static void clear(struct tenon_nested_tree tree, uint32_t root, uint64_t from, uint64_t to) {
  uint64_t at = from;
  /*@ loop invariant tree: nested_valid(tree);
      loop invariant from: from <= at;
      loop invariant turned: nested_turned_nothing{Pre, Here}(tree, root);
      loop invariant even: \at(nested_even_ends(tree, root, from, to), Pre) ==>
        nested_even_ends(tree, root, at, to);
      loop invariant cleared: \at(nested_even_ends(tree, root, from, to), Pre) ==>
        nested_nothing(tree, root, from, at);
      loop invariant kept: \at(nested_even_ends(tree, root, from, to), Pre) ==>
        nested_found_kept_but{Pre, Here}(tree, root, from, to);
      loop invariant foreign: nested_others_kept{Pre, Here}(tree, root);
      loop assigns at, tree.page[0 .. tree.count - 1];
      loop variant to - at; */
  while (at < to) {
    //@ assert walked: walked(tree, root, at);
    at = tenon_nested_put(tree, root, tenon_nested_walk(tree, root, at), at, 0);
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
    ensures cleared: \old(nested_even_ends(tree, root, from, to)) ==>
      nested_nothing(tree, root, from, to);
    ensures kept: \old(nested_even_ends(tree, root, from, to)) ==>
      nested_leaves_kept_but{Pre, Post}(tree, root, from, to);
    ensures foreign: nested_others_kept{Pre, Post}(tree, root); */
static uint32_t empty(struct tenon_nested_tree tree, uint32_t free, uint32_t root, uint64_t from,
                      uint64_t to) {
  clear(tree, root, from, to);
  //@ assert foreign: nested_others_kept{Pre, Here}(tree, root);
  //@ ghost cleared:;
  const uint32_t now = tenon_nested_prune(tree, free, root, from, to);
  //@ assert foreign_still: nested_others_kept{Pre, Here}(tree, root);
  //@ assert leaves: nested_leaves_kept{cleared, Here}(tree, root);
  //@ assert reach: nested_reach{Pre}(tree, root) == nested_reach{cleared}(tree, root);
  //@ assert reach_still: nested_reach{cleared}(tree, root) == nested_reach(tree, root);
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
  //@ assert leaves: nested_leaves_kept{emptied, Here}(tree, root);
  //@ assert reach: nested_reach{Pre}(tree, root) == nested_reach{emptied}(tree, root);
  //@ assert reach_still: nested_reach{emptied}(tree, root) == nested_reach(tree, root);
  //@ assert still: nested_roots{emptied, Here}(tree);
  //@ assert foreign_still: nested_others_kept{emptied, Here}(tree, root);
  //@ assert others: nested_others_kept{Pre, Here}(tree, root);
}
