/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One program per kind of exit and anchor: every general register from a picture, one instruction
 * (or two) that exits, every general register into another picture. In the order of torture.h.
 */
#include "general.inc"
#include "torture.h"

    .macro  program anchor, id, instruction:vararg
program_\anchor\()_\id:
    load_general
instruction_\anchor\()_\id:
    \instruction
    b       save_\anchor
    .endm

    .macro  kind instruction:vararg
    .section .text.kinds, "ax"
    program sp, \@, \instruction
    program x30, \@, \instruction
    .section .rodata.kinds, "a"
    .quad   program_sp_\@, program_x30_\@, instruction_sp_\@, instruction_x30_\@
    .endm

/* Asks for a virtual interrupt, acknowledges it and ends it (ICC_IAR1_EL1, ICC_EOIR1_EL1). */
    .macro  take_interrupt
    hvc     #CALL_INJECT
    mrs     x4, s3_0_c12_c12_0
    msr     s3_0_c12_c12_1, x4
    .endm

    .section .rodata.kinds, "a"
    .balign 8
    .globl  kinds
kinds:
    kind    hvc #CALL_ECHO
    kind    smc #CALL_ECHO_SMC
    kind    hvc #CALL_PREEMPT
    kind    hvc #CALL_INTERRUPT
    kind    take_interrupt
    kind    ldr x4, [x9]
    kind    str x4, [x9]
    kind    ldp x4, x5, [x9]
    kind    stp x4, x5, [x9]
    kind    ldrsh x4, [x9, #8]!
    kind    ldr q3, [x9]
    kind    stp q3, q4, [x9]
    kind    mrs x4, actlr_el1
    kind    mrs x4, id_aa64pfr0_el1
    kind    msr actlr_el1, x4
    kind    wfi
    kind    wfe
    kind    str x4, [x9]
    kind    hvc #0
    kind    hvc #0
    kind    hvc #0
    kind    hvc #0
    kind    hvc #0
    kind    msr s3_0_c12_c11_5, x4
    kind    ldxp x4, x5, [x9]
    kind    mrs x4, mdscr_el1
    kind    ldr x4, [x9]
