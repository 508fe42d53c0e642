/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One program per kind of exit and anchor: every general register from a picture, one instruction
 * that exits, every general register into another picture. In the order of picture.h. Of the two
 * programs one lies at 2 modulo 4: its instruction is fetched half by half.
 */
#include "torture.h"
#include "general.inc"

    .macro  program anchor, id, instruction:vararg
    .option rvc
    .balign 4
    .ifc    \anchor, t6
    c.nop                       /* half a word */
    .endif
    .option norvc
program_\anchor\()_\id:
    load_general
instruction_\anchor\()_\id:
    \instruction
    j       save_\anchor
    .endm

    .macro  kind instruction:vararg
    .section .text.kinds, "ax"
    program sp, \@, \instruction
    program t6, \@, \instruction
    .section .rodata.kinds, "a"
    .quad   program_sp_\@, program_t6_\@, instruction_sp_\@, instruction_t6_\@
    .endm

    .section .rodata.kinds, "a"
    .balign 8
    .globl  kinds
kinds:
    kind    ecall
    kind    ecall
    kind    ecall
    kind    ecall
    kind    ld x4, 0(x9)
    kind    lh x4, 8(x9)
    kind    sd x4, 0(x9)
    kind    csrr x4, KEPT
    kind    csrw KEPT, x4
    kind    csrrw x4, KEPT, x5
    kind    csrrci x4, KEPT, 21
    kind    wfi
    kind    amoswap.d x0, x4, (x9)
    kind    ecall
    kind    ecall
    kind    ecall
    kind    ecall
    kind    ecall
    kind    ecall
    kind    .insn r 0x73, 0, 0x31, x0, x0, x0
    kind    csrr x4, UNDEFINED
    kind    lwu x4, 4(x9)
    kind    sb x4, 3(x9)
