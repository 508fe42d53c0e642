/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of aarch64/nested.h, each of which leaves a translation that
   the VM did not ask for: none of these may prove. */
#define tenon_aarch64_stage2_map tenon_aarch64_stage2_map__red_2         /* must fail: leads */
#define tenon_aarch64_stage2_unmap tenon_aarch64_stage2_unmap__red_2     /* must fail: kept */
#define tenon_aarch64_stage2_protect tenon_aarch64_stage2_protect__red_2 /* must fail: protected */
#define tenon_aarch64_stage2_translate tenon_aarch64_stage2_translate__red_2 /* must fail: leads */
#include "tenon/core/aarch64/nested.h"

/* Every address leads to itself. */
uint32_t tenon_aarch64_stage2_map(struct tenon_nested_pool *pool, const struct tenon_stage2 *stage2,
                                  uint64_t gpa, uint64_t hpa, uint64_t bytes, uint32_t access,
                                  uint32_t memory) {
  (void)hpa;
  const uint32_t error = tenon_nested_map(pool, stage2->table, gpa, gpa, bytes, access, memory);
  tenon_aarch64_hw_invalidate_vmid(tenon_aarch64_stage2_vttbr(stage2));
  return error;
}

/* The blocks that lie across the ends go whole. */
uint32_t tenon_aarch64_stage2_unmap(struct tenon_nested_pool *pool,
                                    const struct tenon_stage2 *stage2, uint64_t gpa,
                                    uint64_t bytes) {
  const uint32_t error = tenon_nested_check(pool, stage2->table, gpa, bytes);
  if (error != TENON_OK) return error;
  tenon_nested_clear(pool, stage2->table, gpa, gpa + bytes);
  tenon_aarch64_hw_invalidate_vmid(tenon_aarch64_stage2_vttbr(stage2));
  return TENON_OK;
}

/* The rights stay. */
uint32_t tenon_aarch64_stage2_protect(struct tenon_nested_pool *pool,
                                      const struct tenon_stage2 *stage2, uint64_t gpa,
                                      uint64_t bytes, uint32_t access) {
  if (access > 7u) return TENON_ERROR_invalid_argument;
  const uint32_t error = tenon_nested_check(pool, stage2->table, gpa, bytes);
  tenon_aarch64_hw_invalidate_vmid(tenon_aarch64_stage2_vttbr(stage2));
  return error;
}

/* Every leaf is a page. */
uint32_t tenon_aarch64_stage2_translate(const struct tenon_nested_pool *pool,
                                        const struct tenon_stage2 *stage2, uint64_t gpa,
                                        struct tenon_nested_translation *out) {
  const uint32_t error = tenon_nested_translate(pool, stage2->table, gpa, out);
  if (error == TENON_OK) out->height = 1;
  return error;
}
