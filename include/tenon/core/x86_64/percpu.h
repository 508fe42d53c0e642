/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A CPU's own lifecycle: what it has, enable, disable.
#ifndef TENON_CORE_X86_64_PERCPU_H
#define TENON_CORE_X86_64_PERCPU_H

#include "tenon/core/error.h"
#include "tenon/core/x86_64/cpu.h"
#include "tenon/core/x86_64/hardware.h"
#include "tenon/core/x86_64/vmx/hardware.h"

TENON_BEGIN_C

/// Reads what this CPU has, and why it cannot run guests, if it cannot: an enum
/// tenon_x86_64_obstacle. \pre privilege level 0.
/*@ requires writable: \valid(f);
    terminates \true; exits \false;
    assigns *f;
    ensures known: \result < TENON_X86_64_OBSTACLE_COUNT;
    ensures asids: \result == TENON_X86_64_OBSTACLE_none ==> f->asids >= 2;
    ensures state: f->xcr0 < 8; */
uint32_t tenon_x86_64_detect(struct tenon_x86_64_features *f);

/// 1: this CPU can run guests.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
uint32_t tenon_x86_64_has_hardware_support(void);

/// Gives zeroed storage, aligned to 4 KiB, to physical CPU `id`, 0 to TENON_CPU_MAX - 1: the
/// hypervisor's own number. TENON_ERROR_invalid_argument: no such id; TENON_ERROR_wrong_state:
/// claimed before.
/*@ requires writable: \valid(cpu);
    terminates \true; exits \false;
    assigns cpu->loaded \from \nothing;
    assigns cpu->id, cpu->enabled, cpu->claimed, cpu->owes, cpu->vmid_generation;
    behavior claimed:
      assumes id < TENON_CPU_MAX && cpu->claimed == 0;
      ensures done: \result == TENON_OK && cpu->claimed == 1 && cpu->id == id &&
                    cpu->enabled == 0 && cpu->loaded == \null &&
                    cpu->vmid_generation == 0 && cpu->owes == 0;
    behavior again:
      assumes id < TENON_CPU_MAX && cpu->claimed != 0;
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    behavior refused:
      assumes id >= TENON_CPU_MAX;
      assigns \nothing;
      ensures error: \result == TENON_ERROR_invalid_argument;
    complete behaviors; disjoint behaviors; */
enum tenon_error tenon_x86_64_claim(struct tenon_x86_64_cpu *cpu, uint32_t id);

/// Enables virtualization on the CPU that executes this call: GS base is tenon's from here on, and
/// what SVM's VMLOAD loads is the host's as it is at each bind. `address`: host-physical, of *cpu,
/// which is contiguous. TENON_ERROR_already_enabled; TENON_ERROR_unaligned, or beyond 52 bits;
/// TENON_ERROR_unsupported: tenon_x86_64_detect says why, and nothing but *cpu is changed.
/*@ requires writable: \valid(cpu);
    terminates \true; exits \false;
    assigns *cpu, x86_hw_efer, x86_hw_tsc_aux, x86_hw_cr4, vmx_hw_cr0;
    assigns x86_hw_cpu \from cpu;
    ensures already: \old(cpu->enabled) != 0 ==> \result == TENON_ERROR_already_enabled;
    ensures unaligned: \old(cpu->enabled) == 0 &&
        (address % 0x1000 != 0 || address > TENON_X86_64_ADDRESS_MAX) ==>
      \result == TENON_ERROR_unaligned;
    ensures refused: \result != TENON_OK ==>
      x86_hw_cpu == \old(x86_hw_cpu) && x86_hw_cr4 == \old(x86_hw_cr4) &&
      cpu->enabled == \old(cpu->enabled);
    ensures saved: \result == TENON_OK ==> cpu->host.cr4 == \old(x86_hw_cr4);
    ensures done: \result == TENON_OK ==> cpu->enabled == 1 && cpu->loaded == \null &&
      x86_hw_cpu == cpu && cpu->vmid_generation == 0 && cpu->owes == 0; */
enum tenon_error tenon_x86_64_enable(struct tenon_x86_64_cpu *cpu, uint64_t address);

/// Puts back what enabling changed. TENON_ERROR_wrong_state: not enabled, or a vCPU is loaded;
/// TENON_ERROR_wrong_cpu: called on another CPU.
/*@ requires writable: \valid(cpu);
    terminates \true; exits \false;
    assigns cpu->enabled, x86_hw_efer, x86_hw_tsc_aux, x86_hw_cr4, vmx_hw_cr0, vmx_hw_current;
    assigns x86_hw_cpu \from cpu->host.gs_base;
    ensures state: \old(cpu->enabled) == 0 || cpu->loaded != \null ==>
      \result == TENON_ERROR_wrong_state;
    ensures elsewhere: \old(cpu->enabled) != 0 && cpu->loaded == \null &&
        \old(x86_hw_cpu) != cpu ==> \result == TENON_ERROR_wrong_cpu;
    ensures refused: \result != TENON_OK ==> cpu->enabled == \old(cpu->enabled) &&
      x86_hw_cpu == \old(x86_hw_cpu) && x86_hw_cr4 == \old(x86_hw_cr4) &&
      x86_hw_efer == \old(x86_hw_efer);
    ensures done: \result == TENON_OK ==> cpu->enabled == 0;
    ensures cr4: \result == TENON_OK ==> x86_hw_cr4 == cpu->host.cr4;
    ensures efer: \result == TENON_OK && (cpu->features.has & TENON_X86_64_HAS_VMX) == 0 ==>
      x86_hw_efer == cpu->host.efer; */
enum tenon_error tenon_x86_64_disable(struct tenon_x86_64_cpu *cpu);

TENON_END_C

#endif
