/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Maintenance of second-stage translations: assembly, its contracts assumed.
#ifndef TENON_CORE_RISCV64_HARDWARE_NESTED_H
#define TENON_CORE_RISCV64_HARDWARE_NESTED_H

#include "tenon/core/base.h"

/* Some hart may still use a translation that the tables no longer hold. */
/*@ ghost int tenon_riscv64_stale_translations; */

TENON_BEGIN_C

/// Makes earlier writes to tables visible to this hart's table walks: FENCE W,RW. A hart that has
/// kept an invalid entry forgets it by the spurious fault of the guest.
/*@ terminates \true; exits \false; assigns \nothing; */
void tenon_riscv64_hw_table_written(void);

/// On every hart, forgets the second-stage translations of `bytes` at guest-physical `gpa` under
/// `vmid`, and what of both stages was combined with them: SBI remote HFENCE.GVMA. All of that
/// VMID: gpa 0, bytes UINT64_MAX.
/*@ terminates \true; exits \false;
    assigns tenon_riscv64_stale_translations;
    ensures forgotten: tenon_riscv64_stale_translations == 0; */
void tenon_riscv64_hw_invalidate(uint64_t gpa, uint64_t bytes, uint64_t vmid);

TENON_END_C

#endif
