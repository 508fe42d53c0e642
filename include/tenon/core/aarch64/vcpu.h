/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The AArch64 vCPU: its storage and its lifecycle.
#ifndef TENON_CORE_AARCH64_VCPU_H
#define TENON_CORE_AARCH64_VCPU_H

#include "tenon/core/aarch64/vcpu_lifecycle.h"
#include "tenon/core/aarch64/vcpu_registers.h"
#include "tenon/core/aarch64/vcpu_state.h"

TENON_BEGIN_C

/// Loads the vCPU on the CPU that executes this call: FREE to BOUND.
/// TENON_ERROR_wrong_state: of the vCPU, or `cpu` is not enabled or not idle;
/// TENON_ERROR_wrong_cpu: `cpu` is another one; TENON_ERROR_cpu_not_allowed: by the mask;
/// TENON_ERROR_unsupported: it has run on a CPU with other list registers.
enum tenon_error tenon_aarch64_vcpu_bind(struct tenon_aarch64_vcpu *v,
                                         struct tenon_aarch64_cpu *cpu);

/// Runs until an exit that the core does not answer: BOUND to EXITED, or no change in any other
/// state.
void tenon_aarch64_vcpu_run(struct tenon_aarch64_vcpu *v);

/// Instead of a run, after a kick: BOUND to EXITED with the exit Preempted, or no change.
void tenon_aarch64_vcpu_preempt(struct tenon_aarch64_vcpu *v);

/// Saves the guest's state from this CPU: BOUND to FREE. `v->cpu` stays, as the CPU it ran on.
/// TENON_ERROR_wrong_state; TENON_ERROR_wrong_cpu.
enum tenon_error tenon_aarch64_vcpu_unbind(struct tenon_aarch64_vcpu *v);

/* --- answers to an exit: EXITED to BOUND, refused with TENON_ERROR_wrong_state elsewhere ----- */

/// The value that the guest's load or MRS returns. Of an instruction with several accesses the
/// next run yields the next one without entering the guest.
enum tenon_error tenon_aarch64_vcpu_complete_read(struct tenon_aarch64_vcpu *v, uint64_t value);
/// The store, MSR or other instruction is done.
enum tenon_error tenon_aarch64_vcpu_complete_write(struct tenon_aarch64_vcpu *v);
/// Returns `value` in x0.
enum tenon_error tenon_aarch64_vcpu_complete_call(struct tenon_aarch64_vcpu *v, uint64_t value);
/// Goes on: behind a WFI or WFE, at the same instruction after a fault or an interrupt.
enum tenon_error tenon_aarch64_vcpu_resume(struct tenon_aarch64_vcpu *v);
/// The guest takes an undefined instruction exception (EC 0) at the instruction.
enum tenon_error tenon_aarch64_vcpu_inject_undefined(struct tenon_aarch64_vcpu *v);
/// The guest takes a synchronous external abort at the instruction.
enum tenon_error tenon_aarch64_vcpu_inject_abort(struct tenon_aarch64_vcpu *v);
/// The guest stays at the instruction, as if it had not run.
enum tenon_error tenon_aarch64_vcpu_abandon(struct tenon_aarch64_vcpu *v);

/* --- registers and interrupts ----------------------------------------------------------------- */

/// Requests a virtual interrupt that behaves as `flags` say: TENON_AARCH64_INTERRUPT_*.
/// Errors as tenon_aarch64_interrupts_configure and _request.
enum tenon_error tenon_aarch64_vcpu_inject_interrupt(struct tenon_aarch64_vcpu *v, uint32_t intid,
                                                     uint32_t flags);
/// Lowers the line of a level-triggered interrupt, or withdraws an edge that nobody took yet.
enum tenon_error tenon_aarch64_vcpu_lower_interrupt(struct tenon_aarch64_vcpu *v, uint32_t intid);
/// A virtual SError with the ISS of ESR_EL1 (`syndrome`, 25 bits, where FEAT_RAS): taken when the
/// guest unmasks PSTATE.A. In FREE, BOUND or EXITED.
enum tenon_error tenon_aarch64_vcpu_inject_serror(struct tenon_aarch64_vcpu *v, uint64_t syndrome);

TENON_END_C

#endif
