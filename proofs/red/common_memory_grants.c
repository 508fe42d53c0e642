/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of memory_grants.h: none of these may prove. */
#define tenon_grants_init tenon_grants_init__red_1   /* must fail: none */
#define tenon_grants_give tenon_grants_give__red_1   /* must fail: grants */
#define tenon_grants_share tenon_grants_share__red_1 /* must fail: shared */
#define tenon_grants_take tenon_grants_take__red_1   /* must fail: unmapped */
#define tenon_grants_hold tenon_grants_hold__red_1   /* must fail: holds */
#define tenon_grants_cover tenon_grants_cover__red_1 /* must fail: covers */
#include "tenon/core/memory_grants.h"

/* What the memory held counts. */
void tenon_grants_init(struct tenon_grants *grants, struct tenon_grant *grant, uint32_t capacity) {
  grants->grant = grant;
  grants->capacity = capacity;
  grants->count = capacity;
}

/* Whoever asks gets it. */
uint32_t tenon_grants_give(struct tenon_grants *grants, uint64_t first, uint64_t last,
                           uint32_t owner) {
  if (first > last || last >= TENON_NESTED_NUMBERS || owner == TENON_NONE) {
    return TENON_ERROR_invalid_argument;
  }
  if (grants->count == grants->capacity) return TENON_ERROR_full;
  grants->grant[grants->count].first = first;
  grants->grant[grants->count].last = last;
  grants->grant[grants->count].owner = owner;
  grants->grant[grants->count].sharer = TENON_NONE;
  grants->count++;
  return TENON_OK;
}

/* Says so and does not do it. */
uint32_t tenon_grants_share(struct tenon_grants *grants, uint64_t first, uint32_t owner,
                            uint32_t sharer) {
  return grants->count != 0 && first != owner && sharer != owner ? TENON_OK : TENON_ERROR_not_found;
}

/* No look at the tables. */
uint32_t tenon_grants_take(struct tenon_grants *grants, struct tenon_nested_tree tree,
                           uint64_t first) {
  if (grants->count == 0 || tree.count == 0) return TENON_ERROR_not_found;
  if (grants->grant[grants->count - 1u].first != first) return TENON_ERROR_still_mapped;
  grants->count--;
  return TENON_OK;
}

/* The first page is enough. */
uint32_t tenon_grants_hold(const struct tenon_grants *grants, uint64_t first, uint64_t last,
                           uint32_t vm) {
  if (grants->count == 0 || last < first) return 0;
  return grants->grant[0].first <= first && first <= grants->grant[0].last &&
         grants->grant[0].owner == vm;
}

/* The page after the last one. */
uint32_t tenon_grants_cover(const struct tenon_grants *grants, uint64_t hpa, uint64_t bytes,
                            uint32_t vm) {
  if (bytes == 0 || bytes - 1u > UINT64_MAX - hpa) return 0;
  return tenon_grants_hold(grants, hpa / 4096u, hpa / 4096u + bytes / 4096u, vm);
}
