/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of riscv64/nested.h: none of these may prove. */
#define tenon_riscv64_stage2_attributes \
  tenon_riscv64_stage2_attributes__red_1                                 /* must fail: attributes */
#define tenon_riscv64_stage2_create tenon_riscv64_stage2_create__red_1   /* must fail: shown */
#define tenon_riscv64_stage2_destroy tenon_riscv64_stage2_destroy__red_1 /* must fail: forgotten */
#define tenon_riscv64_stage2_map tenon_riscv64_stage2_map__red_1         /* must fail: leads */
#define tenon_riscv64_stage2_unmap tenon_riscv64_stage2_unmap__red_1     /* must fail: shown */
#define tenon_riscv64_stage2_protect tenon_riscv64_stage2_protect__red_1 /* must fail: protected */
#define tenon_riscv64_stage2_translate tenon_riscv64_stage2_translate__red_1 /* must fail: leads */
#include "tenon/core/riscv64/nested.h"

/* Writable pages that cannot be read: reserved. */
uint64_t tenon_riscv64_stage2_attributes(uint32_t access) {
  if (access == 0u) return 0;
  return 0xd1u + access % 2u * 2u + access / 2u % 2u * 4u + access / 4u % 2u * 8u;
}

/* The upper three quarters of the root hold whatever lay there. */
uint32_t tenon_riscv64_stage2_create(struct tenon_nested_pool *pool,
                                     struct tenon_riscv64_stage2 *stage2,
                                     struct tenon_riscv64_root *root, uint64_t base,
                                     uint32_t levels, uint32_t owner) {
  if (levels != 3u && levels != 4u) return TENON_ERROR_invalid_argument;
  if (base % 0x4000u != 0u) return TENON_ERROR_unaligned;
  const uint32_t table = tenon_nested_root_new(pool, levels, owner);
  if (table == TENON_NONE) return TENON_ERROR_out_of_tables;
  tenon_stage2_init(&stage2->common, base, table, levels);
  stage2->root = root;
  tenon_riscv64_stage2_mirror(pool, table, root);
  return TENON_OK;
}

/* The tables are given away while harts walk them. */
void tenon_riscv64_stage2_destroy(struct tenon_nested_pool *pool,
                                  struct tenon_riscv64_stage2 *stage2) {
  tenon_nested_root_free(pool, stage2->common.table);
  //@ ghost tenon_owed_to[stage2->common.vmid] = tenon_owed_from[stage2->common.vmid] + 4096;
}

/* Every address leads to itself. */
uint32_t tenon_riscv64_stage2_map(struct tenon_nested_pool *pool,
                                  const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                  uint64_t hpa, uint64_t bytes, uint32_t access, uint32_t memory) {
  (void)hpa;
  const uint32_t error =
      tenon_nested_map(pool, stage2->common.table, gpa, gpa, bytes, access, memory);
  tenon_riscv64_hw_invalidate(0, UINT64_MAX, stage2->common.vmid);
  return error;
}

/* Harts go on walking the root as it was. */
uint32_t tenon_riscv64_stage2_unmap(struct tenon_nested_pool *pool,
                                    const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                    uint64_t bytes) {
  const uint32_t error = tenon_nested_check(pool, stage2->common.table, gpa, bytes);
  if (error != TENON_OK) return error;
  tenon_nested_clear(pool, stage2->common.table, gpa, gpa + bytes);
  tenon_riscv64_hw_invalidate(0, UINT64_MAX, stage2->common.vmid);
  return TENON_OK;
}

/* The rights stay. */
uint32_t tenon_riscv64_stage2_protect(struct tenon_nested_pool *pool,
                                      const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                      uint64_t bytes, uint32_t access) {
  if (access > 7u) return TENON_ERROR_invalid_argument;
  if (tenon_riscv64_stage2_attributes(access) == 0u) return TENON_ERROR_unsupported;
  const uint32_t error = tenon_nested_check(pool, stage2->common.table, gpa, bytes);
  tenon_riscv64_hw_invalidate(0, UINT64_MAX, stage2->common.vmid);
  return error;
}

/* Every leaf is a page. */
uint32_t tenon_riscv64_stage2_translate(const struct tenon_nested_pool *pool,
                                        const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                        struct tenon_nested_translation *out) {
  const uint32_t error = tenon_nested_translate(pool, stage2->common.table, gpa, out);
  if (error == TENON_OK) out->height = 1;
  return error;
}
