/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/vmid.h"

#ifdef __FRAMAC__
#include "lemmas/common_vmid.h"
#endif

/*@ // Between two moments, nothing but `n` entered or left the set.
    predicate others{Now, Then}(uint64_t *map, integer words, integer n) =
      \forall integer k; 0 <= k < 64 * words && k != n ==>
        (tenon_vmid_in{Now}(map, k) <==> tenon_vmid_in{Then}(map, k)); */

/*@ requires memory: \valid(map + n / 64);
    terminates \true;
    exits \false;
    assigns map[n / 64];
    ensures in: tenon_vmid_in(map, n);
    ensures others: \forall integer k; 0 <= k && k != n ==>
      (tenon_vmid_in(map, k) <==> \old(tenon_vmid_in(map, k))); */
static void put(uint64_t *map, uint32_t n) { map[n / 64u] |= (uint64_t)1 << (n % 64u); }

/*@ requires memory: \valid(map + n / 64);
    terminates \true;
    exits \false;
    assigns map[n / 64];
    ensures out: !tenon_vmid_in(map, n);
    ensures others: \forall integer k; 0 <= k && k != n ==>
      (tenon_vmid_in(map, k) <==> \old(tenon_vmid_in(map, k))); */
static void take(uint64_t *map, uint32_t n) {
  map[n / 64u] &= UINT64_MAX - ((uint64_t)1 << (n % 64u));
}

/* The lowest member, or TENON_NONE. */
/*@ requires memory: \valid_read(map + (0 .. words - 1));
    requires range: words <= TENON_VMID_MAX / 64;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures none: \result == TENON_NONE ==>
      \forall integer n; 0 <= n < 64 * words ==> !tenon_vmid_in(map, n);
    ensures some: \result != TENON_NONE ==>
      \result < 64 * words && tenon_vmid_in(map, \result); */
static uint32_t lowest(const uint64_t *map, uint32_t words) {
  //@ assert bits: \forall integer k; 0 <= k < 64 ==> !tenon_bit(0, k);
  /*@ loop invariant range: 0 <= i <= words;
      loop invariant zero: \forall integer w; 0 <= w < i ==> map[w] == 0;
      loop assigns i;
      loop variant words - i; */
  for (uint32_t i = 0; i < words; i++) {
    if (map[i] != 0) {
      const uint32_t bit = tenon_lowest_bit(map[i]);
      //@ assert word: (i * 64 + bit) / 64 == i;
      //@ assert place: (i * 64 + bit) % 64 == bit;
      return i * 64u + bit;
    }
  }
  return TENON_NONE;
}

uint32_t tenon_vmid_init(struct tenon_vmid_allocator *a, uint64_t *idle, uint64_t *fresh,
                         uint32_t limit) {
  if (limit < 2u || limit > TENON_VMID_MAX) return TENON_ERROR_invalid_argument;
  const uint32_t words = TENON_VMID_WORDS(limit);
  /*@ loop invariant range: 0 <= i <= words;
      loop invariant zero: \forall integer w; 0 <= w < i ==> idle[w] == 0 && fresh[w] == 0;
      loop assigns i, idle[0 .. words - 1], fresh[0 .. words - 1];
      loop variant words - i; */
  for (uint32_t i = 0; i < words; i++) {
    idle[i] = 0;
    fresh[i] = 0;
  }
  /*@ loop invariant range: 1 <= n <= limit;
      loop invariant below: \forall integer k; 0 <= k < 64 * words ==>
        (tenon_vmid_in(idle, k) <==> 1 <= k < n) && (tenon_vmid_in(fresh, k) <==> 1 <= k < n);
      loop assigns n, idle[0 .. words - 1], fresh[0 .. words - 1];
      loop variant limit - n; */
  for (uint32_t n = 1; n < limit; n++) {
    put(idle, n);
    put(fresh, n);
  }
  a->idle = idle;
  a->fresh = fresh;
  a->limit = limit;
  a->words = words;
  a->generation = 1;
  return TENON_OK;
}

/* What no VM has is fresh again. */
/*@ requires memory: \valid_read(idle + (0 .. words - 1)) && \valid(fresh + (0 .. words - 1));
    requires apart: \separated(idle + (0 .. words - 1), fresh + (0 .. words - 1));
    terminates \true;
    exits \false;
    assigns fresh[0 .. words - 1];
    ensures same: \forall integer n; 0 <= n < 64 * words ==>
      (tenon_vmid_in(fresh, n) <==> tenon_vmid_in(idle, n)); */
static void renew(const uint64_t *idle, uint64_t *fresh, uint32_t words) {
  /*@ loop invariant range: 0 <= i <= words;
      loop invariant same: \forall integer w; 0 <= w < i ==> fresh[w] == idle[w];
      loop assigns i, fresh[0 .. words - 1];
      loop variant words - i; */
  for (uint32_t i = 0; i < words; i++) {
    fresh[i] = idle[i];
  }
}

/* Claims a fresh identifier, else an idle one in a new generation, else none: TENON_NONE. */
/*@ requires memory: \valid(idle + (0 .. words - 1)) && \valid(fresh + (0 .. words - 1)) &&
      \valid(renewed);
    requires range: words <= TENON_VMID_MAX / 64;
    requires apart: \separated(idle + (0 .. words - 1), fresh + (0 .. words - 1), renewed);
    requires subset: \forall integer n; 0 <= n < 64 * words ==>
      tenon_vmid_in(fresh, n) ==> tenon_vmid_in(idle, n);
    terminates \true;
    exits \false;
    assigns idle[0 .. words - 1], fresh[0 .. words - 1], *renewed;
    ensures boolean: *renewed == 0 || *renewed == 1;
    ensures none: \result == TENON_NONE ==> *renewed == 0 &&
      \forall integer n; 0 <= n < 64 * words ==> !tenon_vmid_in(idle, n) &&
        !tenon_vmid_in(fresh, n) && !\old(tenon_vmid_in(idle, n)) &&
        !\old(tenon_vmid_in(fresh, n));
    ensures some: \result != TENON_NONE ==>
      \result < 64 * words && !tenon_vmid_in(idle, \result) &&
      !tenon_vmid_in(fresh, \result) && \old(tenon_vmid_in(idle, \at(\result, Post)));
    ensures taken: \result != TENON_NONE ==> others{Post, Pre}(idle, words, \result);
    ensures same: \result != TENON_NONE && *renewed == 0 ==>
      \old(tenon_vmid_in(fresh, \at(\result, Post))) && others{Post, Pre}(fresh, words, \result);
    ensures renewed: *renewed == 1 ==> \forall integer n; 0 <= n < 64 * words ==>
      !\old(tenon_vmid_in(fresh, n)) && (tenon_vmid_in(fresh, n) <==> tenon_vmid_in(idle, n)); */
static uint32_t choose(uint64_t *idle, uint64_t *fresh, uint32_t words, uint32_t *renewed) {
  *renewed = 0;
  uint32_t n = lowest(fresh, words);
  if (n == TENON_NONE) {
    n = lowest(idle, words);
    if (n == TENON_NONE) return TENON_NONE;
    renew(idle, fresh, words);
    *renewed = 1;
  }
  //@ ghost before:;
  take(idle, n);
  take(fresh, n);
  //@ assert idle: others{Here, before}(idle, words, n) && !tenon_vmid_in(idle, n);
  //@ assert fresh: others{Here, before}(fresh, words, n) && !tenon_vmid_in(fresh, n);
  return n;
}

uint32_t tenon_vmid_acquire(struct tenon_vmid_allocator *a, uint32_t *vmid, uint64_t *generation) {
  uint64_t *const idle = a->idle;
  uint64_t *const fresh = a->fresh;
  const uint32_t words = a->words;
  const uint64_t before = a->generation;
  uint32_t renewed;
  const uint32_t n = choose(idle, fresh, words, &renewed);
  if (n == TENON_NONE) return TENON_ERROR_no_vmid;
  //@ assert bitmaps: tenon_vmid_bitmaps(idle, fresh, words, a->limit);
  //@ ghost chosen:;
  a->generation = before + renewed;
  *vmid = n;
  *generation = before + renewed;
  //@ assert words_idle: \forall integer w; 0 <= w < words ==> idle[w] == \at(idle[w], chosen);
  //@ assert words_fresh: \forall integer w; 0 <= w < words ==> fresh[w] == \at(fresh[w], chosen);
  //@ assert idle: others{Here, chosen}(idle, words, -1);
  //@ assert fresh: others{Here, chosen}(fresh, words, -1);
  return TENON_OK;
}

uint32_t tenon_vmid_release(struct tenon_vmid_allocator *a, uint32_t vmid) {
  if (vmid < 1u || vmid >= a->limit) return TENON_ERROR_invalid_argument;
  if ((a->idle[vmid / 64u] & ((uint64_t)1 << (vmid % 64u))) != 0) {
    return TENON_ERROR_invalid_argument;
  }
  put(a->idle, vmid);
  return TENON_OK;
}
