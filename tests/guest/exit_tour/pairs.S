/* SPDX-License-Identifier: Apache-2.0 */
/* LDP and STP of general registers: two exits for one instruction. */
#include "exit_tour/tour.inc"

    .text
    stop    pairs
    device  x9
    ldp     w4, w5, [x9]
    show    5, x4, x5
    ldp     x4, x5, [x9, #16]
    show    5, x4, x5
    ldpsw   x4, x5, [x9, #8]!
    show    5, x4, x5, x9
    ldp     x4, x5, [x9], #-8
    show    5, x4, x5, x9
    ldr     x4, =0xa1a2a3a4a5a6a7a8
    ldr     x5, =0xb1b2b3b4b5b6b7b8
    stp     w4, w5, [x9]
    stp     x4, x5, [x9, #16]
    stp     x4, xzr, [x9, #32]!
    stp     w5, w4, [x9], #-32
    show    5, x9
    ldnp    x4, x5, [x9, #64]
    show    5, x4, x5
    mov     x11, sp
    mov     sp, x9
    stp     x4, x5, [sp, #16]!
    mov     x10, sp
    mov     sp, x11
    show    5, x10
    leave
