/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Disjoint ranges of a 64-bit space (guest-physical addresses, ports, register numbers), each with
/// a number that belongs to whoever claimed it. Sorted, in memory that the caller gives.
#ifndef TENON_CORE_RANGE_MAP_H
#define TENON_CORE_RANGE_MAP_H

#include "tenon/core/base.h"
#include "tenon/core/error.h"

/// The addresses `first` to `last`, both included, so that the whole space can be one range.
struct tenon_range {
  uint64_t first;
  uint64_t last;
  uint32_t claim; ///< the caller's own number, e.g. the index of a device
  uint32_t reserved;
};

struct tenon_range_map {
  struct tenon_range *range; ///< `capacity` elements, the first `count` in use, ascending
  uint32_t capacity;
  uint32_t count;
};

/// What lies at the addresses of one access.
enum tenon_range_found {
  TENON_RANGE_NONE = 0,      ///< no range has any of the addresses
  TENON_RANGE_INSIDE = 1,    ///< one range has all of them
  TENON_RANGE_STRADDLES = 2, ///< ranges have some of them, but none has all
};

TENON_BEGIN_C

/// An empty map over `capacity` elements at `range`.
void tenon_range_map_init(struct tenon_range_map *map, struct tenon_range *range,
                          uint32_t capacity);

/// Claims `first` to `last`. \return TENON_OK; invalid_argument if last < first; overlap if any
/// address is claimed; full. A refusal changes nothing.
uint32_t tenon_range_map_insert(struct tenon_range_map *map, uint64_t first, uint64_t last,
                                uint32_t claim);

/// Gives up the range that begins at `first`. \return TENON_OK or not_found.
uint32_t tenon_range_map_remove(struct tenon_range_map *map, uint64_t first);

/// Who claims the `width` bytes at `address`? \return enum tenon_range_found; *claim is set for
/// INSIDE only and 0 else. An access of no bytes, and the part of an access beyond 2^64 - 1, lie
/// in no range.
uint32_t tenon_range_map_find(const struct tenon_range_map *map, uint64_t address, uint64_t width,
                              uint32_t *claim);

TENON_END_C

#endif
