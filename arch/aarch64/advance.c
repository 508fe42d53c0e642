/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/advance.h"

uint64_t tenon_aarch64_advance_pstate32(uint64_t pstate) {
  uint64_t high = (pstate / 0x400u) % 64u;
  uint64_t low = (pstate / 0x2000000u) % 4u;
  uint64_t step = (pstate / 0x200000u) % 2u;
  uint64_t it = high * 4u + low;
  uint64_t next = it % 8u == 0u ? 0u : (it / 32u) * 32u + (it % 16u) * 2u;
  uint64_t rest = pstate - high * 0x400u - low * 0x2000000u - step * 0x200000u;
  return rest + (next / 4u) * 0x400u + (next % 4u) * 0x2000000u;
}
