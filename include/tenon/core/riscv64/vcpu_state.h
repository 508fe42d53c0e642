/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The storage of a RISC-V vCPU, and what holds of it between any two operations.
#ifndef TENON_CORE_RISCV64_VCPU_STATE_H
#define TENON_CORE_RISCV64_VCPU_STATE_H

#include "tenon/core/error.h"
#include "tenon/core/exit.h"
#include "tenon/core/riscv64/cpu.h"
#include "tenon/core/riscv64/fault.h"
#include "tenon/core/riscv64/frame.h"
#include "tenon/core/riscv64/hardware.h"
#include "tenon/core/riscv64/hgatp.h"
#include "tenon/core/riscv64/percpu.h"
#include "tenon/core/riscv64/registers.h"
#include "tenon/core/riscv64/traps.h"
#include "tenon/core/riscv64/virtual.h"
#include "tenon/core/stage2.h"
#include "tenon/core/vcpu.h"

/// Fixed when a vCPU is created: what the guest's first instruction finds (SBI 2.0, HSM).
struct tenon_riscv64_config {
  uint64_t hart_id;     ///< in a0
  uint64_t device_tree; ///< guest-physical address, or what HART_START was given, in a1
};

/// Everything of one vCPU: at most 4 KiB, in memory that the caller gives.
struct tenon_riscv64_vcpu {
  struct tenon_riscv64_frame frame; ///< at offset 0 for entry.S
  struct tenon_riscv64_fault fault; ///< the last exit as captured
  struct tenon_exit exit;           ///< the last exit as decoded
  struct tenon_riscv64_access access;
  uint64_t host[5];              ///< ra, sp, gp, tp, s0 of entry.S while the guest runs
  struct tenon_vcpu common;      ///< ids, state word, mailbox: the same on every ISA
  struct tenon_riscv64_cpu *cpu; ///< the CPU that it is, or was last, loaded on, or null
  struct tenon_stage2 *stage2;   ///< the VM's second stage: root, VMID, residency
  struct tenon_riscv64_config config;
  struct tenon_riscv64_setup setup;
  struct tenon_riscv64_controls controls;        ///< composed by traps.c for the CPU it is bound to
  uint64_t sysreg[TENON_RISCV64_REGISTER_COUNT]; ///< CSRs of registers.def while not loaded
  struct tenon_riscv64_fp fp;                    ///< floating point while not loaded
};

/*@
  predicate rv_vcpu_is{L}(struct tenon_riscv64_vcpu *v, integer state) =
    \at(v->common.state, L) == state;

  predicate rv_vcpu_is_loaded{L}(struct tenon_riscv64_vcpu *v) =
    rv_vcpu_is{L}(v, TENON_VCPU_BOUND) || rv_vcpu_is{L}(v, TENON_VCPU_EXITED);

  predicate rv_vcpu_is_set_up{L}(struct tenon_riscv64_vcpu *v) =
    rv_vcpu_is_loaded{L}(v) || rv_vcpu_is{L}(v, TENON_VCPU_FREE);

  // The second stage that setup was given is still there, and still the VM's.
  predicate rv_vcpu_has_stage2{L}(struct tenon_riscv64_vcpu *v) =
    \valid{L}(\at(v->stage2, L)) && \separated(v, \at(v->stage2, L)) &&
    rv_stage2_usable{L}(\at(v->stage2, L));

  // The vCPU is in the slot of the hart that executes this, and that hart is set up for it: what
  // isolates a guest is on, its VM's tables and VMID are in hgatp.
  predicate rv_vcpu_here{L}(struct tenon_riscv64_vcpu *v) =
    \valid{L}(\at(v->cpu, L)) && \separated(v, \at(v->cpu, L)) &&
    \separated(\at(v->stage2, L), \at(v->cpu, L)) &&
    \at(v->cpu, L) == \at(rv_hw_cpu, L) && \at(v->cpu->loaded, L) == v &&
    \at(v->cpu->enabled, L) != 0 && rv_cpu_sane{L}(&v->cpu->features) && rv_hw_isolates{L} &&
    rv_guest_entry(\at(v->frame.hstatus, L)) &&
    \at(rv_hw_hgatp, L) == rv_stage2_hgatp{L}(\at(v->stage2, L));

  // What is beside a loaded vCPU stays as it is: its VM's second stage and its hart.
  predicate rv_vcpu_stage2_same{A, B}(struct tenon_riscv64_vcpu *v) =
    \at(v->stage2, A) == \at(v->stage2, B) &&
    \at(v->stage2->vmid, A) == \at(v->stage2->vmid, B) &&
    \at(v->stage2->levels, A) == \at(v->stage2->levels, B) &&
    \at(v->stage2->root, A) == \at(v->stage2->root, B);
  predicate rv_vcpu_hart_same{A, B}(struct tenon_riscv64_vcpu *v) =
    \at(v->cpu, A) == \at(v->cpu, B) && \at(v->cpu->loaded, A) == \at(v->cpu->loaded, B) &&
    \at(v->cpu->enabled, A) == \at(v->cpu->enabled, B) &&
    \at(v->cpu->features.vmid_bits, A) == \at(v->cpu->features.vmid_bits, B) &&
    \at(v->cpu->features.has, A) == \at(v->cpu->features.has, B) &&
    \at(v->cpu->features.fp, A) == \at(v->cpu->features.fp, B);

  // What every operation requires and ensures.
  predicate rv_vcpu_sound{L}(struct tenon_riscv64_vcpu *v) =
    (!rv_vcpu_is{L}(v, TENON_VCPU_NONE) ==> \at(v->common.vcpu_id, L) != TENON_NONE) &&
    (rv_vcpu_is{L}(v, TENON_VCPU_CREATED) ==> \at(v->cpu, L) == \null) &&
    (rv_vcpu_is_set_up{L}(v) ==>
      rv_guest_status(\at(v->frame.sstatus, L)) && rv_vcpu_has_stage2{L}(v)) &&
    (rv_vcpu_is_loaded{L}(v) ==> rv_vcpu_here{L}(v));
*/

#endif
