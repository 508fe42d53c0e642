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

#define X(n) (TENON_X86_64_OFFSET_VCPU_X + 8 * (n))

/* The guest's general registers but RAX and RSP: from the vCPU at rdi, which is the last of them, and
 * to the vCPU at rax. Flags stay. */
    .macro load_general
    mov     X(1)(%rdi), %rcx
    mov     X(2)(%rdi), %rdx
    mov     X(3)(%rdi), %rbx
    mov     X(5)(%rdi), %rbp
    mov     X(6)(%rdi), %rsi
    mov     X(8)(%rdi), %r8
    mov     X(9)(%rdi), %r9
    mov     X(10)(%rdi), %r10
    mov     X(11)(%rdi), %r11
    mov     X(12)(%rdi), %r12
    mov     X(13)(%rdi), %r13
    mov     X(14)(%rdi), %r14
    mov     X(15)(%rdi), %r15
    mov     X(7)(%rdi), %rdi
    .endm

    .macro save_general
    mov     %rcx, X(1)(%rax)
    mov     %rdx, X(2)(%rax)
    mov     %rbx, X(3)(%rax)
    mov     %rbp, X(5)(%rax)
    mov     %rsi, X(6)(%rax)
    mov     %rdi, X(7)(%rax)
    mov     %r8, X(8)(%rax)
    mov     %r9, X(9)(%rax)
    mov     %r10, X(10)(%rax)
    mov     %r11, X(11)(%rax)
    mov     %r12, X(12)(%rax)
    mov     %r13, X(13)(%rax)
    mov     %r14, X(14)(%rax)
    mov     %r15, X(15)(%rax)
    .endm
