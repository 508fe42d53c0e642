/* SPDX-License-Identifier: Apache-2.0 */
/* Device accesses that ESR_EL2 describes: every width, sign and register size. */
#include "exit_tour/tour.inc"

    .text
    .globl  mmio_loads
    .type   mmio_loads, %function
mmio_loads:                     /* x9 = address; leaf */
    stp     x29, x30, [sp, #-16]!
    ldrb    w4, [x9, #1]
    ldrsb   w5, [x9, #1]
    ldrsb   x6, [x9, #1]
    show    3, x4, x5, x6
    ldrh    w4, [x9, #2]
    ldrsh   w5, [x9, #2]
    ldrsh   x6, [x9, #2]
    show    3, x4, x5, x6
    ldr     w4, [x9, #4]
    ldrsw   x5, [x9, #4]
    ldr     x6, [x9, #8]
    show    3, x4, x5, x6
    leave

    .globl  mmio_stores
    .type   mmio_stores, %function
mmio_stores:                    /* x9 = address */
    stp     x29, x30, [sp, #-16]!
    ldr     x4, =0x1122334455667788
    strb    w4, [x9, #1]
    strh    w4, [x9, #2]
    str     w4, [x9, #4]
    str     x4, [x9, #8]
    str     xzr, [x9, #16]
    leave

    stop    mmio
    device  x9
    bl      mmio_loads
    bl      mmio_stores
    ldr     xzr, [x9, #24]      /* the value goes nowhere */
    show    3, xzr
    mov     x10, #32
    ldr     w4, [x9, x10]       /* register offset */
    ldur    w5, [x9, #-4]
    ldtr    w6, [x9, #36]
    show    3, x4, x5, x6
    ldar    w4, [x9, #0]
    stlr    w4, [x9, #0]
    prfm    pldl1keep, [x9]     /* no fault, no exit */
    show    3, x4
    ldr     w4, [x9, #8]!       /* writeback: ESR_EL2.ISV = 0 from here on */
    show    4, x4, x9
    ldr     x4, [x9], #-8
    show    4, x4, x9
    ldrsb   w4, [x9, #16]!
    show    4, x4, x9
    ldrsh   x4, [x9], #16
    show    4, x4, x9
    ldrsw   x4, [x9, #-32]!
    show    4, x4, x9
    mov     x4, #0x55
    strb    w4, [x9, #1]!
    strh    w4, [x9], #1
    str     x4, [x9, #6]!
    show    4, x9
    mov     x11, sp             /* the base is SP */
    device  x10
    mov     sp, x10
    ldr     x4, [sp, #16]!
    mov     x10, sp
    mov     sp, x11
    show    4, x4, x10
    leave
