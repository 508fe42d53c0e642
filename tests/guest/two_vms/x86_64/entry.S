/* SPDX-License-Identifier: Apache-2.0 */
/* The vCPU's number is its APIC's; its parameters (main.c) follow from that. */
#define GUEST_START 0x40000000
#define PARAMETERS 0x40180000
#define PARAMETERS_BYTES 24
#define STACK_BYTES 16384
#define PRESENT_WRITE 0x3
#define LARGE_GLOBAL 0x1e3
#define CR4_PGE 0x80
#define AMD 0x68747541          /* "Auth" */
#define CALL_LOST 3
#define VECTORS 32
#define CODE 0x8

    .section .head, "ax"
    .globl  guest_start
guest_start:
    xor     %eax, %eax
    cpuid
    xor     %eax, %eax
    cmp     $AMD, %ebx
    sete    %al
    mov     %eax, calls_by_vmmcall
    mov     $1, %eax
    cpuid
    shr     $24, %ebx
    mov     %ebx, %ebp
    lea     1(%rbx), %eax
    imul    $STACK_BYTES, %eax, %eax
    lea     stacks(%rip), %rsp
    add     %rax, %rsp
    mov     %cr4, %rax
    or      $CR4_PGE, %rax
    mov     %rax, %cr4
    lgdt    gdt_pointer
    push    $CODE
    push    $1f
    lretq
1:  lea     idt(%rip), %rdi
    mov     $vector, %eax
    mov     $VECTORS, %ecx
2:  mov     %ax, 0(%rdi)
    movw    $CODE, 2(%rdi)
    movw    $0x8e00, 4(%rdi)
    mov     %eax, %edx
    shr     $16, %edx
    mov     %dx, 6(%rdi)
    add     $16, %rdi
    loop    2b
    lidt    idt_pointer
    sti                         /* so that physical interrupts end its runs on Bochs as well */
    imul    $PARAMETERS_BYTES, %ebp, %edi
    add     $PARAMETERS, %edi
    call    run
    ud2

/* Every address of the first 4 GiB is itself; the hypervisor names these tables as those of each
 * vCPU's first instruction. */
    .org    0x1000
    .quad   GUEST_START + 0x2000 + PRESENT_WRITE
    .org    0x2000
    .quad   GUEST_START + 0x3000 + PRESENT_WRITE, GUEST_START + 0x4000 + PRESENT_WRITE
    .quad   GUEST_START + 0x5000 + PRESENT_WRITE, GUEST_START + 0x6000 + PRESENT_WRITE
    .org    0x3000
    .globl  first_directories
first_directories:
    .set    page, 0
    .rept   2048
    .quad   page + LARGE_GLOBAL
    .set    page, page + 0x200000
    .endr

/* No exception is expected: the hypervisor hears of it, and the vCPU stays here. */
    .text
vector:
    mov     $CALL_LOST, %esi
    mov     (%rsp), %rax
    mov     %cr2, %rbx
    mov     8(%rsp), %rcx
    cmpl    $0, calls_by_vmmcall
    je      3f
    vmmcall
    jmp     .
3:  vmcall
    jmp     .

    .data
    .globl  calls_by_vmmcall
    .balign 8
calls_by_vmmcall:
    .long   0, 0
gdt:
    .quad   0, 0x00af9b000000ffff
gdt_pointer:
    .word   15
    .quad   gdt
idt_pointer:
    .word   16 * VECTORS - 1
    .quad   idt

    .bss
    .balign 16
idt:
    .space  16 * VECTORS
stacks:
    .space  2 * STACK_BYTES
