/* SPDX-License-Identifier: Apache-2.0 */
/* Loads a picture into the hart and takes one from it; the guest's entry and vectors. */
    .attribute arch, "rv64imafdc_zicsr_zifencei"
#include "torture.h"
#include "general.inc"

#define FS_DIRTY 0x6000

    .section .head, "ax"
    .globl  guest_start
guest_start:
    li      t0, FS_DIRTY
    csrs    sstatus, t0
    lla     t0, vector_try
    csrw    stvec, t0
    ld      t0, 0(a1)           /* index: one stack each */
    addi    t0, t0, 1
    slli    t0, t0, 14
    lla     sp, stacks
    add     sp, sp, t0
    mv      a0, a1
    call    torture
    j       .

    .macro  each_f what, base
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    \what   f\n, (PICTURE_F + 8*\n)(\base)
    .endr
    .endm

    .macro  each_kept what
    .set    at, 0
    .irp    n, 1, 3, 4, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27
    \what   x\n, at(sp)
    .set    at, at + 8
    .endr
    .endm

/* void play(wanted a0, found a1, program a2, with_fp a3). What C needs afterwards lies on its stack,
 * whose pointer is kept behind the picture of each vCPU: found - 8. */
    .text
    .globl  play
    .type   play, %function
play:
    addi    sp, sp, -128
    each_kept sd
    sd      sp, -8(a1)
    addi    t0, a0, PICTURE_SYS
    lla     t2, list_load
    jalr    t2
    addi    t0, a0, PICTURE_SYS
    lla     t2, list_save       /* what the registers hold of it is what they shall keep */
    jalr    t2
    beqz    a3, 1f
    each_f  fld, a0
    ld      t0, PICTURE_FCSR(a0)
    fscsr   t0
1:  jr      a2

    .globl  save_sp, save_t6, vector_sp, vector_t6
    .balign 4
vector_sp:
save_sp:
    save_general sp
    mv      s0, sp
    j       1f
    .balign 4
vector_t6:
save_t6:
    save_general t6
    mv      s0, t6
1:  addi    t0, s0, PICTURE_SYS
    lla     t2, list_save
    jalr    t2
    each_f  fsd, s0
    frcsr   t0
    sd      t0, PICTURE_FCSR(s0)
    lla     t2, vector_try
    csrw    stvec, t2
    csrci   sstatus, 2
    csrci   sip, 2
    ld      sp, -8(s0)
    each_kept ld
    addi    sp, sp, 128
    ret

/* uint64_t call(number, a, b, c, d) */
    .globl  call
    .type   call, %function
call:
    li      a7, OWN_CALLS
    add     a7, a7, a0
    mv      a6, a1
    mv      a0, a2
    mv      a1, a3
    mv      a2, a4
    ecall
    ret

/* uint64_t try_instruction(word, value *): the vector comes back to `refused`. The instruction reads
 * and writes t0. */
    .globl  try_instruction
    .type   try_instruction, %function
try_instruction:
    addi    sp, sp, -16
    sd      ra, 0(sp)
    lla     t1, tried
    sw      a0, 0(t1)
    fence   rw, rw
    fence.i
    ld      t0, 0(a1)
    jalr    t1
    sd      t0, 0(a1)
    li      a0, 1
    j       1f
    .balign 4
vector_try:
    li      a0, 0
1:  ld      ra, 0(sp)
    addi    sp, sp, 16
    ret

    .data
    .balign 8
tried:
    .word   0
    .word   0x00008067          /* ret */

    .bss
    .balign 16
stacks:
    .space  4 * 16384
