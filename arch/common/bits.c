/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Searches by halving: six steps that compilers turn into shifts, in place of an instruction or a
 * builtin whose meaning a proof would have to assume.
 */
#include "tenon/core/bits.h"

#ifdef __FRAMAC__
#include "lemmas/common_bits.h"
#endif

/*@ requires some: 0 < word < 0x4;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures range: \result < 2;
    ensures member: tenon_bit(word, \result);
    ensures least: \forall integer k; 0 <= k < \result ==> !tenon_bit(word, k); */
static uint32_t lowest_of_2(uint64_t word) {
  //@ assert one: tenon_bit(1, 0);
  //@ assert odd: word % 2 != 0 ==> word % 2 == 1 && tenon_bit(word, 0);
  //@ assert even: word % 2 == 0 ==> word / 2 == 1 && !tenon_bit(word, 0);
  //@ assert moved: tenon_bit(word, 1) <==> tenon_bit(word / 2, 0);
  if (word % 2u != 0) {
    return 0;
  }
  return 1;
}

/*@ requires some: 0 < word < 0x10;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures range: \result < 4;
    ensures member: tenon_bit(word, \result);
    ensures least: \forall integer k; 0 <= k < \result ==> !tenon_bit(word, k); */
static uint32_t lowest_of_4(uint64_t word) {
  /*@ assert moved: \forall integer k; 2 <= k < 64 ==>
        (tenon_bit(word, k) <==> tenon_bit(word / 4, k - 2)); */
  if (word % 4u != 0) {
    return lowest_of_2(word % 4u);
  }
  return lowest_of_2(word / 4u) + 2u;
}

/*@ requires some: 0 < word < 0x100;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures range: \result < 8;
    ensures member: tenon_bit(word, \result);
    ensures least: \forall integer k; 0 <= k < \result ==> !tenon_bit(word, k); */
static uint32_t lowest_of_8(uint64_t word) {
  /*@ assert moved: \forall integer k; 4 <= k < 64 ==>
        (tenon_bit(word, k) <==> tenon_bit(word / 16, k - 4)); */
  if (word % 16u != 0) {
    return lowest_of_4(word % 16u);
  }
  return lowest_of_4(word / 16u) + 4u;
}

/*@ requires some: 0 < word < 0x10000;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures range: \result < 16;
    ensures member: tenon_bit(word, \result);
    ensures least: \forall integer k; 0 <= k < \result ==> !tenon_bit(word, k); */
static uint32_t lowest_of_16(uint64_t word) {
  /*@ assert moved: \forall integer k; 8 <= k < 64 ==>
        (tenon_bit(word, k) <==> tenon_bit(word / 0x100, k - 8)); */
  if (word % 0x100u != 0) {
    return lowest_of_8(word % 0x100u);
  }
  return lowest_of_8(word / 0x100u) + 8u;
}

/*@ requires some: 0 < word < 0x100000000;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures range: \result < 32;
    ensures member: tenon_bit(word, \result);
    ensures least: \forall integer k; 0 <= k < \result ==> !tenon_bit(word, k); */
static uint32_t lowest_of_32(uint64_t word) {
  /*@ assert moved: \forall integer k; 16 <= k < 64 ==>
        (tenon_bit(word, k) <==> tenon_bit(word / 0x10000, k - 16)); */
  if (word % 0x10000u != 0) {
    return lowest_of_16(word % 0x10000u);
  }
  return lowest_of_16(word / 0x10000u) + 16u;
}

uint32_t tenon_lowest_bit(uint64_t word) {
  /*@ assert moved: \forall integer k; 32 <= k < 64 ==>
        (tenon_bit(word, k) <==> tenon_bit(word / 0x100000000, k - 32)); */
  if (word % 0x100000000u != 0) {
    return lowest_of_32(word % 0x100000000u);
  }
  return lowest_of_32(word / 0x100000000u) + 32u;
}

/*@ requires some: 0 < word < 0x4;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures range: \result < 2;
    ensures member: tenon_bit(word, \result);
    ensures greatest: \forall integer k; \result < k < 64 ==> !tenon_bit(word, k); */
static uint32_t highest_of_2(uint64_t word) {
  //@ assert one: tenon_bit(1, 0);
  //@ assert moved: tenon_bit(word, 1) <==> tenon_bit(word / 2, 0);
  //@ assert big: word >= 2 ==> word / 2 == 1;
  if (word >= 2u) {
    return 1;
  }
  return 0;
}

/*@ requires some: 0 < word < 0x10;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures range: \result < 4;
    ensures member: tenon_bit(word, \result);
    ensures greatest: \forall integer k; \result < k < 64 ==> !tenon_bit(word, k); */
static uint32_t highest_of_4(uint64_t word) {
  /*@ assert moved: \forall integer k; 2 <= k < 64 ==>
        (tenon_bit(word, k) <==> tenon_bit(word / 4, k - 2)); */
  if (word >= 4u) {
    return highest_of_2(word / 4u) + 2u;
  }
  return highest_of_2(word);
}

/*@ requires some: 0 < word < 0x100;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures range: \result < 8;
    ensures member: tenon_bit(word, \result);
    ensures greatest: \forall integer k; \result < k < 64 ==> !tenon_bit(word, k); */
static uint32_t highest_of_8(uint64_t word) {
  /*@ assert moved: \forall integer k; 4 <= k < 64 ==>
        (tenon_bit(word, k) <==> tenon_bit(word / 16, k - 4)); */
  if (word >= 16u) {
    return highest_of_4(word / 16u) + 4u;
  }
  return highest_of_4(word);
}

/*@ requires some: 0 < word < 0x10000;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures range: \result < 16;
    ensures member: tenon_bit(word, \result);
    ensures greatest: \forall integer k; \result < k < 64 ==> !tenon_bit(word, k); */
static uint32_t highest_of_16(uint64_t word) {
  /*@ assert moved: \forall integer k; 8 <= k < 64 ==>
        (tenon_bit(word, k) <==> tenon_bit(word / 0x100, k - 8)); */
  if (word >= 0x100u) {
    return highest_of_8(word / 0x100u) + 8u;
  }
  return highest_of_8(word);
}

/*@ requires some: 0 < word < 0x100000000;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures range: \result < 32;
    ensures member: tenon_bit(word, \result);
    ensures greatest: \forall integer k; \result < k < 64 ==> !tenon_bit(word, k); */
static uint32_t highest_of_32(uint64_t word) {
  /*@ assert moved: \forall integer k; 16 <= k < 64 ==>
        (tenon_bit(word, k) <==> tenon_bit(word / 0x10000, k - 16)); */
  if (word >= 0x10000u) {
    return highest_of_16(word / 0x10000u) + 16u;
  }
  return highest_of_16(word);
}

uint32_t tenon_highest_bit(uint64_t word) {
  /*@ assert moved: \forall integer k; 32 <= k < 64 ==>
        (tenon_bit(word, k) <==> tenon_bit(word / 0x100000000, k - 32)); */
  if (word >= 0x100000000u) {
    return highest_of_32(word / 0x100000000u) + 32u;
  }
  return highest_of_32(word);
}
