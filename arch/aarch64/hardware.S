/* SPDX-License-Identifier: Apache-2.0 */
/*
 * EL2 registers and instructions that C cannot express, each function one thing.
 * The contracts stand in tenon/core/aarch64/hardware.h.
 */
#include "assembly.h"
#include "tenon/core/aarch64/offsets.h"

    reader  tenon_aarch64_hw_this_cpu, tpidr_el2
    reader  tenon_aarch64_hw_read_pmcr, pmcr_el0
    reader  tenon_aarch64_hw_read_far, far_el2
    reader  tenon_aarch64_hw_read_hpfar, hpfar_el2
    reader  tenon_aarch64_hw_read_hcr, hcr_el2
    writer  tenon_aarch64_hw_write_vttbr, vttbr_el2

/* x0 = fault record, w1 = E2H. */
    function tenon_aarch64_hw_read_abort
    mrs     x2, far_el2
    mrs     x3, hpfar_el2
    stp     x2, x3, [x0, #TENON_OFFSET_FAULT_FAR]
    cbnz    w1, 1f
    mrs     x0, sctlr_el1
    ret
1:  mrs     x0, S3_5_C1_C0_0 /* SCTLR_EL12 */
    ret
    finish  tenon_aarch64_hw_read_abort

/* HCR_EL2.VSE, bit 8; the next ERET is the context synchronization event that it needs. */
    function tenon_aarch64_hw_read_vse
    mrs     x0, hcr_el2
    ubfx    x0, x0, #8, #1
    ret
    finish  tenon_aarch64_hw_read_vse

    function tenon_aarch64_hw_write_vse
    mrs     x1, hcr_el2
    bfi     x1, x0, #8, #1
    msr     hcr_el2, x1
    ret
    finish  tenon_aarch64_hw_write_vse

    function tenon_aarch64_hw_barrier
    isb
    ret
    finish  tenon_aarch64_hw_barrier

/* --- identification: enum tenon_aarch64_id, two instructions each ------------------------- */

    .macro  identify register
    mrs     x0, \register
    ret
    .endm

    function tenon_aarch64_hw_read_id
    dispatch x1
    identify ID_AA64PFR0_EL1
    identify ID_AA64PFR1_EL1
    identify ID_AA64DFR0_EL1
    identify ID_AA64ISAR0_EL1
    identify ID_AA64ISAR1_EL1
    identify S3_0_C0_C6_2 /* ID_AA64ISAR2_EL1, RAZ before Armv8.7 */
    identify ID_AA64MMFR0_EL1
    identify ID_AA64MMFR1_EL1
    identify S3_0_C0_C7_2 /* ID_AA64MMFR2_EL1, RAZ before Armv8.2 */
    identify MIDR_EL1
    identify CTR_EL0
    identify DCZID_EL0
    identify MPIDR_EL1
    identify CurrentEL
    finish  tenon_aarch64_hw_read_id

/* --- per-CPU state: struct tenon_aarch64_host and struct tenon_aarch64_controls ----------- */

    function tenon_aarch64_hw_save_host
    mrs     x1, hcr_el2
    mrs     x2, cptr_el2
    stp     x1, x2, [x0]
    mrs     x1, mdcr_el2
    mrs     x2, cnthctl_el2
    stp     x1, x2, [x0, #16]
    mrs     x1, vtcr_el2
    mrs     x2, vttbr_el2
    stp     x1, x2, [x0, #32]
    mrs     x1, vbar_el2
    mrs     x2, tpidr_el2
    stp     x1, x2, [x0, #48]
    mrs     x1, mdscr_el1
    str     x1, [x0, #64]
    ret
    finish  tenon_aarch64_hw_save_host

    function tenon_aarch64_hw_restore_host
    ldp     x1, x2, [x0, #48]
    msr     vbar_el2, x1
    msr     tpidr_el2, x2
    ldr     x1, [x0, #64]
    msr     mdscr_el1, x1
    ldp     x1, x2, [x0, #32]
    msr     vtcr_el2, x1
    msr     vttbr_el2, x2
    ldp     x1, x2, [x0, #16]
    msr     mdcr_el2, x1
    msr     cnthctl_el2, x2
    ldp     x1, x2, [x0]
    msr     hcr_el2, x1
    msr     cptr_el2, x2
    isb
    ret
    finish  tenon_aarch64_hw_restore_host

/* hcr, cptr, mdcr, cnthctl, vtcr */
    function tenon_aarch64_hw_write_controls
    ldp     x1, x2, [x0, #16]
    msr     mdcr_el2, x1
    msr     cnthctl_el2, x2
    ldr     x1, [x0, #32]
    msr     vtcr_el2, x1
    ldp     x1, x2, [x0]
    msr     hcr_el2, x1
    isb     /* CPTR_EL2's layout follows HCR_EL2.E2H */
    msr     cptr_el2, x2
    isb
    ret
    finish  tenon_aarch64_hw_write_controls

    function tenon_aarch64_hw_enable
    msr     tpidr_el2, x0
    adrp    x1, tenon_aarch64_vectors
    add     x1, x1, :lo12:tenon_aarch64_vectors
    msr     vbar_el2, x1
    isb
    ret
    finish  tenon_aarch64_hw_enable

    function tenon_aarch64_hw_write_identity
    msr     vpidr_el2, x0
    msr     vmpidr_el2, x1
    ret
    finish  tenon_aarch64_hw_write_identity

/* w0: bit 0 FEAT_HCX, bit 1 FEAT_FGT, bit 2 FEAT_MPAM, bit 3 FEAT_FGT2. */
    function tenon_aarch64_hw_refuse_extensions
    msr     hstr_el2, xzr
    msr     mdscr_el1, xzr
    tbz     w0, #0, 1f
    msr     S3_4_C1_C2_2, xzr /* HCRX_EL2 */
1:  tbz     w0, #1, 2f
    msr     S3_4_C1_C1_4, xzr /* HFGRTR_EL2 */
    msr     S3_4_C1_C1_5, xzr /* HFGWTR_EL2 */
    msr     S3_4_C1_C1_6, xzr /* HFGITR_EL2 */
    msr     S3_4_C3_C1_4, xzr /* HDFGRTR_EL2 */
    msr     S3_4_C3_C1_5, xzr /* HDFGWTR_EL2 */
2:  tbz     w0, #3, 3f
    msr     S3_4_C3_C1_2, xzr /* HFGRTR2_EL2 */
    msr     S3_4_C3_C1_3, xzr /* HFGWTR2_EL2 */
    msr     S3_4_C3_C1_7, xzr /* HFGITR2_EL2 */
    msr     S3_4_C3_C1_0, xzr /* HDFGRTR2_EL2 */
    msr     S3_4_C3_C1_1, xzr /* HDFGWTR2_EL2 */
3:  tbz     w0, #2, 4f
    mrs     x1, S3_4_C10_C5_0 /* MPAM2_EL2 */
    orr     x1, x1, #(3 << 48) /* TRAPMPAM1EL1, TRAPMPAM0EL1 */
    bic     x1, x1, #(1 << 50) /* EnMPAMSM: MPAMSM_EL1 of FEAT_SME */
    msr     S3_4_C10_C5_0, x1
4:  isb
    ret
    finish  tenon_aarch64_hw_refuse_extensions

/* --- translations, PAR_EL1 preserved ------------------------------------------------------ */

/* An AT that takes an external abort goes on at tenon_aarch64_at_failed (entry.S), x1 = PAR_EL1. */
    .globl  tenon_aarch64_at_stage1, tenon_aarch64_at_both, tenon_aarch64_at_failed

    function tenon_aarch64_hw_translate_stage1
    mrs     x1, par_el1
tenon_aarch64_at_stage1:
    at      s1e1r, x0
    isb
    mrs     x0, par_el1
    msr     par_el1, x1
    ret
    finish  tenon_aarch64_hw_translate_stage1

    function tenon_aarch64_hw_translate_both
    mrs     x1, par_el1
tenon_aarch64_at_both:
    at      s12e1r, x0
    isb
    mrs     x0, par_el1
    msr     par_el1, x1
    ret
tenon_aarch64_at_failed:
    mov     x0, #1 /* PAR_EL1.F */
    msr     par_el1, x1
    ret
    finish  tenon_aarch64_hw_translate_both
