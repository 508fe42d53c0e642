/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// hgatp: which second stage the hart walks, and under which VMID.
#ifndef TENON_CORE_RISCV64_HGATP_H
#define TENON_CORE_RISCV64_HGATP_H

#include "tenon/core/stage2.h"

/// hgatp.MODE.
#define TENON_RISCV64_SV39X4 8u
#define TENON_RISCV64_SV48X4 9u

/*@
  // MODE in bits 63:60, VMID in 57:44, PPN of the root in 43:0.
  logic integer rv_stage2_mode(integer levels) = levels == 3 ? 8 : 9;
  logic integer rv_stage2_hgatp{L}(struct tenon_stage2 *s) =
    rv_stage2_mode(\at(s->levels, L)) * 0x1000000000000000 + \at(s->vmid, L) * 0x100000000000 +
    \at(s->root, L) / 0x1000;

  // A root of 16 KiB, aligned to its size, and tables that hgatp can describe. VMID 0 is for harts
  // without VMIDs, which forget everything at each bind.
  predicate rv_stage2_usable{L}(struct tenon_stage2 *s) =
    \at(s->vmid, L) <= 0x3fff && \at(s->root, L) < 0x100000000000000 &&
    \at(s->root, L) % 0x4000 == 0 && (\at(s->levels, L) == 3 || \at(s->levels, L) == 4);
*/

TENON_BEGIN_C

/// hgatp of a VM.
/*@ requires stage2: \valid_read(s);
    requires usable: rv_stage2_usable(s);
    terminates \true; exits \false; assigns \nothing;
    ensures value: \result == rv_stage2_hgatp(s); */
static inline uint64_t tenon_riscv64_stage2_hgatp(const struct tenon_stage2 *s) {
  uint64_t mode = s->levels == 3u ? TENON_RISCV64_SV39X4 : TENON_RISCV64_SV48X4;
  return mode * 0x1000000000000000u + s->vmid * 0x100000000000u + s->root / 0x1000u;
}

TENON_END_C

#endif
