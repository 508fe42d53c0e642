/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The exit tour: raises each exit kind and each form of the decoder once. tests/system/exit_tour.py
 * compares what the hypervisor prints with the expected script, line for line.
 */
#include "exit_tour/tour.inc"

    .section .head, "ax"
    .globl  guest_start
guest_start:
    b       start
    b       intruder            /* where the other vCPU enters */
start:
    ldr     x9, =stack_end
    mov     sp, x9
    ldr     x9, =vectors
    msr     vbar_el1, x9
    mov     x9, #(3 << 20)      /* CPACR_EL1.FPEN */
    msr     cpacr_el1, x9
    isb
    show    1, x0               /* what boot left in x0 */
    bl      calls
    bl      mmio
    bl      pairs
    bl      simd
    bl      exclusives
    bl      atomics
    bl      system_registers
    bl      waits
    bl      faults
    bl      undefined
    bl      big_endian
    bl      own_tables
    bl      user_mode
    bl      rebinding
    bl      power_off
    b       .

/*
 * Every exception at EL1 is shown: ESR_EL1, FAR_EL1 and the low bits of SPSR_EL1; then the
 * instruction is skipped, or, after an instruction abort, the call returns.
 */
    .text
    .balign 0x800
    .globl  vectors
vectors:
    .irp    source, 0, 1, 2, 3
    .irp    kind, 0, 1, 2, 3
    .balign 0x80
    sub     sp, sp, #64
    stp     x0, x1, [sp]
    mov     x0, #(\source * 4 + \kind)
    b       handle
    .endr
    .endr

handle:
    stp     x2, x3, [sp, #16]
    stp     x9, x10, [sp, #32]
    mrs     x9, elr_el1
    mrs     x10, spsr_el1
    mrs     x1, esr_el1
    mrs     x2, far_el1
    mov     x3, #0x3df
    and     x3, x10, x3
    add     x3, x3, x0, lsl #16 /* the vector above PSTATE */
    report  0xe
    lsr     x1, x1, #26
    cmp     x1, #0x20
    b.eq    1f
    cmp     x1, #0x21
    b.eq    1f
    cmp     x1, #0x15           /* SVC: already behind it */
    b.eq    2f
    cmp     x1, #0x2f           /* SError: nothing to skip */
    b.eq    2f
    add     x9, x9, #4
    b       2f
1:  mov     x9, x30
2:  msr     elr_el1, x9
    ldp     x9, x10, [sp, #32]
    ldp     x2, x3, [sp, #16]
    ldp     x0, x1, [sp], #64
    eret

    .bss
    .balign 16
    .space  8192
    .globl  stack_end
stack_end:
