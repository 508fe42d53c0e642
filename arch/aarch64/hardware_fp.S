/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SIMD&FP state: all of it at bind and unbind, one half of a q register for emulated accesses.
 * The contracts stand in tenon/core/aarch64/hardware.h.
 */
#include "assembly.h"
#include "tenon/core/aarch64/offsets.h"

/* x0 = struct tenon_aarch64_fp */
    function tenon_aarch64_hw_save_fp
    stp     q0, q1, [x0, #0]
    stp     q2, q3, [x0, #32]
    stp     q4, q5, [x0, #64]
    stp     q6, q7, [x0, #96]
    stp     q8, q9, [x0, #128]
    stp     q10, q11, [x0, #160]
    stp     q12, q13, [x0, #192]
    stp     q14, q15, [x0, #224]
    stp     q16, q17, [x0, #256]
    stp     q18, q19, [x0, #288]
    stp     q20, q21, [x0, #320]
    stp     q22, q23, [x0, #352]
    stp     q24, q25, [x0, #384]
    stp     q26, q27, [x0, #416]
    stp     q28, q29, [x0, #448]
    stp     q30, q31, [x0, #480]
    mrs     x1, fpcr
    mrs     x2, fpsr
    str     x1, [x0, #TENON_OFFSET_FP_FPCR]
    str     x2, [x0, #TENON_OFFSET_FP_FPSR]
    ret
    finish  tenon_aarch64_hw_save_fp

    function tenon_aarch64_hw_restore_fp
    ldp     q0, q1, [x0, #0]
    ldp     q2, q3, [x0, #32]
    ldp     q4, q5, [x0, #64]
    ldp     q6, q7, [x0, #96]
    ldp     q8, q9, [x0, #128]
    ldp     q10, q11, [x0, #160]
    ldp     q12, q13, [x0, #192]
    ldp     q14, q15, [x0, #224]
    ldp     q16, q17, [x0, #256]
    ldp     q18, q19, [x0, #288]
    ldp     q20, q21, [x0, #320]
    ldp     q22, q23, [x0, #352]
    ldp     q24, q25, [x0, #384]
    ldp     q26, q27, [x0, #416]
    ldp     q28, q29, [x0, #448]
    ldp     q30, q31, [x0, #480]
    ldr     x1, [x0, #TENON_OFFSET_FP_FPCR]
    ldr     x2, [x0, #TENON_OFFSET_FP_FPSR]
    msr     fpcr, x1
    msr     fpsr, x2
    ret
    finish  tenon_aarch64_hw_restore_fp

/* w0 = 2 * q register + half: bits 63:0 or 127:64 */
    function tenon_aarch64_hw_read_q
    dispatch x1
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    umov    x0, v\n\().d[0]
    ret
    umov    x0, v\n\().d[1]
    ret
    .endr
    finish  tenon_aarch64_hw_read_q

/* w0 as above, x1 = value; the other half stays */
    function tenon_aarch64_hw_write_q
    dispatch x2
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    ins     v\n\().d[0], x1
    ret
    ins     v\n\().d[1], x1
    ret
    .endr
    finish  tenon_aarch64_hw_write_q
