/* SPDX-License-Identifier: Apache-2.0 */
/* a1 = parameters (main.c): first word the number of the vCPU. */
#define CALL_LOST 0x0a000003

    .section .head, "ax"
    .globl  guest_start
guest_start:
    lla     t0, vector
    csrw    stvec, t0
    ld      t0, 0(a1)
    addi    t0, t0, 1
    slli    t0, t0, 14
    lla     sp, stacks
    add     sp, sp, t0
    mv      a0, a1
    call    run
    j       .

/* No exception is expected: the hypervisor hears of it, and the vCPU stays here. */
    .text
    .balign 4
vector:
    csrr    a6, scause
    csrr    a0, stval
    csrr    a1, sepc
    li      a7, CALL_LOST
    ecall
    j       .

    .bss
    .balign 16
stacks:
    .space  2 << 14
