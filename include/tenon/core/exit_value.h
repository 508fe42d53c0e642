/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What an answered read puts into the guest's register.
#ifndef TENON_CORE_EXIT_VALUE_H
#define TENON_CORE_EXIT_VALUE_H

#include "tenon/core/base.h"
#include "tenon/core/exit.h"
#include "tenon/core/value.h"

TENON_BEGIN_C

/*@ // Between the order of the bus and the guest's: the low `width` bytes, swapped if it is
    // big-endian.
    logic integer exit_ordered(integer v, integer width, integer flags) =
      (flags / TENON_EXIT_FLAG_BIG_ENDIAN) % 2 == 1 ? value_swapped(v, width)
                                                    : value_low(v, width);

    logic integer exit_extended(integer v, integer width, integer register_width,
                                integer sign_extend) =
      sign_extend == 0 ? v : value_sign_extended(v, width, register_width);

    // Of a read whose answer is v.
    logic integer exit_returned{L}(struct tenon_exit *e, integer v) =
      exit_extended(exit_ordered(v, \at(e->width, L), \at(e->flags, L)), \at(e->width, L),
                    \at(e->register_width, L), \at(e->sign_extend, L));
*/

/// The register's new value: the low `width` bytes of `value`, swapped for a big-endian guest,
/// and sign-extended to `register_width` if the exit says so.
/*@ requires exit: \valid_read(exit);
    terminates \true; exits \false; assigns \nothing;
    ensures returned: \result == exit_returned(exit, value);
*/
uint64_t tenon_exit_returned_any(const struct tenon_exit *exit, uint64_t value);

/// The same; short for little-endian data without a sign.
/*@ requires exit: \valid_read(exit);
    terminates \true; exits \false; assigns \nothing;
    ensures returned: \result == exit_returned(exit, value);
*/
static inline uint64_t tenon_exit_returned(const struct tenon_exit *exit, uint64_t value) {
  if (exit->sign_extend != 0u || (exit->flags / TENON_EXIT_FLAG_BIG_ENDIAN) % 2u == 1u) {
    return tenon_exit_returned_any(exit, value);
  }
  return tenon_value_low(value, exit->width);
}

TENON_END_C

#endif
