/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of range_map.h: none of these may prove. */
#define tenon_range_map_init tenon_range_map_init__red_1     /* must fail: empty */
#define tenon_range_map_insert tenon_range_map_insert__red_1 /* must fail: sorted */
#define tenon_range_map_remove tenon_range_map_remove__red_1 /* must fail: claims */
#define tenon_range_map_find tenon_range_map_find__red_1     /* must fail: result */
#include "tenon/core/range_map.h"

/* What the memory held counts. */
void tenon_range_map_init(struct tenon_range_map *map, struct tenon_range *range,
                          uint32_t capacity) {
  map->range = range;
  map->capacity = capacity;
  map->count = capacity;
}

/* At the end, wherever it belongs and whosever it is. */
uint32_t tenon_range_map_insert(struct tenon_range_map *map, uint64_t first, uint64_t last,
                                uint32_t claim) {
  if (last < first) return TENON_ERROR_invalid_argument;
  if (map->count == map->capacity) return TENON_ERROR_full;
  map->range[map->count].first = first;
  map->range[map->count].last = last;
  map->range[map->count].claim = claim;
  map->count++;
  return TENON_OK;
}

/* The last one goes, whichever was meant. */
uint32_t tenon_range_map_remove(struct tenon_range_map *map, uint64_t first) {
  if (map->count == 0 || map->range[0].first != first) return TENON_ERROR_not_found;
  map->count--;
  return TENON_OK;
}

/* Its first byte decides, and nobody looks past the first range. */
uint32_t tenon_range_map_find(const struct tenon_range_map *map, uint64_t address, uint64_t width,
                              uint32_t *claim) {
  *claim = 0;
  if (width == 0 || map->count == 0) return TENON_RANGE_NONE;
  if (address < map->range[0].first || map->range[0].last < address) return TENON_RANGE_NONE;
  *claim = (uint32_t)map->range[0].claim;
  return TENON_RANGE_INSIDE;
}
