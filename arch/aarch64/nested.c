/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/nested.h"

#include "tenon/core/aarch64/hardware_nested.h"

/* Stage 2 descriptors, DDI 0487 D8.3.1 and D8.3.2: bit 0 valid, bit 1 table or page. */
#define TABLE 3u
#define PAGE 3u
#define BLOCK 1u

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
  if (access / 4u % 2u == 0) attributes += 0x40000000000000u;
  return attributes + 0x400u; /* AF 10: no access flag faults */
}

/* 2 to the power of the output bits that a 48-bit descriptor can use. */
static uint64_t limit_of(uint32_t pa_bits) {
  if (pa_bits < 36u) return 0x100000000u;
  if (pa_bits < 40u) return 0x1000000000u;
  if (pa_bits < 42u) return 0x10000000000u;
  if (pa_bits < 44u) return 0x40000000000u;
  if (pa_bits < 48u) return 0x100000000000u;
  return 0x1000000000000u;
}

uint32_t tenon_aarch64_stage2_pool_init(struct tenon_nested_pool *pool,
                                        struct tenon_nested_page *pages,
                                        struct tenon_nested_table *tables, uint32_t count,
                                        uint64_t base,
                                        const struct tenon_aarch64_features *features) {
  struct tenon_nested_format format;
  for (uint32_t i = 0; i < TENON_NESTED_ATTRIBUTES; i++) {
    format.attribute[i] = tenon_aarch64_stage2_attributes(i % 8u, i / 8u);
  }
  format.limit = limit_of(features->pa_bits);
  format.guest = format.limit; /* an input size beyond the output size is refused: D8.2.6 */
  format.low = 0;
  format.pointer = TABLE;
  format.small = PAGE;
  format.large = BLOCK;
  const uint32_t error = tenon_nested_pool_init(pool, pages, tables, count, base, &format);
  if (error == TENON_OK) tenon_aarch64_hw_table_written();
  return error;
}

uint32_t tenon_aarch64_stage2_create(struct tenon_nested_pool *pool, struct tenon_stage2 *stage2,
                                     uint32_t levels, uint32_t owner) {
  if (levels != 3u && levels != 4u) return TENON_ERROR_invalid_argument;
  /* A 4 KiB granule starts at level 0 from 44 output bits on: D8.2.6. */
  if (levels == 4u && pool->guest < 0x100000000000u) return TENON_ERROR_unsupported;
  const uint32_t root = tenon_nested_root_new(pool, levels, owner);
  if (root == TENON_NONE) return TENON_ERROR_out_of_tables;
  tenon_stage2_init(stage2, (pool->tree.first + root) * 4096u, root, levels);
  return TENON_OK;
}

void tenon_aarch64_stage2_destroy(struct tenon_nested_pool *pool, struct tenon_stage2 *stage2) {
  tenon_nested_root_free(pool, stage2->table);
  tenon_aarch64_hw_invalidate_vmid(tenon_aarch64_stage2_vttbr(stage2));
}

uint32_t tenon_aarch64_stage2_map(struct tenon_nested_pool *pool, const struct tenon_stage2 *stage2,
                                  uint64_t gpa, uint64_t hpa, uint64_t bytes, uint32_t access,
                                  uint32_t memory) {
  const uint32_t error = tenon_nested_map(pool, stage2->table, gpa, hpa, bytes, access, memory);
  if (error == TENON_OK) {
    tenon_aarch64_hw_table_written();
  } else if (error == TENON_ERROR_already_mapped || error == TENON_ERROR_out_of_tables) {
    tenon_aarch64_hw_invalidate_vmid(tenon_aarch64_stage2_vttbr(stage2));
  }
  return error;
}

/* Divides the blocks that lie across `at`: break, invalidate, make (D8.16.1). */
static void divide(struct tenon_nested_pool *pool, const struct tenon_stage2 *stage2, uint64_t at) {
  for (uint32_t i = 0; i < 2u; i++) { /* 1 GiB to 2 MiB to 4 KiB */
    const uint32_t table = tenon_nested_break(pool, stage2->table, at);
    if (table == TENON_NONE) return;
    tenon_aarch64_hw_invalidate_ipa(tenon_aarch64_stage2_vttbr(stage2), at);
    tenon_nested_make(pool->tree, table);
    tenon_aarch64_hw_table_written();
  }
}

static void invalidate(const struct tenon_stage2 *stage2, uint64_t gpa, uint64_t bytes) {
  const uint64_t vttbr = tenon_aarch64_stage2_vttbr(stage2);
  if (bytes == 4096u) {
    tenon_aarch64_hw_invalidate_ipa(vttbr, gpa);
  } else {
    tenon_aarch64_hw_invalidate_vmid(vttbr);
  }
}

uint32_t tenon_aarch64_stage2_unmap(struct tenon_nested_pool *pool,
                                    const struct tenon_stage2 *stage2, uint64_t gpa,
                                    uint64_t bytes) {
  const uint32_t error = tenon_nested_check(pool, stage2->table, gpa, bytes);
  if (error != TENON_OK) return error;
  divide(pool, stage2, gpa);
  divide(pool, stage2, gpa + bytes);
  tenon_nested_clear(pool, stage2->table, gpa, gpa + bytes);
  invalidate(stage2, gpa, bytes);
  return TENON_OK;
}

uint32_t tenon_aarch64_stage2_protect(struct tenon_nested_pool *pool,
                                      const struct tenon_stage2 *stage2, uint64_t gpa,
                                      uint64_t bytes, uint32_t access) {
  if (access > 7u) return TENON_ERROR_invalid_argument;
  const uint32_t error = tenon_nested_check(pool, stage2->table, gpa, bytes);
  if (error != TENON_OK) return error;
  divide(pool, stage2, gpa);
  divide(pool, stage2, gpa + bytes);
  /* Only permissions change, so no break-before-make: D8.16.1. */
  tenon_nested_protect(pool, stage2->table, gpa, gpa + bytes, access);
  invalidate(stage2, gpa, bytes);
  return TENON_OK;
}

uint32_t tenon_aarch64_stage2_translate(const struct tenon_nested_pool *pool,
                                        const struct tenon_stage2 *stage2, uint64_t gpa,
                                        struct tenon_aarch64_translation *translation) {
  struct tenon_nested_translation found;
  const uint32_t error = tenon_nested_translate(pool, stage2->table, gpa, &found);
  translation->hpa = found.hpa;
  translation->bytes = found.bytes;
  translation->access = found.access;
  translation->memory = found.memory;
  translation->level = error == TENON_OK ? 4u - found.height : 0u;
  translation->reserved = 0;
  return error;
}
