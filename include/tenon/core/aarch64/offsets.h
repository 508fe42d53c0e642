/* SPDX-License-Identifier: Apache-2.0 */
/* What assembly knows of the C structures; vcpu.c asserts each line. No C in here. */
#ifndef TENON_CORE_AARCH64_OFFSETS_H
#define TENON_CORE_AARCH64_OFFSETS_H

/* struct tenon_aarch64_vcpu */
#define TENON_OFFSET_VCPU_X 0
#define TENON_OFFSET_VCPU_PC 248
#define TENON_OFFSET_VCPU_PSTATE 256
#define TENON_OFFSET_VCPU_ESR 264
#define TENON_OFFSET_VCPU_VECTOR 272 /* and `valid` behind it */

/* struct tenon_aarch64_fault */
#define TENON_OFFSET_FAULT_FAR 16 /* and `ipa` behind it */

/* struct tenon_aarch64_cpu */
#define TENON_OFFSET_CPU_LOADED 0

/* struct tenon_aarch64_fp */
#define TENON_OFFSET_FP_FPCR 512
#define TENON_OFFSET_FP_FPSR 520

/* struct tenon_aarch64_host_frame */
#define TENON_OFFSET_HOST_PC 248
#define TENON_OFFSET_HOST_PSTATE 256
#define TENON_OFFSET_HOST_ESR 264
#define TENON_OFFSET_HOST_FAR 272
#define TENON_SIZE_HOST_FRAME 288

#endif
