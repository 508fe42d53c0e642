/* SPDX-License-Identifier: Apache-2.0 */
/* What the assembly files share: a section and a size for each function. */

    .macro function name
    .section .text.\name, "ax"
    .globl  \name
    .type   \name, %function
    .balign 4
\name:
    .endm

    .macro finish name
    .size   \name, . - \name
    .endm

/* Instructions of the H extension that assemblers without it lack. */
    .macro hfence_gvma address, vmid
    .insn r 0x73, 0, 0x31, x0, \address, \vmid
    .endm
    .macro hfence_vvma address, asid
    .insn r 0x73, 0, 0x11, x0, \address, \asid
    .endm
    .macro hlvx_wu to, address
    .insn r 0x73, 4, 0x34, \to, \address, x3
    .endm
    .macro hlvx_hu to, address
    .insn r 0x73, 4, 0x32, \to, \address, x3
    .endm
