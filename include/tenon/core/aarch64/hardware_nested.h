/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Maintenance of AArch64 stage-2 translations: assembly, its contracts assumed.
#ifndef TENON_CORE_AARCH64_HARDWARE_NESTED_H
#define TENON_CORE_AARCH64_HARDWARE_NESTED_H

#include "tenon/core/base.h"
#include "tenon/core/debt.h"

/*@ // VTTBR_EL2.VMID (DDI 0487 D19.2.163).
    logic integer vttbr_vmid(integer vttbr) = vttbr / 0x1000000000000; */

TENON_BEGIN_C

/// Makes earlier writes to tables visible to every table walk that follows: DSB ISHST; ISB
/// (DDI 0487 D8.2.6, B2.3.12).
/*@ terminates \true;
    exits \false;
    assigns \nothing; */
void tenon_aarch64_hw_table_written(void);

/// On every CPU of the inner shareable domain, forgets the translations of the 4 KiB page, or of
/// the block, at `ipa` under the VMID in `vttbr`, and every combined stage 1 and 2 translation of
/// that VMID: DSB ISHST; VTTBR_EL2 := vttbr; ISB; TLBI IPAS2E1IS, ipa >> 12; DSB ISH;
/// TLBI VMALLE1IS; DSB ISH; VTTBR_EL2 := what it was; ISB (DDI 0487 D8.14). Called while no guest
/// runs on this CPU; interrupts of this CPU may come before and after, not between.
/*@ terminates \true;
    exits \false;
    assigns TENON_DEBT(vttbr / 0x1000000000000);
    ensures entry: tenon_owed_entry[vttbr_vmid(vttbr)] ==
      (\old(tenon_owed_at[vttbr_vmid(vttbr)]) == ipa ? 0 :
       \old(tenon_owed_entry[vttbr_vmid(vttbr)]));
    ensures page: \old(tenon_owed_from[vttbr_vmid(vttbr)] == ipa &&
                       tenon_owed_to[vttbr_vmid(vttbr)] == ipa + 4096) ==>
      tenon_owed_from[vttbr_vmid(vttbr)] == tenon_owed_to[vttbr_vmid(vttbr)];
    ensures more: !\old(tenon_owed_from[vttbr_vmid(vttbr)] == ipa &&
                        tenon_owed_to[vttbr_vmid(vttbr)] == ipa + 4096) ==>
      tenon_owed_from[vttbr_vmid(vttbr)] == \old(tenon_owed_from[vttbr_vmid(vttbr)]) &&
      tenon_owed_to[vttbr_vmid(vttbr)] == \old(tenon_owed_to[vttbr_vmid(vttbr)]); */
void tenon_aarch64_hw_invalidate_ipa(uint64_t vttbr, uint64_t ipa);

/// On every CPU of the inner shareable domain, forgets every translation of both stages of the VMID
/// in `vttbr`: as above with TLBI VMALLS12E1IS.
/*@ terminates \true;
    exits \false;
    assigns TENON_DEBT(vttbr / 0x1000000000000);
    ensures paid: tenon_no_debt(vttbr_vmid(vttbr)); */
void tenon_aarch64_hw_invalidate_vmid(uint64_t vttbr);

TENON_END_C

#endif
