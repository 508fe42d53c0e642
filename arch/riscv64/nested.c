/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/nested.h"

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
      loop assigns i, format->attribute[0 .. 23];
      loop variant TENON_NESTED_ATTRIBUTES - i; */
  for (uint32_t i = 0; i < TENON_NESTED_ATTRIBUTES; i++) {
    format->attribute[i] = tenon_riscv64_stage2_attributes(i % 8u);
  }
}

uint32_t tenon_riscv64_stage2_pool_init(struct tenon_nested_pool *pool,
                                        struct tenon_nested_page *pages,
                                        struct tenon_nested_table *tables, uint32_t count,
                                        uint64_t base) {
  struct tenon_nested_format format;
  describe(&format);
  uint32_t error = tenon_nested_pool_init(pool, pages, tables, count, base, &format);
  if (error == TENON_OK) tenon_riscv64_hw_table_written();
  return error;
}

void tenon_riscv64_stage2_mirror(const struct tenon_nested_pool *pool, uint32_t table,
                                 struct tenon_riscv64_root *root) {
  const struct tenon_nested_tree tree = pool->tree;
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
static void publish(const struct tenon_nested_pool *pool,
                    const struct tenon_riscv64_stage2 *stage2) {
  struct tenon_riscv64_root *root = stage2->root;
  tenon_riscv64_stage2_mirror(pool, stage2->common.table, root);
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

uint32_t tenon_riscv64_stage2_create(struct tenon_nested_pool *pool,
                                     struct tenon_riscv64_stage2 *stage2,
                                     struct tenon_riscv64_root *root, uint64_t base,
                                     uint32_t levels, uint32_t owner) {
  if (levels != 3u && levels != 4u) return TENON_ERROR_invalid_argument;
  if (base % 0x4000u != 0u) return TENON_ERROR_unaligned;
  uint32_t table = tenon_nested_root_new(pool, levels, owner);
  if (table == TENON_NONE) return TENON_ERROR_out_of_tables;
  for (uint32_t i = 0; i < 4u; i++) {
    blank(&root->page[i]);
  }
  tenon_stage2_init(&stage2->common, base, table, levels);
  stage2->root = root;
  tenon_riscv64_hw_table_written();
  return TENON_OK;
}

static void invalidate(const struct tenon_riscv64_stage2 *stage2, uint64_t gpa, uint64_t bytes) {
  tenon_riscv64_hw_invalidate(gpa, bytes, stage2->common.vmid);
}

/* The root's entries go first: no walk may find tables that are free. */
void tenon_riscv64_stage2_destroy(struct tenon_nested_pool *pool,
                                  struct tenon_riscv64_stage2 *stage2) {
  blank(&stage2->root->page[0]);
  tenon_riscv64_hw_table_written();
  invalidate(stage2, 0, UINT64_MAX);
  tenon_nested_root_free(pool, stage2->common.table);
}

uint32_t tenon_riscv64_stage2_map(struct tenon_nested_pool *pool,
                                  const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                  uint64_t hpa, uint64_t bytes, uint32_t access, uint32_t memory) {
  uint32_t error = tenon_nested_map(pool, stage2->common.table, gpa, hpa, bytes, access, memory);
  if (error == TENON_OK) {
    publish(pool, stage2);
  } else if (error == TENON_ERROR_already_mapped || error == TENON_ERROR_out_of_tables) {
    publish(pool, stage2);
    invalidate(stage2, 0, UINT64_MAX);
  }
  return error;
}

/* Once: returns 1 if a block lay across `at` and is divided. */
static uint32_t break_make(struct tenon_nested_pool *pool,
                           const struct tenon_riscv64_stage2 *stage2, uint64_t at) {
  uint32_t table = tenon_nested_break(pool, stage2->common.table, at);
  if (table == TENON_NONE) return 0;
  publish(pool, stage2);
  invalidate(stage2, 0, UINT64_MAX); /* the block is larger than a page at `at` */
  tenon_nested_make(pool->tree, table);
  publish(pool, stage2);
  return 1;
}

/* Divides the blocks that lie across `at`: 1 GiB to 2 MiB, then to 4 KiB. */
static void divide(struct tenon_nested_pool *pool, const struct tenon_riscv64_stage2 *stage2,
                   uint64_t at) {
  if (break_make(pool, stage2, at) != 0u) {
    (void)break_make(pool, stage2, at);
  }
}

uint32_t tenon_riscv64_stage2_unmap(struct tenon_nested_pool *pool,
                                    const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                    uint64_t bytes) {
  uint32_t error = tenon_nested_check(pool, stage2->common.table, gpa, bytes);
  if (error != TENON_OK) return error;
  divide(pool, stage2, gpa);
  divide(pool, stage2, gpa + bytes);
  tenon_nested_clear(pool, stage2->common.table, gpa, gpa + bytes);
  publish(pool, stage2);
  /* Tables may have been given back: their addresses are cached for all of what they mapped. */
  invalidate(stage2, 0, UINT64_MAX);
  return TENON_OK;
}

uint32_t tenon_riscv64_stage2_protect(struct tenon_nested_pool *pool,
                                      const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                      uint64_t bytes, uint32_t access) {
  if (access > 7u) return TENON_ERROR_invalid_argument;
  if (tenon_riscv64_stage2_attributes(access) == 0u) return TENON_ERROR_unsupported;
  uint32_t error = tenon_nested_check(pool, stage2->common.table, gpa, bytes);
  if (error != TENON_OK) return error;
  divide(pool, stage2, gpa);
  divide(pool, stage2, gpa + bytes);
  tenon_nested_protect(pool, stage2->common.table, gpa, gpa + bytes, access);
  publish(pool, stage2);
  invalidate(stage2, gpa, bytes);
  return TENON_OK;
}

uint32_t tenon_riscv64_stage2_translate(const struct tenon_nested_pool *pool,
                                        const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                        struct tenon_nested_translation *out) {
  return tenon_nested_translate(pool, stage2->common.table, gpa, out);
}
