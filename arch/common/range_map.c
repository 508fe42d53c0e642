/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/range_map.h"

/*@ // Each element k up to `count` is now what element `from` was. One formula on purpose: two
    // would lead the provers from each element on to the next, for ever.
    predicate raised{Now, Then}(struct tenon_range *r, integer count, integer place) =
      \forall integer k; 0 <= k <= count ==>
        \let from = k <= place ? k : k - 1;
        \at(r[k].first, Now) == \at(r[from].first, Then) &&
        \at(r[k].last, Now) == \at(r[from].last, Then) &&
        \at(r[k].claim, Now) == \at(r[from].claim, Then);
    predicate opened{Now, Then}(struct tenon_range *r, integer count, integer place) =
      \forall integer k; 0 <= k <= count && k != place ==>
        \let from = k < place ? k : k - 1;
        \at(r[k].first, Now) == \at(r[from].first, Then) &&
        \at(r[k].last, Now) == \at(r[from].last, Then) &&
        \at(r[k].claim, Now) == \at(r[from].claim, Then);
    predicate closed{Now, Then}(struct tenon_range *r, integer count, integer place, integer end) =
      \forall integer k; 0 <= k < count ==>
        \let from = place <= k < end ? k + 1 : k;
        \at(r[k].first, Now) == \at(r[from].first, Then) &&
        \at(r[k].last, Now) == \at(r[from].last, Then) &&
        \at(r[k].claim, Now) == \at(r[from].claim, Then);

    lemma opened_sorted{Now, Then}: \forall struct tenon_range *r, integer n, p;
      opened{Now, Then}(r, n, p) ==> 0 <= p <= n ==> tenon_ranges_sorted{Then}(r, n) ==>
        (\forall integer i; 0 <= i < p ==> \at(r[i].last, Then) < \at(r[p].first, Now)) ==>
        (\forall integer i; p <= i < n ==> \at(r[p].last, Now) < \at(r[i].first, Then)) ==>
        \at(r[p].first, Now) <= \at(r[p].last, Now) ==> \at(r[p].claim, Now) <= 0xffffffff ==>
        tenon_ranges_sorted{Now}(r, n + 1);

    lemma closed_sorted{Now, Then}: \forall struct tenon_range *r, integer n, p;
      closed{Now, Then}(r, n, p, n) ==> 0 <= p <= n ==> tenon_ranges_sorted{Then}(r, n + 1) ==>
        tenon_ranges_sorted{Now}(r, n); */

void tenon_range_map_init(struct tenon_range_map *map, struct tenon_range *range,
                          uint32_t capacity) {
  map->range = range;
  map->capacity = capacity;
  map->count = 0;
}

/* The first element that ends at or above `address`; `count` if there is none. */
/*@ requires memory: \valid_read(range + (0 .. count - 1));
    requires sorted: \forall integer i, j; 0 <= i < j < count ==> range[i].last < range[j].last;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures range: \result <= count;
    ensures below: \forall integer i; 0 <= i < \result ==> range[i].last < address;
    ensures above: \forall integer i; \result <= i < count ==> address <= range[i].last; */
static uint32_t first_not_below(const struct tenon_range *range, uint32_t count, uint64_t address) {
  uint32_t low = 0;
  uint32_t high = count;
  /*@ loop invariant order: 0 <= low <= high <= count;
      loop invariant below: \forall integer i; 0 <= i < low ==> range[i].last < address;
      loop invariant above: \forall integer i; high <= i < count ==> address <= range[i].last;
      loop assigns low, high;
      loop variant high - low; */
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2u;
    if (range[middle].last < address) {
      low = middle + 1u;
    } else {
      high = middle;
    }
  }
  return low;
}

/* Elements `place` to `count - 1` move up by one. */
/*@ requires memory: \valid(range + (0 .. count));
    requires place: place <= count;
    terminates \true;
    exits \false;
    assigns range[place .. count];
    ensures raised: raised{Post, Pre}(range, count, place); */
static void open_gap(struct tenon_range *range, uint32_t count, uint32_t place) {
  uint32_t i = count;
  /*@ loop invariant range: place <= i <= count;
      loop invariant raised: raised{Here, Pre}(range, count, i);
      loop assigns i, range[place .. count];
      loop variant i; */
  while (i > place) {
    range[i].first = range[i - 1u].first;
    range[i].last = range[i - 1u].last;
    range[i].claim = range[i - 1u].claim;
    i--;
  }
}

/* Elements `place + 1` to `count` move down by one. */
/*@ requires memory: \valid(range + (0 .. count));
    requires place: place <= count;
    terminates \true;
    exits \false;
    assigns range[place .. count];
    ensures closed: closed{Post, Pre}(range, count, place, count); */
static void close_gap(struct tenon_range *range, uint32_t count, uint32_t place) {
  uint32_t i = place;
  /*@ loop invariant range: place <= i <= count;
      loop invariant closed: closed{Here, Pre}(range, count + 1, place, i);
      loop assigns i, range[place .. count];
      loop variant count - i; */
  while (i < count) {
    range[i].first = range[i + 1u].first;
    range[i].last = range[i + 1u].last;
    range[i].claim = range[i + 1u].claim;
    i++;
  }
}

/* The range becomes element `place`; those from there on move up. */
/*@ requires memory: \valid(range + (0 .. count));
    requires order: first <= last && place <= count < 0xffffffff;
    requires sorted: tenon_ranges_sorted(range, count);
    requires below: \forall integer i; 0 <= i < place ==> range[i].last < first;
    requires above: \forall integer i; place <= i < count ==> last < range[i].first;
    terminates \true;
    exits \false;
    assigns range[place .. count];
    ensures sorted: tenon_ranges_sorted(range, count + 1);
    ensures kept: \forall integer a, c; \old(tenon_range_claimed(range, count, a, c)) ==>
      tenon_range_claimed(range, count + 1, a, c);
    ensures placed: \forall integer a; first <= a <= last ==>
      tenon_range_claimed(range, count + 1, a, claim);
    ensures only: \forall integer a, c; tenon_range_claimed(range, count + 1, a, c) ==>
      \old(tenon_range_claimed(range, count, a, c)) || (first <= a <= last && c == claim); */
static void put(struct tenon_range *range, uint32_t count, uint32_t place, uint64_t first,
                uint64_t last, uint32_t claim) {
  open_gap(range, count, place);
  range[place].first = first;
  range[place].last = last;
  range[place].claim = claim;
  //@ assert opened: opened{Here, Pre}(range, count, place);
  /*@ assert added: tenon_range_has(range, count + 1, place, first) &&
        range[place].claim == claim; */
  /*@ assert kept: \forall integer k, a; \at(tenon_range_has(range, count, k, a), Pre) ==>
        \let n = k < place ? k : k + 1;
        tenon_range_has(range, count + 1, n, a) &&
        range[n].claim == \at(range[k].claim, Pre); */
  /*@ assert only: \forall integer n, a; tenon_range_has(range, count + 1, n, a) && n != place ==>
        \let k = n < place ? n : n - 1;
        \at(tenon_range_has(range, count, k, a), Pre) &&
        range[n].claim == \at(range[k].claim, Pre); */
}

/* Element `place` goes; those above it move down. */
/*@ requires memory: \valid(range + (0 .. count));
    requires place: place <= count < 0xffffffff;
    requires sorted: tenon_ranges_sorted(range, count + 1);
    terminates \true;
    exits \false;
    assigns range[place .. count];
    ensures sorted: tenon_ranges_sorted(range, count);
    ensures gone: \forall integer n;
      !tenon_range_has(range, count, n, \old(range[place].first));
    ensures kept: \forall integer a, c; \old(tenon_range_claimed(range, count + 1, a, c) &&
      !tenon_range_has(range, count + 1, place, a)) ==> tenon_range_claimed(range, count, a, c);
    ensures only: \forall integer a, c; tenon_range_claimed(range, count, a, c) ==>
      \old(tenon_range_claimed(range, count + 1, a, c) &&
           !tenon_range_has(range, count + 1, place, a)); */
static void take(struct tenon_range *range, uint32_t count, uint32_t place) {
  close_gap(range, count, place);
  /*@ assert kept: \forall integer k, a; \at(tenon_range_has(range, count + 1, k, a), Pre) &&
        k != place ==> \let n = k < place ? k : k - 1;
        tenon_range_has(range, count, n, a) && range[n].claim == \at(range[k].claim, Pre); */
  /*@ assert only: \forall integer n, a; tenon_range_has(range, count, n, a) ==>
        \let k = n < place ? n : n + 1;
        \at(tenon_range_has(range, count + 1, k, a), Pre) &&
        range[n].claim == \at(range[k].claim, Pre); */
}

uint32_t tenon_range_map_insert(struct tenon_range_map *map, uint64_t first, uint64_t last,
                                uint32_t claim) {
  struct tenon_range *const range = map->range;
  const uint32_t count = map->count;
  if (last < first) return TENON_ERROR_invalid_argument;
  const uint32_t place = first_not_below(range, count, first);
  if (place < count && range[place].first <= last) {
    //@ assert touches: tenon_range_touches(range, count, place, first, last);
    return TENON_ERROR_overlap;
  }
  if (count == map->capacity) return TENON_ERROR_full;
  put(range, count, place, first, last, claim);
  map->count = count + 1u;
  return TENON_OK;
}

uint32_t tenon_range_map_remove(struct tenon_range_map *map, uint64_t first) {
  struct tenon_range *const range = map->range;
  const uint32_t count = map->count;
  const uint32_t place = first_not_below(range, count, first);
  if (place == count || range[place].first != first) return TENON_ERROR_not_found;
  take(range, count - 1u, place);
  map->count = count - 1u;
  return TENON_OK;
}

uint32_t tenon_range_map_find(const struct tenon_range_map *map, uint64_t address, uint64_t width,
                              uint32_t *claim) {
  const struct tenon_range *const range = map->range;
  const uint32_t count = map->count;
  uint32_t found = TENON_RANGE_NONE;
  uint32_t value = 0;
  if (width > 0) {
    const uint64_t room = UINT64_MAX - address;
    const uint32_t wraps = width - 1u > room ? 1u : 0u;
    const uint64_t last = address + (wraps ? room : width - 1u);
    const uint32_t place = first_not_below(range, count, address);
    if (place < count && range[place].first <= last) {
      //@ assert touches: tenon_range_touches(range, count, place, address, address + width - 1);
      found = TENON_RANGE_STRADDLES;
      if (!wraps && range[place].first <= address && last <= range[place].last) {
        //@ assert spans: tenon_range_spans(range, count, place, address, address + width - 1);
        found = TENON_RANGE_INSIDE;
        value = (uint32_t)range[place].claim;
      }
    }
  }
  *claim = value;
  return found;
}
