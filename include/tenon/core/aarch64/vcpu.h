/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The AArch64 vCPU: its storage and its lifecycle.
#ifndef TENON_CORE_AARCH64_VCPU_H
#define TENON_CORE_AARCH64_VCPU_H

#include "tenon/core/aarch64/access.h"
#include "tenon/core/aarch64/cpu.h"
#include "tenon/core/aarch64/fault.h"
#include "tenon/core/aarch64/frame.h"
#include "tenon/core/aarch64/interrupts.h"
#include "tenon/core/aarch64/registers.h"
#include "tenon/core/aarch64/traps.h"
#include "tenon/core/error.h"
#include "tenon/core/exit.h"
#include "tenon/core/stage2.h"
#include "tenon/core/vcpu.h"

/// Everything of one vCPU: at most 4 KiB, in memory that the caller gives.
struct tenon_aarch64_vcpu {
  struct tenon_aarch64_frame frame; ///< at offset 0 for entry.S
  struct tenon_aarch64_fault fault; ///< the last exit as captured
  struct tenon_exit exit;           ///< the last exit as decoded
  struct tenon_aarch64_access access;
  struct tenon_vcpu common;         ///< ids, state word, mailbox: the same on every ISA
  struct tenon_aarch64_cpu *cpu;    ///< the CPU that it is loaded on, or null
  struct tenon_stage2 *stage2;      ///< the VM's second stage: root, VMID, residency
  struct tenon_aarch64_controls controls; ///< composed by traps.c at setup
  uint64_t midr;                    ///< VPIDR_EL2
  uint64_t mpidr;                   ///< VMPIDR_EL2
  uint64_t sysreg[TENON_AARCH64_REGISTER_COUNT]; ///< EL1 and EL0 state while not loaded
  struct tenon_aarch64_fp fp;                    ///< SIMD&FP state while not loaded
  struct tenon_aarch64_interrupts interrupts;    ///< pending and active virtual interrupts
};

#endif
