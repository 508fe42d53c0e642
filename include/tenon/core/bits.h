/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Bits of a 64-bit word: the predicate that contracts speak with, and searches.
#ifndef TENON_CORE_BITS_H
#define TENON_CORE_BITS_H

#include "tenon/core/base.h"

/*@ predicate tenon_bit(integer word, integer bit) = (word & (1 << bit)) != 0; */

TENON_BEGIN_C

/// The number of the lowest set bit of a nonzero word.
/*@ requires some: word != 0;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures range: \result < 64;
    ensures member: tenon_bit(word, \result);
    ensures least: \forall integer k; 0 <= k < \result ==> !tenon_bit(word, k); */
uint32_t tenon_lowest_bit(uint64_t word);

/// The number of the highest set bit of a nonzero word.
/*@ requires some: word != 0;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures range: \result < 64;
    ensures member: tenon_bit(word, \result);
    ensures greatest: \forall integer k; \result < k < 64 ==> !tenon_bit(word, k); */
uint32_t tenon_highest_bit(uint64_t word);

TENON_END_C

#endif
