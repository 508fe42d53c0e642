/* SPDX-License-Identifier: Apache-2.0 */
/* Counts the instructions of round trips to the hypervisor, after two of each that warm up. The
 * counter runs through guest and host (QEMU's -icount). Begins in 32-bit protected mode. */
#include "calls.h"

#define NULL_CALL 0x10
#define REPORT 0x11
#define TSC_AUX 0xc0000103

    .macro  timed number, body:vararg
    .rept   3
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
    .endr
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
    timed   0, nop
    timed   1, vmmcall
    timed   2, first_leaf
    timed   3, in %dx, %al
    timed   4, out %al, %dx
    timed   5, rdmsr
    timed   6, hlt
    mov     $POWER_PORT, %dx
    mov     $0x2000, %ax
    out     %ax, %dx
    jmp     .

    .section .data, "aw"
    .space  256
stack_end:
