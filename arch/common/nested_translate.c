/* SPDX-License-Identifier: Apache-2.0 */
#include "nested_kept.h"
#include "nested_pool.h"

uint32_t tenon_nested_index(const struct tenon_nested_pool *pool, uint64_t attributes) {
  /*@ loop invariant range: 0 <= i <= TENON_NESTED_ATTRIBUTES;
      loop invariant none: \forall integer j; 0 <= j < i ==> pool->attribute[j] != attributes;
      loop assigns i;
      loop variant TENON_NESTED_ATTRIBUTES - i; */
  for (uint32_t i = 0; i < TENON_NESTED_ATTRIBUTES; i++) {
    if (pool->attribute[i] == attributes) return i;
  }
  return TENON_NESTED_ATTRIBUTES;
}

/*@ lemma offset_parts: \forall integer h, g; 1 <= h <= 4 ==> 0 <= g ==>
      g % nested_bytes(h) == g % nested_bytes(h) / 4096 * 4096 + g % 4096; */

/* Where `gpa` leads through a leaf of `height`. */
/*@ requires height: 1 <= height <= 3;
    requires number: number + nested_bytes(height) / 4096 <= TENON_NESTED_NUMBERS;
    requires index: index < TENON_NESTED_ATTRIBUTES;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures bytes: 0 < \result.bytes <= nested_bytes(height);
    ensures hpa: \result.hpa + \result.bytes <= 0x10000000000000;
    ensures access: \result.access == index % 8 && \result.memory == index / 8;
    ensures height: \result.height == height && \result.reserved == 0;
    ensures there: \result.hpa == number * 4096 + gpa % nested_bytes(height);
    ensures rest: \result.bytes == nested_bytes(height) - gpa % nested_bytes(height);
    ensures index: \result.memory * 8 + \result.access == index; */
static struct tenon_nested_translation through(uint32_t height, uint64_t number, uint32_t index,
                                               uint64_t gpa) {
  const uint64_t span = tenon_nested_span(height);
  //@ assert spans: span == 0x1000 || span == 0x200000 || span == 0x40000000;
  const uint64_t offset = gpa % span;
  //@ assert offset: 0 <= offset < span;
  const struct tenon_nested_translation found = {
      number * 4096u + offset, span - offset, index % 8u, index / 8u, height, 0};
  return found;
}

/* Where `gpa` leads; all zero: nowhere. */
/*@ requires pool: nested_pool(pool);
    requires root: nested_root(pool->tree, root) && nested_reaches(pool->tree, root, gpa);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures reserved: \result.reserved == 0;
    ensures nowhere: \result.height == 0 ==> \result.hpa == 0 && \result.bytes == 0 &&
      \result.access == 0 && \result.memory == 0;
    ensures leaf: \result.height != 0 ==> 1 <= \result.height <= 3 &&
      0 < \result.bytes <= nested_bytes(\result.height) && \result.access <= 7 &&
      \result.memory < TENON_MEMORY_KINDS && \result.hpa + \result.bytes <= 0x10000000000000;
    ensures leads: \result.height != 0 ==> nested_leads_to(pool, root, gpa, \result.hpa,
      \result.bytes, \result.height, \result.memory * 8 + \result.access);
    ensures none: \result.height == 0 ==> nested_leads_nowhere(pool, root, gpa); */
static struct tenon_nested_translation find(const struct tenon_nested_pool *pool, uint32_t root,
                                            uint64_t gpa) {
  const struct tenon_nested_translation nowhere = {0, 0, 0, 0, 0, 0};
  const struct tenon_nested_tree tree = pool->tree;
  const uint32_t table = tenon_nested_walk(tree, root, gpa);
  const uint32_t height = tree.table[table].height;
  const uint64_t entry = tenon_nested_entry(tree, table, gpa);
  //@ assert found: entry == nested_found(tree, root, gpa);
  //@ assert depth: entry != 0 ==> height == nested_depth(tree, root, gpa);
  if (entry == 0) return nowhere;
  //@ assert leaf: nested_leaf(tree, height, entry);
  const uint32_t index = tenon_nested_index(pool, tenon_nested_attributes(tree, height, entry));
  if (index == TENON_NESTED_ATTRIBUTES) return nowhere;
  return through(height, tenon_nested_number(tree, entry), index, gpa);
}

/*@ requires memory: \valid(out);
    terminates \true;
    exits \false;
    assigns *out;
    ensures hpa: out->hpa == found.hpa;
    ensures bytes: out->bytes == found.bytes;
    ensures access: out->access == found.access;
    ensures memory: out->memory == found.memory;
    ensures height: out->height == found.height;
    ensures reserved: out->reserved == found.reserved; */
static void put(struct tenon_nested_translation *out, struct tenon_nested_translation found) {
  *out = found;
}

uint32_t tenon_nested_translate(const struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa,
                                struct tenon_nested_translation *out) {
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  struct tenon_nested_translation found = {0, 0, 0, 0, 0, 0};
  uint32_t error = TENON_ERROR_out_of_range;
  if (gpa < tenon_nested_limit(pool, root)) {
    found = find(pool, root, gpa);
    error = found.height != 0 ? TENON_OK : TENON_ERROR_not_mapped;
  }
  //@ assert reserved: found.reserved == 0;
  put(out, found);
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert tables: nested_tables_kept{Pre, Here}(tree);
  //@ assert order: nested_order_kept{Pre, Here}(tree);
  //@ assert entries: nested_entries_kept{Pre, Here}(tree);
  //@ assert tree: nested_valid(tree);
  //@ assert stack: nested_stack(tree, pool->free);
  //@ assert same: pool->tree == tree;
  //@ assert apart: nested_apart(pool);
  //@ assert words: nested_words(pool);
  return error;
}
