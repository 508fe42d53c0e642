/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest registers of registers.def: all of them, or one, in both layouts of HCR_EL2.E2H.
 * The contracts stand in tenon/core/aarch64/hardware.h.
 */
#include "assembly.h"

#define PASTE(op0, op1, crn, crm, op2) S##op0##_##op1##_C##crn##_C##crm##_##op2
#define NAME(op0, op1, crn, crm, op2) PASTE(op0, op1, crn, crm, op2)

/* x0 = uint64_t sysreg[], w1 = TENON_AARCH64_HAS_* of this CPU */
    function tenon_aarch64_hw_save_registers
    .set    index, 0
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) \
    mrs x2, NAME(op0, op1, crn, crm, op2); str x2, [x0, #(8 * index)]; .set index, index + 1;
#define TENON_AARCH64_SWITCHED_IF(has, name, op0, op1, crn, crm, op2, vhe, reset, why) \
    tbz w1, has, 1f; mrs x2, NAME(op0, op1, crn, crm, op2); str x2, [x0, #(8 * index)]; \
    1: .set index, index + 1;
#include "tenon/core/aarch64/registers.def"
    msr     cntv_ctl_el0, xzr
    msr     cntp_ctl_el0, xzr
    ret
    finish  tenon_aarch64_hw_save_registers

    function tenon_aarch64_hw_save_registers_vhe
    .set    index, 0
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) \
    mrs x2, NAME(op0, vhe, crn, crm, op2); str x2, [x0, #(8 * index)]; .set index, index + 1;
#define TENON_AARCH64_SWITCHED_IF(has, name, op0, op1, crn, crm, op2, vhe, reset, why) \
    tbz w1, has, 1f; mrs x2, NAME(op0, vhe, crn, crm, op2); str x2, [x0, #(8 * index)]; \
    1: .set index, index + 1;
#include "tenon/core/aarch64/registers.def"
    msr     S3_5_C14_C3_1, xzr /* CNTV_CTL_EL02 */
    msr     S3_5_C14_C2_1, xzr /* CNTP_CTL_EL02 */
    ret
    finish  tenon_aarch64_hw_save_registers_vhe

    function tenon_aarch64_hw_restore_registers
    .set    index, 0
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) \
    ldr x2, [x0, #(8 * index)]; msr NAME(op0, op1, crn, crm, op2), x2; .set index, index + 1;
#define TENON_AARCH64_SWITCHED_IF(has, name, op0, op1, crn, crm, op2, vhe, reset, why) \
    tbz w1, has, 1f; ldr x2, [x0, #(8 * index)]; msr NAME(op0, op1, crn, crm, op2), x2; \
    1: .set index, index + 1;
#include "tenon/core/aarch64/registers.def"
    ret
    finish  tenon_aarch64_hw_restore_registers

    function tenon_aarch64_hw_restore_registers_vhe
    .set    index, 0
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) \
    ldr x2, [x0, #(8 * index)]; msr NAME(op0, vhe, crn, crm, op2), x2; .set index, index + 1;
#define TENON_AARCH64_SWITCHED_IF(has, name, op0, op1, crn, crm, op2, vhe, reset, why) \
    tbz w1, has, 1f; ldr x2, [x0, #(8 * index)]; msr NAME(op0, vhe, crn, crm, op2), x2; \
    1: .set index, index + 1;
#include "tenon/core/aarch64/registers.def"
    ret
    finish  tenon_aarch64_hw_restore_registers_vhe

/* One live register: w0 = enum tenon_aarch64_saved, two instructions each. */
    function tenon_aarch64_hw_read_register
    dispatch x1
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) \
    mrs x0, NAME(op0, op1, crn, crm, op2); ret;
#include "tenon/core/aarch64/registers.def"
    finish  tenon_aarch64_hw_read_register

    function tenon_aarch64_hw_read_register_vhe
    dispatch x1
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) \
    mrs x0, NAME(op0, vhe, crn, crm, op2); ret;
#include "tenon/core/aarch64/registers.def"
    finish  tenon_aarch64_hw_read_register_vhe

/* w0 = enum tenon_aarch64_saved, x1 = value */
    function tenon_aarch64_hw_write_register
    dispatch x2
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) \
    msr NAME(op0, op1, crn, crm, op2), x1; ret;
#include "tenon/core/aarch64/registers.def"
    finish  tenon_aarch64_hw_write_register

    function tenon_aarch64_hw_write_register_vhe
    dispatch x2
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) \
    msr NAME(op0, vhe, crn, crm, op2), x1; ret;
#include "tenon/core/aarch64/registers.def"
    finish  tenon_aarch64_hw_write_register_vhe
