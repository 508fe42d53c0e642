/* SPDX-License-Identifier: Apache-2.0 */
/* The hypervisor's own exceptions and interrupts: an IDT of 256 entries, each of which pushes its
 * vector. */
#define GATE 0x8e00
#define CODE 0x8
#define ENTRY_BYTES 16

    .section .text.host_vectors, "ax"
    .balign ENTRY_BYTES
host_vectors:
    .set    vector, 0
    .rept   256
    .balign ENTRY_BYTES
    .if     vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21 || vector == 29 || vector == 30
    .else
    push    $0
    .endif
    push    $vector
    jmp     host_common
    .set    vector, vector + 1
    .endr

host_common:
    .irp    r, rax, rcx, rdx, rbx, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15
    push    %\r
    .endr
    mov     15*8(%rsp), %rdi
    mov     16*8(%rsp), %rsi
    mov     17*8(%rsp), %rdx
    mov     %rsp, %rbp
    and     $-16, %rsp
    cld
    call    host_trap
    mov     %rbp, %rsp
    .irp    r, r15, r14, r13, r12, r11, r10, r9, r8, rdi, rsi, rbp, rbx, rdx, rcx, rax
    pop     %\r
    .endr
    add     $16, %rsp
    iretq

    .section .text.host_idt_load, "ax"
    .globl  host_idt_load
    .type   host_idt_load, @function
host_idt_load:
    lea     host_vectors(%rip), %rax
    lea     idt(%rip), %rdi
    mov     $256, %ecx
1:  mov     %rax, %rdx
    mov     %dx, 0(%rdi)
    movw    $CODE, 2(%rdi)
    movw    $GATE, 4(%rdi)
    shr     $16, %rdx
    mov     %dx, 6(%rdi)
    shr     $16, %rdx
    mov     %edx, 8(%rdi)
    movl    $0, 12(%rdi)
    add     $ENTRY_BYTES, %rdi
    add     $ENTRY_BYTES, %rax
    loop    1b
    lidt    idt_pointer(%rip)
    ret
    .size   host_idt_load, . - host_idt_load

    .section .data.idt, "aw"
    .globl  idt_pointer
idt_pointer:
    .word   256 * 16 - 1
    .quad   idt

    .section .bss.idt, "aw", @nobits
    .balign 16
idt:
    .space  256 * 16
