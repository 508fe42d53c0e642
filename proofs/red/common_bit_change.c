/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the contracts of bit_change.h: none of these may prove. */
#include "tenon/core/bit_change.h"

/* The other bits go. */
/*@ requires range: bit < 64;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures set: tenon_bit(\result, bit);
    ensures rest: \forall integer k; 0 <= k < 64 && k != bit ==>
      (tenon_bit(\result, k) <==> tenon_bit(word, k)); */
uint64_t tenon_with_bit__red_1(uint64_t word, uint32_t bit) { /* must fail: rest */
  (void)word;
  return (uint64_t)1 << bit;
}

/* It stays. */
/*@ requires range: bit < 64;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures gone: !tenon_bit(\result, bit);
    ensures rest: \forall integer k; 0 <= k < 64 && k != bit ==>
      (tenon_bit(\result, k) <==> tenon_bit(word, k)); */
uint64_t tenon_without_bit__red_1(uint64_t word, uint32_t bit) { /* must fail: gone */
  (void)bit;
  return word;
}
