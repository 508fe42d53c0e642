/* SPDX-License-Identifier: Apache-2.0 */
/* First instructions, in HS-mode: a0 = hart id, a1 = device tree. Other harts stay in the firmware. */
    .section .head, "ax"
    .globl  start
    .type   start, %function
start:
    lla     sp, stack_end
    lla     t0, bss_start
    lla     t1, bss_end
1:  bgeu    t0, t1, 2f
    sd      zero, 0(t0)
    addi    t0, t0, 8
    j       1b
2:  call    hypervisor_main
    j       .
    .size   start, . - start

    .section .data.stack, "aw"
    .balign 16
    .space  STACK_SIZE
stack_end:
