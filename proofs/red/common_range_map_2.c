/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of range_map.h: none of these may prove. */
#define tenon_range_map_insert tenon_range_map_insert__red_2 /* must fail: claims */
#define tenon_range_map_remove tenon_range_map_remove__red_2 /* must fail: result */
#define tenon_range_map_find tenon_range_map_find__red_2     /* must fail: claim */
#include "tenon/core/range_map.h"

/* Into an empty map only, and one address short. */
uint32_t tenon_range_map_insert(struct tenon_range_map *map, uint64_t first, uint64_t last,
                                uint32_t claim) {
  if (last < first) return TENON_ERROR_invalid_argument;
  if (map->count != 0) return TENON_ERROR_overlap;
  if (map->capacity == 0) return TENON_ERROR_full;
  map->range[0].first = first;
  map->range[0].last = last > first ? last - 1u : last;
  map->range[0].claim = claim;
  map->count = 1;
  return TENON_OK;
}

/* Any address of a range will do. */
uint32_t tenon_range_map_remove(struct tenon_range_map *map, uint64_t first) {
  if (map->count != 1u) return TENON_ERROR_not_found;
  if (first < map->range[0].first || map->range[0].last < first) return TENON_ERROR_not_found;
  map->count = 0;
  return TENON_OK;
}

/* The right range, and nobody's number. */
uint32_t tenon_range_map_find(const struct tenon_range_map *map, uint64_t address, uint64_t width,
                              uint32_t *claim) {
  *claim = 0;
  if (width == 0 || map->count != 1u) return TENON_RANGE_NONE;
  if (address < map->range[0].first || map->range[0].last < address) return TENON_RANGE_NONE;
  return width - 1u > map->range[0].last - address ? TENON_RANGE_STRADDLES : TENON_RANGE_INSIDE;
}
