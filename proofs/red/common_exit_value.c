/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of exit_value.h: none of these may prove. */
#define tenon_exit_returned_any tenon_exit_returned_any__red_1 /* must fail: returned */
#include "tenon/core/exit_value.h"

/* Extends the sign before the bytes are swapped. */
uint64_t tenon_exit_returned_any(const struct tenon_exit *exit, uint64_t value) {
  uint64_t data = value;
  if (exit->sign_extend != 0u) {
    data = tenon_value_sign_extend(data, exit->width, exit->register_width);
  }
  if ((exit->flags / TENON_EXIT_FLAG_BIG_ENDIAN) % 2u == 1u) {
    data = tenon_value_swap(data, exit->width);
  }
  return data;
}

/* The contract of tenon_exit_returned(). tenon_exit_returned__red_1 must fail: returned */
/*@ requires exit: \valid_read(exit);
    terminates \true; exits \false; assigns \nothing;
    ensures returned: \result == exit_returned(exit, value);
*/
uint64_t tenon_exit_returned__red_1(const struct tenon_exit *exit, uint64_t value) {
  /* A device's bits beyond the width reach the register. */
  return exit->sign_extend != 0u ? tenon_exit_returned_any(exit, value) : value;
}
