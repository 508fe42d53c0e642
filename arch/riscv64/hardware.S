/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HS-mode's registers and fences. The contracts stand in tenon/core/riscv64/hardware.h and
 * hardware_nested.h.
 */
#include "tenon/core/riscv64/offsets.h"
#include "assembly.h"

#define SSTATUS_FS 0x6000
#define HSTATEEN0_ENVCFG 0x4000000000000000

    function tenon_riscv64_hw_this_cpu
    csrr    a0, sscratch
    ret
    finish  tenon_riscv64_hw_this_cpu

/* result := whether `instruction` is one, which changes t1 alone. An illegal instruction goes on behind
 * it; what the trap changed is put back. */
    .macro  exists result, instruction:vararg
    csrr    t0, sstatus
    csrci   sstatus, 0x2
    csrr    t3, sepc
    lla     t1, 1f
    csrrw   t2, stvec, t1
    li      \result, 0
    \instruction
    li      \result, 1
    .balign 4
1:
    csrw    stvec, t2
    csrw    sepc, t3
    csrw    sstatus, t0
    .endm
    .macro  readable result, register
    exists  \result, csrr t1, \register
    .endm
    function tenon_riscv64_hw_has_hypervisor
    readable a0, hgatp
    ret
    finish  tenon_riscv64_hw_has_hypervisor

    function tenon_riscv64_hw_has_aia
    readable a0, 0x609 /* hvictl */
    ret
    finish  tenon_riscv64_hw_has_aia

    function tenon_riscv64_hw_has_select
    readable a0, 0x250 /* vsiselect */
    ret
    finish  tenon_riscv64_hw_has_select

/* SBI base (0x10), function 3: the extension's own value, or 0. The firmware keeps all registers but
   a0, the error, and a1, the value. */
    function tenon_riscv64_hw_has_remote_fences
    li      a0, 0x52464e43
    li      a6, 3
    li      a7, 0x10
    ecall
    seqz    a0, a0
    snez    a1, a1
    and     a0, a0, a1
    ret
    finish  tenon_riscv64_hw_has_remote_fences

    .macro  probe register
    csrrw   t0, \register, a0
    csrrw   a0, \register, t0
    ret
    .endm
    function tenon_riscv64_hw_probe_hgatp
    probe   hgatp
    finish  tenon_riscv64_hw_probe_hgatp

/* QEMU 7.2 keeps STCE, bit 63, on a hart without Sstc: the bit counts where vstimecmp is there. */
    function tenon_riscv64_hw_probe_henvcfg
    csrrw   t0, henvcfg, a0
    csrrw   a0, henvcfg, t0
    readable t4, 0x24d
    bnez    t4, 2f
    slli    a0, a0, 1
    srli    a0, a0, 1
2:
    ret
    finish  tenon_riscv64_hw_probe_henvcfg

/* FMV.X.D t1, f0: doubles are what is saved and restored. */
    function tenon_riscv64_hw_probe_fp
    li      t1, SSTATUS_FS
    csrrs   t4, sstatus, t1
    exists  a0, .insn r 0x53, 0, 0x71, t1, x0, x0
    csrw    sstatus, t4
    ret
    finish  tenon_riscv64_hw_probe_fp

/* Does `action` bit, register, offset for each of what struct tenon_riscv64_host calls optional:
 * hstateen0 to 3, hvictl, hvien, hviprio1, hviprio2. */
    .macro  each_optional action
    .set    offset, 104
    .set    bit, 1
    .irp    register, 0x60c, 0x60d, 0x60e, 0x60f, 0x609, 0x608, 0x646, 0x647
    \action \register
    .set    offset, offset + 8
    .set    bit, bit * 2
    .endr
    .endm
    .macro  save_optional register
    readable a1, \register
    beqz    a1, 1f
    sd      t1, offset(a0)
    addi    t4, t4, bit
1:
    .endm
    .macro  close_optional register
    andi    t3, t2, bit
    beqz    t3, 1f
    csrw    \register, x0
1:
    .endm
    .macro  restore_optional register
    andi    t3, t2, bit
    beqz    t3, 1f
    ld      t0, offset(a0)
    csrw    \register, t0
1:
    .endm

/* struct tenon_riscv64_host, in order; 0x10a is senvcfg. */
    function tenon_riscv64_hw_save_host
    .set    offset, 0
    .irp    register, hstatus, hedeleg, hideleg, hcounteren, henvcfg, htimedelta, hgeie, hgatp, scounteren, 0x10a, stvec, sscratch
    csrr    t0, \register
    sd      t0, offset(a0)
    .set    offset, offset + 8
    .endr
    li      t4, 0
    each_optional save_optional
    sd      t4, 96(a0)
    ret
    finish  tenon_riscv64_hw_save_host

    function tenon_riscv64_hw_leave_guest
    .set    offset, 0
    .irp    register, hstatus, hedeleg, hideleg, hcounteren, henvcfg, htimedelta, hgeie, hgatp, scounteren, 0x10a
    ld      t0, offset(a0)
    csrw    \register, t0
    .set    offset, offset + 8
    .endr
    ret
    finish  tenon_riscv64_hw_leave_guest

/* No interrupt may find one without the other. */
    function tenon_riscv64_hw_enable
    ld      t2, TENON_RISCV64_OFFSET_CPU_HOST_OPTIONAL(a0)
    each_optional close_optional
    andi    t3, t2, 1
    beqz    t3, 1f
    li      t0, HSTATEEN0_ENVCFG
    csrw    0x60c, t0
1:
    csrrci  t1, sstatus, 0x2
    lla     t0, tenon_riscv64_vector
    csrw    sscratch, a0
    csrw    stvec, t0
    andi    t1, t1, 0x2
    csrs    sstatus, t1
    ret
    finish  tenon_riscv64_hw_enable

    function tenon_riscv64_hw_disable
    ld      t2, 96(a0)
    each_optional restore_optional
    csrrci  t2, sstatus, 0x2
    ld      t0, 80(a0)
    ld      t1, 88(a0)
    csrw    stvec, t0
    csrw    sscratch, t1
    andi    t2, t2, 0x2
    csrs    sstatus, t2
    ret
    finish  tenon_riscv64_hw_disable

/* struct tenon_riscv64_controls, behind hstatus. */
    function tenon_riscv64_hw_write_controls
    .set    offset, 8
    .irp    register, hedeleg, hideleg, hcounteren, henvcfg
    ld      t0, offset(a0)
    csrw    \register, t0
    .set    offset, offset + 8
    .endr
    csrw    htimedelta, x0
    csrw    hgeie, x0
    ret
    finish  tenon_riscv64_hw_write_controls

    function tenon_riscv64_hw_write_hgatp
    csrw    hgatp, a0
    ret
    finish  tenon_riscv64_hw_write_hgatp

    function tenon_riscv64_hw_forget_vm
    hfence_gvma x0, a0
    hfence_vvma x0, x0
    fence.i
    ret
    finish  tenon_riscv64_hw_forget_vm

    function tenon_riscv64_hw_forget_all
    hfence_gvma x0, x0
    hfence_vvma x0, x0
    fence.i
    ret
    finish  tenon_riscv64_hw_forget_all

    function tenon_riscv64_hw_read_fault
    csrr    t0, stval
    csrr    t1, htval
    csrr    t2, htinst
    sd      t0, TENON_RISCV64_OFFSET_FAULT_STVAL(a0)
    sd      t1, TENON_RISCV64_OFFSET_FAULT_HTVAL(a0)
    sd      t2, TENON_RISCV64_OFFSET_FAULT_HTINST(a0)
    ret
    finish  tenon_riscv64_hw_read_fault

/* hstatus.SPVP is the guest's privilege since its exit; a trap from HS-mode leaves it. What begins
 * at a multiple of 4 lies in one page; of the rest each half may have a page of its own. A fault of
 * HLVX is one between fetch_begin and fetch_end, and goes on at fetch_failed. */
    .option push
    .option norvc
    function tenon_riscv64_hw_fetch
    .globl  tenon_riscv64_fetch_begin
    .globl  tenon_riscv64_fetch_end
    .globl  tenon_riscv64_fetch_failed
    andi    t0, a0, 2
    li      t1, 3
    bnez    t0, 2f
tenon_riscv64_fetch_begin:
    hlvx_wu a0, a0
    andi    t2, a0, 3
    bne     t2, t1, 1f
    sext.w  a0, a0
    ret
1:
    slli    a0, a0, 48
    srli    a0, a0, 48
    ret
2:
    hlvx_hu t0, a0
    andi    t2, t0, 3
    bne     t2, t1, 3f
    addi    a0, a0, 2
    hlvx_hu a0, a0
tenon_riscv64_fetch_end:
    slliw   a0, a0, 16
    or      a0, a0, t0
    ret
3:
    mv      a0, t0
    ret
tenon_riscv64_fetch_failed:
    li      a0, 0
    ret
    finish  tenon_riscv64_hw_fetch
    .option pop

    function tenon_riscv64_hw_change_hvip
    csrs    hvip, a0
    csrc    hvip, a1
    ret
    finish  tenon_riscv64_hw_change_hvip

    function tenon_riscv64_hw_waiting
    csrr    a0, hip
    csrr    t0, hie
    and     a0, a0, t0
    andi    a0, a0, 0x444
    ret
    finish  tenon_riscv64_hw_waiting

    function tenon_riscv64_hw_table_written
    fence   w, rw
    ret
    finish  tenon_riscv64_hw_table_written

/* Other harts are reached through the firmware (SBI RFENCE, remote HFENCE.GVMA of a VMID): a0 is
 * the start, a1 the number of bytes, a2 the VMID. The mask names all harts, this one too. A firmware
 * that refuses what it said it has leaves other harts with translations that are gone: nothing may go
 * on, and the hypervisor's own handler of traps hears of a breakpoint here. */
    function tenon_riscv64_hw_invalidate
    mv      a4, a2
    mv      a2, a0
    mv      a3, a1
    li      a0, 0
    li      a1, -1
    li      a6, 3
    li      a7, 0x52464e43
    fence   rw, rw
    ecall
    bnez    a0, 1f
    ret
1:
    ebreak
    j       1b
    finish  tenon_riscv64_hw_invalidate
