/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A physical CPU: what it has, and what enabling virtualization changed.
#ifndef TENON_CORE_X86_64_CPU_H
#define TENON_CORE_X86_64_CPU_H

#include "tenon/core/base.h"
#include "tenon/core/x86_64/obstacle.h"
#include "tenon/core/x86_64/vmx/state.h"

struct tenon_x86_64_vcpu;

/// Bytes of a page that the CPU gets by its physical address.
#define TENON_X86_64_PAGE 4096u
/// The last physical address that any CPU can have.
#define TENON_X86_64_ADDRESS_MAX 0xfffffffffffffu

/// Bits of tenon_x86_64_features.has.
#define TENON_X86_64_HAS_NEXT_RIP 0x1u       ///< SVM: nRIP is saved (NRIPS)
#define TENON_X86_64_HAS_FLUSH_BY_ASID 0x2u  ///< SVM: TLB_CONTROL 3
#define TENON_X86_64_HAS_DECODE_ASSISTS 0x4u ///< SVM: instruction bytes of an NPF
#define TENON_X86_64_HAS_CLEAN_BITS 0x8u     ///< SVM: VMCB clean field
#define TENON_X86_64_HAS_XSAVE 0x10u
#define TENON_X86_64_HAS_TSC_AUX 0x20u ///< RDTSCP or RDPID
#define TENON_X86_64_HAS_PKRU 0x40u    ///< protection keys
#define TENON_X86_64_HAS_VMX 0x80u     ///< VMX serves, else SVM

/// What decides how guests run here.
struct tenon_x86_64_features {
  uint32_t has;           ///< TENON_X86_64_HAS_*
  uint32_t asids;         ///< address-space ids, 0 is the host's
  uint32_t physical_bits; ///< of a physical address
  uint32_t linear_bits;   ///< of a linear address
  uint64_t xcr0;          ///< what a guest may enable; 0 without XSAVE
  uint64_t ept;           ///< VMX: IA32_VMX_EPT_VPID_CAP
};

/// Host registers that enabling, binding and entering change and that are put back.
struct tenon_x86_64_host {
  uint64_t gs_base;
  uint64_t efer;
  uint64_t hsave; ///< VM_HSAVE_PA
  uint64_t cr4;
  uint64_t xcr0;
  uint64_t tsc_aux;
  uint64_t pkru;
  uint64_t dr[4];
  uint64_t dr7;
};

struct tenon_x86_64_page {
  uint8_t byte[TENON_X86_64_PAGE];
} __attribute__((aligned(4096)));

/// One per CPU; the host's GS base points to it while virtualization is enabled.
struct tenon_x86_64_cpu {
  struct tenon_x86_64_vcpu *loaded; ///< the loaded-vCPU slot, at %gs:0
  void *host_data;                  ///< the hypervisor's own per-CPU pointer, never touched
  uint64_t host_state_address;      ///< host-physical, of host_state, for entry.S
  uint32_t id;
  uint32_t enabled;
  uint32_t claimed; ///< 1: a token stands for this storage
  uint32_t owes;    ///< 1: the next entry forgets all: ASIDs here have names of an old generation
  uint64_t vmid_generation; ///< up to which this CPU has forgotten old ASIDs (stage2.h)
  struct tenon_x86_64_features features;
  struct tenon_x86_64_host host;
  struct tenon_vmx_cpu vmx;
  struct tenon_x86_64_page host_save;  ///< SVM: VM_HSAVE_PA; VMX: the VMXON region
  struct tenon_x86_64_page host_state; ///< SVM: what VMLOAD puts back after each exit
};

#endif
