/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/nested.h"

#include "../common/nested_division.h"
#include "../common/nested_still.h"

/* V alone points to a table; a leaf is the same at each level. */
#define POINTER 1u
/* V, U, A, D. */
#define LEAF 0xd1u
/* 56 bits of host-physical addresses, of which a pool takes 52. */
#define LIMIT 0x10000000000000u
#define GUEST 0x1000000000000u

uint64_t tenon_riscv64_stage2_attributes(uint32_t access) {
  if (access == 0u || access % 4u == 2u) return 0;
  uint64_t attributes = LEAF;
  if (access % 2u != 0u) attributes += 0x2u;
  if (access / 2u % 2u != 0u) attributes += 0x4u;
  if (access / 4u % 2u != 0u) attributes += 0x8u;
  return attributes;
}

/* How the second stage writes entries. The memory kinds are not told apart (PBMT is off), so that
 * every kind has the same attributes and is read back as TENON_MEMORY_NORMAL. */
/*@ requires memory: \valid(format);
    terminates \true; exits \false;
    assigns *format;
    ensures attributes: \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
      format->attribute[i] == rv_gstage_attributes(i % 8);
    ensures fit: nested_attributes_fit(format);
    ensures entries: format->low == 1 && format->pointer == 1 && format->small == 0 &&
      format->large == 0 && format->limit == LIMIT && format->guest == GUEST; */
static void describe(struct tenon_nested_format *format) {
  format->limit = LIMIT;
  format->guest = GUEST;
  format->low = 1;
  format->pointer = POINTER;
  format->small = 0;
  format->large = 0;
  /*@ loop invariant range: 0 <= i <= TENON_NESTED_ATTRIBUTES;
      loop invariant attributes: \forall integer j; 0 <= j < i ==>
        format->attribute[j] == rv_gstage_attributes(j % 8);
      loop invariant entries: format->low == 1 && format->pointer == 1 && format->small == 0 &&
        format->large == 0 && format->limit == LIMIT && format->guest == GUEST;
      loop assigns i, format->attribute[0 .. 23];
      loop variant TENON_NESTED_ATTRIBUTES - i; */
  for (uint32_t i = 0; i < TENON_NESTED_ATTRIBUTES; i++) {
    format->attribute[i] = tenon_riscv64_stage2_attributes(i % 8u);
  }
  //@ assert fit: nested_attributes_fit(format);
}

uint32_t tenon_riscv64_stage2_pool_init(struct tenon_nested_pool *pool,
                                        struct tenon_nested_page *pages,
                                        struct tenon_nested_table *tables, uint32_t count,
                                        uint64_t base) {
  struct tenon_nested_format format;
  describe(&format);
  //@ assert format: nested_format(&format);
  uint32_t error = tenon_nested_pool_init(pool, pages, tables, count, base, &format);
  if (error == TENON_OK) tenon_riscv64_hw_table_written();
  return error;
}

void tenon_riscv64_stage2_mirror(const struct tenon_nested_pool *pool, uint32_t table,
                                 struct tenon_riscv64_root *root) {
  const struct tenon_nested_tree tree = pool->tree;
  //@ assert apart: \separated(root, tree.page + table);
  /*@ loop invariant range: 0 <= i <= 512;
      loop invariant same: \forall integer j; 0 <= j < i ==>
        root->page[0].entry[j] == tree.page[table].entry[j];
      loop assigns i, root->page[0].entry[0 .. 511];
      loop variant 512 - i; */
  for (uint32_t i = 0; i < TENON_NESTED_ENTRIES; i++) {
    root->page[0].entry[i] = tree.page[table].entry[i];
  }
}

/* What the tree holds now is what harts walk from here on. */
/*@ requires pool: rv_stage2_pool(pool);
    requires table: nested_root(pool->tree, table);
    requires root: \valid(root) && rv_root_apart(pool, root) && rv_rest(root);
    terminates \true; exits \false;
    assigns root->page[0].entry[0 .. 511];
    ensures pool: rv_stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures still: nested_still{Pre, Post}(\old(pool->tree));
    ensures turned: nested_turned_nothing{Pre, Post}(\old(pool->tree), table);
    ensures leaves: nested_leaves_kept{Pre, Post}(\old(pool->tree), table);
    ensures rest: rv_rest(root);
    ensures first: rv_first(\old(pool->tree), table, root); */
static void publish(const struct tenon_nested_pool *pool, uint32_t table,
                    struct tenon_riscv64_root *root) {
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  tenon_riscv64_stage2_mirror(pool, table, root);
  //@ assert entries: nested_entries_kept{Pre, Here}(tree);
  //@ assert tables: nested_tables_kept{Pre, Here}(tree);
  //@ assert still: nested_still{Pre, Here}(tree);
  //@ assert children: nested_children{Pre}(tree) && nested_heights{Pre}(tree);
  //@ assert root: nested_root{Pre}(tree, table);
  //@ assert turned: nested_turned_nothing{Pre, Here}(tree, table);
  //@ assert leaves: nested_leaves_kept{Pre, Here}(tree, table);
  //@ assert valid: nested_valid(tree);
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert stack: nested_stack(tree, pool->free);
  //@ assert same: pool->tree == tree;
  //@ assert apart: nested_apart(pool);
  //@ assert words: nested_words(pool);
  //@ assert pool: nested_pool(pool);
  //@ assert first: rv_first(tree, table, root);
  //@ assert rest: rv_rest(root);
  tenon_riscv64_hw_table_written();
}

/*@ requires page: \valid(page);
    terminates \true; exits \false;
    assigns page->entry[0 .. 511];
    ensures zero: \forall integer i; 0 <= i < 512 ==> page->entry[i] == 0; */
static void blank(struct tenon_nested_page *page) {
  /*@ loop invariant range: 0 <= i <= 512;
      loop invariant zero: \forall integer j; 0 <= j < i ==> page->entry[j] == 0;
      loop assigns i, page->entry[0 .. 511];
      loop variant 512 - i; */
  for (uint32_t i = 0; i < TENON_NESTED_ENTRIES; i++) {
    page->entry[i] = 0;
  }
}

/*@ requires root: \valid(root);
    terminates \true; exits \false;
    assigns root->page[0 .. 3];
    ensures zero: \forall integer k, i; 0 <= k < 4 ==> 0 <= i < 512 ==>
      root->page[k].entry[i] == 0; */
static void blank_root(struct tenon_riscv64_root *root) {
  /*@ loop invariant range: 0 <= n <= 4;
      loop invariant zero: \forall integer k, i; 0 <= k < n ==> 0 <= i < 512 ==>
        root->page[k].entry[i] == 0;
      loop assigns n, root->page[0 .. 3];
      loop variant 4 - n; */
  for (uint32_t n = 0; n < 4u; n++) {
    blank(&root->page[n]);
  }
}

/* A second stage whose tree begins with `table`, which is empty. */
/*@ requires pool: rv_stage2_pool(pool);
    requires table: nested_root(pool->tree, table) && nested_zero(pool->tree, table);
    requires stage2: \valid(stage2) && \valid(root) && rv_stage2_apart(pool, stage2, root);
    terminates \true; exits \false;
    assigns *stage2, root->page[0 .. 3];
    ensures pool: rv_stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), -1);
    ensures rooted: nested_root(pool->tree, table);
    ensures zero: nested_zero(pool->tree, table);
    ensures owner: pool->tree.table[table].owner == \old(pool->tree.table[table].owner);
    ensures nothing: \forall integer k, i; 0 <= k < 4 ==> 0 <= i < 512 ==>
      root->page[k].entry[i] == 0;
    ensures stage2: stage2->common.table == table && stage2->root == root &&
      stage2->common.root == base && stage2->common.levels == levels;
    ensures no_identifier: stage2->common.vmid == 0 && stage2->common.generation == 0; */
static void begin(const struct tenon_nested_pool *pool, struct tenon_riscv64_stage2 *stage2,
                  struct tenon_riscv64_root *root, uint64_t base, uint32_t table, uint32_t levels) {
  (void)pool; /* which stays as it is */
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  blank_root(root);
  tenon_stage2_init(&stage2->common, base, table, levels);
  stage2->root = root;
  //@ assert entries: nested_entries_kept{Pre, Here}(tree);
  //@ assert tables: nested_tables_kept{Pre, Here}(tree);
  //@ assert order: nested_order_kept{Pre, Here}(tree);
  //@ assert still: nested_still{Pre, Here}(tree);
  //@ assert limits: pool->limit == \at(pool->limit, Pre) && pool->guest == \at(pool->guest, Pre);
  /*@ assert attributes: \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
        pool->attribute[i] == \at(pool->attribute[i], Pre); */
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert valid: nested_valid(tree);
  //@ assert free: pool->free == \at(pool->free, Pre);
  //@ assert stack: nested_stack(tree, pool->free);
  //@ assert same: pool->tree == tree;
  //@ assert apart: nested_apart(pool);
  //@ assert words: nested_words(pool);
  //@ assert roots: nested_roots{Pre, Here}(tree);
}

/* With levels and a base that are right. */
/*@ requires pool: rv_stage2_pool(pool);
    requires stage2: \valid(stage2) && \valid(root) && rv_stage2_apart(pool, stage2, root);
    requires levels: 3 <= levels <= 4;
    terminates \true; exits \false;
    assigns *stage2, root->page[0 .. 3], pool->free, pool->tree.table[0 .. pool->tree.count - 1];
    ensures pool: rv_stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), -1);
    ensures none: \old(pool->free) == 0 ==> \result == TENON_ERROR_out_of_tables;
    ensures one: \old(pool->free) != 0 ==> \result == TENON_OK &&
      rv_stage2_rooted(pool, stage2) && stage2->root == root && rv_shown(pool, stage2) &&
      stage2->common.root == base && stage2->common.levels == levels &&
      stage2->common.vmid == 0 && stage2->common.generation == 0 &&
      nested_zero(pool->tree, stage2->common.table) &&
      pool->tree.table[stage2->common.table].owner == owner; */
static uint32_t create(struct tenon_nested_pool *pool, struct tenon_riscv64_stage2 *stage2,
                       struct tenon_riscv64_root *root, uint64_t base, uint32_t levels,
                       uint32_t owner) {
  const uint32_t table = tenon_nested_root_new(pool, levels, owner);
  if (table == TENON_NONE) return TENON_ERROR_out_of_tables;
  //@ assert pool: rv_stage2_pool(pool);
  //@ assert apart: rv_stage2_apart(pool, stage2, root);
  //@ ghost made:;
  begin(pool, stage2, root, base, table, levels);
  //@ assert still: nested_roots{made, Here}(\at(pool->tree, Pre));
  //@ assert others: nested_others_kept{Pre, Here}(\at(pool->tree, Pre), -1);
  //@ assert first: rv_first(pool->tree, table, root);
  //@ assert rest: rv_rest(root);
  //@ assert rooted: rv_stage2_rooted(pool, stage2);
  //@ assert shown: rv_shown(pool, stage2);
  tenon_riscv64_hw_table_written();
  return TENON_OK;
}

uint32_t tenon_riscv64_stage2_create(struct tenon_nested_pool *pool,
                                     struct tenon_riscv64_stage2 *stage2,
                                     struct tenon_riscv64_root *root, uint64_t base,
                                     uint32_t levels, uint32_t owner) {
  if (levels != 3u && levels != 4u) return TENON_ERROR_invalid_argument;
  if (base % 0x4000u != 0u) return TENON_ERROR_unaligned;
  return create(pool, stage2, root, base, levels, owner);
}

/* Harts find nothing any more. */
/*@ requires pool: rv_stage2_pool(pool);
    requires root: \valid(root) && rv_root_apart(pool, root) && rv_rest(root);
    terminates \true; exits \false;
    assigns root->page[0].entry[0 .. 511];
    ensures pool: rv_stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures still: nested_still{Pre, Post}(\old(pool->tree));
    ensures nothing: \forall integer k, i; 0 <= k < 4 ==> 0 <= i < 512 ==>
      root->page[k].entry[i] == 0; */
static void hide(const struct tenon_nested_pool *pool, struct tenon_riscv64_root *root) {
  (void)pool; /* which stays as it is */
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  blank(&root->page[0]);
  //@ assert entries: nested_entries_kept{Pre, Here}(tree);
  //@ assert tables: nested_tables_kept{Pre, Here}(tree);
  //@ assert still: nested_still{Pre, Here}(tree);
  //@ assert valid: nested_valid(tree);
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert stack: nested_stack(tree, pool->free);
  //@ assert same: pool->tree == tree;
  //@ assert apart: nested_apart(pool);
  //@ assert words: nested_words(pool);
  tenon_riscv64_hw_table_written();
}

/* Gives the tree back that no hart finds any more. */
/*@ requires pool: rv_stage2_pool(pool);
    requires table: nested_root(pool->tree, table);
    requires root: \valid(root) && rv_root_apart(pool, root);
    requires nothing: \forall integer k, i; 0 <= k < 4 ==> 0 <= i < 512 ==>
      root->page[k].entry[i] == 0;
    terminates \true; exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1];
    ensures pool: rv_stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures gone: nested_gone(\old(pool->tree), table);
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), table);
    ensures nothing: \forall integer k, i; 0 <= k < 4 ==> 0 <= i < 512 ==>
      root->page[k].entry[i] == 0; */
static void give_back(struct tenon_nested_pool *pool, uint32_t table,
                      const struct tenon_riscv64_root *root) {
  (void)root; /* which stays as it is */
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  /*@ assert apart: \forall integer k, i; 0 <= k < 4 ==> 0 <= i < 512 ==>
        \separated(&root->page[k].entry[i], tree.page + (0 .. tree.count - 1)); */
  tenon_nested_root_free(pool, table);
  /*@ assert same: \forall integer k, i; 0 <= k < 4 ==> 0 <= i < 512 ==>
        root->page[k].entry[i] == \at(root->page[k].entry[i], Pre); */
}

/* The root's entries go first: no walk may find tables that are free. */
void tenon_riscv64_stage2_destroy(struct tenon_nested_pool *pool,
                                  struct tenon_riscv64_stage2 *stage2) {
  const uint32_t table = stage2->common.table;
  const uint32_t vmid = stage2->common.vmid;
  struct tenon_riscv64_root *const root = stage2->root;
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  //@ ghost tenon_owed_from[vmid] = 0;
  //@ ghost tenon_owed_to[vmid] = 0xffffffffffffffff;
  hide(pool, root);
  tenon_riscv64_hw_invalidate(0, UINT64_MAX, vmid);
  //@ assert rooted: nested_root(tree, table);
  //@ ghost hidden:;
  give_back(pool, table, root);
  //@ assert others: nested_others_kept{hidden, Here}(tree, table);
}

/* Maps, and lets harts walk what came of it. */
/*@ requires pool: rv_stage2_pool(pool);
    requires table: nested_root(pool->tree, table);
    requires root: \valid(root) && rv_root_apart(pool, root) && rv_rest(root);
    terminates \true; exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], root->page[0].entry[0 .. 511];
    ensures pool: rv_stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), table);
    ensures rest: rv_rest(root);
    ensures first: rv_first(\old(pool->tree), table, root);
    ensures leads: \result == TENON_OK ==> nested_leads(\old(pool->tree), table, gpa, gpa + bytes,
      hpa, pool->attribute[memory * 8 + access]);
    ensures kept: nested_leaves_kept_but{Pre, Post}(\old(pool->tree), table, gpa, gpa + bytes);
    ensures refused: \result != TENON_OK ==>
      nested_leaves_kept{Pre, Post}(\old(pool->tree), table);
    ensures invalid: nested_map_invalid(bytes, access, memory) ==>
      \result == TENON_ERROR_invalid_argument;
    ensures unsupported: !nested_map_invalid(bytes, access, memory) &&
      rv_gstage_attributes(access) == 0 ==> \result == TENON_ERROR_unsupported;
    ensures unaligned: !nested_map_invalid(bytes, access, memory) &&
      rv_gstage_attributes(access) != 0 && nested_map_unaligned(gpa, hpa, bytes) ==>
        \result == TENON_ERROR_unaligned;
    ensures out_of_range: !nested_map_invalid(bytes, access, memory) &&
      rv_gstage_attributes(access) != 0 && !nested_map_unaligned(gpa, hpa, bytes) &&
      \old(nested_map_outside(pool, table, gpa, hpa, bytes)) ==>
        \result == TENON_ERROR_out_of_range;
    ensures tried: !nested_map_invalid(bytes, access, memory) &&
      rv_gstage_attributes(access) != 0 && !nested_map_unaligned(gpa, hpa, bytes) &&
      !\old(nested_map_outside(pool, table, gpa, hpa, bytes)) ==>
        \result == TENON_OK || \result == TENON_ERROR_already_mapped ||
        \result == TENON_ERROR_out_of_tables; */
static uint32_t map(struct tenon_nested_pool *pool, uint32_t table, struct tenon_riscv64_root *root,
                    uint64_t gpa, uint64_t hpa, uint64_t bytes, uint32_t access, uint32_t memory) {
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  /*@ assert apart: \forall integer k, i; 0 <= k < 4 ==> 0 <= i < 512 ==>
        \separated(&root->page[k].entry[i], tree.page + (0 .. tree.count - 1)); */
  /*@ assert index: access <= 7 ==> memory < TENON_MEMORY_KINDS ==>
        (memory * 8 + access) % 8 == access &&
        pool->attribute[memory * 8 + access] == rv_gstage_attributes(access); */
  const uint32_t error = tenon_nested_map(pool, table, gpa, hpa, bytes, access, memory);
  /*@ assert same: \forall integer k, i; 1 <= k < 4 ==> 0 <= i < 512 ==>
        root->page[k].entry[i] == \at(root->page[k].entry[i], Pre); */
  //@ ghost mapped:;
  //@ assert rooted: nested_root(tree, table);
  publish(pool, table, root);
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert pages: nested_pages_kept{mapped, Here}(tree, table);
  //@ assert others: nested_others_kept{Pre, Here}(tree, table);
  return error;
}

uint32_t tenon_riscv64_stage2_map(struct tenon_nested_pool *pool,
                                  const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                  uint64_t hpa, uint64_t bytes, uint32_t access, uint32_t memory) {
  const uint32_t vmid = stage2->common.vmid;
  struct tenon_riscv64_root *const root = stage2->root;
  const uint32_t error = map(pool, stage2->common.table, root, gpa, hpa, bytes, access, memory);
  if (error == TENON_OK || error == TENON_ERROR_already_mapped ||
      error == TENON_ERROR_out_of_tables) {
    /* What a walk did not find, a hart may keep as not there, tables too; what a walk met of a map
     * that failed is gone again. */
    //@ ghost tenon_owed_from[vmid] = 0;
    //@ ghost tenon_owed_to[vmid] = 0xffffffffffffffff;
    tenon_riscv64_hw_invalidate(0, UINT64_MAX, vmid);
  }
  return error;
}

/* Once: returns 1 if a block lay across `at` and is divided. */
/*@ requires pool: rv_stage2_pool(pool);
    requires table: nested_root(pool->tree, table);
    requires root: \valid(root) && rv_root_apart(pool, root) && rv_rest(root);
    requires at: at % 4096 == 0;
    requires vmid: vmid <= 0x3fff;
    requires no_debt: tenon_no_debt(vmid);
    terminates \true; exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], root->page[0].entry[0 .. 511],
            TENON_DEBT(vmid);
    ensures pool: rv_stage2_pool(pool);
    ensures rest: rv_rest(root);
    ensures shown: \result == 1 ==> rv_first(\old(pool->tree), table, root);
    ensures paid: tenon_no_debt(vmid);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), table);
    ensures pages: nested_pages_kept{Pre, Post}(\old(pool->tree), table);
    ensures fewer: nested_divisions_kept{Pre, Post}(\old(pool->tree), table);
    ensures less: \result == 1 ==> nested_divisions(\old(pool->tree), table, at) + 1 ==
      \old(nested_divisions(pool->tree, table, at));
    ensures lower: \result == 1 ==> nested_lower{Pre, Post}(\old(pool->tree), table, at);
    ensures none: \result == 0 ==> \old(pool->free) == 0 ||
      \old(nested_divisions(pool->tree, table, at)) == 0;
    ensures free: pool->free == \old(pool->free) - \result;
    ensures result: \result == 0 || \result == 1; */
static uint32_t break_make(struct tenon_nested_pool *pool, uint32_t table,
                           struct tenon_riscv64_root *root, uint32_t vmid, uint64_t at) {
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  /*@ assert apart: \forall integer k, i; 0 <= k < 4 ==> 0 <= i < 512 ==>
        \separated(&root->page[k].entry[i], tree.page + (0 .. tree.count - 1)); */
  const uint32_t made = tenon_nested_break(pool, table, at);
  //@ assert reach: nested_reach{Pre}(tree, table) == nested_reach(tree, table);
  /*@ assert same: made == TENON_NONE ==> nested_divisions(tree, table, at) ==
        nested_divisions{Pre}(tree, table, at); */
  if (made == TENON_NONE) return 0;
  //@ assert height: 1 <= tree.table[made].height <= 2;
  //@ assert place: 0 <= tree.table[made].parent < tree.count && 0 <= tree.table[made].tag;
  //@ assert gap: nested_gap(tree, table, made);
  //@ assert moved_first: nested_moved{Pre, Here}(tree, table, made);
  //@ assert on: still_on(tree, made, 0);
  //@ assert reach_broken: nested_reach{Pre}(tree, table) == nested_reach(tree, table);
  /*@ assert rest_same: \forall integer k, i; 1 <= k < 4 ==> 0 <= i < 512 ==>
        root->page[k].entry[i] == \at(root->page[k].entry[i], Pre); */
  //@ assert rest: rv_rest(root);
  //@ ghost broken:;
  publish(pool, table, root);
  //@ assert still: nested_still{broken, Here}(tree);
  //@ assert turned: nested_turned_nothing{broken, Here}(tree, table);
  //@ assert leaves: nested_leaves_kept{broken, Here}(tree, table);
  //@ assert reach_here: nested_reach{broken}(tree, table) == nested_reach(tree, table);
  //@ assert others_first: nested_others_kept{Pre, Here}(tree, table);
  //@ assert moved: nested_moved{Pre, Here}(tree, table, made);
  //@ assert gap_still: nested_gap(tree, table, made);
  //@ assert plain: nested_no_pointers(tree, made);
  //@ assert waits: nested_waits(tree, made);
  //@ assert reach_published: nested_reach{Pre}(tree, table) == nested_reach(tree, table);
  //@ ghost published:;
  //@ ghost tenon_owed_entry[vmid] = 1;
  //@ ghost tenon_owed_at[vmid] = at;
  tenon_riscv64_hw_invalidate(0, UINT64_MAX, vmid); /* the block is larger than a page at `at` */
  tenon_nested_make(pool, made);
  //@ assert pool: rv_stage2_pool(pool);
  //@ assert placed: nested_placed{published, Here}(tree, table, made);
  //@ assert others_then: nested_others_kept{published, Here}(tree, table);
  //@ assert others_placed: nested_others_kept{Pre, Here}(tree, table);
  /*@ assert rest_still_same: \forall integer k, i; 1 <= k < 4 ==> 0 <= i < 512 ==>
        root->page[k].entry[i] == \at(root->page[k].entry[i], published); */
  //@ assert rest_still: rv_rest(root);
  //@ ghost placed:;
  publish(pool, table, root);
  //@ assert others: nested_others_kept{Pre, Here}(tree, table);
  //@ assert placed_still: nested_placed{published, Here}(tree, table, made);
  //@ assert reach_still: nested_reach{Pre}(tree, table) == nested_reach(tree, table);
  //@ assert reaches: nested_reaches{Pre}(tree, table, at);
  //@ assert pages: nested_pages_kept{Pre, Here}(tree, table);
  //@ assert fewer: nested_divisions_kept{Pre, Here}(tree, table);
  return 1;
}

/* Divides the blocks that lie across `at`. */
/*@ requires pool: rv_stage2_pool(pool);
    requires table: nested_root(pool->tree, table);
    requires at: at % 4096 == 0;
    requires root: \valid(root) && rv_root_apart(pool, root) && rv_rest(root);
    requires vmid: vmid <= 0x3fff;
    requires no_debt: tenon_no_debt(vmid);
    requires tables: nested_divisions(pool->tree, table, at) <= pool->free;
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], root->page[0].entry[0 .. 511],
            TENON_DEBT(vmid);
    ensures pool: rv_stage2_pool(pool);
    ensures rest: rv_rest(root);
    ensures paid: tenon_no_debt(vmid);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), table);
    ensures pages: nested_pages_kept{Pre, Post}(\old(pool->tree), table);
    ensures fewer: nested_divisions_kept{Pre, Post}(\old(pool->tree), table);
    ensures done: nested_divisions(\old(pool->tree), table, at) == 0;
    ensures divided: nested_divided{Pre, Post}(\old(pool->tree), table, at);
    ensures free: pool->free >= \old(pool->free - nested_divisions(pool->tree, table, at)); */
static void divide(struct tenon_nested_pool *pool, uint32_t table, struct tenon_riscv64_root *root,
                   uint32_t vmid, uint64_t at) {
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  //@ assert range: 0 <= nested_divisions(tree, table, at) <= 2;
  const uint32_t large = break_make(pool, table, root, vmid, at); /* 1 GiB to 2 MiB */
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert roots: nested_roots{Pre, Here}(tree);
  //@ assert reach: nested_reach{Pre}(tree, table) == nested_reach(tree, table);
  //@ assert range_still: 0 <= nested_divisions(tree, table, at) <= 2;
  //@ assert none: large == 0 ==> nested_divided{Pre, Here}(tree, table, at);
  /*@ assert one: large == 1 ==> nested_divisions{Pre}(tree, table, at) == 1 ==>
        nested_divided{Pre, Here}(tree, table, at); */
  //@ assert lower: large == 1 ==> nested_lower{Pre, Here}(tree, table, at);
  //@ ghost once:;
  if (large != 0) {
    (void)break_make(pool, table, root, vmid, at); /* to 4 KiB */
    //@ assert reach_too: nested_reach{Pre}(tree, table) == nested_reach(tree, table);
    //@ assert settled_too: nested_settled{Pre, Here}(pool);
    //@ assert range_too: 0 <= nested_divisions(tree, table, at) <= 2;
    //@ assert others: nested_others_kept{Pre, Here}(tree, table);
    //@ assert pages: nested_pages_kept{Pre, Here}(tree, table);
    //@ assert fewer: nested_divisions_kept{Pre, Here}(tree, table);
    //@ assert more: nested_divisions_kept{once, Here}(tree, table);
    /*@ assert some: nested_divisions{Pre}(tree, table, at) == 2 ==>
          pool->free + 1 == \at(pool->free, once); */
    /*@ assert two: nested_divisions{Pre}(tree, table, at) == 2 ==>
          nested_divided{Pre, Here}(tree, table, at); */
    /*@ assert still_one: nested_divisions{Pre}(tree, table, at) == 1 ==>
          nested_divided{Pre, Here}(tree, table, at); */
    //@ assert divided: nested_divided{Pre, Here}(tree, table, at);
  }
}

/* At both ends of a range. */
/*@ requires pool: rv_stage2_pool(pool);
    requires table: nested_root(pool->tree, table);
    requires range: from % 4096 == 0 && to % 4096 == 0;
    requires root: \valid(root) && rv_root_apart(pool, root) && rv_rest(root);
    requires vmid: vmid <= 0x3fff;
    requires no_debt: tenon_no_debt(vmid);
    requires tables: nested_divisions(pool->tree, table, from) +
      nested_divisions(pool->tree, table, to) - nested_shared(pool->tree, table, from, to) <=
      pool->free;
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], root->page[0].entry[0 .. 511],
            TENON_DEBT(vmid);
    ensures pool: rv_stage2_pool(pool);
    ensures rest: rv_rest(root);
    ensures paid: tenon_no_debt(vmid);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), table);
    ensures pages: nested_pages_kept{Pre, Post}(\old(pool->tree), table);
    ensures even: nested_even_ends(\old(pool->tree), table, from, to); */
static void divide_ends(struct tenon_nested_pool *pool, uint32_t table,
                        struct tenon_riscv64_root *root, uint32_t vmid, uint64_t from,
                        uint64_t to) {
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  //@ assert range: 0 <= nested_divisions(tree, table, to) <= 2;
  //@ assert range_from: 0 <= nested_divisions(tree, table, from) <= 2;
  divide(pool, table, root, vmid, from);
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert roots: nested_roots{Pre, Here}(tree);
  //@ assert reach: nested_reach{Pre}(tree, table) == nested_reach(tree, table);
  /*@ assert tables: nested_divisions(tree, table, to) <=
        nested_divisions{Pre}(tree, table, to) - nested_shared{Pre}(tree, table, from, to); */
  //@ ghost one:;
  divide(pool, table, root, vmid, to);
  //@ assert still: nested_divisions(tree, table, from) <= nested_divisions{one}(tree, table, from);
  //@ assert range_still: 0 <= nested_divisions(tree, table, from) <= 2;
  //@ assert others: nested_others_kept{Pre, Here}(tree, table);
  //@ assert first: nested_even(tree, table, from);
  //@ assert second: nested_even(tree, table, to);
}

/* Unmaps, and lets harts walk what is left. */
/*@ requires pool: rv_stage2_pool(pool);
    requires table: nested_root(pool->tree, table) && to <= nested_reach(pool->tree, table);
    requires root: \valid(root) && rv_root_apart(pool, root) && rv_rest(root);
    requires even: nested_even_ends(pool->tree, table, from, to);
    terminates \true; exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], root->page[0].entry[0 .. 511];
    ensures pool: rv_stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), table);
    ensures rest: rv_rest(root);
    ensures first: rv_first(\old(pool->tree), table, root);
    ensures nothing: nested_nothing(\old(pool->tree), table, from, to);
    ensures kept: nested_leaves_kept_but{Pre, Post}(\old(pool->tree), table, from, to); */
static void clear(struct tenon_nested_pool *pool, uint32_t table, struct tenon_riscv64_root *root,
                  uint64_t from, uint64_t to) {
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  /*@ assert apart: \forall integer k, i; 0 <= k < 4 ==> 0 <= i < 512 ==>
        \separated(&root->page[k].entry[i], tree.page + (0 .. tree.count - 1)); */
  tenon_nested_clear(pool, table, from, to);
  /*@ assert same: \forall integer k, i; 1 <= k < 4 ==> 0 <= i < 512 ==>
        root->page[k].entry[i] == \at(root->page[k].entry[i], Pre); */
  //@ assert rooted: nested_root(tree, table);
  publish(pool, table, root);
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert others: nested_others_kept{Pre, Here}(tree, table);
}

/* Sets rights, and lets harts walk what came of it. */
/*@ requires pool: rv_stage2_pool(pool);
    requires table: nested_root(pool->tree, table) && to <= nested_reach(pool->tree, table);
    requires root: \valid(root) && rv_root_apart(pool, root) && rv_rest(root);
    requires even: nested_even_ends(pool->tree, table, from, to);
    requires access: access <= 7 && rv_gstage_attributes(access) != 0;
    terminates \true; exits \false;
    assigns pool->tree.page[0 .. pool->tree.count - 1],
            root->page[0].entry[0 .. 511];
    ensures pool: rv_stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), table);
    ensures rest: rv_rest(root);
    ensures first: rv_first(\old(pool->tree), table, root);
    ensures protected: nested_pages_protected{Pre, Post}(pool, table, from, to, access);
    ensures kept: nested_leaves_kept_but{Pre, Post}(\old(pool->tree), table, from, to); */
static void protect(struct tenon_nested_pool *pool, uint32_t table, struct tenon_riscv64_root *root,
                    uint64_t from, uint64_t to, uint32_t access) {
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  /*@ assert apart: \forall integer k, i; 0 <= k < 4 ==> 0 <= i < 512 ==>
        \separated(&root->page[k].entry[i], tree.page + (0 .. tree.count - 1)); */
  tenon_nested_protect(pool, table, from, to, access);
  /*@ assert same: \forall integer k, i; 1 <= k < 4 ==> 0 <= i < 512 ==>
        root->page[k].entry[i] == \at(root->page[k].entry[i], Pre); */
  //@ assert rooted: nested_root(tree, table);
  //@ assert then: nested_pages_protected{Pre, Here}(pool, table, from, to, access);
  //@ ghost changed:;
  publish(pool, table, root);
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert pages: nested_pages_kept{changed, Here}(tree, table);
  //@ assert others: nested_others_kept{Pre, Here}(tree, table);
}

uint32_t tenon_riscv64_stage2_unmap(struct tenon_nested_pool *pool,
                                    const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                    uint64_t bytes) {
  const uint32_t table = stage2->common.table;
  const uint32_t vmid = stage2->common.vmid;
  struct tenon_riscv64_root *const root = stage2->root;
  const uint32_t error = tenon_nested_check(pool, table, gpa, bytes);
  if (error != TENON_OK) return error;
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  divide_ends(pool, table, root, vmid, gpa, gpa + bytes);
  //@ assert table_then: stage2->common.table == table;
  //@ assert vmid_then: stage2->common.vmid == vmid;
  //@ assert pages: nested_pages_kept{Pre, Here}(tree, table);
  //@ assert reach_then: nested_reach{Pre}(tree, table) == nested_reach(tree, table);
  //@ assert rooted: nested_root(pool->tree, table);
  //@ assert reach: gpa + bytes <= nested_reach(pool->tree, table);
  clear(pool, table, root, gpa, gpa + bytes);
  //@ assert tree: pool->tree == tree;
  //@ assert same_table: stage2->common.table == table;
  //@ assert same_vmid: stage2->common.vmid == vmid;
  //@ assert same_root: stage2->root == root;
  //@ assert first: rv_first(pool->tree, table, root);
  //@ assert rest: rv_rest(root);
  //@ assert shown: rv_shown(pool, stage2);
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert roots: nested_roots{Pre, Here}(\at(pool->tree, Pre));
  //@ assert others: nested_others_kept{Pre, Here}(tree, table);
  //@ assert kept: nested_pages_kept_but{Pre, Here}(tree, table, gpa, gpa + bytes);
  //@ ghost tenon_owed_from[vmid] = gpa;
  //@ ghost tenon_owed_to[vmid] = gpa + bytes;
  /* Tables may have been given back: their addresses are cached for all of what they mapped. */
  tenon_riscv64_hw_invalidate(0, UINT64_MAX, vmid);
  return TENON_OK;
}

uint32_t tenon_riscv64_stage2_protect(struct tenon_nested_pool *pool,
                                      const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                      uint64_t bytes, uint32_t access) {
  if (access > 7u) return TENON_ERROR_invalid_argument;
  if (tenon_riscv64_stage2_attributes(access) == 0u) return TENON_ERROR_unsupported;
  const uint32_t table = stage2->common.table;
  const uint32_t vmid = stage2->common.vmid;
  struct tenon_riscv64_root *const root = stage2->root;
  const uint32_t error = tenon_nested_check(pool, table, gpa, bytes);
  if (error != TENON_OK) return error;
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  divide_ends(pool, table, root, vmid, gpa, gpa + bytes);
  //@ ghost divided:;
  //@ assert pages: nested_pages_kept{Pre, Here}(tree, table);
  //@ assert reach_then: nested_reach{Pre}(tree, table) == nested_reach(tree, table);
  //@ assert rooted: nested_root(pool->tree, table);
  //@ assert reach: gpa + bytes <= nested_reach(pool->tree, table);
  //@ assert divided: nested_settled{Pre, Here}(pool);
  protect(pool, table, root, gpa, gpa + bytes, access);
  //@ assert tree: pool->tree == tree;
  //@ assert same_table: stage2->common.table == table;
  //@ assert same_vmid: stage2->common.vmid == vmid;
  //@ assert same_root: stage2->root == root;
  //@ assert first: rv_first(pool->tree, table, root);
  //@ assert rest: rv_rest(root);
  //@ assert shown: rv_shown(pool, stage2);
  //@ assert then: nested_pages_protected{divided, Here}(pool, table, gpa, gpa + bytes, access);
  //@ assert protected: nested_pages_protected{Pre, Here}(pool, table, gpa, gpa + bytes, access);
  //@ assert settled: nested_settled{Pre, Here}(pool);
  //@ assert roots: nested_roots{Pre, Here}(\at(pool->tree, Pre));
  //@ assert others: nested_others_kept{Pre, Here}(tree, table);
  //@ assert kept: nested_pages_kept_but{Pre, Here}(tree, table, gpa, gpa + bytes);
  //@ ghost tenon_owed_from[vmid] = gpa;
  //@ ghost tenon_owed_to[vmid] = gpa + bytes;
  /* A block that was divided was not there for a moment: a hart may keep that of all of it. */
  tenon_riscv64_hw_invalidate(0, UINT64_MAX, vmid);
  return TENON_OK;
}

uint32_t tenon_riscv64_stage2_translate(const struct tenon_nested_pool *pool,
                                        const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                        struct tenon_nested_translation *out) {
  return tenon_nested_translate(pool, stage2->common.table, gpa, out);
}
