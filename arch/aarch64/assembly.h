/* SPDX-License-Identifier: Apache-2.0 */
/* What the assembly files share: a section and a size for each function. */
    .arch   armv8-a

    .macro function name
    .section .text.\name, "ax"
    .globl  \name
    .type   \name, %function
    .balign 16
\name:
    .endm

    .macro finish name
    .size   \name, . - \name
    .endm

/* A function that returns, or sets, one register. */
    .macro reader name, register
    function \name
    mrs     x0, \register
    ret
    finish \name
    .endm

    .macro writer name, register
    function \name
    msr     \register, x0
    ret
    finish \name
    .endm

/* Jumps to entry w0 of the table that follows: two instructions each. Clobbers `scratch`. */
    .macro  dispatch scratch
    adr     \scratch, 1f
    add     \scratch, \scratch, w0, uxtw #3
    br      \scratch
1:
    .endm
