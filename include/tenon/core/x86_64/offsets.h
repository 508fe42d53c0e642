/* SPDX-License-Identifier: Apache-2.0 */
/* What assembly knows of the C structures; vcpu.c asserts each line. No C in here. */
#ifndef TENON_CORE_X86_64_OFFSETS_H
#define TENON_CORE_X86_64_OFFSETS_H

/* struct tenon_x86_64_vcpu */
#define TENON_X86_64_OFFSET_VCPU_X 0
#define TENON_X86_64_OFFSET_VCPU_RIP 128
#define TENON_X86_64_OFFSET_VCPU_RFLAGS 136
#define TENON_X86_64_OFFSET_VCPU_CONTROL 152
#define TENON_X86_64_OFFSET_VCPU_HOST_RSP 160
#define TENON_X86_64_OFFSET_VCPU_CR2 168
#define TENON_X86_64_OFFSET_VCPU_VMCB 4096

/* struct tenon_svm_vmcb */
#define TENON_X86_64_OFFSET_VMCB_RFLAGS 0x570
#define TENON_X86_64_OFFSET_VMCB_RIP 0x578
#define TENON_X86_64_OFFSET_VMCB_RSP 0x5d8
#define TENON_X86_64_OFFSET_VMCB_RAX 0x5f8

/* struct tenon_x86_64_cpu */
#define TENON_X86_64_OFFSET_CPU_LOADED 0
#define TENON_X86_64_OFFSET_CPU_HOST_STATE 16

#endif
