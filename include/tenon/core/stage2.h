/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A VM's second stage as its vCPUs see it: root, VM identifier, and who ran where last.
#ifndef TENON_CORE_STAGE2_H
#define TENON_CORE_STAGE2_H

#include "tenon/core/base.h"

struct tenon_stage2 {
  uint64_t root;       ///< host-physical address of the root table
  uint32_t levels;     ///< 3 or 4
  uint32_t vmid;       ///< VMID/VPID/ASID; 0 is never given to a guest
  uint64_t generation; ///< of the VM identifier allocator when `vmid` was given, 0: none yet
  uint32_t table;      ///< the root table's index in its pool
  uint32_t reserved;
  /// Per CPU: the vcpu_id of this VM that last ran there, TENON_NONE: none did. The vCPUs of one
  /// VM share its identifier while their guests' own address-space ids do not agree.
  uint32_t resident[TENON_CPU_MAX];
};

/// What a CPU must forget before it enters a vCPU that is bound to it.
enum tenon_stage2_invalidation {
  TENON_STAGE2_KEEP = 0,       ///< nothing
  TENON_STAGE2_FORGET_VM = 1,  ///< every entry, of both stages, of this VM's identifier
  TENON_STAGE2_FORGET_ALL = 2, ///< every entry of every VM's identifier
};

TENON_BEGIN_C

/// A second stage without a VM identifier whose vCPUs have run nowhere.
/*@ requires memory: \valid(stage2);
    terminates \true;
    exits \false;
    assigns *stage2;
    ensures root: stage2->root == root && stage2->table == table && stage2->levels == levels;
    ensures no_identifier: stage2->vmid == 0 && stage2->generation == 0;
    ensures nowhere: \forall integer n; 0 <= n < TENON_CPU_MAX ==>
      stage2->resident[n] == TENON_NONE; */
void tenon_stage2_init(struct tenon_stage2 *stage2, uint64_t root, uint32_t table, uint32_t levels);

/// Notes that vCPU `vcpu_id` of this VM is about to run on CPU `cpu`, and tells what that CPU must
/// forget first. `*cpu_generation` belongs to the CPU (0 when virtualization is enabled there): the
/// newest generation of VM identifiers for which it has forgotten all older ones.
///
/// FORGET_ALL when the identifier is younger than that (or 0: the CPU has no identifiers at all);
/// FORGET_VM when another vCPU of the VM ran last on this CPU; else KEEP.
/*@ requires memory: \valid(stage2) && \valid(cpu_generation);
    requires apart: \separated(stage2, cpu_generation);
    requires range: cpu < TENON_CPU_MAX && vcpu_id != TENON_NONE;
    terminates \true;
    exits \false;
    assigns stage2->resident[cpu], *cpu_generation;
    ensures noted: stage2->resident[cpu] == vcpu_id;
    ensures caught_up: *cpu_generation >= stage2->generation || stage2->vmid == 0;
    ensures monotonic: *cpu_generation >= \old(*cpu_generation);
    behavior no_identifier:
      assumes stage2->vmid == 0;
      ensures result: \result == TENON_STAGE2_FORGET_ALL;
      ensures kept: *cpu_generation == \old(*cpu_generation);
    behavior younger:
      assumes stage2->vmid != 0 && *cpu_generation < stage2->generation;
      ensures result: \result == TENON_STAGE2_FORGET_ALL;
      ensures seen: *cpu_generation == stage2->generation;
    behavior other:
      assumes stage2->vmid != 0 && *cpu_generation >= stage2->generation;
      assumes stage2->resident[cpu] != vcpu_id && stage2->resident[cpu] != TENON_NONE;
      ensures result: \result == TENON_STAGE2_FORGET_VM;
      ensures kept: *cpu_generation == \old(*cpu_generation);
    behavior same:
      assumes stage2->vmid != 0 && *cpu_generation >= stage2->generation;
      assumes stage2->resident[cpu] == vcpu_id || stage2->resident[cpu] == TENON_NONE;
      ensures result: \result == TENON_STAGE2_KEEP;
      ensures kept: *cpu_generation == \old(*cpu_generation);
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_stage2_bind(struct tenon_stage2 *stage2, uint32_t cpu, uint32_t vcpu_id,
                           uint64_t *cpu_generation);

TENON_END_C

#endif
