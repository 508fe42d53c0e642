/* SPDX-License-Identifier: Apache-2.0 */
/* What the assembly files share: a section and a size for each function. */

    .macro function name
    .section .text.\name, "ax"
    .globl  \name
    .type   \name, @function
    .balign 16
\name:
    .endm

    .macro finish name
    .size   \name, . - \name
    .endm
