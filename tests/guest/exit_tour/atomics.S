/* SPDX-License-Identifier: Apache-2.0 */
/* Exclusives everywhere; LSE atomics and compare-and-swap where the CPU has them; DC ZVA. */
#include "exit_tour/tour.inc"

    .text
    stop    exclusives
    device  x9
    ldxr    w4, [x9]
    mov     w5, #0x77
    stxr    w6, w5, [x9]
    show    7, x4, x6
    ldaxrb  w4, [x9]
    ldaxrh  w5, [x9]
    ldaxr   x6, [x9]
    show    7, x4, x5, x6
    mov     w5, #0x66
    stlxr   w6, x5, [x9]
    show    7, x6
    ldxp    x4, x5, [x9]
    show    7, x4, x5
    stxp    w6, x4, x5, [x9]
    show    7, x6
    clrex
    dc      zva, x9
    leave

/* ID_AA64ISAR0_EL1.Atomic; the read of the register is an exit of its own. */
    stop    atomics
    mrs     x4, id_aa64isar0_el1
    ubfx    x4, x4, #20, #4
    cbz     x4, 1f
    device  x9
    mov     x4, #0x0f
    ldadd   w4, w5, [x9]
    show    8, x4, x5
    ldaddal x4, x5, [x9]
    show    8, x4, x5
    ldclrb  w4, w5, [x9]
    ldeorh  w4, w6, [x9]
    show    8, x5, x6
    ldset   w4, w5, [x9]
    ldsmax  x4, x6, [x9]
    show    8, x5, x6
    ldsmin  w4, w5, [x9]
    ldumax  w4, w6, [x9]
    show    8, x5, x6
    ldumin  x4, x5, [x9]
    stadd   w4, [x9]
    show    8, x5
    swp     x4, x5, [x9]
    swpb    w4, w6, [x9]
    show    8, x5, x6
    mov     x5, #1
    cas     x5, x4, [x9]        /* differs: no store takes effect */
    show    8, x5
    cas     x5, x4, [x9]        /* x5 is what memory holds: swapped */
    show    8, x5
    ldapr   w4, [x9]
    show    8, x4
1:  leave
