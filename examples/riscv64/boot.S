/* SPDX-License-Identifier: Apache-2.0 */
/* First instructions, in HS-mode: a0 = hart id, a1 = device tree. Other harts stay in the firmware;
 * but OpenSBI 1.1 tells a hart to start before it stores where: one that is not asleep yet may begin
 * here again. */
    .section .head, "ax"
    .globl  start
    .type   start, %function
start:
    lla     t0, entries
    li      t1, 1
    amoadd.w.aq t0, t1, (t0)
    bnez    t0, 3f
    lla     sp, stack_end
    lla     t0, bss_start
    lla     t1, bss_end
1:  bgeu    t0, t1, 2f
    sd      zero, 0(t0)
    addi    t0, t0, 8
    j       1b
2:  call    hypervisor_main
    j       .
3:  lla     t0, begin_again_at
    ld      t0, 0(t0)
    beqz    t0, .
    jr      t0
    .size   start, . - start

    .weak   begin_again
    .data
    .balign 8
begin_again_at:
    .dword  begin_again
entries:
    .word   0

    .section .data.stack, "aw"
    .balign 16
    .space  STACK_SIZE
stack_end:
