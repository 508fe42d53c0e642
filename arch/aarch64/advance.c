/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/advance.h"

/* Fields above the mode come and go as multiples of 32. */
/*@ requires fields: high < 64 && low < 4 && step < 2;
    requires within: high * 0x400 + low * 0x2000000 + step * 0x200000 <= pstate;
    terminates \true; exits \false; assigns \nothing;
    ensures rest: \result == pstate - high * 0x400 - low * 0x2000000 - step * 0x200000;
    ensures mode: \result % 32 == pstate % 32; */
static uint64_t without(uint64_t pstate, uint64_t high, uint64_t low, uint64_t step) {
  return pstate - high * 0x400u - low * 0x2000000u - step * 0x200000u;
}

/*@ requires fields: high < 64 && low < 4;
    requires room: pstate + high * 0x400 + low * 0x2000000 <= 0xffffffffffffffff;
    terminates \true; exits \false; assigns \nothing;
    ensures sum: \result == pstate + high * 0x400 + low * 0x2000000;
    ensures mode: \result % 32 == pstate % 32; */
static uint64_t with(uint64_t pstate, uint64_t high, uint64_t low) {
  return pstate + high * 0x400u + low * 0x2000000u;
}

uint64_t tenon_aarch64_advance_pstate32(uint64_t pstate) {
  uint64_t high = (pstate / 0x400u) % 64u;
  uint64_t low = (pstate / 0x2000000u) % 4u;
  uint64_t step = (pstate / 0x200000u) % 2u;
  uint64_t it = high * 4u + low;
  uint64_t next = it % 8u == 0u ? 0u : (it / 32u) * 32u + (it % 16u) * 2u;
  uint64_t rest = without(pstate, high, low, step);
  return with(rest, next / 4u, next % 4u);
}
