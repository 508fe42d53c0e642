/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Times one exit and entry with the virtual counter. Under `-icount shift=0` with cntfrq=1000000000
 * a tick is an instruction: from the first MRS, exclusive, to the second, inclusive.
 */
    .arch   armv8-a

#define DEVICE 0x0a000000
/* Best of so many. */
#define ROUNDS 16

/* hvc #8 reports: x1 = what was timed, x2 = ticks. */
    .macro  time what, instruction:vararg
    mov     x12, #ROUNDS
    mov     x2, #-1
1:  isb
    mrs     x10, cntvct_el0
    \instruction
    mrs     x11, cntvct_el0
    sub     x11, x11, x10
    cmp     x11, x2
    csel    x2, x11, x2, lo
    subs    x12, x12, #1
    b.ne    1b
    mov     x1, #\what
    hvc     #8
    .endm

    .section .head, "ax"
    .globl  guest_start
guest_start:
    ldr     x9, =DEVICE
    ldr     x0, =0xf6000000
    time    0, nop
    time    1, hvc #7
    time    2, ldr w4, [x9, #4]
    time    3, str w4, [x9, #4]
    time    4, ldp x4, x5, [x9]
    time    5, mrs x4, actlr_el1
    time    6, wfi
    ldr     x0, =0x84000008     /* SYSTEM_OFF */
    hvc     #0
    b       .
