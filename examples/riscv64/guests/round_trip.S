/* SPDX-License-Identifier: Apache-2.0 */
/* Counts the instructions of round trips to the hypervisor, after two of each that warm up. The
 * counter runs through guest and host (QEMU's -icount). */
#define DEVICE 0x10010000
#define NULL_CALL 0x10        /* get_spec_version, as far as the guest knows */
#define REPORT 0x0a000002  /* function 1 */

    .macro  timed number, body:vararg
    .rept   3
    li      a6, 0
    li      a7, NULL_CALL
    csrr    s1, instret
    \body
    csrr    s2, instret
    .endr
    sub     a1, s2, s1
    addi    a1, a1, -1          /* the second csrr */
    li      a0, \number
    li      a6, 1
    li      a7, REPORT
    ecall
    .endm

    .section .head, "ax"
    .globl  start
start:
    li      s0, DEVICE
    timed   0, nop
    timed   1, ecall
    timed   2, lw a0, 0(s0)
    timed   3, sw a0, 0(s0)
    timed   4, csrr a0, hstatus
    timed   5, wfi
    li      a0, 0
    li      a1, 0
    li      a6, 0
    li      a7, 0x53525354
    ecall
