/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Floating-point state, the only place that touches it: the host is built without. sstatus.FS is
 * Initial here and Off again afterwards; each entry writes the guest's.
 */
    .attribute arch, "rv64imafdc_zicsr_zifencei"
#include "tenon/core/riscv64/offsets.h"
#include "assembly.h"

#define SSTATUS_FS 0x6000
#define SSTATUS_FS_INITIAL 0x2000

    .macro  each_register instruction
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    \instruction f\n, 8*\n(a0)
    .endr
    .endm

    function tenon_riscv64_hw_save_fp
    li      t0, SSTATUS_FS_INITIAL
    li      t1, SSTATUS_FS
    csrs    sstatus, t0
    each_register fsd
    csrr    t0, fcsr
    sd      t0, TENON_RISCV64_OFFSET_FP_FCSR(a0)
    csrc    sstatus, t1
    ret
    finish  tenon_riscv64_hw_save_fp

    function tenon_riscv64_hw_restore_fp
    li      t0, SSTATUS_FS_INITIAL
    li      t1, SSTATUS_FS
    csrs    sstatus, t0
    each_register fld
    ld      t0, TENON_RISCV64_OFFSET_FP_FCSR(a0)
    csrw    fcsr, t0
    csrc    sstatus, t1
    ret
    finish  tenon_riscv64_hw_restore_fp
