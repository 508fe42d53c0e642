/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program whose exits are known beforehand, whatever each is answered with: it goes round, x19
 * counts its steps, and after an exception it goes on with the next one. x20 and x21 stay as they
 * are. The order is that of `program` in examples/hypervisor/walk_isa.hpp.
 */
    .arch   armv8-a

#define DEVICE 0x0a000000
#define READ_ONLY 0x40100000

    .macro  step
    .balign 32
    .endm

    .macro  call function
    mov     w0, #(\function & 0xffff)
    movk    w0, #(\function >> 16), lsl #16
    hvc     #0
    b       next
    .endm

    .section .head, "ax"
    .globl  guest_start
guest_start:
    adr     x10, vectors
    msr     vbar_el1, x10
    ldr     x9, =DEVICE
    ldr     x11, =READ_ONLY
next:
    and     x10, x19, #15
    add     x19, x19, #1
    adr     x12, steps
    add     x12, x12, x10, lsl #5
    br      x12

    .balign 32
steps:
    mov     w0, #1
    hvc     #7
    b       next
    step
    ldr     w3, [x9, #4]
    b       next
    step
    str     w3, [x9, #8]
    b       next
    step
    ldp     w3, w4, [x9, #16]
    b       next
    step
    mrs     x3, actlr_el1
    b       next
    step
    msr     actlr_el1, x3
    b       next
    step
    wfi
    b       next
    step
    call    0xc4000003          /* CPU_ON */
    step
    call    0x84000002          /* CPU_OFF */
    step
    stp     w3, w4, [x9, #16]
    b       next
    step
    call    0x84000001          /* CPU_SUSPEND */
    step
    call    0x84000008          /* SYSTEM_OFF */
    step
    mov     x3, #(5 << 24)
    msr     s3_0_c12_c11_5, x3  /* ICC_SGI1R_EL1 */
    b       next
    step
    call    0x84000009          /* SYSTEM_RESET */
    step
    str     w3, [x11]
    b       next
    step
    ldxp    x3, x4, [x9]        /* no emulated access: Unhandled */
    b       next

    .balign 0x800
vectors:
    .rept   16
    .balign 0x80
    b       next
    .endr
