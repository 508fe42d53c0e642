/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two harts that start, suspend, stop, interrupt and fence each other by SBI's calls, on the
 * hypervisor that boots Linux. What differs from what SBI 2.0 says ends the machine with the
 * number of the check in a register that the hypervisor shows.
 */
#define HSM 0x48534d
#define IPI 0x735049
#define RFENCE 0x52464e43
#define DBCN 0x4442434e
#define SRST 0x53525354
#define NON_RETENTIVE 0x80000000
#define CONTEXT 0x5151515151515151
#define RESUMED 0x7272727272727272

    .macro  sbi extension, function
    li      a6, \function
    li      a7, \extension
    ecall
    .endm
    .macro  expect register, value
    li      t4, \value
    li      s9, \@
    bne     \register, t4, wrong
    .endm
    .macro  say text
    lla     a1, \text
    lla     a0, \text\()_end
    sub     a0, a0, a1
    li      a2, 0
    sbi     DBCN, 0
    expect  a0, 0
    .endm
    /* The step that both have reached: hart 1 counts up, hart 0 waits for it. */
    .macro  reach step
    li      t0, \step
    fence   rw, rw
    sd      t0, 0(s0)
    .endm
    .macro  await step
    li      t0, \step
9:  ld      t1, 0(s0)
    blt     t1, t0, 9b
    fence   rw, rw
    .endm
    .macro  interrupt_hart_1
    li      a0, 2
    li      a1, 0
    sbi     IPI, 0
    expect  a0, 0
    .endm
    .macro  start_hart_1
    li      a0, 1
    lla     a1, second
    li      a2, CONTEXT
    sbi     HSM, 0
    .endm
    .macro  status_of hart
    li      a0, \hart
    sbi     HSM, 2
    .endm

    .section .head, "ax"
    .globl  start
start:
    lla     s0, step
    lla     sp, stack_end
    lla     t0, trap
    csrw    stvec, t0
    expect  a0, 0
    say     begun

    /* What a guest's hart does not have is an illegal instruction, of its kernel and of a process of
     * its; it does not end the machine. */
    lla     t0, caught
    csrw    stvec, t0
    li      s1, 0x100           /* SPP of the first trap */
refused:
    .insn   r 0x73, 0, 0x31, x0, x0, x0 /* HFENCE.GVMA */
    .balign 4
caught:
    csrr    t1, scause
    expect  t1, 2
    csrr    t1, sepc
    lla     t0, refused
    bne     t0, t1, wrong
    csrr    t1, sstatus
    andi    t1, t1, 0x100
    bne     t1, s1, wrong
    beqz    s1, 1f
    li      s1, 0
    csrc    sstatus, t1
    sret
1:  lla     t0, trap
    csrw    stvec, t0

    status_of 1
    expect  a0, 0
    expect  a1, 1               /* stopped */
    status_of 2
    expect  a0, -3
    li      a0, 1
    li      a1, 0x1000          /* no memory of the guest's */
    li      a2, 0
    sbi     HSM, 0
    expect  a0, -5
    li      a0, 2
    lla     a1, second
    sbi     HSM, 0
    expect  a0, -3
    li      a0, 1
    lla     a1, second + 1      /* no instruction can be there */
    li      a2, 0
    sbi     HSM, 0
    expect  a0, -5
    start_hart_1
    expect  a0, 0
    await   1
    status_of 1
    expect  a1, 0               /* started */
    start_hart_1
    expect  a0, -6              /* already */
    say     started

    await   2                   /* it is about to suspend, or has */
    call    pause
    interrupt_hart_1
    await   3
    say     slept
    await   4
    call    pause
    interrupt_hart_1
    await   5
    say     resumed_text

    /* Fences that hart 1 has to take while it spins. */
    li      a0, 2
    li      a1, 0
    sbi     RFENCE, 0
    expect  a0, 0
    li      a0, 3
    li      a1, 0
    li      a2, 0
    li      a3, 0x1000
    sbi     RFENCE, 1
    expect  a0, 0
    li      a0, 0
    li      a1, -1              /* all harts */
    li      a4, 1
    sbi     RFENCE, 2
    expect  a0, 0
    li      a0, 4               /* hart 2 */
    li      a1, 0
    sbi     RFENCE, 0
    expect  a0, -3
    li      a0, 2
    li      a1, 0
    sbi     RFENCE, 3           /* HFENCE */
    expect  a0, -2
    li      a0, 4
    li      a1, 0
    sbi     IPI, 0
    expect  a0, -3
    li      a0, 2
    li      a1, 0
    sbi     IPI, 1
    expect  a0, -2
    .irp    legacy, 3, 4, 5, 6, 7
    li      a0, 0
    sbi     \legacy, 0
    expect  a0, -2
    .endr
    say     fenced

    interrupt_hart_1            /* stop */
1:  status_of 1
    expect  a0, 0
    beqz    a1, 1b
    expect  a1, 1
    say     stopped
    sd      zero, 0(s0)
    start_hart_1
    expect  a0, 0
    await   1
    say     again
    li      a0, 0
    li      a1, 0
    sbi     SRST, 0
    j       .

/* Hart 1, started: x registers are 0 but for a0 and a1, interrupts and translation are off. */
second:
    expect  a0, 1
    li      s9, 1000
    li      t4, CONTEXT
    bne     a1, t4, wrong
    expect  s1, 0
    csrr    t1, satp
    expect  t1, 0
    csrr    t1, sie
    expect  t1, 0
    csrr    t1, sstatus
    andi    t1, t1, 2
    expect  t1, 0
    lla     s0, step
    lla     t0, trap
    csrw    stvec, t0
    csrwi   sie, 2              /* software interrupts wake it, none is taken */
    reach   1

    /* States that there are not. */
    li      a0, 1
    sbi     HSM, 3
    expect  a0, -3
    li      a0, 0x10000000
    sbi     HSM, 3
    expect  a0, -2
    .irp    nowhere, 0x1000, 0x80200001
    li      a0, NON_RETENTIVE
    li      a1, \nowhere
    li      a2, 0
    sbi     HSM, 3
    expect  a0, -5
    .endr

    li      s1, 0x1234
    reach   2
1:  li      a0, 0               /* retentive, until the interrupt is there */
    sbi     HSM, 3
    expect  a0, 0
    csrr    t1, sip
    andi    t1, t1, 2
    beqz    t1, 1b
    csrci   sip, 2
    expect  s1, 0x1234
    reach   3

    reach   4
    li      a0, NON_RETENTIVE
    lla     a1, resumed
    li      a2, RESUMED
    sbi     HSM, 3
    j       wrong               /* it does not return */
resumed:
    expect  a0, 1
    li      s9, 2000
    li      t4, RESUMED
    bne     a1, t4, wrong
    expect  s1, 0
    csrr    t1, sie
    expect  t1, 0
    lla     s0, step
    lla     t0, trap
    csrw    stvec, t0
    csrr    t1, sip             /* what ended the suspension is still to be answered */
    andi    t1, t1, 2
    expect  t1, 2
    csrci   sip, 2
    reach   5
1:  csrr    t1, sip             /* spins in its guest until it is interrupted */
    andi    t1, t1, 2
    beqz    t1, 1b
    csrci   sip, 2
    reach   6
    sbi     HSM, 1
    li      s9, 3000            /* it does not return */

/* The check's number is the address of the access that the hypervisor shows. */
wrong:
    li      t0, 0x7000000
    add     t0, t0, s9
    sb      zero, 0(t0)
    li      a0, 1
    li      a1, 1
    sbi     SRST, 0
    j       .

    .balign 4
trap:
    li      s9, 4000
    li      a0, 0
    li      a1, 0
    sbi     SRST, 0
    j       .

/* Long enough for the other hart to be asleep. */
pause:
    csrr    t0, time
    li      t1, 20000
    add     t1, t0, t1
1:  csrr    t0, time
    bltu    t0, t1, 1b
    ret

    .data
    .balign 4096                /* no page is both code and data */
    .macro  text name, string
\name:
    .ascii  "\string\n"
\name\()_end:
    .endm
    text    begun, "harts: begun"
    text    started, "harts: hart 1 is started"
    text    slept, "harts: hart 1 has slept"
    text    resumed_text, "harts: hart 1 is resumed"
    text    fenced, "harts: hart 1 is fenced"
    text    stopped, "harts: hart 1 is stopped"
    text    again, "harts: hart 1 is started again"
    .balign 8
step:
    .dword  0
    .space  1024
stack_end:
