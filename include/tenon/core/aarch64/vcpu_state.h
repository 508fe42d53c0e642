/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The storage of an AArch64 vCPU, and what holds of it between any two operations.
#ifndef TENON_CORE_AARCH64_VCPU_STATE_H
#define TENON_CORE_AARCH64_VCPU_STATE_H

#include "tenon/core/aarch64/access.h"
#include "tenon/core/aarch64/capture.h"
#include "tenon/core/aarch64/cpu.h"
#include "tenon/core/aarch64/fault.h"
#include "tenon/core/aarch64/frame.h"
#include "tenon/core/aarch64/interrupts.h"
#include "tenon/core/aarch64/list_registers.h"
#include "tenon/core/aarch64/percpu.h"
#include "tenon/core/aarch64/registers.h"
#include "tenon/core/aarch64/traps.h"
#include "tenon/core/aarch64/vttbr.h"
#include "tenon/core/error.h"
#include "tenon/core/exit.h"
#include "tenon/core/stage2.h"
#include "tenon/core/vcpu.h"

/// Fixed when a vCPU is created.
struct tenon_aarch64_config {
  uint64_t mpidr;       ///< what the guest reads in MPIDR_EL1; bit 31 (RES1) is set by tenon
  uint64_t device_tree; ///< guest-physical address, in x0 at entry
};

/// Everything of one vCPU: at most 4 KiB, in memory that the caller gives.
struct tenon_aarch64_vcpu {
  struct tenon_aarch64_frame frame; ///< at offset 0 for entry.S
  struct tenon_aarch64_fault fault; ///< the last exit as captured
  struct tenon_exit exit;           ///< the last exit as decoded
  struct tenon_aarch64_access access;
  struct tenon_vcpu common;      ///< ids, state word, mailbox: the same on every ISA
  struct tenon_aarch64_cpu *cpu; ///< the CPU that it is, or was last, loaded on, or null
  struct tenon_stage2 *stage2;   ///< the VM's second stage: root, VMID, residency
  struct tenon_aarch64_config config;
  struct tenon_aarch64_setup setup;
  struct tenon_aarch64_controls controls; ///< composed by traps.c for the CPU it is bound to
  uint64_t midr;                          ///< VPIDR_EL2, of the first CPU it was bound to
  uint32_t serror;                        ///< 1: a virtual SError waits, while not loaded
  uint32_t reserved;
  uint64_t sysreg[TENON_AARCH64_REGISTER_COUNT]; ///< EL1 and EL0 state while not loaded
  struct tenon_aarch64_fp fp;                    ///< SIMD&FP state while not loaded
  struct tenon_aarch64_interrupts interrupts;    ///< pending and active virtual interrupts
};

/*@
  predicate vcpu_is{L}(struct tenon_aarch64_vcpu *v, integer state) =
    \at(v->common.state, L) == state;

  predicate vcpu_is_loaded{L}(struct tenon_aarch64_vcpu *v) =
    vcpu_is{L}(v, TENON_VCPU_BOUND) || vcpu_is{L}(v, TENON_VCPU_EXITED);

  predicate vcpu_is_set_up{L}(struct tenon_aarch64_vcpu *v) =
    vcpu_is_loaded{L}(v) || vcpu_is{L}(v, TENON_VCPU_FREE);

  // The second stage that setup was given is still there, and still the VM's.
  predicate vcpu_has_stage2{L}(struct tenon_aarch64_vcpu *v) =
    \valid{L}(\at(v->stage2, L)) && \separated(v, \at(v->stage2, L)) &&
    stage2_usable{L}(\at(v->stage2, L));

  // The vCPU is in the slot of the CPU that executes this, and that CPU is set up for it: what
  // isolates a guest is on, its VM's tables and VMID are in VTTBR_EL2, nothing waits for an ISB.
  predicate vcpu_here{L}(struct tenon_aarch64_vcpu *v) =
    \valid{L}(\at(v->cpu, L)) && \separated(v, \at(v->cpu, L)) &&
    \separated(\at(v->stage2, L), \at(v->cpu, L)) &&
    \at(v->cpu, L) == \at(tenon_hw_cpu, L) && \at(v->cpu->loaded, L) == v &&
    \at(v->cpu->enabled, L) != 0 && cpu_sane{L}(&v->cpu->features) && hw_isolates{L} &&
    \at(tenon_hw_vttbr, L) == stage2_vttbr{L}(\at(v->stage2, L)) &&
    \at(tenon_hw_synchronized, L) == 1;

  // What every operation requires and ensures.
  predicate vcpu_sound{L}(struct tenon_aarch64_vcpu *v) =
    (!vcpu_is{L}(v, TENON_VCPU_NONE) ==> \at(v->common.vcpu_id, L) != TENON_NONE) &&
    (vcpu_is{L}(v, TENON_VCPU_CREATED) ==> \at(v->cpu, L) == \null) &&
    (vcpu_is_set_up{L}(v) ==>
      guest_mode(\at(v->frame.pstate, L)) && \at(v->serror, L) <= 1 && vcpu_has_stage2{L}(v)) &&
    (vcpu_is_loaded{L}(v) ==> vcpu_here{L}(v));

  // And, of those that touch v->interrupts, this: `lr` is the truth unless the list registers of
  // the CPU are newer, which they can be only while the vCPU is loaded. A vCPU that was nowhere
  // has no list registers yet.
  predicate vcpu_interrupts_settled{L}(struct tenon_aarch64_vcpu *v) =
    (\at(v->interrupts.resident, L) == 0 ==> tenon_aarch64_settled{L}(&v->interrupts)) &&
    (vcpu_is{L}(v, TENON_VCPU_FREE) ==> \at(v->interrupts.resident, L) == 0) &&
    (\at(v->interrupts.list_registers, L) == 0 ==> \at(v->interrupts.resident, L) == 0) &&
    (\at(v->cpu, L) == \null ==> \at(v->interrupts.list_registers, L) == 0);

  predicate vcpu_interrupts_sound{L}(struct tenon_aarch64_vcpu *v) =
    tenon_aarch64_list_sound{L}(&v->interrupts) && tenon_aarch64_sets_sound{L}(&v->interrupts) &&
    vcpu_interrupts_settled{L}(v);
*/

#endif
