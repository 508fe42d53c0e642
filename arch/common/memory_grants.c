/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/memory_grants.h"

/*@ lemma left_same{A, B}: \forall struct tenon_grant *r, integer n, i;
      0 <= i < n - 1 ==> grant_same{A, B}(r, i, i) ==> grant_left{A, B}(r, n, i); */

void tenon_grants_init(struct tenon_grants *grants, struct tenon_grant *grant, uint32_t capacity) {
  grants->grant = grant;
  grants->capacity = capacity;
  grants->count = 0;
}

/* Has any grant one of these pages? */
/*@ requires grants: grants_valid(grants);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures result: \result == 0 || \result == 1;
    ensures touch: \result == 1 <==> grants_touch(grants->grant, grants->count, first, last); */
static uint32_t touches(const struct tenon_grants *grants, uint64_t first, uint64_t last) {
  /*@ loop invariant range: 0 <= i <= grants->count;
      loop invariant none: \forall integer j; 0 <= j < i ==>
        !(grants->grant[j].first <= last && first <= grants->grant[j].last);
      loop assigns i;
      loop variant grants->count - i; */
  for (uint32_t i = 0; i < grants->count; i++) {
    if (grants->grant[i].first <= last && first <= grants->grant[i].last) return 1;
  }
  return 0;
}

/* The grant that begins at `first`; `count` if there is none. */
/*@ requires grants: grants_valid(grants);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures range: \result <= grants->count;
    ensures there: \result < grants->count ==> grants->grant[\result].first == first;
    ensures none: \result == grants->count ==> \forall integer i; 0 <= i < grants->count ==>
      grants->grant[i].first != first; */
static uint32_t find(const struct tenon_grants *grants, uint64_t first) {
  /*@ loop invariant range: 0 <= i <= grants->count;
      loop invariant none: \forall integer j; 0 <= j < i ==> grants->grant[j].first != first;
      loop assigns i;
      loop variant grants->count - i; */
  for (uint32_t i = 0; i < grants->count; i++) {
    if (grants->grant[i].first == first) return i;
  }
  return grants->count;
}

/*@ requires memory: \valid(grant);
    terminates \true;
    exits \false;
    assigns *grant;
    ensures first: grant->first == value.first;
    ensures last: grant->last == value.last;
    ensures owner: grant->owner == value.owner;
    ensures sharer: grant->sharer == value.sharer; */
static void put(struct tenon_grant *grant, struct tenon_grant value) {
  grant->first = value.first;
  grant->last = value.last;
  grant->owner = value.owner;
  grant->sharer = value.sharer;
}

/* One more, which has no page of the others. */
/*@ requires memory: \valid(grant + (0 .. count));
    requires apart: grants_apart(grant, count) && !grants_touch(grant, count, value.first, value.last);
    requires value: grants_range(value.first, value.last) && value.owner != TENON_NONE;
    terminates \true;
    exits \false;
    assigns grant[count];
    ensures apart: grants_apart(grant, count + 1);
    ensures kept: grants_kept{Pre, Post}(grant, count);
    ensures first: grant[count].first == value.first;
    ensures last: grant[count].last == value.last;
    ensures owner: grant[count].owner == value.owner;
    ensures sharer: grant[count].sharer == value.sharer; */
static void add(struct tenon_grant *grant, uint32_t count, struct tenon_grant value) {
  put(&grant[count], value);
  //@ assert kept: grants_kept{Pre, Here}(grant, count);
}

/* The last of `count` takes the place of one that goes. */
/*@ requires memory: \valid(grant + (0 .. count - 1)) && place < count;
    requires apart: grants_apart(grant, count);
    terminates \true;
    exits \false;
    assigns grant[place];
    ensures apart: grants_apart(grant, count - 1);
    ensures rest: \forall integer i; 0 <= i < count - 1 ==> i != place ==>
      grant_same{Pre, Post}(grant, i, i);
    ensures moved: grant_same{Pre, Post}(grant, count - 1, place); */
static void drop(struct tenon_grant *grant, uint32_t count, uint32_t place) {
  put(&grant[place], grant[count - 1u]);
  /*@ assert others: \forall integer i; 0 <= i < count ==> i != place ==>
        grant[i].first == \at(grant[i].first, Pre) && grant[i].last == \at(grant[i].last, Pre) &&
        grant[i].owner == \at(grant[i].owner, Pre); */
  /*@ assert moved: grant[place].first == \at(grant[count - 1].first, Pre) &&
        grant[place].last == \at(grant[count - 1].last, Pre) &&
        grant[place].owner == \at(grant[count - 1].owner, Pre); */
  /*@ assert beside: \forall integer i; 0 <= i < count - 1 ==> i != place ==>
        grant[i].last < grant[place].first || grant[place].last < grant[i].first; */
}

uint32_t tenon_grants_give(struct tenon_grants *grants, uint64_t first, uint64_t last,
                           uint32_t owner) {
  if (first > last || last >= TENON_NESTED_NUMBERS || owner == TENON_NONE) {
    return TENON_ERROR_invalid_argument;
  }
  if (touches(grants, first, last) != 0) return TENON_ERROR_overlap;
  if (grants->count == grants->capacity) return TENON_ERROR_full;
  const struct tenon_grant given = {first, last, owner, TENON_NONE};
  const uint32_t count = grants->count;
  add(grants->grant, count, given);
  grants->count = count + 1u;
  //@ assert apart: grants_apart(grants->grant, count + 1);
  return TENON_OK;
}

uint32_t tenon_grants_share(struct tenon_grants *grants, uint64_t first, uint32_t owner,
                            uint32_t sharer) {
  if (sharer == TENON_NONE || sharer == owner) return TENON_ERROR_invalid_argument;
  const uint32_t place = find(grants, first);
  if (place == grants->count || grants->grant[place].owner != owner) return TENON_ERROR_not_found;
  if (grants->grant[place].sharer != TENON_NONE) return TENON_ERROR_overlap;
  grants->grant[place].sharer = sharer;
  return TENON_OK;
}

/* Does an entry of a table of `height` map one of the pages `first` to `last`? */
/*@ requires tree: nested_memory(tree);
    requires height: 1 <= height <= 4;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures result: \result == 0 || \result == 1;
    ensures maps: \result == 1 <==> entry != 0 && !nested_points(tree, height, entry) &&
      nested_number(tree, entry) <= last &&
      first < nested_number(tree, entry) + nested_bytes(height) / 4096; */
static uint32_t maps(struct tenon_nested_tree tree, uint32_t height, uint64_t entry, uint64_t first,
                     uint64_t last) {
  if (entry == 0) return 0;
  if (height >= 2u && entry % 1024u == tree.pointer) return 0;
  const uint64_t number = tenon_nested_number(tree, entry);
  return number <= last && first < number + tenon_nested_span(height) / 4096u;
}

/*@ requires tree: nested_valid(tree);
    requires table: p < tree.count && 1 <= tree.table[p].height;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures result: \result == 0 || \result == 1;
    ensures maps: \result == 0 ==> \forall integer i; 0 <= i < 512 ==>
      !leaf_touches(tree, p, i, first, last); */
static uint32_t table_maps(struct tenon_nested_tree tree, uint32_t p, uint64_t first,
                           uint64_t last) {
  /*@ loop invariant range: 0 <= i <= 512;
      loop invariant none: \forall integer j; 0 <= j < i ==>
        !leaf_touches(tree, p, j, first, last);
      loop assigns i;
      loop variant 512 - i; */
  for (uint32_t i = 0; i < TENON_NESTED_ENTRIES; i++) {
    if (maps(tree, tree.table[p].height, tree.page[p].entry[i], first, last) != 0) return 1;
  }
  return 0;
}

/*@ requires tree: nested_valid(tree);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures result: \result == 0 || \result == 1;
    ensures maps: \result == 0 ==> nested_unmapped(tree, first, last); */
static uint32_t any_maps(struct tenon_nested_tree tree, uint64_t first, uint64_t last) {
  /*@ loop invariant range: 0 <= p <= tree.count;
      loop invariant none: \forall integer q, i; 0 <= q < p ==> 0 <= i < 512 ==>
        !leaf_touches(tree, q, i, first, last);
      loop assigns p;
      loop variant tree.count - p; */
  for (uint32_t p = 0; p < tree.count; p++) {
    if (tree.table[p].height != 0 && table_maps(tree, p, first, last) != 0) return 1;
  }
  return 0;
}

uint32_t tenon_grants_take(struct tenon_grants *grants, struct tenon_nested_tree tree,
                           uint64_t first) {
  const uint32_t place = find(grants, first);
  if (place == grants->count) return TENON_ERROR_not_found;
  if (any_maps(tree, first, grants->grant[place].last) != 0) return TENON_ERROR_still_mapped;
  //@ assert unmapped: nested_unmapped(tree, first, grants->grant[place].last);
  const uint32_t count = grants->count;
  drop(grants->grant, count, place);
  grants->count = count - 1u;
  //@ assert apart: grants_apart(grants->grant, count - 1);
  /*@ assert moved: place < count - 1 ==> grant_left{Pre, Here}(grants->grant, count, count - 1); */
  /*@ assert there: \forall integer i; 0 <= i < count - 1 ==> i != place ==>
        grant_same{Pre, Here}(grants->grant, i, i); */
  /*@ assert left: \forall integer i; 0 <= i < count - 1 ==> i != place ==>
        grant_left{Pre, Here}(grants->grant, count, i); */
  /*@ assert others: \forall integer i; 0 <= i < count ==>
        \at(grants->grant[i].first, Pre) != first ==> i != place; */
  return TENON_OK;
}

uint32_t tenon_grants_hold(const struct tenon_grants *grants, uint64_t first, uint64_t last,
                           uint32_t vm) {
  /*@ loop invariant range: 0 <= i <= grants->count;
      loop invariant none: \forall integer j; 0 <= j < i ==>
        !(grants->grant[j].first <= first && last <= grants->grant[j].last &&
          grants_of(grants->grant, j, vm));
      loop assigns i;
      loop variant grants->count - i; */
  for (uint32_t i = 0; i < grants->count; i++) {
    const struct tenon_grant *const grant = &grants->grant[i];
    if (grant->first <= first && last <= grant->last &&
        (grant->owner == vm || grant->sharer == vm)) {
      return 1;
    }
  }
  return 0;
}

uint32_t tenon_grants_cover(const struct tenon_grants *grants, uint64_t hpa, uint64_t bytes,
                            uint32_t vm) {
  if (bytes == 0 || bytes - 1u > UINT64_MAX - hpa) return 0;
  return tenon_grants_hold(grants, hpa / 4096u, (hpa + (bytes - 1u)) / 4096u, vm);
}
