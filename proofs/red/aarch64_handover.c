/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body: it must not prove. */
#define memory_goes_over memory_goes_over__red_1 /* must fail: paid */
#include "theorems/aarch64_handover.h"

/* Unmaps and does not invalidate. */
uint32_t memory_goes_over(struct tenon_nested_pool *pool, const struct tenon_stage2 *stage2,
                          struct tenon_grants *grants, uint64_t gpa, uint64_t bytes, uint64_t first,
                          uint64_t last, uint32_t next) {
  uint32_t error = tenon_nested_check(pool, stage2->table, gpa, bytes);
  if (error != TENON_OK) return error;
  tenon_nested_clear(pool, stage2->table, gpa, gpa + bytes);
  //@ ghost tenon_owed_from[stage2->vmid] = gpa;
  //@ ghost tenon_owed_to[stage2->vmid] = gpa + bytes;
  error = tenon_grants_take(grants, pool->tree, first);
  if (error != TENON_OK) return error;
  return tenon_grants_give(grants, first, last, next);
}
