/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of nested_table.h: none of these may prove. */
#define tenon_nested_translate tenon_nested_translate__red_1 /* must fail: not_mapped */
#define tenon_nested_index tenon_nested_index__red_1         /* must fail: there */
#include "../../arch/common/nested_pool.h"

/* The largest block where there is none. */
uint32_t tenon_nested_translate(const struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa,
                                struct tenon_nested_translation *out) {
  const uint64_t limit = tenon_nested_limit(pool, root);
  const struct tenon_nested_translation nothing = {0, 0x1000, 0, 0, 0, 0};
  *out = nothing;
  return gpa < limit ? TENON_ERROR_not_mapped : TENON_ERROR_out_of_range;
}

/* One too far. */
uint32_t tenon_nested_index(const struct tenon_nested_pool *pool, uint64_t attributes) {
  /*@ loop invariant range: 0 <= i <= TENON_NESTED_ATTRIBUTES;
      loop invariant none: \forall integer j; 0 <= j < i ==> pool->attribute[j] != attributes;
      loop assigns i;
      loop variant TENON_NESTED_ATTRIBUTES - i; */
  for (uint32_t i = 0; i < TENON_NESTED_ATTRIBUTES; i++) {
    if (pool->attribute[i] == attributes) return i < 23u ? i + 1u : i;
  }
  return TENON_NESTED_ATTRIBUTES;
}
