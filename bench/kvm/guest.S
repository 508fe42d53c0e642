/* SPDX-License-Identifier: Apache-2.0 */
/* The self-timing guest (tests/guest/round_trip.S) as far as KVM can run it: part of init.c. */
#include "timing.inc"

#define DEVICE 0x0a000000           /* nothing is there: user space answers */
#define GICD_TYPER 0x08000004       /* answered in the kernel */

    /* A store at 8 * what in the second page of the device. */
    .macro  time what, instruction:vararg
    time_best \instruction
    str     x20, [x10, #8 * \what]
    .endm

    .section .rodata
    .balign 8
    .globl  guest_start
guest_start:
    ldr     x9, device
    add     x10, x9, #0x1000
    ldr     x11, gicd_typer
    mov     x23, #0x80000000        /* SMCCC_VERSION, the cheapest call that KVM answers */
    time    0, nop
    time    1, hvc #0
    time    2, ldr w4, [x9, #4]
    time    3, str w4, [x9, #4]
    time    4, ldr w4, [x11]
    time    5, mrs x4, id_aa64pfr0_el1
    mov     x0, #0x84000000
    add     x0, x0, #8              /* SYSTEM_OFF */
    hvc     #0
    b       .
    .balign 8
device:
    .quad   DEVICE
gicd_typer:
    .quad   GICD_TYPER
    .globl  guest_end
guest_end:
    .section .note.GNU-stack, "", %progbits
