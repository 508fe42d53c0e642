/* SPDX-License-Identifier: Apache-2.0 */
/* A VM manager that lets a VM reach what it was not given: it must not prove. */
#define aarch64_while_given_memory_is_mapped \
  aarch64_while_given_memory_is_mapped__red_1 /* must fail: given */
#include "../theorems/aarch64_given.h"

/* The first page is enough. */
uint32_t aarch64_while_given_memory_is_mapped(const struct tenon_grants *grants,
                                              struct tenon_nested_pool *pool,
                                              const struct tenon_stage2 *stage2, uint64_t gpa,
                                              uint64_t hpa, uint64_t bytes, uint32_t access,
                                              uint32_t memory, uint32_t any) {
  const uint32_t owner = pool->tree.table[stage2->table].owner;
  (void)any;
  if (tenon_grants_cover(grants, hpa, 4096u, owner) == 0) return TENON_ERROR_not_given;
  return tenon_aarch64_stage2_map(pool, stage2, gpa, hpa, bytes, access, memory);
}
