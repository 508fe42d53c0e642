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
  uint64_t claim; ///< the caller's own number, below 2^32, e.g. the index of a device
};

struct tenon_range_map {
  struct tenon_range *range; ///< `capacity` elements, the first `count` in use, ascending
  uint32_t capacity;
  uint32_t count;
};

/// What lies at the addresses of one access.
enum tenon_range_found {
  TENON_RANGE_NONE = 0,     ///< no range has any of the addresses
  TENON_RANGE_INSIDE = 1,   ///< one range has all of them
  TENON_RANGE_STRADDLES = 2 ///< ranges have some of them, but none has all
};

/*@ predicate tenon_ranges_sorted(struct tenon_range *r, integer n) =
      (\forall integer i; 0 <= i < n ==> r[i].first <= r[i].last && r[i].claim <= 0xffffffff) &&
      (\forall integer i, j; 0 <= i < j < n ==> r[i].last < r[j].first);

    predicate tenon_range_has(struct tenon_range *r, integer n, integer i, integer address) =
      0 <= i < n && r[i].first <= address <= r[i].last;

    // `address` belongs to `claim`: what a map means, whatever the order of its elements.
    predicate tenon_range_claimed(struct tenon_range *r, integer n, integer address,
                                  integer claim) =
      \exists integer i; tenon_range_has(r, n, i, address) && r[i].claim == claim;

    // Range i has an address from `from` to `to`; it has all of them.
    predicate tenon_range_touches(struct tenon_range *r, integer n, integer i, integer from,
                                  integer to) =
      0 <= i < n && r[i].first <= to && from <= r[i].last;
    predicate tenon_range_spans(struct tenon_range *r, integer n, integer i, integer from,
                                integer to) =
      0 <= i < n && r[i].first <= from && to <= r[i].last;
    lemma tenon_range_spans_touches{L}:
      \forall struct tenon_range *r, integer n, i, from, to;
        from <= to ==> tenon_range_spans(r, n, i, from, to) ==>
          tenon_range_touches(r, n, i, from, to);

    predicate tenon_range_map_memory(struct tenon_range_map *m) =
      \valid(m) && \valid(m->range + (0 .. m->capacity - 1)) && m->count <= m->capacity &&
      \separated(m, m->range + (0 .. m->capacity - 1)); */

TENON_BEGIN_C

/// An empty map over `capacity` elements at `range`.
/*@ requires memory: \valid(map) && \valid(range + (0 .. capacity - 1));
    requires apart: \separated(map, range + (0 .. capacity - 1));
    terminates \true;
    exits \false;
    assigns *map;
    ensures memory: tenon_range_map_memory(map);
    ensures sorted: tenon_ranges_sorted(map->range, map->count);
    ensures size: map->capacity == capacity && map->range == range;
    ensures empty: map->count == 0; */
void tenon_range_map_init(struct tenon_range_map *map, struct tenon_range *range,
                          uint32_t capacity);

/// Claims `first` to `last`. \return TENON_OK; invalid_argument if last < first; overlap if any
/// address is claimed; full. A refusal changes nothing.
/*@ requires memory: tenon_range_map_memory(map);
    requires sorted: tenon_ranges_sorted(map->range, map->count);
    terminates \true;
    exits \false;
    assigns map->count, map->range[0 .. map->capacity - 1];
    ensures memory: tenon_range_map_memory(map);
    ensures sorted: tenon_ranges_sorted(map->range, map->count);
    ensures refused: \result != TENON_OK ==> map->count == \old(map->count) &&
      \forall integer i; 0 <= i < map->capacity ==>
        map->range[i].first == \old(map->range[i].first) &&
        map->range[i].last == \old(map->range[i].last) &&
        map->range[i].claim == \old(map->range[i].claim);
    behavior empty:
      assumes last < first;
      ensures result: \result == TENON_ERROR_invalid_argument;
    behavior overlap:
      assumes first <= last;
      assumes \exists integer i; tenon_range_touches(map->range, map->count, i, first, last);
      ensures result: \result == TENON_ERROR_overlap;
    behavior full:
      assumes first <= last;
      assumes !(\exists integer i; tenon_range_touches(map->range, map->count, i, first, last));
      assumes map->count == map->capacity;
      ensures result: \result == TENON_ERROR_full;
    behavior inserted:
      assumes first <= last;
      assumes !(\exists integer i; tenon_range_touches(map->range, map->count, i, first, last));
      assumes map->count < map->capacity;
      ensures result: \result == TENON_OK;
      ensures count: map->count == \old(map->count) + 1;
      ensures claims: \forall integer a, c;
        tenon_range_claimed(map->range, map->count, a, c) <==>
        \old(tenon_range_claimed(map->range, map->count, a, c)) ||
        (first <= a <= last && c == claim);
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_range_map_insert(struct tenon_range_map *map, uint64_t first, uint64_t last,
                                uint32_t claim);

/// Gives up the range that begins at `first`. \return TENON_OK or not_found.
/*@ requires memory: tenon_range_map_memory(map);
    requires sorted: tenon_ranges_sorted(map->range, map->count);
    terminates \true;
    exits \false;
    assigns map->count, map->range[0 .. map->capacity - 1];
    ensures memory: tenon_range_map_memory(map);
    ensures sorted: tenon_ranges_sorted(map->range, map->count);
    behavior removed:
      assumes \exists integer i; 0 <= i < map->count && map->range[i].first == first;
      ensures result: \result == TENON_OK;
      ensures count: map->count == \old(map->count) - 1;
      ensures gone: \forall integer i; !tenon_range_has(map->range, map->count, i, first);
      ensures claims: \forall integer a, c;
        tenon_range_claimed(map->range, map->count, a, c) <==>
        \old(tenon_range_claimed(map->range, map->count, a, c) && !(\exists integer i;
          tenon_range_has(map->range, map->count, i, a) && map->range[i].first == first));
    behavior absent:
      assumes !(\exists integer i; 0 <= i < map->count && map->range[i].first == first);
      ensures result: \result == TENON_ERROR_not_found;
      ensures kept: map->count == \old(map->count) &&
        \forall integer i; 0 <= i < map->count ==>
          map->range[i].first == \old(map->range[i].first) &&
          map->range[i].last == \old(map->range[i].last) &&
          map->range[i].claim == \old(map->range[i].claim);
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_range_map_remove(struct tenon_range_map *map, uint64_t first);

/// Who claims the `width` bytes at `address`? \return enum tenon_range_found; *claim is set for
/// INSIDE only and 0 else. An access of no bytes lies in no range; one that runs past 2^64 - 1 in
/// none either, though it may straddle.
/*@ requires memory: tenon_range_map_memory(map);
    requires sorted: tenon_ranges_sorted(map->range, map->count);
    requires writable: \valid(claim);
    requires apart: \separated(claim, map, map->range + (0 .. map->capacity - 1));
    terminates \true;
    exits \false;
    assigns *claim;
    behavior inside:
      assumes width > 0;
      assumes \exists integer i;
        tenon_range_spans(map->range, map->count, i, address, address + width - 1);
      ensures result: \result == TENON_RANGE_INSIDE;
      ensures claim: \forall integer a; address <= a < address + width ==>
        tenon_range_claimed(map->range, map->count, a, *claim);
    behavior straddles:
      assumes width > 0;
      assumes \exists integer i;
        tenon_range_touches(map->range, map->count, i, address, address + width - 1);
      assumes !(\exists integer i;
        tenon_range_spans(map->range, map->count, i, address, address + width - 1));
      ensures result: \result == TENON_RANGE_STRADDLES;
      ensures claim: *claim == 0;
    behavior none:
      assumes width == 0 || !(\exists integer i;
        tenon_range_touches(map->range, map->count, i, address, address + width - 1));
      ensures result: \result == TENON_RANGE_NONE;
      ensures claim: *claim == 0;
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_range_map_find(const struct tenon_range_map *map, uint64_t address, uint64_t width,
                              uint32_t *claim);

TENON_END_C

#endif
