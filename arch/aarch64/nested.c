/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/nested.h"

#include "../common/nested_division.h"
#include "../common/nested_kept.h"

/* Stage 2 descriptors, DDI 0487 D8.3.1 and D8.3.2: bit 0 valid, bit 1 table or page. */
#define TABLE 3u
#define PAGE 3u
#define BLOCK 1u

/*@ // Attributes lie below and above the address, and bits 1:0 are no part of them.
    lemma stage2_parts: \forall integer access, memory; 0 <= access <= 7 ==>
      0x400 <= stage2_attributes(access, memory) % 0x40000000000000 <= 0xffc &&
      0 <= stage2_attributes(access, memory) / 0x40000000000000 <= 1 &&
      stage2_attributes(access, memory) % 4 == 0;
    lemma stage2_page: \forall integer v; 0 <= v ==> 0x400 <= v % 0x40000000000000 <= 0xffc ==>
      0 <= v / 0x40000000000000 <= 1 ==>
      v + 3 != 0 && (v + 3) / 4096 % 0x10000000000 == 0 && v <= 0x40000000001000;
    lemma stage2_block: \forall integer v; 0 <= v ==> 0x400 <= v % 0x40000000000000 <= 0xffc ==>
      0 <= v / 0x40000000000000 <= 1 ==> v + 1 != 0 && (v + 1) / 4096 % 0x10000000000 == 0;
    lemma stage2_no_table: \forall integer v; 0 <= v ==> v % 4 == 0 ==> (v + 1) % 1024 != 3;
    predicate stage2_fits(integer v) =
      0 < v <= 0x40000000001000 && (v + 1) % 1024 != 3 &&
      nested_leaves_address(0, v + 3) && nested_leaves_address(0, v + 1);
    lemma stage2_fit: \forall integer v; 0 <= v ==> 0x400 <= v % 0x40000000000000 <= 0xffc ==>
      0 <= v / 0x40000000000000 <= 1 ==> v % 4 == 0 ==> stage2_fits(v);
    lemma stage2_all_fit: \forall integer access, memory; 0 <= access <= 7 ==>
      stage2_fits(stage2_attributes(access, memory)); */

uint64_t tenon_aarch64_stage2_attributes(uint32_t access, uint32_t memory) {
  /* MemAttr 5:2 (D8.6.5, FWB off), SH 9:8. */
  uint64_t attributes = 0xfu * 0x4u + 0x3u * 0x100u; /* write-back, inner shareable */
  if (memory == TENON_MEMORY_DEVICE) {
    attributes = 0x1u * 0x4u + 0x2u * 0x100u; /* Device-nGnRE, outer shareable as ever */
  } else if (memory == TENON_MEMORY_NON_CACHEABLE) {
    attributes = 0x5u * 0x4u + 0x2u * 0x100u; /* non-cacheable, outer shareable as ever */
  }
  /* S2AP 7:6 (D8.4.3): bit 6 read, bit 7 write. */
  if (access % 2u != 0) attributes += 0x40u;
  if (access / 2u % 2u != 0) attributes += 0x80u;
  /* XN 54:53 (D8.4.6): 0b10 forbids execution at EL0 and EL1, with FEAT_XNX as without. */
  if (access / 4u == 0) attributes += 0x40000000000000u;
  return attributes + 0x400u; /* AF 10: no access flag faults */
}

/* 2 to the power of the output bits that a 48-bit descriptor can use. */
/*@ terminates \true;
    exits \false;
    assigns \nothing;
    ensures limit: 0x100000000 <= \result <= 0x1000000000000 && \result % 4096 == 0; */
static uint64_t limit_of(uint32_t pa_bits) {
  if (pa_bits < 36u) return 0x100000000u;
  if (pa_bits < 40u) return 0x1000000000u;
  if (pa_bits < 42u) return 0x10000000000u;
  if (pa_bits < 44u) return 0x40000000000u;
  if (pa_bits < 48u) return 0x100000000000u;
  return 0x1000000000000u;
}

/* How stage 2 writes entries on CPUs with `pa_bits`. */
/*@ requires memory: \valid(format);
    terminates \true;
    exits \false;
    assigns *format;
    ensures attributes: \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
      format->attribute[i] == stage2_attributes(i % 8, i / 8);
    ensures fit: nested_attributes_fit(format);
    ensures limit: 0x100000000 <= format->limit <= 0x1000000000000 &&
      format->guest == format->limit;
    ensures entries: format->low == 0 && format->pointer == 3 && format->small == 3 &&
      format->large == 1; */
static void describe(struct tenon_nested_format *format, uint32_t pa_bits) {
  format->limit = limit_of(pa_bits);
  format->guest = format->limit; /* an input size beyond the output size is refused: D8.2.6 */
  format->low = 0;
  format->pointer = TABLE;
  format->small = PAGE;
  format->large = BLOCK;
  /*@ loop invariant range: 0 <= i <= TENON_NESTED_ATTRIBUTES;
      loop invariant attributes: \forall integer j; 0 <= j < i ==>
        format->attribute[j] == stage2_attributes(j % 8, j / 8);
      loop invariant fit: \forall integer j; 0 <= j < i ==>
        nested_attribute_fits(format, format->attribute[j]);
      loop assigns i, format->attribute[0 .. 23];
      loop variant TENON_NESTED_ATTRIBUTES - i; */
  for (uint32_t i = 0; i < TENON_NESTED_ATTRIBUTES; i++) {
    const uint64_t attribute = tenon_aarch64_stage2_attributes(i % 8u, i / 8u);
    //@ assert fits: stage2_fits(attribute);
    //@ assert low: format->low == 0 && format->pointer == 3;
    //@ assert sizes: format->small == 3 && format->large == 1;
    //@ assert here: nested_attribute_fits(format, attribute);
    format->attribute[i] = attribute;
    //@ assert same_low: format->low == 0 && format->pointer == 3;
    //@ assert same_sizes: format->small == 3 && format->large == 1;
    //@ assert written: format->attribute[i] == attribute;
    //@ assert stored: nested_attribute_fits(format, format->attribute[i]);
  }
}

uint32_t tenon_aarch64_stage2_pool_init(struct tenon_nested_pool *pool,
                                        struct tenon_nested_page *pages,
                                        struct tenon_nested_table *tables, uint32_t count,
                                        uint64_t base,
                                        const struct tenon_aarch64_features *features) {
  struct tenon_nested_format format;
  describe(&format, features->pa_bits);
  //@ assert format: nested_format(&format);
  const uint32_t error = tenon_nested_pool_init(pool, pages, tables, count, base, &format);
  if (error == TENON_OK) tenon_aarch64_hw_table_written();
  return error;
}

/* A second stage that begins with `root`. */
/*@ requires pool: stage2_pool(pool);
    requires root: nested_root(pool->tree, root) && nested_zero(pool->tree, root);
    requires stage2: \valid(stage2) && stage2_apart(pool, stage2);
    terminates \true;
    exits \false;
    assigns *stage2;
    ensures pool: stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), -1);
    ensures table: stage2->table == root;
    ensures rooted: nested_root(pool->tree, root);
    ensures empty: nested_zero(pool->tree, root);
    ensures owner: pool->tree.table[root].owner == \old(pool->tree.table[root].owner);
    ensures small: stage2->root < 0x1000000000000;
    ensures root: stage2->root == (\old(pool->tree.first) + root) * 4096;
    ensures levels: stage2->levels == levels;
    ensures no_identifier: stage2->vmid == 0 && stage2->generation == 0; */
static void begin(const struct tenon_nested_pool *pool, struct tenon_stage2 *stage2, uint32_t root,
                  uint32_t levels) {
  const struct tenon_nested_tree tree = pool->tree;
  //@ assert pages: \separated(stage2, tree.page + (0 .. tree.count - 1));
  tenon_stage2_init(stage2, (tree.first + root) * 4096u, root, levels);
  //@ assert entries: nested_entries_kept{Pre, Here}(tree);
  //@ assert tables: nested_tables_kept{Pre, Here}(tree);
  //@ assert order: nested_order_kept{Pre, Here}(tree);
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert tree: nested_valid(tree);
  //@ assert free: pool->free == \at(pool->free, Pre);
  //@ assert stack: nested_stack(tree, pool->free);
  //@ assert same: pool->tree == tree;
  //@ assert apart: nested_apart(pool);
  //@ assert words: nested_words(pool);
  //@ assert roots: nested_roots{Pre, Here}(tree);
  //@ assert rooted: nested_root(tree, root);
  //@ assert others: nested_others_kept{Pre, Here}(tree, -1);
}

/* With levels that the CPU has. */
/*@ requires pool: stage2_pool(pool);
    requires stage2: \valid(stage2) && stage2_apart(pool, stage2);
    requires levels: 3 <= levels <= 4;
    terminates \true;
    exits \false;
    assigns *stage2, pool->free, pool->tree.table[0 .. pool->tree.count - 1];
    ensures pool: stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), -1);
    ensures none: \old(pool->free) == 0 ==> \result == TENON_ERROR_out_of_tables;
    ensures one: \old(pool->free) != 0 ==> \result == TENON_OK && stage2_rooted(pool, stage2) &&
      stage2->root == (pool->tree.first + stage2->table) * 4096 && stage2->levels == levels &&
      stage2->vmid == 0 && stage2->generation == 0 && nested_zero(pool->tree, stage2->table) &&
      pool->tree.table[stage2->table].owner == owner; */
static uint32_t create(struct tenon_nested_pool *pool, struct tenon_stage2 *stage2, uint32_t levels,
                       uint32_t owner) {
  const uint32_t root = tenon_nested_root_new(pool, levels, owner);
  if (root == TENON_NONE) return TENON_ERROR_out_of_tables;
  //@ assert pool: stage2_pool(pool);
  //@ assert apart: stage2_apart(pool, stage2);
  //@ assert root: nested_root(pool->tree, root);
  //@ ghost made:;
  begin(pool, stage2, root, levels);
  //@ assert no_identifier: stage2->vmid == 0 && stage2->generation == 0;
  //@ assert begun: stage2->root == (pool->tree.first + root) * 4096 && stage2->table == root;
  //@ assert still: nested_roots{made, Here}(\at(pool->tree, Pre));
  //@ assert others: nested_others_kept{Pre, Here}(\at(pool->tree, Pre), -1);
  //@ assert rooted: stage2_rooted(pool, stage2);
  return TENON_OK;
}

uint32_t tenon_aarch64_stage2_create(struct tenon_nested_pool *pool, struct tenon_stage2 *stage2,
                                     uint32_t levels, uint32_t owner) {
  if (levels != 3u && levels != 4u) return TENON_ERROR_invalid_argument;
  /* A 4 KiB granule starts at level 0 from 44 output bits on: D8.2.6. */
  if (levels == 4u && pool->guest < 0x100000000000u) return TENON_ERROR_unsupported;
  return create(pool, stage2, levels, owner);
}

void tenon_aarch64_stage2_destroy(struct tenon_nested_pool *pool, struct tenon_stage2 *stage2) {
  tenon_nested_root_free(pool, stage2->table);
  //@ ghost tenon_owed_from[stage2->vmid] = 0;
  //@ ghost tenon_owed_to[stage2->vmid] = 0xffffffffffffffff;
  tenon_aarch64_hw_invalidate_vmid(tenon_aarch64_stage2_vttbr(stage2));
}

uint32_t tenon_aarch64_stage2_map(struct tenon_nested_pool *pool, const struct tenon_stage2 *stage2,
                                  uint64_t gpa, uint64_t hpa, uint64_t bytes, uint32_t access,
                                  uint32_t memory) {
  const uint32_t error = tenon_nested_map(pool, stage2->table, gpa, hpa, bytes, access, memory);
  /*@ ghost
    if (error == TENON_ERROR_already_mapped || error == TENON_ERROR_out_of_tables) {
      tenon_owed_from[stage2->vmid] = 0;
      tenon_owed_to[stage2->vmid] = 0xffffffffffffffff;
    } */
  if (error == TENON_OK) {
    tenon_aarch64_hw_table_written();
  } else if (error == TENON_ERROR_already_mapped || error == TENON_ERROR_out_of_tables) {
    /* What a walk met meanwhile is gone again. */
    tenon_aarch64_hw_invalidate_vmid(tenon_aarch64_stage2_vttbr(stage2));
  }
  return error;
}

/* Once: returns 1 if a block lay across `at` and is divided. */
/*@ requires pool: stage2_pool(pool);
    requires root: nested_root(pool->tree, root);
    requires at: at % 4096 == 0;
    requires no_debt: tenon_no_debt(vttbr_vmid(vttbr));
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], TENON_DEBT(vttbr / 0x1000000000000);
    ensures pool: stage2_pool(pool);
    ensures paid: tenon_no_debt(vttbr_vmid(vttbr));
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), root);
    ensures pages: nested_pages_kept{Pre, Post}(\old(pool->tree), root);
    ensures fewer: nested_divisions_kept{Pre, Post}(\old(pool->tree), root);
    ensures less: \result == 1 ==> nested_divisions(\old(pool->tree), root, at) + 1 ==
      \old(nested_divisions(pool->tree, root, at));
    ensures lower: \result == 1 ==> nested_lower{Pre, Post}(\old(pool->tree), root, at);
    ensures none: \result == 0 ==> \old(pool->free) == 0 ||
      \old(nested_divisions(pool->tree, root, at)) == 0;
    ensures free: pool->free == \old(pool->free) - \result;
    ensures result: \result == 0 || \result == 1; */
static uint32_t break_make(struct tenon_nested_pool *pool, uint32_t root, uint64_t vttbr,
                           uint64_t at) {
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  const uint32_t table = tenon_nested_break(pool, root, at);
  //@ assert reach: nested_reach{Pre}(tree, root) == nested_reach(tree, root);
  /*@ assert same: table == TENON_NONE ==> nested_divisions(tree, root, at) ==
        nested_divisions{Pre}(tree, root, at); */
  if (table == TENON_NONE) return 0;
  //@ ghost tenon_owed_entry[vttbr / 0x1000000000000u] = 1;
  //@ ghost tenon_owed_at[vttbr / 0x1000000000000u] = at;
  //@ ghost broken:;
  //@ assert height: 1 <= tree.table[table].height <= 2;
  tenon_aarch64_hw_invalidate_ipa(vttbr, at);
  tenon_nested_make(pool, table);
  //@ assert pool: stage2_pool(pool);
  //@ assert others_then: nested_others_kept{broken, Here}(tree, root);
  //@ assert others: nested_others_kept{Pre, Here}(tree, root);
  //@ assert moved: nested_moved{Pre, broken}(tree, root, table);
  //@ assert placed: nested_placed{broken, Here}(tree, root, table);
  //@ assert reach_still: nested_reach{Pre}(tree, root) == nested_reach(tree, root);
  //@ assert reaches: nested_reaches{Pre}(tree, root, at);
  //@ assert pages: nested_pages_kept{Pre, Here}(tree, root);
  //@ assert fewer: nested_divisions_kept{Pre, Here}(tree, root);
  tenon_aarch64_hw_table_written();
  return 1;
}

/* Divides the blocks that lie across `at`: break, invalidate, make (D8.16.1). */
/*@ requires pool: stage2_pool(pool);
    requires root: nested_root(pool->tree, root);
    requires at: at % 4096 == 0;
    requires no_debt: tenon_no_debt(vttbr_vmid(vttbr));
    requires tables: nested_divisions(pool->tree, root, at) <= pool->free;
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], TENON_DEBT(vttbr / 0x1000000000000);
    ensures pool: stage2_pool(pool);
    ensures paid: tenon_no_debt(vttbr_vmid(vttbr));
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), root);
    ensures pages: nested_pages_kept{Pre, Post}(\old(pool->tree), root);
    ensures fewer: nested_divisions_kept{Pre, Post}(\old(pool->tree), root);
    ensures done: nested_divisions(\old(pool->tree), root, at) == 0;
    ensures divided: nested_divided{Pre, Post}(\old(pool->tree), root, at);
    ensures free: pool->free >= \old(pool->free - nested_divisions(pool->tree, root, at)); */
static void divide(struct tenon_nested_pool *pool, uint32_t root, uint64_t vttbr, uint64_t at) {
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  //@ assert range: 0 <= nested_divisions(tree, root, at) <= 2;
  const uint32_t large = break_make(pool, root, vttbr, at); /* 1 GiB to 2 MiB */
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert roots: nested_roots{Pre, Here}(tree);
  //@ assert reach: nested_reach{Pre}(tree, root) == nested_reach(tree, root);
  //@ assert range_still: 0 <= nested_divisions(tree, root, at) <= 2;
  //@ assert none: large == 0 ==> nested_divided{Pre, Here}(tree, root, at);
  /*@ assert one: large == 1 ==> nested_divisions{Pre}(tree, root, at) == 1 ==>
        nested_divided{Pre, Here}(tree, root, at); */
  //@ assert lower: large == 1 ==> nested_lower{Pre, Here}(tree, root, at);
  //@ ghost once:;
  if (large != 0) {
    (void)break_make(pool, root, vttbr, at); /* to 4 KiB */
    //@ assert reach_too: nested_reach{Pre}(tree, root) == nested_reach(tree, root);
    //@ assert settled_too: nested_settled{Pre, Here}(pool);
    //@ assert range_too: 0 <= nested_divisions(tree, root, at) <= 2;
    //@ assert others: nested_others_kept{Pre, Here}(tree, root);
    //@ assert pages: nested_pages_kept{Pre, Here}(tree, root);
    //@ assert fewer: nested_divisions_kept{Pre, Here}(tree, root);
    //@ assert more: nested_divisions_kept{once, Here}(tree, root);
    /*@ assert some: nested_divisions{Pre}(tree, root, at) == 2 ==>
          pool->free + 1 == \at(pool->free, once); */
    /*@ assert two: nested_divisions{Pre}(tree, root, at) == 2 ==>
          nested_divided{Pre, Here}(tree, root, at); */
    /*@ assert still_one: nested_divisions{Pre}(tree, root, at) == 1 ==>
          nested_divided{Pre, Here}(tree, root, at); */
    //@ assert divided: nested_divided{Pre, Here}(tree, root, at);
  }
}

/* At both ends of a range. */
/*@ requires pool: stage2_pool(pool);
    requires root: nested_root(pool->tree, root);
    requires range: from % 4096 == 0 && to % 4096 == 0;
    requires no_debt: tenon_no_debt(vttbr_vmid(vttbr));
    requires tables: nested_divisions(pool->tree, root, from) +
      nested_divisions(pool->tree, root, to) - nested_shared(pool->tree, root, from, to) <=
      pool->free;
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], TENON_DEBT(vttbr / 0x1000000000000);
    ensures pool: stage2_pool(pool);
    ensures paid: tenon_no_debt(vttbr_vmid(vttbr));
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), root);
    ensures pages: nested_pages_kept{Pre, Post}(\old(pool->tree), root);
    ensures even: nested_even_ends(\old(pool->tree), root, from, to); */
static void divide_ends(struct tenon_nested_pool *pool, uint32_t root, uint64_t vttbr,
                        uint64_t from, uint64_t to) {
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  //@ assert range: 0 <= nested_divisions(tree, root, to) <= 2;
  //@ assert range_from: 0 <= nested_divisions(tree, root, from) <= 2;
  divide(pool, root, vttbr, from);
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert roots: nested_roots{Pre, Here}(tree);
  //@ assert reach: nested_reach{Pre}(tree, root) == nested_reach(tree, root);
  /*@ assert tables: nested_divisions(tree, root, to) <=
        nested_divisions{Pre}(tree, root, to) - nested_shared{Pre}(tree, root, from, to); */
  //@ ghost one:;
  divide(pool, root, vttbr, to);
  //@ assert still: nested_divisions(tree, root, from) <= nested_divisions{one}(tree, root, from);
  //@ assert range_still: 0 <= nested_divisions(tree, root, from) <= 2;
  //@ assert others: nested_others_kept{Pre, Here}(tree, root);
  //@ assert first: nested_even(tree, root, from);
  //@ assert second: nested_even(tree, root, to);
}

/* Pays for a range. */
/*@ requires range: gpa + bytes <= 0xffffffffffffffff;
    requires owed: tenon_owed_from[vttbr_vmid(vttbr)] == gpa &&
      tenon_owed_to[vttbr_vmid(vttbr)] == gpa + bytes && tenon_owed_entry[vttbr_vmid(vttbr)] == 0;
    terminates \true;
    exits \false;
    assigns TENON_DEBT(vttbr / 0x1000000000000);
    ensures paid: tenon_no_debt(vttbr_vmid(vttbr)); */
static void invalidate(uint64_t vttbr, uint64_t gpa, uint64_t bytes) {
  if (bytes == 4096u) {
    tenon_aarch64_hw_invalidate_ipa(vttbr, gpa);
  } else {
    tenon_aarch64_hw_invalidate_vmid(vttbr);
  }
}

uint32_t tenon_aarch64_stage2_unmap(struct tenon_nested_pool *pool,
                                    const struct tenon_stage2 *stage2, uint64_t gpa,
                                    uint64_t bytes) {
  const uint32_t root = stage2->table;
  const uint64_t vttbr = tenon_aarch64_stage2_vttbr(stage2);
  //@ assert vmid: vttbr_vmid(vttbr) == stage2->vmid;
  const uint32_t error = tenon_nested_check(pool, root, gpa, bytes);
  if (error != TENON_OK) return error;
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  divide_ends(pool, root, vttbr, gpa, gpa + bytes);
  //@ assert same: stage2->vmid == \at(stage2->vmid, Pre);
  //@ ghost divided:;
  //@ assert pages: nested_pages_kept{Pre, Here}(tree, root);
  //@ assert reach_then: nested_reach{Pre}(tree, root) == nested_reach(tree, root);
  //@ assert even: nested_even_ends(tree, root, gpa, gpa + bytes);
  //@ assert root: nested_root(pool->tree, root);
  //@ assert reach: gpa + bytes <= nested_reach(pool->tree, root);
  tenon_nested_clear(pool, root, gpa, gpa + bytes);
  //@ ghost tenon_owed_from[vttbr / 0x1000000000000u] = gpa;
  //@ ghost tenon_owed_to[vttbr / 0x1000000000000u] = gpa + bytes;
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert roots: nested_roots{Pre, Here}(\at(pool->tree, Pre));
  //@ assert others: nested_others_kept{Pre, Here}(tree, root);
  //@ assert kept: nested_pages_kept_but{Pre, Here}(tree, root, gpa, gpa + bytes);
  invalidate(vttbr, gpa, bytes);
  return TENON_OK;
}

uint32_t tenon_aarch64_stage2_protect(struct tenon_nested_pool *pool,
                                      const struct tenon_stage2 *stage2, uint64_t gpa,
                                      uint64_t bytes, uint32_t access) {
  if (access > 7u) return TENON_ERROR_invalid_argument;
  const uint32_t root = stage2->table;
  const uint64_t vttbr = tenon_aarch64_stage2_vttbr(stage2);
  //@ assert vmid: vttbr_vmid(vttbr) == stage2->vmid;
  const uint32_t error = tenon_nested_check(pool, root, gpa, bytes);
  if (error != TENON_OK) return error;
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  divide_ends(pool, root, vttbr, gpa, gpa + bytes);
  //@ assert same: stage2->vmid == \at(stage2->vmid, Pre);
  //@ ghost divided:;
  //@ assert pages: nested_pages_kept{Pre, Here}(tree, root);
  //@ assert reach_then: nested_reach{Pre}(tree, root) == nested_reach(tree, root);
  //@ assert even: nested_even_ends(tree, root, gpa, gpa + bytes);
  //@ assert root: nested_root(pool->tree, root);
  //@ assert reach: gpa + bytes <= nested_reach(pool->tree, root);
  //@ assert divided: nested_settled{Pre, Here}(pool);
  /* Only permissions change, so no break-before-make: D8.16.1. */
  tenon_nested_protect(pool, root, gpa, gpa + bytes, access);
  //@ ghost tenon_owed_from[vttbr / 0x1000000000000u] = gpa;
  //@ ghost tenon_owed_to[vttbr / 0x1000000000000u] = gpa + bytes;
  //@ assert then: nested_pages_protected{divided, Here}(pool, root, gpa, gpa + bytes, access);
  //@ assert protected: nested_pages_protected{Pre, Here}(pool, root, gpa, gpa + bytes, access);
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert roots: nested_roots{Pre, Here}(\at(pool->tree, Pre));
  //@ assert others: nested_others_kept{Pre, Here}(tree, root);
  //@ assert kept: nested_pages_kept_but{Pre, Here}(tree, root, gpa, gpa + bytes);
  invalidate(vttbr, gpa, bytes);
  return TENON_OK;
}

uint32_t tenon_aarch64_stage2_translate(const struct tenon_nested_pool *pool,
                                        const struct tenon_stage2 *stage2, uint64_t gpa,
                                        struct tenon_nested_translation *out) {
  return tenon_nested_translate(pool, stage2->table, gpa, out);
}
