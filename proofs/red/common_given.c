/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that is taken back from a VM which still reaches it: it must not prove. */
#define while_memory_is_taken_back while_memory_is_taken_back__red_1 /* must fail: given */
#include "../theorems/common_given.h"

/* The last grant goes, whatever the tables say. */
uint32_t while_memory_is_taken_back(struct tenon_grants *grants, struct tenon_nested_tree tree,
                                    uint64_t first, uint32_t any) {
  (void)tree;
  (void)first;
  (void)any;
  if (grants->count == 0) return TENON_ERROR_not_found;
  grants->count--;
  return TENON_OK;
}
