/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of nested_pool.h: none of these may prove. */
#define tenon_nested_prune tenon_nested_prune__red_1 /* must fail: stack */
#include "../../arch/common/nested_pool.h"

/* Counts a page that it does not give. */
uint32_t tenon_nested_prune(struct tenon_nested_tree tree, uint32_t free, uint32_t root,
                            uint64_t from, uint64_t to) {
  return from < to && root < tree.count ? free + 1u : free;
}
