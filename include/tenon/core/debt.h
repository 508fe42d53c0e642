/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What is owed to the hardware: translations that the tables no longer hold and that some CPU may
/// still have. A ghost ledger, by VM identifier; no code reads it. Whoever takes translations away
/// owes their range; an invalidation of one entry pays for that entry, one of the identifier for
/// all. Between any two calls nothing is owed, so that a frame that was unmapped can be given away
/// and an identifier can be released.
#ifndef TENON_CORE_DEBT_H
#define TENON_CORE_DEBT_H

#include "tenon/core/base.h"

/* Every address in [owed_from, owed_to); nothing, if they are equal. */
/*@ ghost uint64_t tenon_owed_from[65536]; */
/*@ ghost uint64_t tenon_owed_to[65536]; */
/* While it is 1, the one page, block or table that translated owed_at. */
/*@ ghost uint32_t tenon_owed_entry[65536]; */
/*@ ghost uint64_t tenon_owed_at[65536]; */

/*@ predicate tenon_no_debt{L}(integer vmid) =
      \at(tenon_owed_from[vmid], L) == \at(tenon_owed_to[vmid], L) &&
      \at(tenon_owed_entry[vmid], L) == 0;
    predicate tenon_nothing_owed{L} =
      \forall integer vmid; 0 <= vmid <= 0xffff ==> tenon_no_debt{L}(vmid); */

#ifdef __FRAMAC__
// clang-format off
#define TENON_DEBT(vmid)                                                                       \
  tenon_owed_from[vmid], tenon_owed_to[vmid], tenon_owed_entry[vmid], tenon_owed_at[vmid]
// clang-format on
#endif

#endif
