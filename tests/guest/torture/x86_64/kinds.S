/* SPDX-License-Identifier: Apache-2.0 */
/* One program per kind of exit: an instruction that exits, in the order of picture.h. Every register
 * is loaded before it and saved behind it. */
#include "torture.h"

    .macro  kind instruction:vararg
    .section .text.kinds, "ax"
program_\@:
    \instruction
behind_\@:
    jmp     save
    .section .rodata.kinds, "a"
    .quad   program_\@, behind_\@
    .endm

    .macro  same_call
    .section .rodata.kinds, "a"
    .quad   kind_call_site, kind_call_site + 3
    .endm

/* What waits is taken behind the next instruction. */
    .macro  let_in
    sti
    nop
    .endm

    .section .text.kinds, "ax"
    .globl  kind_call_site
kind_call_site:
    vmmcall
    jmp     save

    .section .rodata.kinds, "a"
    .balign 8
    .globl  kinds
kinds:
    same_call
    same_call
    same_call
    kind    mov (%r9), %r8
    kind    movswq 8(%r9), %r8
    kind    mov %r8, (%r9)
    kind    xchg %r8, (%r9)
    kind    rdmsr
    kind    wrmsr
    kind    in %dx, %eax
    kind    out %eax, %dx
    kind    rep insl
    kind    rep outsl
    kind    hlt
    kind    pause
    kind    mov %r8, (%r9)
    kind    cpuid
    kind    mov %r8d, (%r9)
    kind    mov %r8d, (%r9)
    same_call
    kind    let_in
    kind    outsb
    kind    vmrun %rax
    kind    vmxoff
    kind    rdmsr
    kind    xsetbv
    kind    mov 4(%r9), %r8d
    kind    movb %r8b, 3(%r9)
