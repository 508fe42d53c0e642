/* SPDX-License-Identifier: Apache-2.0 */
/* What assembly knows of the C structures; vcpu.c asserts each line. No C in here. */
#ifndef TENON_CORE_RISCV64_OFFSETS_H
#define TENON_CORE_RISCV64_OFFSETS_H

/* struct tenon_riscv64_vcpu */
#define TENON_OFFSET_VCPU_X 0
#define TENON_OFFSET_VCPU_PC 256
#define TENON_OFFSET_VCPU_SSTATUS 264
#define TENON_OFFSET_VCPU_HSTATUS 272
#define TENON_OFFSET_VCPU_SCAUSE 280

/* struct tenon_riscv64_fault */
#define TENON_OFFSET_FAULT_STVAL 8
#define TENON_OFFSET_FAULT_HTVAL 16
#define TENON_OFFSET_FAULT_HTINST 24

/* struct tenon_riscv64_cpu */
#define TENON_OFFSET_CPU_LOADED 0
#define TENON_OFFSET_CPU_HOST_SP 16
#define TENON_OFFSET_CPU_SCRATCH 24

/* struct tenon_riscv64_fp */
#define TENON_OFFSET_FP_FCSR 256

/* struct tenon_riscv64_host_frame */
#define TENON_OFFSET_HOST_PC 256
#define TENON_OFFSET_HOST_SSTATUS 264
#define TENON_OFFSET_HOST_SCAUSE 272
#define TENON_OFFSET_HOST_STVAL 280
#define TENON_SIZE_HOST_FRAME 288

#endif
