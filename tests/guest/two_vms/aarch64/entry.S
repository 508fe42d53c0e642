/* SPDX-License-Identifier: Apache-2.0 */
/* x0 = parameters (main.c): first word the number of the vCPU. */
    .section .head, "ax"
    .globl  guest_start
guest_start:
    ldr     x1, =vectors
    msr     vbar_el1, x1
    isb
    ldr     x1, [x0]
    ldr     x2, =stacks
    add     x1, x1, #1
    add     x2, x2, x1, lsl #14
    mov     sp, x2
    bl      run
    b       .

/* No exception is expected: the hypervisor hears of it, and the vCPU stays here. */
    .text
    .balign 0x800
vectors:
    .rept   16
    .balign 0x80
    mrs     x0, esr_el1
    mrs     x1, far_el1
    mrs     x2, elr_el1
    hvc     #3
    b       .
    .endr
    .balign 0x80

    .bss
    .balign 16
stacks:
    .space  2 << 14
