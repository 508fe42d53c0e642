/* SPDX-License-Identifier: Apache-2.0 */
/* Times exits and entries; examples/hypervisor/round_trip.cpp prints what it reports. */
    .arch   armv8-a
#include "timing.inc"

#define DEVICE 0x0a000000

/* What the hypervisor does at each immediate; any other is the null hypercall. */
#define REPORT 8            /* x1 = what was timed, x2 = ticks */
#define INTERRUPT 9         /* injects a virtual interrupt */
#define SWITCH 10           /* unbinds this vCPU, binds and runs the other one */

    .macro  report what
    mov     x1, #\what
    mov     x2, x20
    hvc     #REPORT
    .endm

    .macro  time what, instruction:vararg
    time_best \instruction
    report  \what
    .endm

    .section .head, "ax"
    .globl  guest_start
guest_start:
    b       first
    /* The other vCPU starts here. */
2:  hvc     #SWITCH
    b       2b

first:
    ldr     x9, =DEVICE
    ldr     x23, =0xf6000000
    time    0, nop
    time    1, hvc #7
    time    2, ldr w4, [x9, #4]
    time    3, str w4, [x9, #4]
    time    4, ldp x4, x5, [x9]
    time    5, mrs x4, id_aa64pfr0_el1
    time    6, wfi

    /* From the call that injects to the first instruction of the handler, which reads the counter. */
    ldr     x1, =vectors
    msr     vbar_el1, x1
    mov     x1, #7
    msr     icc_sre_el1, x1
    isb
    mov     x1, #0xff
    msr     icc_pmr_el1, x1
    mov     x1, #1
    msr     icc_igrpen1_el1, x1
    msr     daifclr, #2
    isb
    begin_timing
3:  mov     x0, x23
    mov     x21, #0
    isb
    mrs     x19, cntvct_el0
    hvc     #INTERRUPT
    cbz     x21, .              /* lost: the emulator's time limit tells */
    end_timing 3b
    report  7
    msr     daifset, #2

    time    8, hvc #SWITCH
    ldr     x0, =0x84000008     /* SYSTEM_OFF */
    hvc     #0
    b       .

irq:
    mrs     x21, cntvct_el0
    mrs     x1, icc_iar1_el1
    msr     icc_eoir1_el1, x1
    eret

    .balign 0x800
vectors:
    .rept   5
    b       .
    .balign 0x80
    .endr
    b       irq
    .balign 0x80
    .rept   10
    b       .
    .balign 0x80
    .endr
