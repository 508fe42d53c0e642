/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/exit_value.h"

/*@ terminates \true; exits \false; assigns \nothing;
    ensures ordered: \result == exit_ordered(value, width, flags); */
static uint64_t ordered(uint64_t value, uint32_t width, uint32_t flags) {
  return (flags / TENON_EXIT_FLAG_BIG_ENDIAN) % 2u == 1u ? tenon_value_swap(value, width)
                                                         : tenon_value_low(value, width);
}

uint64_t tenon_exit_returned_any(const struct tenon_exit *exit, uint64_t value) {
  uint64_t data = ordered(value, exit->width, exit->flags);
  if (exit->sign_extend == 0u) {
    return data;
  }
  return tenon_value_sign_extend(data, exit->width, exit->register_width);
}
