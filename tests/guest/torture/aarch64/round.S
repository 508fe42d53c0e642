/* SPDX-License-Identifier: Apache-2.0 */
/* Loads a picture into the CPU and takes one from it; the guest's entry and vectors. */
#include "general.inc"
#include "torture.h"

    .section .head, "ax"
    .globl  guest_start
guest_start:
    mov     x1, #(3 << 20)      /* CPACR_EL1.FPEN */
    msr     cpacr_el1, x1
    ldr     x1, =vectors_try
    msr     vbar_el1, x1
    isb
    ldr     x1, [x0]            /* index: one stack each */
    ldr     x2, =stacks
    mov     x3, #16384
    add     x1, x1, #1
    madd    x2, x1, x3, x2
    mov     sp, x2
    bl      torture
    b       .

/* All q registers to or from the picture at x2. */
    .macro  each_q what
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    \what  q\n, [x2, #(16 * \n)]
    .endr
    .endm

/* x0 = sys[]; the code is made by discover.c. */
    .text
load_code:
    ldr     x2, =list_load
    br      x2
save_code:
    ldr     x2, =list_save
    br      x2

/*
 * void play(wanted x0, found x1, program x2). What C needs afterwards lies on its stack, whose
 * pointer is kept behind the picture of each vCPU: found - 8.
 */
    .text
    .globl  play
    .type   play, %function
play:
    push_kept
    mov     x3, sp
    str     x3, [x1, #-8]
    mov     x19, x0
    mov     x20, x2
    add     x0, x19, #PICTURE_SYS
    bl      load_code
    add     x0, x19, #PICTURE_SYS
    bl      save_code           /* what the registers hold of it is what they shall keep */
    add     x2, x19, #PICTURE_Q
    each_q  ldr
    ldr     x2, [x19, #PICTURE_NZCV]
    msr     nzcv, x2
    ldr     x2, [x19, #PICTURE_DAIF]
    msr     daif, x2
    ldr     x2, [x19, #PICTURE_SP]
    mov     sp, x2
    mov     x0, x19
    br      x20

    .globl  save_sp, save_x30
save_sp:
    save_general sp
    mov     x19, sp
    b       1f
save_x30:
    save_general x30
    mov     x19, x30
1:  mov     x2, sp
    str     x2, [x19, #PICTURE_SP]
    mrs     x2, nzcv
    str     x2, [x19, #PICTURE_NZCV]
    mrs     x2, daif
    str     x2, [x19, #PICTURE_DAIF]
    msr     daifset, #0xf
    ldr     x2, [x19, #-8]
    mov     sp, x2
    add     x0, x19, #PICTURE_SYS
    bl      save_code
    add     x2, x19, #PICTURE_Q
    each_q  str
    ldr     x2, =vectors_try
    msr     vbar_el1, x2
    isb
    pop_kept
    ret

/* uint64_t call(number, a, b, c, d): HVC whose immediate is `number` */
    .globl  call
    .type   call, %function
call:
    mov     x9, x0
    mov     x0, x1
    mov     x1, x2
    mov     x2, x3
    mov     x3, x4
    adr     x10, 1f
    add     x10, x10, x9, lsl #3
    br      x10
1:  .set    immediate, 0
    .rept   32
    hvc     #immediate
    ret
    .set    immediate, immediate + 1
    .endr

/* uint64_t try_instruction(word, value *): the vectors come back to `refused`. */
    .globl  try_instruction
    .type   try_instruction, %function
try_instruction:
    stp     x29, x30, [sp, #-32]!
    str     x1, [sp, #16]
    ldr     x2, =tried
    str     w0, [x2]
    dc      cvau, x2
    dsb     ish
    ic      ivau, x2
    dsb     ish
    isb
    ldr     x0, [x1]
    blr     x2
    ldr     x1, [sp, #16]
    str     x0, [x1]
    mov     x0, #1
    b       1f
refused:
    mov     x0, #0
1:  ldp     x29, x30, [sp], #32
    ret

/* An exception is the end of the program: straight on to where the registers are saved. */
    .macro  table name, target
    .balign 0x800
    .globl  \name
\name:
    .rept   16
    .balign 0x80
    b       \target
    .endr
    .balign 0x80
    .endm
    table   vectors_sp, save_sp
    table   vectors_x30, save_x30
    table   vectors_try, refused

    .data
    .balign 64
tried:
    .long   0
    ret
    .balign 64

    .bss
    .balign 16
stacks:
    .space  4 * 16384
