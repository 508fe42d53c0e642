/* SPDX-License-Identifier: Apache-2.0 */
/* Counts the instructions of round trips to the hypervisor: of each the last of three at one place.
 * The counter runs through guest and host (QEMU's -icount). Begins in 32-bit protected mode. */
#include "calls.h"

#define NULL_CALL 0x10
#define REPORT 0x11
#define TSC_AUX 0xc0000103

    .macro  timed number, rounds, body:vararg
    movl    $\rounds, left
1:
    mov     $NULL_CALL, %eax
    mov     $DEVICE_PORT, %dx
    mov     $GIVEN_MSR, %ecx
    mov     %eax, %ebp
    rdtsc
    mov     %eax, %esi
    mov     %ebp, %eax
    mov     $DEVICE_PORT, %dx
    \body
    rdtsc
    sub     %esi, %eax
    mov     %eax, %edi
    decl    left
    jnz     1b
    mov     $REPORT, %eax
    mov     $\number, %ebx
    mov     %edi, %ecx
    vmmcall
    .endm

    .macro  first_leaf
    xor     %eax, %eax
    cpuid
    .endm

    .section .head, "ax"
    .code32
    .globl  start
start:
    mov     $stack_end, %esp
    timed   0, 3, nop
    timed   1, 3, vmmcall
    timed   2, 3, first_leaf
    timed   3, 3, in %dx, %al
    timed   4, 3, out %al, %dx
    timed   5, 3, rdmsr
    timed   6, 3, hlt
    timed   7, 3, movb DEVICE_PAGE, %al
    timed   8, 1, first_leaf
    mov     $POWER_PORT, %dx
    mov     $0x2000, %ax
    out     %ax, %dx
    jmp     .

    .section .data, "aw"
left:
    .long   0
    .space  256
stack_end:
