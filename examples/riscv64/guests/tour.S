/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes each exit once or more, and checks what the hypervisor answered. The handler leaves the cause
 * in s10 and the value in s11. A wrong answer is an SBI call that nobody knows, with the
 * check's number in a6.
 */
    .attribute arch, "rv64imafdc_zicsr_zifencei"
#define DEVICE 0x10010000
#define READ_ONLY 0x80200000
#define STIMECMP 0x14d
#define PARAVIRTUAL 0x606 /* hcounteren: the hypervisor keeps a register of that number */

    .macro  expect register, value
    li      t4, \value
    li      s9, \@ /* which check this is */
    bne     \register, t4, wrong
    .endm
    .macro  expect_cause cause
    expect  s10, \cause
    li      s10, -1
    .endm
    .macro  sbi extension, function
    li      a6, \function
    li      a7, \extension
    ecall
    .endm

    .section .head, "ax"
    .globl  start
    .option push
    .option norvc
start:
    j       first
second:                         /* at start + 4: the other vCPU */
    j       spoil
    .option pop
first:
    lla     sp, stack_end
    lla     t0, handler
    csrw    stvec, t0
    li      s10, -1
    bnez    a0, wrong           /* hart id */

    /* The base extension. */
    sbi     0x10, 0
    expect  a0, 0
    expect  a1, 0x2000000
    li      a0, 0x4442434e
    sbi     0x10, 3
    expect  a1, 1
    li      a0, 0x52464e43      /* RFENCE */
    sbi     0x10, 3
    expect  a1, 0

    /* The console: a buffer, one too long, one outside. */
    li      a0, 21
    lla     a1, hello
    li      a2, 0
    sbi     0x4442434e, 0
    expect  a0, 0
    expect  a1, 21
    li      a0, -1
    lla     a1, hello
    li      a2, 0
    sbi     0x4442434e, 0
    expect  a0, -3
    li      a0, 1
    li      a1, DEVICE
    li      a2, 0
    sbi     0x4442434e, 0
    expect  a0, -3
    li      a0, '!'
    sbi     1, 0
    li      a0, '\n'
    sbi     1, 0
    expect  a0, 0

    /* Unknown calls, and calls that are exits of their own. */
    sbi     0x0a000000, 7
    expect  a0, -2
    li      a0, 0
    sbi     0x48534d, 2
    expect  a0, 0
    li      a0, 1
    li      a1, 0
    li      a2, 0
    sbi     0x48534d, 0
    expect  a0, -3
    li      a0, 0
    sbi     0x48534d, 3
    expect  a0, -2

    call    device
    call    system_registers
    call    process
    call    refused_accesses
    call    interrupts
    call    floating_point
    call    translated
    call    switched

    li      a0, 0
    li      a1, 0
    sbi     0x53525354, 0
wrong:
    mv      a6, s9
    li      a7, 0x0a000bad
    ecall
    li      a0, 1
    li      a1, 0
    sbi     0x53525354, 0
    j       .

/* Loads and stores of each width and sign, of 32 and 16 bits. */
device:
    li      s0, DEVICE
    li      t0, 0x8182838485868788
    sd      t0, 0(s0)
    ld      t1, 0(s0)
    bne     t0, t1, wrong
    .option push
    .option norvc
    lb      t1, 0(s0)
    expect  t1, -120
    lbu     t1, 1(s0)
    expect  t1, 0x87
    lh      t1, 2(s0)
    expect  t1, -31354
    lhu     t1, 4(s0)
    expect  t1, 0x8384
    lw      t1, 4(s0)
    expect  t1, -2122153084
    lwu     t1, 0(s0)
    expect  t1, 0x85868788
    sb      t0, 8(s0)
    sh      t0, 8(s0)
    sw      t0, 8(s0)
    ld      t1, 8(s0)
    expect  t1, 0x85868788
    lw      zero, 0(s0)
    lw      t1, -4(s0)          /* no device: an access fault */
    .option pop
    expect_cause 5
    c.lw    a5, 4(s0)
    expect  a5, -2122153084
    c.ld    a5, 8(s0)
    expect  a5, 0x85868788
    li      a5, 0x55
    c.sw    a5, 16(s0)
    c.sd    a5, 16(s0)
    mv      s1, sp
    mv      sp, s0
    c.lwsp  a4, 16(sp)
    c.ldsp  a3, 0(sp)
    c.swsp  a5, 8(sp)
    c.sdsp  a5, 8(sp)
    mv      sp, s1
    expect  a4, 0x55
    li      t0, 0x8182838485868788
    bne     a3, t0, wrong
    ret

/* CSRs that a guest does not have, one that the hypervisor gives it, and other instructions. */
system_registers:
    csrr    t1, 0x600           /* hstatus */
    expect_cause 2
    csrw    0x680, zero         /* hgatp */
    expect_cause 2
    csrr    t1, 0xc00           /* cycle: not by this setup */
    expect_cause 2
    li      t0, 0xf0
    csrw    PARAVIRTUAL, t0
    csrrsi  t1, PARAVIRTUAL, 0xf
    expect  t1, 0xf0
    csrrc   t1, PARAVIRTUAL, t0
    expect  t1, 0xff
    csrrw   t0, PARAVIRTUAL, t0
    expect  t0, 0xf
    csrr    t1, PARAVIRTUAL
    expect  t1, 0xf0
    .insn r 0x73, 0, 0x31, x0, x0, x0 /* hfence.gvma */
    expect_cause 2
    expect  s11, 0x62000073
    csrr    t1, time            /* the guest's own */
    expect_cause -1
    ret

/* What a process of the guest's may not do is its kernel's to see, not the hypervisor's to answer:
 * WFI, a register of the kernel, and the one that the hypervisor gives the kernel. */
process:
    li      t0, 0x100           /* SPP */
    csrc    sstatus, t0
    lla     t0, 1f
    csrw    sepc, t0
    sret
1:  wfi
    expect_cause 2
    csrr    t1, sstatus
    expect_cause 2
    li      t1, -1
    csrr    t1, PARAVIRTUAL
    expect  t1, -1
    expect_cause 2
    csrw    PARAVIRTUAL, zero
    expect_cause 2
    ecall                       /* the handler returns to the kernel */
    expect_cause 8
    csrr    t1, PARAVIRTUAL
    expect  t1, 0xf0
    ret

/* What the core does not carry out. */
refused_accesses:
    li      s0, DEVICE
    amoadd.w t1, t0, (s0)       /* QEMU 7.2 faults on its read, the manual on its write */
    andi    s10, s10, 5
    expect_cause 5
    lr.w    t1, (s0)
    expect_cause 5
    sc.w    t1, t0, (s0)
    li      t0, 0x2000
    csrs    sstatus, t0
    fld     f1, 0(s0)
    expect_cause 5
    fsd     f1, 0(s0)
    expect_cause 7
    li      t1, DEVICE + 0xffe
    lw      t1, 0(t1)           /* across two pages */
    expect_cause 5
    li      s0, READ_ONLY
    lw      t1, 0(s0)           /* memory: no exit */
    sw      t1, 0(s0)
    expect_cause 7
    expect  s11, READ_ONLY
    amoadd.w t1, t0, (s0)
    expect_cause 7
    li      t1, DEVICE
    mv      s1, ra
    jalr    t1                  /* no code there: the handler returns */
    mv      ra, s1
    expect_cause 1
    ret

/* Timer with WFI, software and external interrupt. */
interrupts:
    li      t0, 0x222
    csrw    sie, t0
    csrr    t0, time
    li      t1, 20000
    add     t0, t0, t1
    csrw    STIMECMP, t0
    wfi
    csrsi   sstatus, 2
    expect_cause 0x8000000000000005
    li      a0, 1
    li      a1, 0
    sbi     0x735049, 0
    expect  a0, 0
    expect_cause 0x8000000000000001
    li      s0, DEVICE
    li      t0, 1
    sd      t0, 24(s0)
    expect_cause 0x8000000000000009
    csrci   sstatus, 2
    ret

/* f0-f31 are the guest's own through all of its exits. */
floating_point:
    li      t0, 0x123456789abcdef0
    fmv.d.x f31, t0
    li      s0, DEVICE
    ld      t1, 0(s0)
    fmv.x.d t2, f31
    bne     t0, t2, wrong
    ret

    .macro  translation to, free      /* satp with the root that `translated` has filled */
    lla     \to, root
    srli    \to, \to, 12
    li      \free, 8 << 60
    or      \to, \to, \free
    .endm

/* Sv39: gigapage 2 is memory, 1 is the device's, 0 points to a table that is not there. */
translated:
    lla     t0, root
    li      t1, 0x200000cf
    sd      t1, 16(t0)
    li      t1, 0x000000cf
    sd      t1, 8(t0)
    li      t1, 0x08000001
    sd      t1, 0(t0)
    translation t0, t1
    csrw    satp, t0
    sfence.vma
    li      s0, DEVICE + 0x40000000
    c.lw    a5, 16(s0)
    expect  a5, 0x55
    li      t1, 0x1000
    ld      t1, 0(t1)           /* a fault of the walk */
    expect_cause 5
    csrw    satp, zero
    sfence.vma
    ret

    .macro  each_register prefix, action
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    \action \prefix\n, \n
    .endr
    .endm
    .macro  each_csr action     /* of registers.def, but for satp and sip */
    \action sstatus, 0x46000, 0x46000
    \action stvec, 0x80001004, -1
    \action sscratch, 0x1111, -1
    \action sepc, 0x2222, -1
    \action scause, 0x3333, -1
    \action stval, 0x4444, -1
    \action scounteren, 0x5, 0x7
    \action senvcfg, 0x1, 0x1
    \action STIMECMP, 0x7777777777777777, -1
    \action sie, 0x22, 0x222
    .endm
    .macro  set_general register, n
    .if     \n != 0 && \n != 10 && \n != 11 && \n != 16 && \n != 17
    li      \register, 0x0101010101010101 * \n
    .endif
    .endm
    .macro  set_float register, n
    fmv.d.x \register, x\n
    .endm
    .macro  set_csr csr, value, mask
    li      t0, \value
    csrw    \csr, t0
    .endm
    .macro  check_general register, n
    .if     \n != 0 && \n != 10 && \n != 11 && \n != 16 && \n != 17
    li      a0, 0x0101010101010101 * \n
    li      a6, 1000 + \n
    bne     \register, a0, different
    .endif
    .endm
    .macro  check_float register, n
    .if     \n != 0 && \n != 10 && \n != 11 && \n != 16 && \n != 17
    li      a0, 0x0101010101010101 * \n
    fmv.x.d a1, \register
    li      a6, 2000 + \n
    bne     a1, a0, different
    .endif
    .endm
    .macro  check_csr csr, value, mask
    csrr    a1, \csr
    li      a0, \mask
    and     a1, a1, a0
    li      a0, (\value) & (\mask)
    addi    a6, a6, 1
    bne     a1, a0, different
    .endm

/* The other vCPU of this VM runs on the same hart, and sets everything that it can. */
switched:
    lla     t0, saved
    sd      ra, 0(t0)
    sd      sp, 8(t0)
    li      t0, 0x6000
    csrs    sstatus, t0
    each_csr set_csr
    translation t0, t1
    csrw    satp, t0
    sfence.vma
    csrsi   sip, 2              /* pending, and not let in */
    each_register x, set_general
    each_register f, set_float
    li      a0, 0x1f
    fscsr   a0
    li      a7, 0x0a000001
    ecall
    li      a0, 0x0a000001
    mv      a1, a7
    li      a6, 1017
    bne     a1, a0, different
    each_register x, check_general
    each_register f, check_float
    frcsr   a1
    li      a0, 0x1f
    li      a6, 3000
    bne     a1, a0, different
    each_csr check_csr
    translation a0, a1
    csrr    a1, satp
    li      a6, 4000
    bne     a1, a0, different
    csrr    a1, sip
    andi    a1, a1, 2
    li      a0, 2
    addi    a6, a6, 1
    bne     a1, a0, different
    csrci   sip, 2
    csrw    satp, zero
    sfence.vma
    lla     t0, saved
    ld      ra, 0(t0)
    ld      sp, 8(t0)
    csrw    sie, zero
    csrw    sstatus, zero
    lla     t0, handler
    csrw    stvec, t0
    ret
different:                      /* a6 says which */
    li      a7, 0x0a000bad
    ecall
    li      a0, 1
    li      a1, 0
    sbi     0x53525354, 0

spoil:
    li      t0, 0x6000
    csrw    sstatus, t0
    .irp    csr, stvec, sscratch, sepc, scause, stval, scounteren, senvcfg, STIMECMP, sie, satp, sip
    csrw    \csr, zero
    .endr
    fscsr   zero
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    fmv.d.x f\n, zero
    .endr
    .irp    n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    li      x\n, -1
    .endr
    li      a7, 0x0a000004
    ecall
    j       spoil

/* t5 and t6 are its own. An exception goes on behind its instruction, of a fetch at the caller; a
 * process that calls goes on as the kernel. */
    .balign 4
handler:
    csrr    s10, scause
    csrr    s11, stval
    bltz    s10, interrupt
    csrr    t5, sepc
    li      t6, 1
    beq     s10, t6, 2f
    li      t6, 8
    bne     s10, t6, 4f
    li      t6, 0x100           /* SPP */
    csrs    sstatus, t6
4:  lhu     t6, 0(t5)
    andi    t6, t6, 3
    addi    t5, t5, 2
    addi    t6, t6, -3
    bnez    t6, 1f
    addi    t5, t5, 2
1:  csrw    sepc, t5
    sret
2:  csrw    sepc, ra
    sret
interrupt:
    csrci   sip, 2
    li      t5, -1
    csrw    STIMECMP, t5
    andi    t5, s10, 0xf
    li      t6, 9
    bne     t5, t6, 3f
    li      t5, DEVICE
    sd      zero, 24(t5)
3:  sret

    .data
hello:
    .ascii  "hello from the guest\n"
    .balign 8
saved:
    .space  16
    .balign 4096
root:
    .space  4096
    .space  4096
stack_end:
