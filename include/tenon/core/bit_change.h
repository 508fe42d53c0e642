/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A 64-bit word with one bit set or cleared.
#ifndef TENON_CORE_BIT_CHANGE_H
#define TENON_CORE_BIT_CHANGE_H

#include "tenon/core/bits.h"

TENON_BEGIN_C

/// The word with bit `bit` set.
/*@ requires range: bit < 64;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures set: tenon_bit(\result, bit);
    ensures rest: \forall integer k; 0 <= k < 64 && k != bit ==>
      (tenon_bit(\result, k) <==> tenon_bit(word, k)); */
static inline uint64_t tenon_with_bit(uint64_t word, uint32_t bit) {
  return word | ((uint64_t)1 << bit);
}

/// The word with bit `bit` clear.
/*@ requires range: bit < 64;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures gone: !tenon_bit(\result, bit);
    ensures rest: \forall integer k; 0 <= k < 64 && k != bit ==>
      (tenon_bit(\result, k) <==> tenon_bit(word, k)); */
static inline uint64_t tenon_without_bit(uint64_t word, uint32_t bit) {
  return word & (UINT64_MAX - ((uint64_t)1 << bit));
}

TENON_END_C

#endif
