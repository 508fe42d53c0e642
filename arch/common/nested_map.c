/* SPDX-License-Identifier: Apache-2.0 */
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
    // An address that lies below another's table lies below one entry of it.
    lemma lower_tag: \forall integer h, g; 2 <= h <= 4 ==> 0 <= g < 0x1000000000000 ==>
      nested_tag(h - 1, g) == nested_tag(h, g) * 512 + nested_slot(h, g);
    lemma small_tag: \forall integer h, g; 2 <= h <= 4 ==> 0 <= g < 0x1000000000000 ==>
      0 <= nested_tag(h, g) <= 0x7fffff; */

/* May the whole entry of a table of `height` that ends at `end` become a leaf of the window? */
/*@ requires window: window_fits(window);
    requires height: 1 <= height <= 4;
    requires end: nested_bytes(height) <= end <= 0x2000000000000;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures result: \result == 0 || \result == 1;
    ensures inside: \result == 1 <==> height <= 3 && window.gpa <= end - nested_bytes(height) &&
      end <= window.end && window.gpa % nested_bytes(height) == window.hpa % nested_bytes(height); */
static uint32_t fits(struct window window, uint32_t height, uint64_t end) {
  const uint64_t span = tenon_nested_span(height);
  return height < 4u && end - span >= window.gpa && end <= window.end &&
         window.gpa % span == window.hpa % span;
}

/* The leaf for the entry of a table of `height` that ends at `end` and fits the window. */
/*@ requires tree: nested_memory(tree);
    requires window: window_fits(window);
    requires height: 1 <= height <= 3;
    requires end: end % 4096 == 0 && window.gpa <= end - nested_bytes(height) &&
      end <= window.end;
    requires attributes: nested_word(tree, attributes);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures leaf: nested_leaf(tree, height, \result); */
static uint64_t leaf_at(struct tenon_nested_tree tree, struct window window, uint32_t height,
                        uint64_t end, uint64_t attributes) {
  const uint64_t span = tenon_nested_span(height);
  //@ assert spans: span == 0x1000 || span == 0x200000 || span == 0x40000000;
  const uint64_t hpa = window.hpa + (end - span - window.gpa);
  //@ assert below: hpa + span <= 0x10000000000000;
  //@ assert numbers: hpa / 4096 + span / 4096 <= TENON_NESTED_NUMBERS;
  return tenon_nested_leaf(tree, height, hpa / 4096u, attributes);
}

/* How far an operation came, and how many pages are free now. */
struct progress {
  uint32_t error;
  uint32_t free;
};

/* Puts an empty table where the walk of `at` goes through `table`. One page less is free. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires free: 0 < free;
    requires on: nested_on(tree, tree.table[table].root, table, at) &&
      2 <= tree.table[table].height;
    requires at: at < 0x1000000000000;
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, free - 1);
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures foreign: nested_others_kept{Pre, Post}(tree, \old(tree.table[table].root));
    ensures on: nested_on(tree, \old(tree.table[table].root), \result, at);
    ensures lower: tree.table[\result].height + 1 == \old(tree.table[table].height); */
static uint32_t grow(struct tenon_nested_tree tree, uint32_t free, uint32_t table, uint64_t at) {
  const uint32_t height = tree.table[table].height;
  const uint32_t slot = tenon_nested_slot(height, at);
  //@ assert tag: tree.table[table].tag == nested_tag(height, at);
  const uint32_t child = tenon_nested_take(tree, free, table, slot);
  //@ assert lower: tree.table[child].height == height - 1;
  //@ assert lower_tag: tree.table[child].tag == nested_tag(height - 1, at);
  //@ assert child_tag: tree.table[child].tag == nested_tag(tree.table[child].height, at);
  tenon_nested_write(tree, table, slot, tenon_nested_pointer(tree, child));
  return child;
}

/* Makes tables until an entry through which `at` goes fits the window. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires window: window_fits(window);
    requires root: nested_root(tree, root) && window.end <= nested_reach(tree, root);
    requires at: window.gpa <= at < window.end && at % 4096 == 0;
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, \result.free);
    ensures roots: nested_roots{Pre, Post}(tree);
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
    table = grow(tree, now.free, table, at);
    now.free--;
    height--;
  }
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
      loop invariant foreign: nested_others_kept{Pre, Here}(tree, root);
      loop invariant root: nested_root(tree, root) && window.end <= nested_reach(tree, root);
      loop invariant at: window.gpa <= at && at % 4096 == 0;
      loop invariant error: now.error == TENON_OK;
      loop assigns at, now, tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
      loop variant window.end - at; */
  while (at < window.end) {
    now = reach(tree, now.free, root, window, at);
    if (now.error != TENON_OK) return now;
    //@ assert still: nested_root(tree, root) && window.end <= nested_reach(tree, root);
    at = tenon_nested_end(tree.table[tenon_nested_walk(tree, root, at)].height, at);
  }
  return now;
}

/* Writes the leaves into the tables that `prepare` has made. */
/*@ requires tree: nested_valid(tree);
    requires window: window_fits(window);
    requires root: nested_root(tree, root) && window.end <= nested_reach(tree, root);
    requires attributes: nested_word(tree, attributes);
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures foreign: nested_others_kept{Pre, Post}(tree, root); */
static void fill(struct tenon_nested_tree tree, uint32_t root, struct window window,
                 uint64_t attributes) {
  uint64_t at = window.gpa;
  /*@ loop invariant tree: nested_valid(tree);
      loop invariant at: window.gpa <= at;
      loop invariant foreign: nested_others_kept{Pre, Here}(tree, root);
      loop assigns at, tree.page[0 .. tree.count - 1];
      loop variant window.end - at; */
  while (at < window.end) {
    const uint32_t table = tenon_nested_walk(tree, root, at);
    const uint32_t height = tree.table[table].height;
    const uint64_t end = tenon_nested_end(height, at);
    if (fits(window, height, end) != 0) { /* as prepare has seen to */
      const uint64_t leaf = leaf_at(tree, window, height, end, attributes);
      tenon_nested_write(tree, table, tenon_nested_slot(height, at), leaf);
    }
    at = end;
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
    ensures foreign: nested_others_kept{Pre, Post}(tree, root);
    ensures error: \result.error == TENON_OK || \result.error == TENON_ERROR_already_mapped ||
      \result.error == TENON_ERROR_out_of_tables; */
static struct progress map(struct tenon_nested_tree tree, uint32_t free, uint32_t root,
                           struct window window, uint64_t attributes) {
  struct progress done = prepare(tree, free, root, window);
  //@ assert still: nested_root(tree, root) && window.end <= nested_reach(tree, root);
  //@ assert foreign: nested_others_kept{Pre, Here}(tree, root);
  if (done.error == TENON_OK) {
    fill(tree, root, window, attributes);
  } else {
    done.free = tenon_nested_prune(tree, done.free, root, window.gpa, window.end);
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
