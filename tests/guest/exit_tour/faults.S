/* SPDX-License-Identifier: Apache-2.0 */
/* Nested faults, and exceptions that the hypervisor injects. */
#include "exit_tour/tour.inc"

    .text
    stop    faults
    device  x9
    blr     x9                  /* instruction abort: nothing is there */
    ldr     x9, =NO_EXECUTE
    ldr     w4, =0xd65f03c0     /* ret */
    str     w4, [x9]
    blr     x9                  /* instruction abort: permission */
    ldr     x9, =READ_ONLY
    ldr     x4, [x9]
    mov     x5, #1
    str     x5, [x9, #8]        /* data abort: permission */
    stp     x5, x5, [x9, #16]
    show    10, x4
    device  x9, 0x1000
    ldr     x4, [x9]            /* a device that answers with an abort */
    str     x4, [x9, #8]
    ldp     x4, x5, [x9, #16]
    brk     #0x123              /* the guest's own affair: no exit */
    leave

    stop    undefined
    ldr     x0, =0xf6000002     /* asks for an undefined instruction exception at the HVC */
    hvc     #0x20
    ldr     x0, =0xf6000003     /* asks for an SError; A is masked */
    hvc     #0x21
    msr     daifclr, #4         /* taken here */
    isb
    msr     daifset, #4
    udf     #0                  /* the guest's own affair: no exit */
    mrs     x4, s3_0_c0_c4_4    /* ID_AA64ZFR0_EL1 */
    show    11, x4
    mrs     x4, cpacr_el1
    orr     x4, x4, #(3 << 16)  /* ZEN: what traps is the hypervisor's CPTR_EL2 */
    msr     cpacr_el1, x4
    isb
    .inst   0x04bf5020          /* rdvl x0, #1: SVE */
    mrs     x4, sctlr_el1
    orr     x4, x4, #(1 << 31)  /* SCTLR_EL1.EnIA */
    msr     sctlr_el1, x4
    isb
    .inst   0xdac103e4          /* paciza x4: pointer authentication */
    bic     x4, x4, #(1 << 31)
    mrs     x4, sctlr_el1
    bic     x4, x4, #(1 << 31)
    msr     sctlr_el1, x4
    isb
    mrs     x4, s3_0_c2_c1_0    /* APIAKeyLo_EL1 */
    mrs     x4, s3_0_c1_c2_0    /* ZCR_EL1 */
    mrs     x4, s3_0_c13_c0_7   /* SCXTNUM_EL1 */
    mrs     x4, s3_0_c10_c4_3   /* LORC_EL1 */
    mrs     x4, s3_0_c5_c3_1    /* ERRSELR_EL1 */
    mrs     x4, hcr_el2         /* undefined at EL1 */
    leave
