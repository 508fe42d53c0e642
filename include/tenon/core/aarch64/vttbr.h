/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// VTTBR_EL2: which second stage the CPU walks, and under which VMID.
#ifndef TENON_CORE_AARCH64_VTTBR_H
#define TENON_CORE_AARCH64_VTTBR_H

#include "tenon/core/stage2.h"

/*@
  // VMID in bits 63:48, root in 47:0 (DDI 0487 D19.2.163).
  logic integer stage2_vttbr{L}(struct tenon_stage2 *stage2) =
    \at(stage2->vmid, L) * 0x1000000000000 + \at(stage2->root, L);

  // A VMID that a guest may have, and tables that VTTBR_EL2 and VTCR_EL2 can describe.
  predicate stage2_usable{L}(struct tenon_stage2 *stage2) =
    1 <= \at(stage2->vmid, L) <= 0xffff &&
    \at(stage2->root, L) < 0x1000000000000 && \at(stage2->root, L) % 4096 == 0 &&
    (\at(stage2->levels, L) == 3 || \at(stage2->levels, L) == 4);
*/

TENON_BEGIN_C

/// VTTBR_EL2: VMID and root. Common-not-private off.
/*@ requires stage2: \valid_read(stage2);
    requires fields: stage2->vmid <= 0xffff && stage2->root < 0x1000000000000;
    terminates \true; exits \false; assigns \nothing;
    ensures value: \result == stage2_vttbr(stage2); */
static inline uint64_t tenon_aarch64_stage2_vttbr(const struct tenon_stage2 *stage2) {
  return stage2->vmid * 0x1000000000000u + stage2->root;
}

TENON_END_C

#endif
