/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of bits.h: none of these may prove. */
#define tenon_lowest_bit tenon_lowest_bit__red_1   /* must fail: least */
#define tenon_highest_bit tenon_highest_bit__red_1 /* must fail: range */
#include "tenon/core/bits.h"

/* Some set bit, not the lowest one. */
uint32_t tenon_lowest_bit(uint64_t word) { return tenon_highest_bit(word); }

/* One too many. */
uint32_t tenon_highest_bit(uint64_t word) {
  return word > 0x7fffffffffffffffu ? 64u : tenon_lowest_bit(word);
}
