/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The virtual CPU interface of a GICv3 (IHI 0069, 12.4): list registers and their controls.
 * The contracts stand in tenon/core/aarch64/hardware.h.
 */
#include "assembly.h"

/* Enables the system registers for EL2 and EL1 (ICC_SRE_EL2), returns ICH_VTR_EL2. */
    function tenon_aarch64_hw_enable_gic
    mrs     x0, S3_4_C12_C9_5
    orr     x0, x0, #0xf
    msr     S3_4_C12_C9_5, x0
    isb
    mrs     x0, S3_4_C12_C11_1
    ret
    finish  tenon_aarch64_hw_enable_gic

    writer  tenon_aarch64_hw_write_ich_hcr, S3_4_C12_C11_0
    reader  tenon_aarch64_hw_read_ich_misr, S3_4_C12_C11_2
    reader  tenon_aarch64_hw_read_ich_vmcr, S3_4_C12_C11_7
    writer  tenon_aarch64_hw_write_ich_vmcr, S3_4_C12_C11_7
    writer  tenon_aarch64_hw_deactivate, S3_0_C12_C11_1 /* ICC_DIR_EL1 */

/* w0 = number of the list register */
    function tenon_aarch64_hw_read_lr
    dispatch x1
    .irp    m, 12, 13
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7
    mrs     x0, S3_4_C12_C\m\()_\n
    ret
    .endr
    .endr
    finish  tenon_aarch64_hw_read_lr

/* w0 = number of the list register, x1 = value */
    function tenon_aarch64_hw_write_lr
    dispatch x2
    .irp    m, 12, 13
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7
    msr     S3_4_C12_C\m\()_\n, x1
    ret
    .endr
    .endr
    finish  tenon_aarch64_hw_write_lr

/* w0 = 0 to 3: ICH_AP0R<n>_EL2, 4 to 7: ICH_AP1R<n>_EL2 */
    function tenon_aarch64_hw_read_apr
    dispatch x1
    .irp    m, 8, 9
    .irp    n, 0, 1, 2, 3
    mrs     x0, S3_4_C12_C\m\()_\n
    ret
    .endr
    .endr
    finish  tenon_aarch64_hw_read_apr

/* w0 as above, x1 = value */
    function tenon_aarch64_hw_write_apr
    dispatch x2
    .irp    m, 8, 9
    .irp    n, 0, 1, 2, 3
    msr     S3_4_C12_C\m\()_\n, x1
    ret
    .endr
    .endr
    finish  tenon_aarch64_hw_write_apr
