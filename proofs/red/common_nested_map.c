/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of nested_table.h: none of these may prove. */
#define tenon_nested_map tenon_nested_map__red_1 /* must fail: result */
#include "tenon/core/nested_table.h"

/* The host-physical end is not looked at. */
uint32_t tenon_nested_map(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa, uint64_t hpa,
                          uint64_t bytes, uint32_t access, uint32_t memory) {
  const uint64_t limit = tenon_nested_limit(pool, root);
  if (bytes == 0 || access > 7u || memory >= TENON_MEMORY_KINDS) {
    return TENON_ERROR_invalid_argument;
  }
  if (pool->attribute[memory * 8u + access] == 0) return TENON_ERROR_unsupported;
  if (gpa % 4096u != 0 || hpa % 4096u != 0 || bytes % 4096u != 0) return TENON_ERROR_unaligned;
  if (gpa >= limit || bytes > limit - gpa) return TENON_ERROR_out_of_range;
  return TENON_ERROR_out_of_tables;
}
