/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program whose exits are known beforehand, whatever each is answered with: it goes round, x19
 * counts its steps, and after an exception it goes on with the next one. x20 and x21 stay as they
 * are. The order is that of `program` in examples/riscv64/walk_isa.hpp.
 */
#define DEVICE 0x0a000000
#define READ_ONLY 0x40100000
#define OWN_CALL 0x0a000007
#define KEPT 0x606              /* hcounteren */

    .macro  step
    .balign 32
    .endm

    .macro  call extension, function, type=0
    li      a0, \type
    li      a1, 0
    li      a6, \function
    li      a7, \extension
    ecall
    j       next
    .endm

    .section .head, "ax"
    .option norvc
    .globl  guest_start
guest_start:
    lla     t0, next
    csrw    stvec, t0
    .balign 4
next:
    li      t1, DEVICE
    li      t2, READ_ONLY
    andi    t0, x19, 15
    addi    x19, x19, 1
    slli    t0, t0, 5
    lla     t3, steps
    add     t3, t3, t0
    jr      t3

    .balign 32
steps:
    call    OWN_CALL, 0
    step
    lw      t4, 4(t1)
    j       next
    step
    sw      t4, 8(t1)
    j       next
    step
    csrrw   t4, KEPT, t4        /* two exits */
    j       next
    step
    csrr    t4, KEPT
    j       next
    step
    csrw    KEPT, t4
    j       next
    step
    wfi
    j       next
    step
    call    0x48534d, 0         /* hart_start */
    step
    call    0x48534d, 1         /* hart_stop */
    step
    sb      t4, 3(t1)
    j       next
    step
    call    0x48534d, 3         /* hart_suspend */
    step
    call    0x53525354, 0       /* shutdown */
    step
    call    0x735049, 0         /* send_ipi */
    step
    call    0x53525354, 0, 1    /* cold reboot */
    step
    amoadd.w t4, t4, (t2)
    j       next
    step
    .insn r 0x73, 0, 0x31, x0, x0, x0 /* hfence.gvma: Unhandled */
    j       next
