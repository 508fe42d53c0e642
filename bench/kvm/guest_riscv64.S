/* SPDX-License-Identifier: Apache-2.0 */
/* The self-timing guest (examples/riscv64/guests/round_trip.S) as far as KVM can run it: part of
 * init.c. KVM takes interrupts of its own meanwhile, so the best of several counts. */
#define DEVICE 0x10000000           /* nothing is there: user space answers */
#define ROUNDS 64

    /* A store at 8 * what in the second page of the device. The second read of the counter is not
     * counted. */
    .macro  time what, instruction:vararg
    li      s3, ROUNDS
    li      s4, -1
1:  li      a6, 0
    li      a7, 0x10                /* get_spec_version, the cheapest call that KVM answers */
    csrr    s5, instret
    \instruction
    csrr    s6, instret
    sub     s6, s6, s5
    addi    s6, s6, -1
    bgeu    s6, s4, 2f
    mv      s4, s6
2:  addi    s3, s3, -1
    bnez    s3, 1b
    sd      s4, 8 * \what(s1)
    .endm

    .section .rodata
    .balign 8
    .globl  guest_start
guest_start:
    li      s0, DEVICE
    li      s1, DEVICE + 0x1000
    time    0, nop
    time    1, ecall
    time    2, lw a0, 0(s0)
    time    3, sw a0, 0(s0)
    li      a0, 0
    li      a1, 0
    li      a6, 0
    li      a7, 0x53525354          /* SRST: shutdown */
    ecall
    j       .
    .globl  guest_end
guest_end:
    .section .note.GNU-stack, "", %progbits
