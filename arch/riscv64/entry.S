/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The world switch and HS-mode's trap vector.
 *
 * Only general registers, sepc, sstatus and hstatus change hands here: VS-level registers, floating
 * point and the second stage stay the guest's while the vCPU is bound (the host uses none of them),
 * so no fence is due. sscratch points to this hart's block, whose first word is the loaded vCPU.
 */
#include "tenon/core/riscv64/offsets.h"
#include "assembly.h"

#define SSTATUS_SIE 0x2
#define HSTATUS_SPV 0x80

    .macro  store_registers base, from:vararg
    .irp    n, \from
    sd      x\n, 8*\n(\base)
    .endr
    .endm
    .macro  load_registers base, from:vararg
    .irp    n, \from
    ld      x\n, 8*\n(\base)
    .endr
    .endm

/* tenon_riscv64_world_switch of hardware_entry.h: a0 = vCPU. Keeps sp, gp, tp and s0; the compiler
 * keeps elsewhere what it still needs of the other registers, which the guest's replace. sstatus
 * comes first: its SIE is 0, and a trap would overwrite sepc and hstatus. */
    function tenon_riscv64_enter
    ld      t0, TENON_RISCV64_OFFSET_VCPU_SSTATUS(a0)
    ld      t1, TENON_RISCV64_OFFSET_VCPU_PC(a0)
    ld      t2, TENON_RISCV64_OFFSET_VCPU_HSTATUS(a0)
    csrw    sstatus, t0
    csrw    sepc, t1
    csrw    hstatus, t2
    /* No load reservation of before the exit is left for the guest's SC: x[0] is 0 and stays it. */
    sc.d    zero, zero, (a0)
    sd      ra, TENON_RISCV64_OFFSET_VCPU_HOST+0(a0)
    sd      sp, TENON_RISCV64_OFFSET_VCPU_HOST+8(a0)
    sd      gp, TENON_RISCV64_OFFSET_VCPU_HOST+16(a0)
    sd      tp, TENON_RISCV64_OFFSET_VCPU_HOST+24(a0)
    sd      s0, TENON_RISCV64_OFFSET_VCPU_HOST+32(a0)
    load_registers a0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    ld      a0, 8*10(a0)
    sret
    finish tenon_riscv64_enter

/* All exceptions and interrupts of HS-mode, the guest's and the host's own. hstatus.SPV tells. */
    .section .text.tenon_riscv64_vector, "ax"
    .globl tenon_riscv64_vector
    .type tenon_riscv64_vector, %function
    .balign 4
tenon_riscv64_vector:
    csrrw   a0, sscratch, a0
    sd      a1, TENON_RISCV64_OFFSET_CPU_SCRATCH(a0)
    csrr    a1, hstatus
    andi    a1, a1, HSTATUS_SPV
    beqz    a1, host_exit
    ld      a1, TENON_RISCV64_OFFSET_CPU_LOADED(a0)
    store_registers a1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    ld      t0, TENON_RISCV64_OFFSET_CPU_SCRATCH(a0)
    csrrw   t1, sscratch, a0
    sd      t0, 8*11(a1)
    sd      t1, 8*10(a1)
    csrr    t0, sepc
    csrr    t1, sstatus
    csrr    a0, scause
    sd      t0, TENON_RISCV64_OFFSET_VCPU_PC(a1)
    sd      t1, TENON_RISCV64_OFFSET_VCPU_SSTATUS(a1)
    sd      a0, TENON_RISCV64_OFFSET_VCPU_SCAUSE(a1)
    ld      ra, TENON_RISCV64_OFFSET_VCPU_HOST+0(a1)
    ld      sp, TENON_RISCV64_OFFSET_VCPU_HOST+8(a1)
    ld      gp, TENON_RISCV64_OFFSET_VCPU_HOST+16(a1)
    ld      tp, TENON_RISCV64_OFFSET_VCPU_HOST+24(a1)
    ld      s0, TENON_RISCV64_OFFSET_VCPU_HOST+32(a1)
    ret

/* a0 = this hart's block, the host's a0 in sscratch and a1 in the block. */
host_exit:
    ld      a1, TENON_RISCV64_OFFSET_CPU_SCRATCH(a0)
    csrrw   a0, sscratch, a0
    addi    sp, sp, -TENON_RISCV64_SIZE_HOST_FRAME
    store_registers sp, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    addi    t0, sp, TENON_RISCV64_SIZE_HOST_FRAME
    sd      t0, 8*2(sp)
    csrr    t0, sepc
    csrr    t1, sstatus
    /* A guest's instruction that the guest could not have fetched: tenon_riscv64_hw_fetch. */
    lla     t2, tenon_riscv64_fetch_begin
    bltu    t0, t2, 1f
    lla     t2, tenon_riscv64_fetch_end
    bgeu    t0, t2, 1f
    lla     t0, tenon_riscv64_fetch_failed
    csrw    sepc, t0
    j       2f
1:
    csrr    t2, scause
    csrr    t3, stval
    sd      t0, TENON_RISCV64_OFFSET_HOST_PC(sp)
    sd      t1, TENON_RISCV64_OFFSET_HOST_SSTATUS(sp)
    sd      t2, TENON_RISCV64_OFFSET_HOST_SCAUSE(sp)
    sd      t3, TENON_RISCV64_OFFSET_HOST_STVAL(sp)
    mv      a0, sp
    call    tenon_hal_host_trap
    ld      t0, TENON_RISCV64_OFFSET_HOST_PC(sp)
    ld      t1, TENON_RISCV64_OFFSET_HOST_SSTATUS(sp)
    csrw    sepc, t0
    csrw    sstatus, t1
    /* The handler may have run a vCPU, whose exit leaves SPV 1: SRET is to go on with V=0. */
    li      t0, HSTATUS_SPV
    csrc    hstatus, t0
2:
    load_registers sp, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    ld      sp, 8*2(sp)
    sret
    .size tenon_riscv64_vector, . - tenon_riscv64_vector
