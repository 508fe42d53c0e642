/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hostile guest's way out of everything: each exception comes back to C with the system
 * registers that the guest lives by put right, whatever the attempt did to them. An attempt that
 * breaks even that (VBAR_EL1, an MMU without tables) is the hypervisor's to end.
 */
#include "general.inc"
#include "hostile.h"

#define SANE_SCTLR_HIGH 0xf8d5 /* EnIA EnIB RES1, EnDA; UCI off; RES1, nTWE, nTWI */
#define SANE_SCTLR_LOW 0xe820  /* UCT, DZE, EnDB; RES1; CP15BEN */

    .section .head, "ax"
    .globl  guest_start
guest_start:
    ldr     x2, =stack_end
    mov     sp, x2
    mov     x19, x0
    mov     x20, x1
    bl      make_sane
    mov     x0, x19
    mov     x1, x20
    bl      hostile
    b       .

/* Only what differs is written: on an emulator these writes cost a TLB. */
    .macro  put register
    mrs     x1, \register
    cmp     x1, x0
    b.eq    1f
    msr     \register, x0
    isb
1:
    .endm

/* Leaf; x0 and x1 change. No memory: its byte order may be wrong, its translation absurd. */
    .type   make_sane, %function
make_sane:
    msr     daifset, #0xf
    movz    x0, #SANE_SCTLR_LOW
    movk    x0, #SANE_SCTLR_HIGH, lsl #16
    put     sctlr_el1
    adrp    x0, vectors
    add     x0, x0, :lo12:vectors
    put     vbar_el1
    mov     x0, #-1             /* FPEN, ZEN, SMEN on: what traps is EL2's affair */
    bic     x0, x0, #(1 << 28)
    put     cpacr_el1
    movz    x0, #0x303          /* EL0 may use counters and timers */
    put     cntkctl_el1
    mov     x0, xzr
    put     cntv_ctl_el0
    movz    x0, #25             /* 39 bits, 4 KiB, both halves */
    movk    x0, #(25 | 2 << 14), lsl #16
    movk    x0, #1, lsl #32
    put     tcr_el1
    movz    x0, #(TABLES & 0xffff)
    movk    x0, #(TABLES >> 16), lsl #16
    put     ttbr0_el1
    add     x0, x0, #0x1000
    put     ttbr1_el1
    movz    x0, #0x04ff         /* write-back; device */
    put     mair_el1
    ret

/* uint64_t run_until_exception(const struct attempt *) */
    .globl  run_until_exception
    .type   run_until_exception, %function
run_until_exception:
    push_kept
    ldr     x1, =stack_kept
    mov     x2, sp
    str     x2, [x1]
    ldr     x2, [x0, #ATTEMPT_SCTLR]
    cbz     x2, 1f
    mrs     x1, sctlr_el1
    orr     x1, x1, x2
    tlbi    vmalle1
    dsb     nsh
    msr     sctlr_el1, x1
    isb
1:  ldr     x2, [x0, #ATTEMPT_PC]
    ldr     x3, [x0, #ATTEMPT_PSTATE]
    ldr     x4, [x0, #ATTEMPT_SP]
    msr     elr_el1, x2
    msr     spsr_el1, x3
    msr     sp_el0, x4
    mov     sp, x4
    load_general
    eret

land:
    msr     spsel, #1
    mov     x19, x0
    bl      make_sane
    ldr     x1, =stack_kept
    ldr     x1, [x1]
    mov     sp, x1
    mov     x0, x19
    pop_kept
    ret

    .text
    .balign 0x800
vectors:
    .set    vector, 0
    .rept   16
    .balign 0x80
    mov     x0, #vector
    b       land
    .set    vector, vector + 1
    .endr
    .balign 0x80

    .bss
    .balign 16
stack_kept:
    .space  16
    .space  8192
stack_end:
