/* SPDX-License-Identifier: Apache-2.0 */
#include "nested_moves.h"
#include "nested_pool.h"

/* What a map is asked to do: `gpa` to `end` - 1, from `hpa` on. */
struct window {
  uint64_t gpa;
  uint64_t end;
  uint64_t hpa;
};

/*@ predicate window_fits(struct window w) =
      w.gpa % 4096 == 0 && w.end % 4096 == 0 && w.hpa % 4096 == 0 &&
      w.gpa < w.end <= 0x1000000000000 && w.hpa + (w.end - w.gpa) <= 0x10000000000000;
    // The window holds the cell of a table of height h that `g` lies in, and its phase is right.
    predicate window_holds(struct window w, integer h, integer g) =
      h <= 3 && w.gpa <= nested_cell(h, g) * nested_bytes(h) &&
      (nested_cell(h, g) + 1) * nested_bytes(h) <= w.end &&
      w.gpa % nested_bytes(h) == w.hpa % nested_bytes(h);
    // `g` awaits its leaf.
    predicate awaits{L}(struct tenon_nested_tree t, integer root, struct window w, integer g) =
      nested_found(t, root, g) == 0 && window_holds(w, nested_depth(t, root, g), g);
    predicate awaits_to{L}(struct tenon_nested_tree t, integer root, struct window w, integer to) =
      \forall integer g; nested_reaches(t, root, g) ==> w.gpa <= g < to ==>
        awaits(t, root, w, g);
    lemma window_cell: \forall struct window w, integer h, a, g;
      nested_cell(h, g) == nested_cell(h, a) ==> (window_holds(w, h, a) <==> window_holds(w, h, g));
    lemma awaits_cell{L}: \forall struct tenon_nested_tree t, integer root, at, g,
      struct window w;
      cell_alike(t, root, at) ==> nested_reaches(t, root, g) ==> same_cell(t, root, at, g) ==>
        (awaits(t, root, w, at) <==> awaits(t, root, w, g));
    lemma awaits_beside{L}: \forall struct tenon_nested_tree t, integer root, at, g,
      struct window w;
      cell_alike(t, root, at) ==> nested_reaches(t, root, g) ==> awaits(t, root, w, g) ==>
        !window_holds(w, nested_depth(t, root, at), at) ==> !same_cell(t, root, at, g);
    lemma awaits_kept{A, B}: \forall struct tenon_nested_tree t, integer root, at, g,
      struct window w;
      walked{A}(t, root, at) ==> walked{A}(t, root, g) ==> nested_all_leaves_kept{A, B}(t) ==>
        nested_beside_kept{A, B}(t, root, at) ==> !same_cell{A}(t, root, at, g) ==>
        awaits{A}(t, root, w, g) ==> awaits{B}(t, root, w, g);
    lemma awaits_on{A, B}: \forall struct tenon_nested_tree t, integer root, at, g,
      struct window w;
      walked{A}(t, root, at) ==> walked{A}(t, root, g) ==> cell_alike{A}(t, root, at) ==>
        nested_all_leaves_kept{A, B}(t) ==> nested_beside_kept{A, B}(t, root, at) ==>
        !window_holds(w, nested_depth{A}(t, root, at), at) ==>
        awaits{A}(t, root, w, g) ==> awaits{B}(t, root, w, g);
    lemma walked_too{L}: \forall struct tenon_nested_tree t, integer root, at, g;
      walked(t, root, at) ==> nested_reaches(t, root, g) ==> walked(t, root, g);
    lemma reaches_too{A, B}: \forall struct tenon_nested_tree t, integer root, g;
      nested_reach{A}(t, root) == nested_reach{B}(t, root) ==> nested_reaches{B}(t, root, g) ==>
        nested_reaches{A}(t, root, g);
    // A table where the walk of `at` ended, which did not fit, disturbs nobody that awaits.
    lemma awaits_still{A, B}: \forall struct tenon_nested_tree t, integer root, at,
      struct window w;
      walked{A}(t, root, at) ==> cell_alike{A}(t, root, at) ==>
        nested_all_leaves_kept{A, B}(t) ==> nested_beside_kept{A, B}(t, root, at) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        !window_holds(w, nested_depth{A}(t, root, at), at) ==>
        awaits_to{A}(t, root, w, at) ==> awaits_to{B}(t, root, w, at);
    lemma awaits_more{L}: \forall struct tenon_nested_tree t, integer root, at, e,
      struct window w;
      cell_alike(t, root, at) ==> cell_holds(t, root, at, e) ==> awaits(t, root, w, at) ==>
        awaits_to(t, root, w, at) ==> awaits_to(t, root, w, e);
    // From `from` on nothing has been written yet.
    predicate awaits_from{L}(struct tenon_nested_tree t, integer root, struct window w,
                             integer from) =
      \forall integer g; nested_reaches(t, root, g) ==> from <= g < w.end ==>
        awaits(t, root, w, g);
    logic integer leaf_address(struct window w, integer at) = w.hpa + (at - w.gpa);
    lemma cell_start: \forall integer h, a; 1 <= h <= 4 ==> 0 <= a ==> a % nested_bytes(h) == 0 ==>
      nested_cell(h, a) * nested_bytes(h) == a &&
      (nested_cell(h, a) + 1) * nested_bytes(h) == a + nested_bytes(h);
    lemma cell_first: \forall integer h, a; 1 <= h <= 4 ==> 0 <= a ==>
      a <= nested_cell(h, a) * nested_bytes(h) ==> a % nested_bytes(h) == 0;
    lemma cell_offset_1: \forall integer a, g; 0 <= a <= g ==> a % 0x1000 == 0 ==>
      g < (a / 0x1000 + 1) * 0x1000 ==> g % 0x1000 == g - a;
    lemma cell_offset_2: \forall integer a, g; 0 <= a <= g ==> a % 0x200000 == 0 ==>
      g < (a / 0x200000 + 1) * 0x200000 ==> g % 0x200000 == g - a;
    lemma cell_offset_3: \forall integer a, g; 0 <= a <= g ==> a % 0x40000000 == 0 ==>
      g < (a / 0x40000000 + 1) * 0x40000000 ==> g % 0x40000000 == g - a;
    lemma cell_offset_4: \forall integer a, g; 0 <= a <= g ==> a % 0x8000000000 == 0 ==>
      g < (a / 0x8000000000 + 1) * 0x8000000000 ==> g % 0x8000000000 == g - a;
    lemma cell_offset: \forall integer h, a, g; 1 <= h <= 4 ==> 0 <= a <= g ==>
      a % nested_bytes(h) == 0 ==> g < (nested_cell(h, a) + 1) * nested_bytes(h) ==>
        g % nested_bytes(h) == g - a;
    lemma page_offset: \forall integer a, d; 0 <= a ==> 0 <= d ==> a % 4096 == 0 ==>
      a / 4096 + d / 4096 == (a + d) / 4096;
    // A cell that is written leads on from where the window was.
    lemma holds_to{L}: \forall struct tenon_nested_tree t, integer root, at, e, struct window w;
      window_holds(w, nested_depth(t, root, at), at) ==> cell_ends(t, root, at, e) ==> e <= w.end;
    lemma leaf_aligned: \forall struct window w, integer at; window_fits(w) ==>
      w.gpa <= at ==> at % 4096 == 0 ==> leaf_address(w, at) % 4096 == 0;
    lemma leads_offset{L}: \forall struct tenon_nested_tree t, integer root, at, e, g;
      at % nested_bytes(nested_depth(t, root, at)) == 0 ==> 0 <= at <= g < e ==>
        1 <= nested_depth(t, root, at) <= 4 ==> cell_ends(t, root, at, e) ==>
        nested_depth(t, root, g) == nested_depth(t, root, at) ==>
        g % nested_bytes(nested_depth(t, root, g)) == g - at;
    lemma leads_one{L}: \forall struct tenon_nested_tree t, integer root, at, hpa, entry, g;
      hpa % 4096 == 0 ==> 0 <= hpa ==> 0 <= at <= g ==> entry != 0 ==>
        g % nested_bytes(nested_depth(t, root, g)) == g - at ==>
        nested_found(t, root, g) == entry ==> nested_number(t, entry) == hpa / 4096 ==>
        nested_page(t, root, g) == (hpa + (g - at)) / 4096;
    predicate filled{L}(struct tenon_nested_tree t, integer root, integer at, integer e,
                        integer entry) =
      \forall integer g; nested_reaches(t, root, g) ==> at <= g < e ==>
        nested_found(t, root, g) == entry &&
        nested_depth(t, root, g) == nested_depth(t, root, at);
    lemma leads_cell{L}: \forall struct tenon_nested_tree t, integer root, at, e, hpa, entry,
      attributes;
      at % nested_bytes(nested_depth(t, root, at)) == 0 ==> hpa % 4096 == 0 ==> 0 <= hpa ==>
        0 <= at ==>
        1 <= nested_depth(t, root, at) <= 4 ==> cell_ends(t, root, at, e) ==> entry != 0 ==>
        filled(t, root, at, e, entry) ==>
        nested_number(t, entry) == hpa / 4096 ==>
        nested_attributes(t, nested_depth(t, root, at), entry) == attributes ==>
        nested_leads(t, root, at, e, hpa, attributes);
    // What was written stays where nothing more is written.
    lemma leads_still{A, B}: \forall struct tenon_nested_tree t, integer root, from, at, e, hpa,
      attributes;
      nested_leads{A}(t, root, from, at, hpa, attributes) ==>
        nested_found_kept_but{A, B}(t, root, at, e) ==> nested_turned_nothing{A, B}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_leads{B}(t, root, from, at, hpa, attributes);
    lemma leads_kept{A, B}: \forall struct tenon_nested_tree t, integer root, from, to, hpa,
      attributes;
      nested_leads{A}(t, root, from, to, hpa, attributes) ==> nested_leaves_kept{A, B}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_leads{B}(t, root, from, to, hpa, attributes);
    lemma leads_then{L}: \forall struct tenon_nested_tree t, integer root, from, at, to, hpa,
      attributes;
      nested_leads(t, root, from, at, hpa, attributes) ==>
        nested_leads(t, root, at, to, hpa + (at - from), attributes) ==>
        nested_leads(t, root, from, to, hpa, attributes);
    lemma kept_then_but{A, B, C}: \forall struct tenon_nested_tree t, integer root, from, to;
      nested_leaves_kept{A, B}(t, root) ==> nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_leaves_kept_but{B, C}(t, root, from, to) ==>
        nested_leaves_kept_but{A, C}(t, root, from, to); */

/* May the whole entry of a table of `height` that ends at `end` become a leaf of the window? */
/*@ requires window: window_fits(window);
    requires height: 1 <= height <= 4;
    requires end: nested_bytes(height) <= end <= 0x2000000000000;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures result: \result == 0 || \result == 1;
    ensures inside: \result == 1 <==> height <= 3 && window.gpa <= end - nested_bytes(height) &&
      end <= window.end && window.gpa % nested_bytes(height) == window.hpa % nested_bytes(height);
    ensures holds: \forall integer g; end == (nested_cell(height, g) + 1) * nested_bytes(height) ==>
      (\result == 1 <==> window_holds(window, height, g)); */
static uint32_t fits(struct window window, uint32_t height, uint64_t end) {
  const uint64_t span = tenon_nested_span(height);
  return height < 4u && end - span >= window.gpa && end <= window.end &&
         window.gpa % span == window.hpa % span;
}

/* The leaf for the cell of a table of `height` that begins at `at` and lies in the window. */
/*@ requires tree: nested_memory(tree);
    requires window: window_fits(window);
    requires height: 1 <= height <= 3;
    requires at: at % nested_bytes(height) == 0;
    requires holds: window_holds(window, height, at);
    requires attributes: nested_word(tree, attributes);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures leaf: nested_leaf(tree, height, \result);
    ensures number: nested_number(tree, \result) == leaf_address(window, at) / 4096;
    ensures attributes: nested_attributes(tree, height, \result) == attributes;
    ensures some: \result != 0; */
static uint64_t leaf_at(struct tenon_nested_tree tree, struct window window, uint32_t height,
                        uint64_t at, uint64_t attributes) {
  //@ assert inside: window.gpa <= at && at + nested_bytes(height) <= window.end;
  const uint64_t hpa = window.hpa + (at - window.gpa);
  //@ assert below: hpa + nested_bytes(height) <= 0x10000000000000;
  //@ assert numbers: hpa / 4096 + nested_bytes(height) / 4096 <= TENON_NESTED_NUMBERS;
  return tenon_nested_leaf(tree, height, hpa / 4096u, attributes);
}

/* How far an operation came, and how many pages are free now. */
struct progress {
  uint32_t error;
  uint32_t free;
};

/* Makes tables until an entry through which `at` goes fits the window. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires window: window_fits(window);
    requires root: nested_root(tree, root) && window.end <= nested_reach(tree, root);
    requires at: window.gpa <= at < window.end && at % 4096 == 0;
    requires awaits: awaits_to(tree, root, window, at);
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, \result.free);
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures leaves: nested_all_leaves_kept{Pre, Post}(tree);
    ensures awaits: \result.error == TENON_OK ==> awaits(tree, root, window, at) &&
      awaits_to(tree, root, window, at);
    ensures foreign: nested_others_kept{Pre, Post}(tree, root);
    ensures error: \result.error == TENON_OK || \result.error == TENON_ERROR_already_mapped ||
      \result.error == TENON_ERROR_out_of_tables; */
static struct progress reach(struct tenon_nested_tree tree, uint32_t free, uint32_t root,
                             struct window window, uint64_t at) {
  struct progress now = {TENON_OK, free};
  uint32_t table = tenon_nested_walk(tree, root, at);
  if (tenon_nested_entry(tree, table, at) != 0) {
    now.error = TENON_ERROR_already_mapped;
    return now;
  }
  uint32_t height = tree.table[table].height;
  /*@ loop invariant tree: nested_valid(tree);
      loop invariant stack: nested_stack(tree, now.free);
      loop invariant roots: nested_roots{Pre, Here}(tree);
      loop invariant foreign: nested_others_kept{Pre, Here}(tree, root);
      loop invariant leaves: nested_all_leaves_kept{Pre, Here}(tree);
      loop invariant awaits: awaits_to(tree, root, window, at);
      loop invariant last: table == nested_last(tree, root, at);
      loop invariant nothing: nested_found(tree, root, at) == 0;
      loop invariant root: nested_root(tree, root) && nested_reaches(tree, root, at);
      loop invariant on: nested_on(tree, root, table, at);
      loop invariant height: height == tree.table[table].height && 1 <= height <= 4;
      loop invariant error: now.error == TENON_OK;
      loop assigns table, height, now.free, tree.page[0 .. tree.count - 1],
                   tree.table[0 .. tree.count - 1];
      loop variant height; */
  while (fits(window, height, tenon_nested_end(height, at)) == 0) {
    if (now.free == 0) {
      now.error = TENON_ERROR_out_of_tables;
      return now;
    }
    //@ assert high: 2 <= height;
    //@ assert walked: walked(tree, root, at);
    //@ assert depth: height == nested_depth(tree, root, at);
    //@ assert outside: !window_holds(window, height, at);
    //@ ghost low:;
    table = tenon_nested_grow(tree, now.free, root, table, at);
    //@ assert reach: nested_reach{low}(tree, root) == nested_reach(tree, root);
    //@ assert still: awaits_to(tree, root, window, at);
    //@ assert leaves: nested_all_leaves_kept{Pre, Here}(tree);
    now.free--;
    height--;
  }
  //@ assert depth: height == nested_depth(tree, root, at);
  //@ assert holds: window_holds(window, height, at);
  return now;
}

/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires window: window_fits(window);
    requires root: nested_root(tree, root) && window.end <= nested_reach(tree, root);
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, \result.free);
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures leaves: nested_all_leaves_kept{Pre, Post}(tree);
    ensures awaits: \result.error == TENON_OK ==> awaits_to(tree, root, window, window.end);
    ensures foreign: nested_others_kept{Pre, Post}(tree, root);
    ensures error: \result.error == TENON_OK || \result.error == TENON_ERROR_already_mapped ||
      \result.error == TENON_ERROR_out_of_tables; */
static struct progress prepare(struct tenon_nested_tree tree, uint32_t free, uint32_t root,
                               struct window window) {
  struct progress now = {TENON_OK, free};
  uint64_t at = window.gpa;
  /*@ loop invariant tree: nested_valid(tree);
      loop invariant stack: nested_stack(tree, now.free);
      loop invariant roots: nested_roots{Pre, Here}(tree);
      loop invariant leaves: nested_all_leaves_kept{Pre, Here}(tree);
      loop invariant awaits: awaits_to(tree, root, window, at);
      loop invariant foreign: nested_others_kept{Pre, Here}(tree, root);
      loop invariant root: nested_root(tree, root) && window.end <= nested_reach(tree, root);
      loop invariant at: window.gpa <= at && at % 4096 == 0;
      loop invariant error: now.error == TENON_OK;
      loop assigns at, now, tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
      loop variant window.end - at; */
  while (at < window.end) {
    //@ ghost before:;
    now = reach(tree, now.free, root, window, at);
    //@ assert leaves: nested_all_leaves_kept{Pre, Here}(tree);
    if (now.error != TENON_OK) return now;
    //@ assert still: nested_root(tree, root) && window.end <= nested_reach(tree, root);
    //@ assert walked: walked(tree, root, at);
    //@ ghost uint64_t was = at;
    at = tenon_nested_next(tree, root, at);
    //@ assert ends: cell_ends(tree, root, was, at);
    //@ assert more: awaits_to(tree, root, window, at);
  }
  return now;
}

/* Writes the leaf of the cell that begins at `at`. Returns where the next begins. */
/*@ requires tree: nested_valid(tree);
    requires window: window_fits(window);
    requires root: nested_root(tree, root) && nested_reaches(tree, root, at);
    requires attributes: nested_word(tree, attributes);
    requires awaits: awaits(tree, root, window, at);
    requires first: cell_next(tree, root, at) && window.gpa <= at && at % 4096 == 0;
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures within: at < \result <= window.end && \result % 4096 == 0;
    ensures turned: nested_turned_nothing{Pre, Post}(tree, root);
    ensures kept: nested_found_kept_but{Pre, Post}(tree, root, at, \result);
    ensures leads: nested_leads(tree, root, at, \result, leaf_address(window, at), attributes);
    ensures next: cell_next(tree, root, \result);
    ensures foreign: nested_others_kept{Pre, Post}(tree, root); */
static uint64_t fill_cell(struct tenon_nested_tree tree, uint32_t root, struct window window,
                          uint64_t at, uint64_t attributes) {
  const uint32_t table = tenon_nested_walk(tree, root, at);
  //@ assert range: table < tree.count;
  const uint32_t height = tree.table[table].height;
  //@ assert height: height == nested_depth(tree, root, at);
  //@ assert holds: window_holds(window, height, at);
  const uint64_t leaf = leaf_at(tree, window, height, at, attributes);
  const uint64_t end = tenon_nested_put(tree, root, table, at, leaf);
  //@ assert depth: height == nested_depth(tree, root, at);
  //@ assert range_depth: 1 <= nested_depth(tree, root, at) <= 4;
  //@ assert first: at % nested_bytes(nested_depth(tree, root, at)) == 0;
  //@ assert hpa: leaf_address(window, at) % 4096 == 0;
  //@ assert above: 0 <= leaf_address(window, at);
  //@ assert filled: filled(tree, root, at, end, leaf);
  //@ assert held: window_holds(window, nested_depth(tree, root, at), at);
  //@ assert within: end <= window.end;
  return end;
}

/* Writes the leaves into the tables that `prepare` has made. */
/*@ requires tree: nested_valid(tree);
    requires window: window_fits(window);
    requires root: nested_root(tree, root) && window.end <= nested_reach(tree, root);
    requires attributes: nested_word(tree, attributes);
    requires awaits: awaits_to(tree, root, window, window.end);
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures leads: nested_leads(tree, root, window.gpa, window.end, window.hpa, attributes);
    ensures kept: nested_leaves_kept_but{Pre, Post}(tree, root, window.gpa, window.end);
    ensures foreign: nested_others_kept{Pre, Post}(tree, root); */
static void fill(struct tenon_nested_tree tree, uint32_t root, struct window window,
                 uint64_t attributes) {
  uint64_t at = window.gpa;
  //@ assert awaits: awaits(tree, root, window, at);
  /*@ loop invariant tree: nested_valid(tree);
      loop invariant at: window.gpa <= at <= window.end && at % 4096 == 0;
      loop invariant turned: nested_turned_nothing{Pre, Here}(tree, root);
      loop invariant first: at < window.end ==> cell_next(tree, root, at);
      loop invariant leads: nested_leads(tree, root, window.gpa, at, window.hpa, attributes);
      loop invariant later: awaits_from(tree, root, window, at);
      loop invariant kept: nested_found_kept_but{Pre, Here}(tree, root, window.gpa, window.end);
      loop invariant foreign: nested_others_kept{Pre, Here}(tree, root);
      loop assigns at, tree.page[0 .. tree.count - 1];
      loop variant window.end - at; */
  while (at < window.end) {
    //@ ghost before:;
    //@ ghost uint64_t was = at;
    at = fill_cell(tree, root, window, at, attributes);
    //@ assert earlier: nested_leads(tree, root, window.gpa, was, window.hpa, attributes);
  }
}

/* Maps the window, or nothing. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires window: window_fits(window);
    requires root: nested_root(tree, root) && window.end <= nested_reach(tree, root);
    requires attributes: nested_word(tree, attributes);
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, \result.free);
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures leads: \result.error == TENON_OK ==>
      nested_leads(tree, root, window.gpa, window.end, window.hpa, attributes);
    ensures kept: nested_leaves_kept_but{Pre, Post}(tree, root, window.gpa, window.end);
    ensures refused: \result.error != TENON_OK ==> nested_leaves_kept{Pre, Post}(tree, root);
    ensures foreign: nested_others_kept{Pre, Post}(tree, root);
    ensures error: \result.error == TENON_OK || \result.error == TENON_ERROR_already_mapped ||
      \result.error == TENON_ERROR_out_of_tables; */
static struct progress map(struct tenon_nested_tree tree, uint32_t free, uint32_t root,
                           struct window window, uint64_t attributes) {
  struct progress done = prepare(tree, free, root, window);
  //@ assert still: nested_root(tree, root) && window.end <= nested_reach(tree, root);
  //@ assert foreign: nested_others_kept{Pre, Here}(tree, root);
  //@ assert leaves: nested_leaves_kept{Pre, Here}(tree, root);
  //@ ghost prepared:;
  if (done.error == TENON_OK) {
    fill(tree, root, window, attributes);
    //@ assert kept: nested_leaves_kept_but{Pre, Here}(tree, root, window.gpa, window.end);
  } else {
    done.free = tenon_nested_prune(tree, done.free, root, window.gpa, window.end);
    //@ assert refused: nested_leaves_kept{Pre, Here}(tree, root);
  }
  return done;
}

/*@ requires pool: nested_pool(pool);
    requires root: nested_root(pool->tree, root);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures result: \result == 0 || \result == 1;
    ensures outside: \result == 1 <==> nested_map_outside(pool, root, gpa, hpa, bytes); */
static uint32_t is_outside(const struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa,
                           uint64_t hpa, uint64_t bytes) {
  const uint64_t limit = tenon_nested_limit(pool, root);
  return gpa >= limit || bytes > limit - gpa || hpa >= pool->limit || bytes > pool->limit - hpa;
}

/* What has been looked at and fits. */
/*@ requires pool: nested_pool(pool);
    requires window: window_fits(window);
    requires root: nested_root(pool->tree, root) && window.end <= nested_reach(pool->tree, root);
    requires attributes: nested_word(pool->tree, attributes);
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1];
    ensures pool: nested_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), root);
    ensures leads: \result == TENON_OK ==> nested_leads(\old(pool->tree), root, window.gpa,
      window.end, window.hpa, attributes);
    ensures kept: nested_leaves_kept_but{Pre, Post}(\old(pool->tree), root, window.gpa, window.end);
    ensures refused: \result != TENON_OK ==>
      nested_leaves_kept{Pre, Post}(\old(pool->tree), root);
    ensures result: \result == TENON_OK || \result == TENON_ERROR_already_mapped ||
      \result == TENON_ERROR_out_of_tables; */
static uint32_t map_window(struct tenon_nested_pool *pool, uint32_t root, struct window window,
                           uint64_t attributes) {
  const struct tenon_nested_tree tree = pool->tree;
  //@ assert pages: \separated(pool, tree.page + (0 .. tree.count - 1));
  //@ assert tables: \separated(pool, tree.table + (0 .. tree.count - 1));
  const struct progress done = map(tree, pool->free, root, window, attributes);
  //@ assert same: pool->tree == tree;
  /*@ assert limits: pool->limit == \at(pool->limit, Pre) &&
        pool->guest == \at(pool->guest, Pre); */
  /*@ assert attributes: \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
        pool->attribute[i] == \at(pool->attribute[i], Pre); */
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert roots: nested_roots{Pre, Here}(tree);
  //@ ghost mapped:;
  tenon_nested_set_free(pool, done.free);
  //@ assert still: nested_roots{mapped, Here}(tree);
  //@ assert leaves: nested_leaves_kept{mapped, Here}(tree, root);
  //@ assert foreign_still: nested_others_kept{mapped, Here}(tree, root);
  //@ assert others: nested_others_kept{Pre, Here}(tree, root);
  return done.error;
}

uint32_t tenon_nested_map(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa, uint64_t hpa,
                          uint64_t bytes, uint32_t access, uint32_t memory) {
  if (bytes == 0 || access > 7u || memory >= TENON_MEMORY_KINDS) {
    return TENON_ERROR_invalid_argument;
  }
  const uint64_t attributes = pool->attribute[memory * 8u + access];
  if (attributes == 0) return TENON_ERROR_unsupported;
  if (gpa % 4096u != 0 || hpa % 4096u != 0 || bytes % 4096u != 0) return TENON_ERROR_unaligned;
  if (is_outside(pool, root, gpa, hpa, bytes) != 0) return TENON_ERROR_out_of_range;
  const struct window window = {gpa, gpa + bytes, hpa};
  return map_window(pool, root, window, attributes);
}
