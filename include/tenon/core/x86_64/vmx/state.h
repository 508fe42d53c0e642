/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What VMX keeps of a CPU and of a vCPU, next to what both extensions have.
#ifndef TENON_CORE_X86_64_VMX_STATE_H
#define TENON_CORE_X86_64_VMX_STATE_H

#include "tenon/core/x86_64/vmx/controls.h"

/// The host as each exit puts it back: what HOST fields hold, and what an exit leaves changed.
/// hardware.S knows the offsets.
struct tenon_vmx_host {
  uint64_t cr0;
  uint64_t cr3;
  uint64_t cr4;
  uint64_t gdtr_base;
  uint64_t idtr_base;
  uint16_t gdtr_limit;
  uint16_t idtr_limit;
  uint16_t ldtr;
  uint16_t tr;
  uint16_t es;
  uint16_t cs;
  uint16_t ss;
  uint16_t ds;
  uint16_t fs;
  uint16_t gs;
  uint32_t sysenter_cs;
  uint64_t tr_base;
  uint64_t fs_base;
  uint64_t sysenter_esp;
  uint64_t sysenter_eip;
  uint64_t pat;
  uint64_t efer;
};

/// MSRs of system calls, which VMX leaves alone: switched at bind and unbind.
#define TENON_VMX_MSRS 5u

/// Of a CPU.
struct tenon_vmx_cpu {
  struct tenon_vmx_controls controls; ///< as composed for it
  struct tenon_vmx_host host;         ///< at the last bind
  uint64_t host_epoch;                ///< counts changes of `host`; 0: nothing is there yet
  uint64_t cr0;                       ///< the host's before VMXON
  uint64_t msr[TENON_VMX_MSRS];       ///< the host's, while a vCPU is loaded
  uint64_t dr6;                       ///< likewise
};

/// Of a vCPU: what its VMCS holds, so that nothing is written there twice. entry.S knows the offset
/// of `host_rsp` and `cr2`.
struct tenon_vmx_vcpu {
  uint64_t host_rsp;
  uint64_t cr2; ///< the guest's while it is not entered
  uint64_t rip;
  uint64_t rsp;
  uint64_t rflags;
  uint64_t pdpte[4];      ///< while it is not loaded
  uint64_t pending_debug; ///< likewise
  uint64_t host_epoch;    ///< of the CPU's `host` that the VMCS holds
  uint64_t slice;         ///< ticks of the preemption timer
  uint32_t interruptibility;
  uint32_t processor;     ///< PROCESSOR_CONTROLS
  uint32_t composed;      ///< 1: the VMCS has been written for the CPU of `common.last_cpu`
  uint32_t loaded;        ///< 1: the guest's registers are in the VMCS, and that is current
  uint32_t launched;      ///< 1: VMRESUME, 0: VMLAUNCH
  uint32_t changed;       ///< 1: the VMCB's save area has been written since it was loaded last
  uint32_t forget_nested; ///< 1: the next entry forgets what EPT has said
  uint32_t refused;       ///< 1: the CPU has not taken a VMWRITE
};

#endif
