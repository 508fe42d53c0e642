/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Maintenance of stage-2 translations.
 * The contracts stand in tenon/core/aarch64/hardware_nested.h and hardware.h.
 */
#include "assembly.h"

    function tenon_aarch64_hw_table_written
    dsb     ishst
    isb
    ret
    finish  tenon_aarch64_hw_table_written

/*
 * Makes the VMID of VTTBR_EL2 = x0 the one that TLBI means. HCR_EL2.TGE is cleared: with
 * E2H = TGE = 1 a TLBI of EL1 would mean the host's own EL2&0 regime (DDI 0487 D8.14.5).
 * VTCR_EL2 may be the host's: without VS, bit 19, the upper half of a 16-bit VMID would count as 0
 * (D19.2.162). An 8-bit VMID is the same with VS and without, where VS may not exist.
 * Keeps x3 = DAIF, x4 = HCR_EL2, x5 = VTTBR_EL2, x7 = VTCR_EL2.
 */
    .macro  enter_vmid
    mrs     x3, daif
    msr     daifset, #0xf
    mrs     x4, hcr_el2
    mrs     x5, vttbr_el2
    mrs     x7, vtcr_el2
    bic     x6, x4, #(1 << 27)
    tst     x0, #(0xff << 56)
    cset    x8, ne
    orr     x8, x7, x8, lsl #19
    dsb     ishst
    msr     hcr_el2, x6
    msr     vtcr_el2, x8
    msr     vttbr_el2, x0
    isb
    .endm

    .macro  leave_vmid
    dsb     ish
    msr     vttbr_el2, x5
    msr     vtcr_el2, x7
    msr     hcr_el2, x4
    isb
    msr     daif, x3
    .endm

/* x0 = VTTBR_EL2 of the VM, x1 = guest-physical address */
    function tenon_aarch64_hw_invalidate_ipa
    enter_vmid
    ubfx    x1, x1, #12, #40 /* the page number in bits 39:0; TTL 0: any level */
    tlbi    ipas2e1is, x1
    dsb     ish
    tlbi    vmalle1is
    leave_vmid
    ret
    finish  tenon_aarch64_hw_invalidate_ipa

/* x0 = VTTBR_EL2 of the VM */
    function tenon_aarch64_hw_invalidate_vmid
    enter_vmid
    tlbi    vmalls12e1is
    leave_vmid
    ret
    finish  tenon_aarch64_hw_invalidate_vmid

/*
 * This CPU alone. Instruction caches may be tagged by ASID and VMID (CTR_EL0.L1Ip), so they go
 * with the translations.
 */
    function tenon_aarch64_hw_forget_vm
    enter_vmid
    tlbi    vmalls12e1
    ic      iallu
    leave_vmid
    ret
    finish  tenon_aarch64_hw_forget_vm

    function tenon_aarch64_hw_forget_all
    dsb     nshst
    tlbi    alle1
    ic      iallu
    dsb     nsh
    isb
    ret
    finish  tenon_aarch64_hw_forget_all
