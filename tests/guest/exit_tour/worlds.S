/* SPDX-License-Identifier: Apache-2.0 */
/* Big-endian data, the guest's own page tables, EL0, and a vCPU that leaves its CPU and returns. */
#include "exit_tour/tour.inc"

    .text
    stop    big_endian
    mrs     x12, sctlr_el1
    orr     x4, x12, #(1 << 25) /* EE */
    device  x9
    mov     x13, sp
    ldr     x5, =0x1122334455667788
    msr     sctlr_el1, x4
    isb
    ldrh    w6, [x9, #2]
    ldr     w7, [x9, #4]
    ldr     x8, [x9, #8]
    strh    w5, [x9, #2]
    str     w5, [x9, #4]
    str     x5, [x9, #8]
    ldp     w10, w11, [x9]
    stp     x5, xzr, [x9]
    ldr     q0, [x9, #16]
    str     q0, [x9, #16]
    msr     sctlr_el1, x12
    isb
    show    12, x6, x7, x8
    show    12, x10, x11
    umov    x4, v0.d[0]
    umov    x5, v0.d[1]
    show    12, x4, x5
    leave

/*
 * Stage 1 of the guest: 0x40000000 to itself, 0x80000000 to the device, 0xc0000000 to the
 * read-only page, 0x100000000 through a table that lies where nothing is.
 */
    stop    own_tables
    ldr     x9, =level1
    ldr     x10, =level2
    ldr     x4, =(0x40000000 | 0x705) /* block, normal, inner shareable, AF */
    str     x4, [x9, #8]
    orr     x4, x10, #3
    str     x4, [x9, #16]
    ldr     x4, =(0x40000000 | 0x705)
    str     x4, [x9, #24]
    ldr     x4, =(DEVICE | 0x3)
    str     x4, [x9, #32]
    ldr     x4, =(DEVICE | 0x401 | (1 << 2)) /* 2 MiB block, device */
    str     x4, [x10]
    ldr     x4, =0x04ff         /* attribute 0: normal write-back, 1: device-nGnRE */
    msr     mair_el1, x4
    msr     ttbr0_el1, x9
    ldr     x4, =(25 | (1 << 8) | (1 << 10) | (3 << 12) | (1 << 23) | (1 << 32))
    msr     tcr_el1, x4
    isb
    tlbi    vmalle1
    dsb     nsh
    mrs     x12, sctlr_el1
    orr     x4, x12, #1
    msr     sctlr_el1, x4
    isb
    ldr     x9, =0x80000000
    bl      mmio_loads_again
    ldr     x9, =(0xc0000000 + READ_ONLY - 0x40000000)
    str     x9, [x9, #0x18]     /* permission fault: the IPA comes from a translation */
    strb    w4, [x9, #0x21]!
    ldr     x9, =0x100000000
    ldr     x4, [x9]            /* the guest's own walk faults */
    blr     x9
    mov     x4, #0x1234
    msr     par_el1, x4         /* the hypervisor's translations preserve it */
    ldr     x9, =(0xc0000000 + READ_ONLY - 0x40000000)
    str     x9, [x9, #0x28]
    mrs     x4, par_el1
    show    13, x4
    msr     sctlr_el1, x12
    isb
    leave

    .type   mmio_loads_again, %function
mmio_loads_again:
    stp     x29, x30, [sp, #-16]!
    ldr     w4, [x9, #0x40]
    ldp     x5, x6, [x9, #0x48]
    show    13, x4, x5, x6
    leave

/* EL0 at the identity address, MMU off. */
    stop    user_mode
    mrs     x13, vbar_el1
    ldr     x4, =user_vectors
    msr     vbar_el1, x4
    ldr     x4, =user
    msr     elr_el1, x4
    mov     x4, #0x3c0
    msr     spsr_el1, x4
    ldr     x4, =user_stack
    msr     sp_el0, x4
    eret

user:
    device  x9
    ldr     w4, [x9, #4]
    ldrsh   x5, [x9], #2        /* decoded from the instruction at EL0 */
    str     w4, [x9, #6]
    ldr     x6, =user_stack
    mov     x7, sp
    svc     #7                  /* back to EL1, no exit */

    .balign 0x800
user_vectors:
    .space  0x400
    sub     x7, x7, x6
    msr     vbar_el1, x13
    show    16, x4, x5, x7
    mov     x3, xzr
    mrs     x1, esr_el1
    mov     x2, x9
    report  16
    leave

/*
 * hvc #0x30 lets the hypervisor unbind the vCPU, run `intruder` on another one on this CPU, and bind
 * this one again: everything must be as it was.
 */
    .macro  keep register, value
    ldr     x4, =\value
    msr     \register, x4
    .endm
    .macro  for_each_register what
    \what   tpidr_el0, 0x1111111111111111
    \what   tpidrro_el0, 0x2222222222222222
    \what   tpidr_el1, 0x3333333333333333
    \what   ttbr0_el1, 0x44444000
    \what   ttbr1_el1, 0x55555000
    \what   tcr_el1, 0x0000000066800000
    \what   mair_el1, 0x7777777777777777
    \what   contextidr_el1, 0x88888888
    \what   esr_el1, 0x99999999
    \what   far_el1, 0xaaaaaaaaaaaaaaaa
    \what   elr_el1, 0xbbbbbbbbbbbbbbb0
    \what   spsr_el1, 0x3c5
    \what   sp_el0, 0xcccccccccccccccc
    \what   cntkctl_el1, 0x3
    \what   cntv_cval_el0, 0xdddddddddddddddd
    \what   cntp_cval_el0, 0xeeeeeeeeeeeeeeee
    \what   par_el1, 0x1
    \what   csselr_el1, 0x1
    \what   fpcr, 0x400000
    \what   fpsr, 0x1f
    .endm

    .macro  spoil register, value
    ldr     x4, =\value
    eor     x4, x4, #0x1f
    msr     \register, x4
    .endm

    .macro  check register, value
    mrs     x5, \register
    ldr     x4, =\value
    cmp     x5, x4
    cinc    x6, x6, ne
    add     x7, x7, #1
    .endm

    stop    rebinding
    for_each_register keep
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    movi    v\n\().16b, #(0x40 + \n)
    .endr
    isb
    ldr     x0, =0xf6000004
    hvc     #0x30
    mov     x6, #0              /* differences */
    mov     x7, #0              /* comparisons */
    for_each_register check
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    umov    x4, v\n\().d[0]
    umov    x5, v\n\().d[1]
    ldr     x3, =(0x0101010101010101 * (0x40 + \n))
    cmp     x4, x3
    cinc    x6, x6, ne
    cmp     x5, x3
    cinc    x6, x6, ne
    add     x7, x7, #2
    .endr
    show    15, x6, x7
    leave

/* The other vCPU: leaves nothing as it was. */
    .globl  intruder
    .type   intruder, %function
intruder:
    mov     x9, #(3 << 20)      /* CPACR_EL1.FPEN */
    msr     cpacr_el1, x9
    isb
    for_each_register spoil
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    movi    v\n\().16b, #(0xff - \n)
    .endr
    hvc     #0x31
    b       .

    .bss
    .balign 4096
level1:
    .space  4096
level2:
    .space  4096
    .space  1024
user_stack:
