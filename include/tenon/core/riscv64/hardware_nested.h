/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Maintenance of second-stage translations: assembly, its contracts assumed.
#ifndef TENON_CORE_RISCV64_HARDWARE_NESTED_H
#define TENON_CORE_RISCV64_HARDWARE_NESTED_H

#include "tenon/core/base.h"
#include "tenon/core/debt.h"

TENON_BEGIN_C

/// Makes earlier writes to tables visible to this hart's table walks: FENCE W,RW. A hart that has
/// kept an invalid entry forgets it by tenon_riscv64_hw_invalidate alone: without Svvptc a fault is
/// no fence.
/*@ terminates \true; exits \false; assigns \nothing; */
void tenon_riscv64_hw_table_written(void);

/// On every hart, forgets the second-stage translations of `bytes` at guest-physical `gpa` under
/// `vmid`, and what of both stages was combined with them: SBI remote HFENCE.GVMA. All of that
/// VMID: gpa 0, bytes UINT64_MAX. Does not return if the firmware refuses it: that is a breakpoint
/// of the hypervisor's own, and goes to tenon_hal_host_trap.
/*@ requires vmid: vmid <= 0x3fff;
    terminates \true; exits \false;
    assigns TENON_DEBT(vmid);
    ensures all: gpa == 0 && bytes == 0xffffffffffffffff ==> tenon_no_debt(vmid);
    ensures range: \old(tenon_owed_from[vmid]) == gpa &&
      \old(tenon_owed_to[vmid]) == gpa + bytes && \old(tenon_owed_entry[vmid]) == 0 ==>
      tenon_no_debt(vmid); */
void tenon_riscv64_hw_invalidate(uint64_t gpa, uint64_t bytes, uint64_t vmid);

TENON_END_C

#endif
