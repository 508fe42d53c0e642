/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The interrupt guest: asks the hypervisor for virtual interrupts in each way there is, takes them
 * through its GICv3 CPU interface, and reports each one. tests/system/interrupts.expected is the
 * script of exits.
 */
    .arch   armv8-a

/* Asked of the hypervisor with hvc #1: x0 = function. */
#define REPORT 0xf6000000           /* shows x1, x2 */
#define INJECT 0xf6000010           /* id x1, x2: bit 0 level, bit 1 report the end */
#define LOWER 0xf6000011            /* id x1 */
#define INJECT_WHILE_FREE 0xf6000012 /* unbinds, injects id x1, binds */
#define INJECT_FROM_OTHER_CPU 0xf6000013 /* id x1 with a kick, once the word at x2 is not 0 */
#define WAKE_FROM_OTHER_CPU 0xf6000014   /* id x1, while the hypervisor waits after the next WFI */

    .macro  ask function, a=0, b=0
    ldr     x0, =\function
    mov     x1, #\a
    mov     x2, #\b
    hvc     #1
    .endm

    .macro  chapter number
    mov     x1, #\number
    mov     x2, #0
    bl      report
    .endm

    .section .head, "ax"
    .globl  guest_start
guest_start:
    ldr     x1, =vectors
    msr     vbar_el1, x1
    ldr     x1, =stack_top
    mov     sp, x1
    mov     x1, #7
    msr     icc_sre_el1, x1
    isb
    mov     x1, #0xff
    msr     icc_pmr_el1, x1
    mov     x1, #1
    msr     icc_igrpen1_el1, x1
    isb
    msr     daifclr, #2

    chapter 1                       /* edge, while the guest runs */
    ask     INJECT, 40, 0

    chapter 2                       /* edge, masked: pending once, however often it is asked */
    msr     daifset, #2
    ask     INJECT, 41, 0
    ask     INJECT, 41, 0
    mrs     x2, isr_el1
    mov     x1, #0x200
    bl      report
    msr     daifclr, #2
    isb

    chapter 3                       /* level: comes again until it is lowered */
    ask     INJECT, 42, 1

    chapter 4                       /* more than there are list registers */
    msr     daifset, #2
    mov     x19, #50
1:  ldr     x0, =INJECT
    mov     x1, x19
    mov     x2, #0
    hvc     #1
    add     x19, x19, #1
    cmp     x19, #62
    b.ne    1b
    msr     daifclr, #2
    isb
    ldr     x1, =taken
    ldr     x2, [x1]
    mov     x1, #0x400
    bl      report

    chapter 5                       /* the end is an exit of its own */
    ask     INJECT, 43, 2

    chapter 6                       /* physical interrupts, deactivated by the guest, twice */
    bl      timer
    bl      timer

    chapter 7                       /* requested while the vCPU is bound nowhere */
    ask     INJECT_WHILE_FREE, 44, 0

    chapter 8                       /* from the other CPU, with a kick */
    ldr     x2, =spinning
    ldr     x0, =INJECT_FROM_OTHER_CPU
    mov     x1, #45
    hvc     #1
    ldr     x2, =spinning
    mov     x1, #1
    str     x1, [x2]
    dsb     sy
    ldr     x3, =last
2:  ldr     x4, [x3]
    cmp     x4, #45
    b.ne    2b

    chapter 9                       /* asleep until one comes */
    msr     daifset, #2
    wfi
    msr     daifclr, #2
    isb

    chapter 10                      /* an SGI to itself */
    mov     x1, #1
    orr     x1, x1, #(3 << 24)
    msr     icc_sgi1r_el1, x1
    isb

    chapter 11                      /* more than fit, and no other exit that could refill them */
    msr     daifset, #2
    mov     x19, #70
1:  ldr     x0, =INJECT
    mov     x1, x19
    mov     x2, #0
    hvc     #1
    add     x19, x19, #1
    cmp     x19, #82
    b.ne    1b
    ldr     x1, =quiet
    mov     x2, #1
    str     x2, [x1]
    ldr     x1, =taken
    ldr     x20, [x1]
    msr     daifclr, #2
    ldr     x3, =last
2:  ldr     x4, [x3]
    cmp     x4, #81
    b.ne    2b
    ldr     x1, =taken
    ldr     x2, [x1]
    sub     x2, x2, x20
    mov     x1, #0xb00
    bl      report

    chapter 12                      /* asleep, and so is its CPU, until the other one asks */
    ldr     x1, =quiet
    str     xzr, [x1]
    msr     daifset, #2
    ask     WAKE_FROM_OTHER_CPU, 47
    wfi
    msr     daifclr, #2
    isb

    chapter 99
    ldr     x0, =0x84000008         /* SYSTEM_OFF */
    hvc     #0
    b       .

/* x1, x2 are shown. */
report:
    ldr     x0, =REPORT
    hvc     #1
    ret

/* Arms the virtual timer in the past and waits for its interrupt. */
timer:
    ldr     x3, =last
    str     xzr, [x3]
    msr     cntv_cval_el0, xzr
    mov     x1, #1
    msr     cntv_ctl_el0, x1
    isb
1:  ldr     x4, [x3]
    cmp     x4, #27
    b.ne    1b
    ret

/* Every interrupt: acknowledge, report, do what its id wants, end. */
irq:
    stp     x0, x1, [sp, #-16]!
    stp     x2, x3, [sp, #-16]!
    stp     x4, x30, [sp, #-16]!
    mrs     x2, icc_iar1_el1
    dsb     sy
    cmp     x2, #1020
    b.hs    3f
    ldr     x3, =last
    str     x2, [x3]
    ldr     x3, =taken
    ldr     x4, [x3]
    add     x4, x4, #1
    str     x4, [x3]
    ldr     x3, =quiet
    ldr     x4, [x3]
    cbnz    x4, 2f
    mov     x1, #0x100
    bl      report
    ldr     x3, =last
    ldr     x2, [x3]
    cmp     x2, #27
    b.ne    1f
    msr     cntv_ctl_el0, xzr       /* the timer's line goes low */
    isb
1:  cmp     x2, #42
    b.ne    2f
    ldr     x3, =level_taken
    ldr     x4, [x3]
    add     x4, x4, #1
    str     x4, [x3]
    cmp     x4, #2
    b.ne    2f
    ask     LOWER, 42, 0
    ldr     x3, =last
    ldr     x2, [x3]
2:  msr     icc_eoir1_el1, x2
    isb
3:  ldp     x4, x30, [sp], #16
    ldp     x2, x3, [sp], #16
    ldp     x0, x1, [sp], #16
    eret

/* Anything else is not expected: x1 = 0xbad, x2 = ESR_EL1. */
unexpected:
    mov     x1, #0xbad
    mrs     x2, esr_el1
    bl      report
    b       .

    .balign 0x800
vectors:
    .rept   5
    b       unexpected
    .balign 0x80
    .endr
    b       irq
    .balign 0x80
    .rept   10
    b       unexpected
    .balign 0x80
    .endr

    .data
    .balign 8
last:
    .quad   0
taken:
    .quad   0
level_taken:
    .quad   0
spinning:
    .quad   0
/* 1: interrupts are taken without a report. */
quiet:
    .quad   0

    .bss
    .balign 16
    .space  4096
stack_top:
