/* SPDX-License-Identifier: Apache-2.0 */
/* Trapped system registers, interrupts sent to other CPUs, and waiting. */
#include "exit_tour/tour.inc"

    .text
    stop    system_registers
    mrs     x4, id_aa64pfr0_el1 /* SVE, MPAM, AMU hidden */
    ubfx    x4, x4, #32, #16
    mrs     x5, id_aa64pfr1_el1 /* MTE, RAS_frac, MPAM_frac, SME hidden */
    ubfx    x5, x5, #8, #20
    mrs     x6, id_aa64isar1_el1 /* pointer authentication hidden */
    ubfx    x6, x6, #4, #8
    show    9, x4, x5, x6
    mrs     x4, id_aa64dfr0_el1 /* PMU, trace hidden */
    ubfx    x4, x4, #4, #8
    mrs     x5, s3_0_c0_c7_7    /* reserved ID space reads as zero */
    show    9, x4, x5
    mrs     x4, midr_el1        /* VPIDR_EL2: no exit */
    mrs     x5, mpidr_el1       /* VMPIDR_EL2: no exit */
    lsr     x4, x4, #24
    show    9, x4, x5
    mov     x4, #0x5a
    msr     actlr_el1, x4
    mrs     x5, actlr_el1
    show    9, x5
    mrs     x4, mdscr_el1
    msr     oslar_el1, xzr
    mrs     x5, pmcr_el0
    msr     dbgbvr0_el1, x5
    show    9, x4, x5
    mrs     x4, s3_0_c15_c1_0   /* implementation defined: refused */
    ldr     x4, =0x0000000305000003
    msr     s3_0_c12_c11_5, x4  /* ICC_SGI1R_EL1: SGI 5, Aff3.2.1 = 0.3.0, list 0b11 */
    ldr     x4, =0x0000010006000000
    msr     s3_0_c12_c11_5, x4  /* SGI 6 to all but self */
    mov     x4, #0x4
    msr     s3_0_c12_c11_7, x4  /* ICC_SGI0R_EL1: SGI 0 */
    show    9, x4
    leave

    stop    waits
    wfi
    wfe
    leave
