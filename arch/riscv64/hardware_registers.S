/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest registers of registers.def: all of them, or one. The contracts stand in
 * tenon/core/riscv64/hardware.h.
 */
#include "assembly.h"

/* a0 = uint64_t sysreg[], a1 = TENON_RISCV64_HAS_* of this hart */
    function tenon_riscv64_hw_save_registers
    .set    index, 0
#define TENON_RISCV64_SWITCHED(name, number, reset, why) \
    csrr t0, number; sd t0, (8 * index)(a0); .set index, index + 1;
#define TENON_RISCV64_SWITCHED_IF(condition, name, number, reset, why) \
    andi t1, a1, 1 << condition; beqz t1, 1f; csrr t0, number; sd t0, (8 * index)(a0); \
    1: .set index, index + 1;
#include "tenon/core/riscv64/registers.def"
    /* Nothing of it may reach the host: vsie is part of hie, hvip of hip. */
    csrw    0x204, x0
    csrw    0x645, x0
    csrw    0x280, x0
    andi    t1, a1, 1
    beqz    t1, 1f
    li      t0, -1
    csrw    0x24d, t0
1:
    ret
    finish  tenon_riscv64_hw_save_registers

    function tenon_riscv64_hw_restore_registers
    .set    index, 0
#define TENON_RISCV64_SWITCHED(name, number, reset, why) \
    ld t0, (8 * index)(a0); csrw number, t0; .set index, index + 1;
#define TENON_RISCV64_SWITCHED_IF(condition, name, number, reset, why) \
    andi t1, a1, 1 << condition; beqz t1, 1f; ld t0, (8 * index)(a0); csrw number, t0; \
    1: .set index, index + 1;
#include "tenon/core/riscv64/registers.def"
    ret
    finish  tenon_riscv64_hw_restore_registers

/* One live register: a0 = enum tenon_riscv64_saved, two instructions of 4 bytes each. */
    .macro  dispatch
    lla     t0, 1f
    slli    t1, a0, 3
    add     t0, t0, t1
    jr      t0
    .balign 4
1:
    .endm

    .option push
    .option norvc
    function tenon_riscv64_hw_read_register
    dispatch
#define TENON_RISCV64_SWITCHED(name, number, reset, why) csrr a0, number; ret;
#include "tenon/core/riscv64/registers.def"
    finish  tenon_riscv64_hw_read_register

/* a0 = enum tenon_riscv64_saved, a1 = value */
    function tenon_riscv64_hw_write_register
    dispatch
#define TENON_RISCV64_SWITCHED(name, number, reset, why) csrw number, a1; ret;
#include "tenon/core/riscv64/registers.def"
    finish  tenon_riscv64_hw_write_register
    .option pop
