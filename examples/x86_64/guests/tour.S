/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A guest that makes every exit, in real, protected and 64-bit mode, and tells what it found
 * afterwards. Exceptions are expected ones: a handler notes vector and error code and goes on at
 * `recover`.
 */
#include "calls.h"

#define EFER 0xc0000080
#define PAT 0x277
#define CR4_PKE 0x400000
#define VECTOR_BYTES 16
#define SPINS 500000

    .macro  say number, value
    mov     \value, %ecx
    mov     $CALL_SAY, %eax
    mov     $\number, %ebx
    vmmcall
    .endm

/* An instruction that must raise an exception; says which, and the error code in bits 15:8. */
    .macro  refused number, instruction:vararg
    movw    $0xffff, seen
    movl    $9f, recover
    \instruction
9:  movzwl  seen, %ecx
    mov     $CALL_SAY, %eax
    mov     $\number, %ebx
    vmmcall
    .endm

    .macro  hypercall number, argument=0
    mov     $\number, %eax
    mov     $\argument, %ebx
    vmmcall
    .endm

/* Of an NMI that has come before the instruction at ESI: the first one has two others sent. */
    .macro  handle_nmi number
    incl    nmis
    cmpl    $1, nmis
    jne     9f
    mov     %esi, nmi_from
    hypercall CALL_INJECT, NMI
    hypercall CALL_INJECT, NMI
    say     \number, nmis
9:
    .endm

/* What has no exit of its own in any mode but one. */
    .macro  everywhere base
    mov     $-1, %eax
    mov     $DEVICE_PORT, %dx
    out     %al, %dx
    out     %ax, %dx
    out     %eax, %dx
    in      %dx, %al
    say     \base + 1, %eax
    mov     $-1, %eax
    mov     $DEVICE_PORT, %dx
    in      %dx, %ax
    say     \base + 2, %eax
    in      $0x80, %al
    mov     $DEVICE_PORT, %dx
    in      %dx, %eax
    say     \base + 3, %eax
    mov     $GIVEN_MSR, %ecx
    rdmsr
    mov     %edx, %esi
    say     \base + 4, %eax
    say     \base + 5, %esi
    mov     $0x11223344, %eax
    mov     $0x55667788, %edx
    mov     $GIVEN_MSR, %ecx
    wrmsr
    mov     $REFUSED_MSR, %ecx
    refused \base + 6, rdmsr
    mov     $REFUSED_MSR, %ecx
    refused \base + 7, wrmsr
    mov     $0x40000000, %eax
    cpuid
    mov     %ebx, %esi
    say     \base + 8, %esi
    mov     $EFER, %ecx
    rdmsr
    say     \base + 9, %eax
    mov     $EFER, %ecx
    mov     $0x1000, %eax
    xor     %edx, %edx
    refused \base + 10, wrmsr
    refused \base + 11, clgi
    refused \base + 12, invlpga
    mov     $3, %eax
    xor     %ecx, %ecx
    xor     %edx, %edx
    refused \base + 13, xsetbv
    /* Strings: three bytes out, two words in, one downwards, none at all. */
    mov     $DEVICE_PORT, %dx
    movl    $0x44332211, buffer
    mov     $buffer, %esi
    mov     $3, %ecx
    rep outsb
    sub     $buffer, %esi
    say     \base + 14, %esi
    mov     $DEVICE_PORT, %dx
    mov     $buffer, %edi
    mov     $2, %ecx
    rep insw
    say     \base + 29, buffer
    mov     $DEVICE_PORT, %dx
    mov     $buffer + 4, %edi
    std
    insl
    cld
    sub     $buffer, %edi
    say     \base + 30, %edi
    say     \base + 31, buffer + 4
    mov     $DEVICE_PORT, %dx
    xor     %ecx, %ecx
    rep insb
    xor     %ecx, %ecx
    refused \base + 15, mwait
    refused \base + 16, rdpmc
    wbinvd
    /* Prefixes that change nothing are part of an instruction: behind one it goes on. */
    mov     $0x40000000, %eax
    .byte   0x66, 0x2e
    cpuid
    mov     %ebx, %esi
    say     \base + 26, %esi
    mov     $GIVEN_MSR, %ecx
    .byte   0x3e
    rdmsr
    say     \base + 27, %eax
    mov     $GIVEN_MSR, %ecx
    mov     $0x11223344, %eax
    mov     $0x55667788, %edx
    .byte   0x3e, 0x3e, 0x3e
    wrmsr
    .byte   0x2e
    wbinvd
    mov     $CALL_SAY, %eax
    mov     $\base + 28, %ebx
    .byte   0x2e, 0x3e, 0x2e
    vmmcall
    /* An interrupt that cannot be taken at once: the window. */
    hypercall CALL_INJECT, TIMER_VECTOR
    sti
    nop
    cli
    say     \base + 17, interrupts
    /* An NMI comes whatever IF says; those sent while it is handled are one, behind its IRET. */
    movl    $0, nmis
    hypercall CALL_INJECT, NMI
8:  sti
    nop
    cli
    say     \base + 0x91, nmis
    mov     nmi_from, %esi
    sub     $8b, %esi
    say     \base + 0x92, %esi
    /* HLT, which the hypervisor waits in; a physical interrupt, after which a loop ends. */
    sti
    .byte   0x3e
    hlt
    cli
    hypercall CALL_TIMER
    sti
8:  mov     interrupts, %ecx
    test    $1, %cl
    jnz     8b
    cli
    say     \base + 18, interrupts
    /* A loop that lets no interrupt in: the physical one ends it all the same, the guest's waits. */
    movl    $0, interrupts
    hypercall CALL_TIMER
    mov     $SPINS, %ecx
8:  dec     %ecx
    jnz     8b
    say     \base + 19, interrupts
    sti
    nop
    cli
    say     \base + 20, interrupts
    movl    $0, interrupts
    .endm

#include "tour_device.inc"

    .section .head, "ax"
    .code16
    .globl  start
start:
    jmp     real_mode
    .org    OTHER_ENTRY - 0x1000
    .code64
other:
    jmp     other_vcpu

    .code16
real_mode:
    xor     %ax, %ax
    mov     %ax, %ds
    mov     %ax, %es
    mov     %ax, %ss
    mov     $stack_end, %sp
    mov     $16, %cx
    xor     %di, %di
    mov     $real_vectors, %ax
1:  mov     %ax, (%di)
    movw    $0, 2(%di)
    add     $4, %di
    add     $VECTOR_BYTES, %ax
    loop    1b
    movw    $real_interrupt, 4 * TIMER_VECTOR
    movw    $0, 4 * TIMER_VECTOR + 2
    say     1, $0x5245414c
    everywhere 0x100
    mov     $NOTHING >> 4, %ax
    mov     %ax, %fs
    refused 0x121, movb %fs:0x10, %al
    mov     $READ_ONLY_PAGE >> 4, %ax
    mov     %ax, %fs
    mov     %fs:0x10, %al
    refused 0x122, movb %al, %fs:0x10
    mov     $DEVICE_PAGE >> 4, %ax
    mov     %ax, %fs
    mov     %ax, %es
    device  0x140, 0x40, %fs:
    xor     %ax, %ax
    mov     %ax, %es
    /* One step over an instruction that exits, and one over the next that does not. */
    movw    $0, steps
    pushf
    pop     %ax
    or      $0x100, %ax
    push    %ax
    xor     %eax, %eax
    popf
    cpuid
    nop
    pushf
    pop     %ax
    and     $~0x100, %ax
    push    %ax
    popf
    movzwl  steps, %esi
    say     0x123, %esi

    lgdt    gdt_pointer
    mov     $1, %eax
    mov     %eax, %cr0
    ljmpl   $0x8, $protected_mode

    .balign VECTOR_BYTES
real_vectors:
    .set    vector, 0
    .rept   16
    .balign VECTOR_BYTES
    .if     vector == 1
    incw    steps
    iret
    .elseif vector == 2
    jmp     real_nmi
    .else
    movw    $vector, seen
    jmp     real_exception
    .endif
    .set    vector, vector + 1
    .endr
real_nmi:
    push    %bp
    mov     %sp, %bp
    push    %eax
    push    %ebx
    push    %ecx
    push    %esi
    movzwl  2(%bp), %esi
    handle_nmi 0x190
    pop     %esi
    pop     %ecx
    pop     %ebx
    pop     %eax
    pop     %bp
    iret
real_exception:
    push    %bp
    mov     %sp, %bp
    push    %ax
    mov     recover, %ax
    mov     %ax, 2(%bp)
    pop     %ax
    pop     %bp
    iret
real_interrupt:
    incl    interrupts
    iret

    .code32
protected_mode:
    mov     $0x10, %eax
    mov     %eax, %ds
    mov     %eax, %es
    mov     %eax, %ss
    mov     $stack_end, %esp
    mov     $protected_vectors, %eax
    mov     $idt_32, %edi
    mov     $TIMER_VECTOR + 1, %ecx
1:  mov     %ax, (%edi)
    movl    $0x8e00, 4(%edi)
    movw    $0x8, 2(%edi)
    add     $8, %edi
    add     $VECTOR_BYTES, %eax
    loop    1b
    lidt    idt_32_pointer
    say     2, $0x50524f54
    everywhere 0x200
    refused 0x221, movb NOTHING + 0x20, %al
    refused 0x222, movb %al, READ_ONLY_PAGE + 1
    device  0x240, DEVICE_PAGE + 0x40, DEVICE_PAGE +

    /* Page tables: the first 2 MiB in pages of 4 KiB, and one table where no memory is. */
    mov     $PAGE_TABLE, %edi
    movl    $PAGE_TABLE + 0x1003, 0x0000(%edi)
    movl    $PAGE_TABLE + 0x2003, 0x1000(%edi)
    movl    $PAGE_TABLE + 0x3003, 0x2000(%edi)
    movl    $NOTHING + 0x1003, 0x2008(%edi)
    mov     $0x3, %eax
    lea     0x3000(%edi), %esi
1:  mov     %eax, (%esi)
    add     $0x1000, %eax
    add     $8, %esi
    cmp     $0x200003, %eax
    jb      1b
    mov     %edi, %cr3
    mov     $0x40620, %eax
    mov     %eax, %cr4
    mov     $EFER, %ecx
    mov     $0x100, %eax
    xor     %edx, %edx
    wrmsr
    mov     $0x80000001, %eax
    mov     %eax, %cr0
    ljmp    $0x18, $long_mode

    .balign VECTOR_BYTES
protected_vectors:
    .set    vector, 0
    .rept   TIMER_VECTOR + 1
    .balign VECTOR_BYTES
    .if     vector == 13 || vector == 14
    push    $vector
    jmp     protected_error
    .elseif vector == 2
    jmp     protected_nmi
    .elseif vector == TIMER_VECTOR
    incl    interrupts
    iret
    .else
    push    $vector
    jmp     protected_exception
    .endif
    .set    vector, vector + 1
    .endr
protected_nmi:
    pusha
    mov     32(%esp), %esi
    handle_nmi 0x290
    popa
    iret
protected_error:
    push    %eax
    mov     8(%esp), %eax
    shl     $8, %eax
    or      4(%esp), %eax
    mov     %ax, seen
    mov     recover, %eax
    mov     %eax, 12(%esp)
    pop     %eax
    add     $8, %esp
    iret
protected_exception:
    push    %eax
    mov     4(%esp), %eax
    mov     %ax, seen
    mov     recover, %eax
    mov     %eax, 8(%esp)
    pop     %eax
    add     $4, %esp
    iret

    .code64
#include "tour_long.inc"

    .section .data, "aw"
    .balign 8
buffer:
    .space  16
recover:
    .quad   0
interrupts:
    .quad   0
nmis:
    .long   0
nmi_from:
    .long   0
faulted:
    .quad   0
seen:
    .short  0
steps:
    .short  0
keys:
    .long   0
    .balign 8
gdt:
    .quad   0
    .quad   0x00cf9b000000ffff
    .quad   0x00cf93000000ffff
    .quad   0x00af9b000000ffff
gdt_pointer:
    .word   . - gdt - 1
    .quad   gdt
idt_32_pointer:
    .word   (TIMER_VECTOR + 1) * 8 - 1
    .long   idt_32
idt_64_pointer:
    .word   (TIMER_VECTOR + 1) * 16 - 1
    .quad   idt_64
no_idt:
    .word   0
    .quad   0
    .balign 64
pattern:
    .irp    n, 1, 2, 3, 4, 5, 6, 7, 8
    .quad   0x0101010101010101 * \n
    .endr
    .balign 16
idt_32:
    .space  (TIMER_VECTOR + 1) * 8
    .balign 4096
idt_64:
    .space  (TIMER_VECTOR + 1) * 16
    .balign 16
    .space  1024
stack_end:
    .space  512
other_stack_end:
