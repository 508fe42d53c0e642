/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A physical CPU's own lifecycle: what it has, enable, disable.
#ifndef TENON_CORE_AARCH64_PERCPU_H
#define TENON_CORE_AARCH64_PERCPU_H

#include "tenon/core/aarch64/cpu.h"
#include "tenon/core/aarch64/hardware.h"
#include "tenon/core/base.h"
#include "tenon/core/error.h"

TENON_BEGIN_C

/*@
  // A field of an ID register: four bits whose lowest weighs `unit` (DDI 0487 D19.2).
  logic integer cpu_field(integer id_register, integer unit) = (id_register / unit) % 16;
  logic integer hw_field(integer id, integer unit) = cpu_field(tenon_hw_id[id], unit);

  // ID_AA64MMFR0_EL1.PARange.
  logic integer cpu_pa_bits(integer range) =
    range == 0 ? 32 : range == 1 ? 36 : range == 2 ? 40 : range == 3 ? 42 : range == 4 ? 44 :
    range == 5 ? 48 : 52;

  // DCZID_EL0: BS is log2 of the block's words, at most 2048 bytes; DZP forbids DC ZVA.
  logic integer cpu_zva_bytes(integer dczid) =
    (dczid / 16) % 2 == 1 || dczid % 16 > 9 ? 0 :
    dczid % 16 == 0 ? 4 : dczid % 16 == 1 ? 8 : dczid % 16 == 2 ? 16 : dczid % 16 == 3 ? 32 :
    dczid % 16 == 4 ? 64 : dczid % 16 == 5 ? 128 : dczid % 16 == 6 ? 256 :
    dczid % 16 == 7 ? 512 : dczid % 16 == 8 ? 1024 : 2048;

  // ID_AA64PFR0_EL1.RAS and GIC, ID_AA64PFR1_EL1.SME.
  logic integer cpu_has(integer pfr0, integer pfr1) =
    (cpu_field(pfr0, 0x10000000) != 0 ? 1 : 0) + (cpu_field(pfr1, 0x1000000) != 0 ? 2 : 0) +
    (cpu_field(pfr0, 0x1000000) != 0 ? 4 : 0);

  predicate cpu_id_registers{L}(struct tenon_aarch64_features *f) =
    \at(f->id_aa64pfr0, L) == tenon_hw_id[TENON_AARCH64_ID_AA64PFR0] &&
    \at(f->id_aa64pfr1, L) == tenon_hw_id[TENON_AARCH64_ID_AA64PFR1] &&
    \at(f->id_aa64dfr0, L) == tenon_hw_id[TENON_AARCH64_ID_AA64DFR0] &&
    \at(f->id_aa64isar0, L) == tenon_hw_id[TENON_AARCH64_ID_AA64ISAR0] &&
    \at(f->id_aa64isar1, L) == tenon_hw_id[TENON_AARCH64_ID_AA64ISAR1] &&
    \at(f->id_aa64isar2, L) == tenon_hw_id[TENON_AARCH64_ID_AA64ISAR2] &&
    \at(f->id_aa64mmfr0, L) == tenon_hw_id[TENON_AARCH64_ID_AA64MMFR0] &&
    \at(f->id_aa64mmfr1, L) == tenon_hw_id[TENON_AARCH64_ID_AA64MMFR1] &&
    \at(f->id_aa64mmfr2, L) == tenon_hw_id[TENON_AARCH64_ID_AA64MMFR2] &&
    \at(f->midr, L) == tenon_hw_id[TENON_AARCH64_ID_MIDR] &&
    \at(f->ctr, L) == tenon_hw_id[TENON_AARCH64_ID_CTR];

  predicate cpu_derived{L}(struct tenon_aarch64_features *f) =
    \at(f->pa_bits, L) == cpu_pa_bits(hw_field(TENON_AARCH64_ID_AA64MMFR0, 1)) &&
    \at(f->vmid_bits, L) == (hw_field(TENON_AARCH64_ID_AA64MMFR1, 0x10) == 2 ? 16 : 8) &&
    \at(f->vhe, L) == (hw_field(TENON_AARCH64_ID_AA64MMFR1, 0x100) != 0 ? 1 : 0) &&
    \at(f->e2h, L) == (tenon_hw_hcr / 0x400000000) % 2 &&
    \at(f->zva_bytes, L) == cpu_zva_bytes(tenon_hw_id[TENON_AARCH64_ID_DCZID]) &&
    \at(f->has, L) == cpu_has(tenon_hw_id[TENON_AARCH64_ID_AA64PFR0],
                              tenon_hw_id[TENON_AARCH64_ID_AA64PFR1]);

  // What holds of every CPU that was detected, and what the rest of the core relies on.
  predicate cpu_sane{L}(struct tenon_aarch64_features *f) =
    \at(f->list_registers, L) <= 16 && \at(f->apr_registers, L) <= 4 && \at(f->has, L) < 8 &&
    \at(f->pa_bits, L) \in {32, 36, 40, 42, 44, 48, 52} && \at(f->vmid_bits, L) \in {8, 16} &&
    \at(f->pmu_counters, L) < 32 && \at(f->e2h, L) <= 1;

  // An enabled CPU is known; if it is the one that executes this, tenon's vectors are in place and
  // nothing waits for an ISB. What every operation on a CPU requires and ensures.
  predicate cpu_sound{L}(struct tenon_aarch64_cpu *cpu) =
    \at(cpu->enabled, L) != 0 ==> cpu_sane{L}(&cpu->features) &&
      (\at(tenon_hw_cpu, L) == cpu ==>
         \at(tenon_hw_vbar, L) == 1 && \at(tenon_hw_synchronized, L) == 1);
*/

/// Reads what this CPU has. \pre executes at EL2.
/*@ requires writable: \valid(f);
    terminates \true; exits \false;
    assigns *f;
    ensures registers: cpu_id_registers(f);
    ensures derived: cpu_derived(f);
    ensures sane: cpu_sane(f);
    ensures gic: hw_field(TENON_AARCH64_ID_AA64PFR0, 0x1000000) == 0 ==>
                 f->list_registers == 0 && f->apr_registers == 0;
    ensures pmu: hw_field(TENON_AARCH64_ID_AA64DFR0, 0x100) \in {0, 15} ==> f->pmu_counters == 0;
*/
void tenon_aarch64_detect(struct tenon_aarch64_features *f);

/// 1: this code runs at EL2, of an AArch64 CPU.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures level: \result == ((tenon_hw_id[TENON_AARCH64_ID_CURRENT_EL] / 4) % 4 == 2 ? 1 : 0);
*/
uint32_t tenon_aarch64_has_hardware_support(void);

/// Gives zeroed storage to physical CPU `id`, 0 to TENON_CPU_MAX - 1.
/// TENON_ERROR_invalid_argument: no such id; TENON_ERROR_wrong_state: it was claimed before.
/*@ requires writable: \valid(cpu);
    terminates \true; exits \false;
    assigns cpu->loaded \from \nothing;
    assigns cpu->id, cpu->enabled, cpu->claimed, cpu->vmid_generation;
    ensures refused: \result != TENON_OK ==> cpu->claimed == \old(cpu->claimed);
    behavior claimed:
      assumes id < TENON_CPU_MAX && cpu->claimed == 0;
      ensures sound: cpu_sound(cpu);
      ensures done: \result == TENON_OK && cpu->claimed == 1 && cpu->id == id &&
                    cpu->enabled == 0 && cpu->loaded == \null && cpu->vmid_generation == 0;
    behavior again:
      assumes id < TENON_CPU_MAX && cpu->claimed != 0;
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    behavior refused:
      assumes id >= TENON_CPU_MAX;
      assigns \nothing;
      ensures error: \result == TENON_ERROR_invalid_argument;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_aarch64_claim(struct tenon_aarch64_cpu *cpu, uint32_t id);

/// Enables virtualization on the CPU that executes this call: TPIDR_EL2 and VBAR_EL2 are tenon's
/// from here on. TENON_ERROR_already_enabled; TENON_ERROR_unsupported below EL2.
/*@ requires writable: \valid(cpu);
    requires sound: cpu_sound(cpu);
    terminates \true; exits \false;
    assigns *cpu, tenon_hw_vbar, tenon_hw_closed, tenon_hw_mdscr, tenon_hw_synchronized;
    assigns tenon_hw_cpu \from cpu;
    ensures sound: cpu_sound(cpu);
    ensures refused: \result != TENON_OK ==> cpu->enabled == \old(cpu->enabled) &&
      cpu->loaded == \old(cpu->loaded) && cpu->id == \old(cpu->id) &&
      cpu->claimed == \old(cpu->claimed);
    behavior enabled:
      assumes cpu->enabled == 0 && (tenon_hw_id[TENON_AARCH64_ID_CURRENT_EL] / 4) % 4 == 2;
      ensures done: \result == TENON_OK && cpu->enabled == 1 && cpu->loaded == \null;
      ensures hardware: tenon_hw_cpu == cpu && tenon_hw_vbar == 1;
      ensures synchronized: tenon_hw_synchronized == 1;
      ensures forgets_all: cpu->vmid_generation == 0;
      ensures closed: registers_closed(&cpu->features, tenon_hw_closed);
      ensures known: cpu_id_registers(&cpu->features);
      ensures derived: cpu_derived(&cpu->features);
      ensures sane: cpu_sane(&cpu->features);
      ensures kept: cpu->host.hcr == tenon_hw_hcr && cpu->host.cptr == tenon_hw_cptr &&
                    cpu->host.mdcr == tenon_hw_mdcr && cpu->host.cnthctl == tenon_hw_cnthctl &&
                    cpu->host.vtcr == tenon_hw_vtcr && cpu->host.vttbr == tenon_hw_vttbr &&
                    cpu->host.mdscr == \old(tenon_hw_mdscr);
      ensures debug: tenon_hw_mdscr == 0;
      ensures same: cpu->id == \old(cpu->id) && cpu->claimed == \old(cpu->claimed);
    behavior already:
      assumes cpu->enabled != 0;
      assigns \nothing;
      ensures error: \result == TENON_ERROR_already_enabled;
    behavior unsupported:
      assumes cpu->enabled == 0 && (tenon_hw_id[TENON_AARCH64_ID_CURRENT_EL] / 4) % 4 != 2;
      assigns \nothing;
      ensures error: \result == TENON_ERROR_unsupported;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_aarch64_enable(struct tenon_aarch64_cpu *cpu);

/// Puts back what enabling changed. TENON_ERROR_wrong_state: not enabled, or a vCPU is loaded;
/// TENON_ERROR_wrong_cpu: called on another CPU.
/*@ requires writable: \valid(cpu);
    requires sound: cpu_sound(cpu);
    terminates \true; exits \false;
    assigns cpu->enabled, tenon_hw_hcr, tenon_hw_cptr, tenon_hw_mdcr, tenon_hw_cnthctl,
            tenon_hw_vtcr, tenon_hw_vttbr, tenon_hw_mdscr, tenon_hw_vbar, tenon_hw_synchronized;
    assigns tenon_hw_cpu \from cpu->host.tpidr;
    ensures sound: cpu_sound(cpu);
    behavior disabled:
      assumes cpu->enabled != 0 && cpu->loaded == \null && tenon_hw_cpu == cpu;
      ensures done: \result == TENON_OK && cpu->enabled == 0;
      ensures host: tenon_hw_hcr == cpu->host.hcr && tenon_hw_cptr == cpu->host.cptr &&
                    tenon_hw_mdcr == cpu->host.mdcr && tenon_hw_cnthctl == cpu->host.cnthctl &&
                    tenon_hw_vtcr == cpu->host.vtcr && tenon_hw_vttbr == cpu->host.vttbr &&
                    tenon_hw_mdscr == cpu->host.mdscr && tenon_hw_vbar == 0;
    behavior wrong_state:
      assumes cpu->enabled == 0 || cpu->loaded != \null;
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    behavior wrong_cpu:
      assumes cpu->enabled != 0 && cpu->loaded == \null && tenon_hw_cpu != cpu;
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_cpu;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_aarch64_disable(struct tenon_aarch64_cpu *cpu);

TENON_END_C

#endif
