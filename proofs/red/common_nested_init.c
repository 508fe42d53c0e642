/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of nested_table.h: none of these may prove. */
#define tenon_nested_pool_init tenon_nested_pool_init__red_1 /* must fail: pool */
#include "tenon/core/nested_table.h"

/* Memory taken as it comes. */
uint32_t tenon_nested_pool_init(struct tenon_nested_pool *pool, struct tenon_nested_page *page,
                                struct tenon_nested_table *table, uint32_t count, uint64_t base,
                                const struct tenon_nested_format *format) {
  pool->tree.page = page;
  pool->tree.table = table;
  pool->tree.count = count;
  pool->tree.first = base / 4096u;
  pool->tree.low = format->low;
  pool->tree.pointer = format->pointer;
  pool->tree.small = format->small;
  pool->tree.large = format->large;
  pool->limit = format->limit;
  pool->guest = format->guest;
  pool->free = count;
  return TENON_OK;
}
