/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hostile guest's way out of everything: each exception comes back to C with the CSRs that the
 * guest lives by put right, whatever the attempt did to them. An attempt that breaks even that
 * (stvec, translation without tables) is the hypervisor's to end.
 */
#include "hostile.h"

    .section .head, "ax"
    .globl  guest_start
guest_start:
    lla     sp, stack_end
    call    make_sane
    call    hostile
    j       .

/* Leaf; t0 changes. No memory: its translation may be absurd. A TLB is forgotten only if it must
 * be: an emulator pays for that. */
make_sane:
    csrr    t0, satp
    beqz    t0, 1f
    csrw    satp, zero
    sfence.vma
1:
    lla     t0, vector
    csrw    stvec, t0
    csrw    sie, zero
    csrci   sip, 2
    li      t0, 0x6000          /* FS Dirty, SPP and SIE 0 */
    csrw    sstatus, t0
    li      t0, -1
    csrw    scounteren, t0
    csrw    0x10a, zero         /* senvcfg */
    ret

    .macro  each_register what
    .irp    n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    \what   x\n, 8*\n(a0)
    .endr
    .endm

/* uint64_t run_until_exception(const struct attempt *) */
    .globl  run_until_exception
    .type   run_until_exception, %function
run_until_exception:
    mv      t1, a0
    lla     a0, kept
    each_register sd
    mv      a0, t1
    ld      t0, ATTEMPT_SATP(a0)
    beqz    t0, 1f
    csrw    satp, t0
    sfence.vma
1:  ld      t0, ATTEMPT_PC(a0)
    ld      t1, ATTEMPT_SSTATUS(a0)
    csrw    sepc, t0
    csrw    sstatus, t1
    each_register ld
    ld      a0, 80(a0)
    sret

    .balign 4
vector:
    call    make_sane
    lla     a0, kept
    each_register ld
    csrr    a0, scause
    ret

    .bss
    .balign 16
kept:
    .space  256
    .space  8192
stack_end:
