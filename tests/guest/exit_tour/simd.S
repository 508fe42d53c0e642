/* SPDX-License-Identifier: Apache-2.0 */
/* SIMD&FP loads and stores: the registers stay in the CPU while the exit is answered. */
#include "exit_tour/tour.inc"

    .macro  show_q number, register
    umov    x4, v\register\().d[0]
    umov    x5, v\register\().d[1]
    show    \number, x4, x5
    .endm

    .text
    stop    simd
    device  x9
    movi    v0.16b, #0xff
    movi    v1.16b, #0xff
    ldr     b0, [x9, #1]
    show_q  6, 0
    ldr     h0, [x9, #2]
    show_q  6, 0
    ldr     s0, [x9, #4]
    show_q  6, 0
    ldr     d0, [x9, #8]
    show_q  6, 0
    ldr     q0, [x9, #16]
    show_q  6, 0
    ldr     q31, [x9, #32]!
    show_q  6, 31
    ldr     d1, [x9], #-32
    show_q  6, 1
    ldp     s0, s1, [x9]
    show_q  6, 0
    show_q  6, 1
    ldp     d0, d1, [x9, #16]
    show_q  6, 0
    show_q  6, 1
    ldp     q0, q1, [x9, #32]!
    show_q  6, 0
    show_q  6, 1
    show    6, x9
    device  x9
    str     b0, [x9, #1]
    str     h0, [x9, #2]
    str     s0, [x9, #4]
    str     d0, [x9, #8]
    str     q0, [x9, #16]
    str     q1, [x9], #16
    stp     s0, s1, [x9]
    stp     d0, d1, [x9, #16]!
    stp     q0, q1, [x9, #32]
    show    6, x9
    leave
