/* SPDX-License-Identifier: Apache-2.0 */
/* First instructions of a hart that the hypervisor starts: a0 = hart id, a1 = end of its stack. */
    .text
    .globl  start_secondary
    .type   start_secondary, %function
start_secondary:
    mv      sp, a1
    call    secondary_main
    j       .
    .size   start_secondary, . - start_secondary

/* For a hart that began at `start` instead: a0 = hart id. */
    .globl  begin_again
    .type   begin_again, %function
begin_again:
    lla     t0, late_lock
    li      t1, 1
1:  amoswap.w.aq t2, t1, (t0)
    bnez    t2, 1b
    lla     sp, late_stack_end
    mv      s0, a0
    call    stack_of
    mv      a1, a0
    mv      a0, s0
    lla     t0, late_lock
    amoswap.w.rl zero, zero, (t0)
    j       start_secondary
    .size   begin_again, . - begin_again

    .section .data.late, "aw"
    .balign 16
    .space  1024
late_stack_end:
late_lock:
    .word   0
