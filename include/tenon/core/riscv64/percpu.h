/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A hart's own lifecycle: what it has, enable, disable.
#ifndef TENON_CORE_RISCV64_PERCPU_H
#define TENON_CORE_RISCV64_PERCPU_H

#include "tenon/core/error.h"
#include "tenon/core/riscv64/cpu.h"
#include "tenon/core/riscv64/hardware.h"

TENON_BEGIN_C

/*@
  // What holds of every hart that was detected, and what the rest of the core relies on.
  predicate rv_cpu_sane{L}(struct tenon_riscv64_features *f) =
    \at(f->vmid_bits, L) <= 14 && \at(f->has, L) < 4 && \at(f->fp, L) <= 1;

  // An enabled hart is known; if it is the one that executes this, tenon's vector is in place. What
  // every operation on a hart requires and ensures.
  predicate rv_cpu_sound{L}(struct tenon_riscv64_cpu *cpu) =
    \at(cpu->enabled, L) != 0 ==> rv_cpu_sane{L}(&cpu->features) &&
      (\at(rv_hw_cpu, L) == cpu ==> \at(rv_hw_stvec, L) == 1);
*/

/// Reads what this hart has. \pre the hart has the H extension.
/*@ requires writable: \valid(f);
    terminates \true; exits \false;
    assigns *f;
    ensures sane: rv_cpu_sane(f);
    ensures boolean: f->svpbmt <= 1 && f->aia <= 1;
*/
void tenon_riscv64_detect(struct tenon_riscv64_features *f);

/// 1: this code runs in HS-mode of a hart with the H extension.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures has: \result == (rv_hw_h == 1 ? 1 : 0);
*/
uint32_t tenon_riscv64_has_hardware_support(void);

/// Gives zeroed storage to physical CPU `id`, 0 to TENON_CPU_MAX - 1: the hypervisor's own number
/// of the hart. TENON_ERROR_invalid_argument: no such id; TENON_ERROR_wrong_state: claimed before.
/*@ requires writable: \valid(cpu);
    terminates \true; exits \false;
    assigns cpu->loaded \from \nothing;
    assigns cpu->id, cpu->enabled, cpu->claimed, cpu->vmid_generation;
    ensures refused: \result != TENON_OK ==> cpu->claimed == \old(cpu->claimed);
    behavior claimed:
      assumes id < TENON_CPU_MAX && cpu->claimed == 0;
      ensures sound: rv_cpu_sound(cpu);
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
enum tenon_error tenon_riscv64_claim(struct tenon_riscv64_cpu *cpu, uint32_t id);

/// Enables virtualization on the hart that executes this call: sscratch and stvec are tenon's from
/// here on. TENON_ERROR_already_enabled; TENON_ERROR_unsupported without the H extension,
/// or if the firmware carries out no remote fences.
/*@ requires writable: \valid(cpu);
    requires sound: rv_cpu_sound(cpu);
    terminates \true; exits \false;
    assigns *cpu, rv_hw_stvec;
    assigns rv_hw_cpu \from cpu;
    ensures sound: rv_cpu_sound(cpu);
    ensures refused: \result != TENON_OK ==> cpu->enabled == \old(cpu->enabled) &&
      cpu->loaded == \old(cpu->loaded) && cpu->id == \old(cpu->id) &&
      cpu->claimed == \old(cpu->claimed);
    behavior enabled:
      assumes cpu->enabled == 0 && rv_hw_h == 1 && rv_hw_rfence == 1;
      ensures done: \result == TENON_OK && cpu->enabled == 1 && cpu->loaded == \null;
      ensures hardware: rv_hw_cpu == cpu && rv_hw_stvec == 1;
      ensures forgets_all: cpu->vmid_generation == 0;
      ensures sane: rv_cpu_sane(&cpu->features);
      ensures kept: cpu->host.hedeleg == rv_hw_hedeleg &&
                    cpu->host.hideleg == rv_hw_hideleg &&
                    cpu->host.hcounteren == rv_hw_hcounteren &&
                    cpu->host.henvcfg == rv_hw_henvcfg && cpu->host.hgatp == rv_hw_hgatp;
      ensures same: cpu->id == \old(cpu->id) && cpu->claimed == \old(cpu->claimed);
    behavior already:
      assumes cpu->enabled != 0;
      assigns \nothing;
      ensures error: \result == TENON_ERROR_already_enabled;
    behavior unsupported:
      assumes cpu->enabled == 0 && (rv_hw_h != 1 || rv_hw_rfence != 1);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_unsupported;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_riscv64_enable(struct tenon_riscv64_cpu *cpu);

/// Puts back what enabling changed. TENON_ERROR_wrong_state: not enabled, or a vCPU is loaded;
/// TENON_ERROR_wrong_cpu: called on another hart.
/*@ requires writable: \valid(cpu);
    requires sound: rv_cpu_sound(cpu);
    terminates \true; exits \false;
    assigns cpu->enabled, rv_hw_hedeleg, rv_hw_hideleg, rv_hw_hcounteren,
            rv_hw_henvcfg, rv_hw_hgatp, rv_hw_stvec;
    assigns rv_hw_cpu \from cpu->host.sscratch;
    ensures sound: rv_cpu_sound(cpu);
    behavior disabled:
      assumes cpu->enabled != 0 && cpu->loaded == \null && rv_hw_cpu == cpu;
      ensures done: \result == TENON_OK && cpu->enabled == 0;
      ensures host: rv_hw_hedeleg == cpu->host.hedeleg &&
                    rv_hw_hideleg == cpu->host.hideleg &&
                    rv_hw_hcounteren == cpu->host.hcounteren &&
                    rv_hw_henvcfg == cpu->host.henvcfg && rv_hw_hgatp == cpu->host.hgatp &&
                    rv_hw_stvec == 0;
    behavior wrong_state:
      assumes cpu->enabled == 0 || cpu->loaded != \null;
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    behavior wrong_cpu:
      assumes cpu->enabled != 0 && cpu->loaded == \null && rv_hw_cpu != cpu;
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_cpu;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_riscv64_disable(struct tenon_riscv64_cpu *cpu);

TENON_END_C

#endif
