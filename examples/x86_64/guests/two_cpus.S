/* SPDX-License-Identifier: Apache-2.0 */
/* Two CPUs that send each other interrupts, ROUNDS times there and back. The first one, in 32-bit
 * protected mode, has the local APIC's page; the second one stays in the real mode that the start-up
 * IPI leaves it in, and has x2APIC mode. Both sleep by HLT until theirs comes. */
#include "calls.h"

#define ROUNDS 2000
#define THERE 0x41
#define BACK 0x42
#define ICR_LOW (APIC_PAGE + 0x300)
#define ICR_HIGH (APIC_PAGE + 0x310)
#define ASSERTED 0x4000
#define INIT 0x500
#define STARTUP 0x600
#define CODE 0x8
#define RSP_SECOND 0x6000

    .section .head, "ax"
    .code32
    .globl  start
start:
    mov     $stack_end, %esp
    mov     $on_back, %eax
    mov     %ax, idt + 8 * BACK
    movw    $CODE, idt + 8 * BACK + 2
    movw    $0x8e00, idt + 8 * BACK + 4
    shr     $16, %eax
    mov     %ax, idt + 8 * BACK + 6
    lgdt    gdt_pointer
    lidt    idt_pointer
    /* As a kernel starts a CPU: INIT, start-up, start-up. The second one finds it on. */
    movl    $0x01000000, ICR_HIGH
    movl    $ASSERTED + INIT, ICR_LOW
    movl    $ASSERTED + STARTUP + (second - start + 0x1000) / 0x1000, ICR_LOW
1:  pause
    cmpl    $1, ready
    jne     1b
    movl    $ASSERTED + STARTUP + (second - start + 0x1000) / 0x1000, ICR_LOW
    mov     $ROUNDS, %ebx
2:  cli
    mov     returned, %esi
    movl    $ASSERTED + THERE, ICR_LOW
3:  cmp     returned, %esi
    jne     4f
    sti
    hlt
    cli
    jmp     3b
4:  dec     %ebx
    jnz     2b
    mov     $DEVICE_PORT, %dx
    mov     returned, %eax
    out     %eax, %dx
    mov     came, %eax
    out     %eax, %dx
    mov     $POWER_PORT, %dx
    mov     $0x2000, %ax
    out     %ax, %dx
    ud2
on_back:
    incl    returned
    iret

    .balign 4096
    .code16
second:
    xor     %ax, %ax
    mov     %ax, %ds
    mov     %ax, %ss
    mov     $RSP_SECOND, %sp
    movw    $on_there, 4 * THERE
    movw    $0, 4 * THERE + 2
    mov     $APIC_BASE, %ecx
    rdmsr
    or      $0xc00, %eax
    wrmsr
    movl    $1, ready
5:  sti
    hlt
    jmp     5b
on_there:
    pushl   %eax
    pushl   %ecx
    pushl   %edx
    incl    came
    mov     $X2APIC_ICR, %ecx
    mov     $ASSERTED + BACK, %eax
    xor     %edx, %edx
    wrmsr
    popl    %edx
    popl    %ecx
    popl    %eax
    iret

    .data
    .balign 8
gdt:
    .quad   0
    .quad   0x00cf9b000000ffff
    .quad   0x00cf93000000ffff
gdt_pointer:
    .word   . - gdt - 1
    .long   gdt
idt_pointer:
    .word   8 * 256 - 1
    .long   idt
ready:
    .long   0
returned:
    .long   0
came:
    .long   0
    .balign 8
idt:
    .space  8 * 256
    .space  1024
stack_end:
