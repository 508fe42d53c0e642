/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The states of lifecycle.def as predicates on what an AArch64 vCPU and CPU keep in memory and on
/// the ghost CPU of hardware.h: one for each state, the same for every operation.
#ifndef TENON_PROOFS_AARCH64_STATES_H
#define TENON_PROOFS_AARCH64_STATES_H

#include "tenon/core/aarch64/percpu.h"
#include "tenon/core/aarch64/vcpu.h"

/*@
  // A vCPU, the CPU that executes, and the second stage that setup is given.
  predicate lifecycle_apart{L}(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                               struct tenon_stage2 *s) =
    \valid{L}(v) && \valid{L}(cpu) && \valid{L}(s) && \separated(v, cpu, s);

  predicate lifecycle_UnclaimedCpu{L}(struct tenon_aarch64_cpu *cpu) = \at(cpu->claimed, L) == 0;

  predicate lifecycle_OfflineCpu{L}(struct tenon_aarch64_cpu *cpu) =
    \at(cpu->claimed, L) != 0 && \at(cpu->enabled, L) == 0 && \at(cpu->loaded, L) == \null &&
    \at(cpu->id, L) < TENON_CPU_MAX;

  predicate lifecycle_IdleCpu{L}(struct tenon_aarch64_cpu *cpu) =
    \at(cpu->claimed, L) != 0 && \at(cpu->enabled, L) != 0 && \at(cpu->loaded, L) == \null &&
    \at(cpu->id, L) < TENON_CPU_MAX && \at(tenon_hw_cpu, L) == cpu && cpu_sound{L}(cpu);

  // Storage without a vCPU.
  predicate lifecycle_NoVCpu{L}(struct tenon_aarch64_vcpu *v) = vcpu_is{L}(v, TENON_VCPU_NONE);

  predicate lifecycle_CreatedVCpu{L}(struct tenon_aarch64_vcpu *v) =
    vcpu_is{L}(v, TENON_VCPU_CREATED) && vcpu_sound{L}(v);

  predicate lifecycle_FailedVCpu{L}(struct tenon_aarch64_vcpu *v) =
    vcpu_is{L}(v, TENON_VCPU_FAILED) && vcpu_sound{L}(v);

  predicate lifecycle_FreeVCpu{L}(struct tenon_aarch64_vcpu *v, struct tenon_stage2 *s) =
    vcpu_is{L}(v, TENON_VCPU_FREE) && vcpu_sound{L}(v) && vcpu_interrupts_sound{L}(v) &&
    \at(v->stage2, L) == s;

  // Loaded on the CPU that executes; vcpu_sound says what its registers hold (vcpu_here).
  predicate lifecycle_loaded{L}(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                                struct tenon_stage2 *s) =
    vcpu_sound{L}(v) && vcpu_interrupts_sound{L}(v) && \at(v->stage2, L) == s &&
    \at(v->cpu, L) == cpu && \at(cpu->claimed, L) != 0 && \at(cpu->id, L) < TENON_CPU_MAX;

  predicate lifecycle_BoundVCpu{L}(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                                   struct tenon_stage2 *s) =
    vcpu_is{L}(v, TENON_VCPU_BOUND) && lifecycle_loaded{L}(v, cpu, s);

  // Every exit type: which continuation answers which exit makes no difference to these.
  predicate lifecycle_Exit{L}(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                              struct tenon_stage2 *s) =
    vcpu_is{L}(v, TENON_VCPU_EXITED) && lifecycle_loaded{L}(v, cpu, s);

  // What a program can hold of them: a CPU token beside a vCPU that is not loaded, or a loaded
  // vCPU, which owns its CPU's.
  predicate lifecycle_cpu{L}(struct tenon_aarch64_cpu *cpu) =
    lifecycle_UnclaimedCpu{L}(cpu) || lifecycle_OfflineCpu{L}(cpu) || lifecycle_IdleCpu{L}(cpu);

  predicate lifecycle_unloaded{L}(struct tenon_aarch64_vcpu *v, struct tenon_stage2 *s) =
    lifecycle_NoVCpu{L}(v) || lifecycle_CreatedVCpu{L}(v) || lifecycle_FreeVCpu{L}(v, s) ||
    lifecycle_FailedVCpu{L}(v);

  predicate lifecycle_any{L}(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                             struct tenon_stage2 *s) =
    (lifecycle_cpu{L}(cpu) && lifecycle_unloaded{L}(v, s)) || lifecycle_BoundVCpu{L}(v, cpu, s) ||
    lifecycle_Exit{L}(v, cpu, s);

  // What of the virtual interrupts an operation on something else leaves as it is.
  predicate lifecycle_lr_kept{A, B}(struct tenon_aarch64_vcpu *v) =
    \forall integer n; 0 <= n < 16 ==> \at(v->interrupts.lr[n], A) == \at(v->interrupts.lr[n], B);
  predicate lifecycle_pending_kept{A, B}(struct tenon_aarch64_vcpu *v) =
    \forall integer n; 0 <= n < 16 ==>
      \at(v->interrupts.pending.word[n], A) == \at(v->interrupts.pending.word[n], B);
  predicate lifecycle_ended_kept{A, B}(struct tenon_aarch64_vcpu *v) =
    \forall integer n; 0 <= n < 16 ==>
      \at(v->interrupts.ended.word[n], A) == \at(v->interrupts.ended.word[n], B);
  predicate lifecycle_flags_kept{A, B}(struct tenon_aarch64_vcpu *v) =
    \at(v->interrupts.list_registers, A) == \at(v->interrupts.list_registers, B) &&
    \at(v->interrupts.resident, A) == \at(v->interrupts.resident, B) &&
    \at(v->interrupts.ends, A) == \at(v->interrupts.ends, B) && \at(v->cpu, A) == \at(v->cpu, B);

  lemma lifecycle_list{A, B}: \forall struct tenon_aarch64_vcpu *v;
    lifecycle_lr_kept{A, B}(v) ==> lifecycle_flags_kept{A, B}(v) ==>
    tenon_aarch64_list_sound{A}(\at(&v->interrupts, A)) ==>
    tenon_aarch64_list_sound{B}(\at(&v->interrupts, B));
  lemma lifecycle_sets{A, B}: \forall struct tenon_aarch64_vcpu *v;
    lifecycle_pending_kept{A, B}(v) ==> lifecycle_ended_kept{A, B}(v) ==>
    lifecycle_flags_kept{A, B}(v) ==>
    tenon_aarch64_sets_sound{A}(\at(&v->interrupts, A)) ==>
    tenon_aarch64_sets_sound{B}(\at(&v->interrupts, B));
  lemma lifecycle_settled{A, B}: \forall struct tenon_aarch64_vcpu *v;
    lifecycle_lr_kept{A, B}(v) ==>
    tenon_aarch64_settled{A}(\at(&v->interrupts, A)) ==>
    tenon_aarch64_settled{B}(\at(&v->interrupts, B));
*/

/// One step of a program: which operation, and with what.
struct lifecycle_choice {
  uint32_t operation; ///< enum lifecycle_operation
  uint32_t on_cpu;    ///< nonzero: on the token of a CPU, if the program holds it
  uint32_t number;    ///< a register, an interrupt, an id
  uint32_t flags;
  uint32_t vm_id;
  uint32_t preferred_cpu;
  uint64_t value;
  struct tenon_aarch64_config config;
  struct tenon_aarch64_setup setup;
};

/*@ predicate lifecycle_chosen{L}(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                                   struct tenon_stage2 *s, struct lifecycle_choice *choice) =
      \valid_read{L}(choice) && \separated(v, choice) && \separated(cpu, choice) &&
      \separated(s, choice); */

#ifdef __FRAMAC__
// clang-format off
/* The registers of a CPU, but for TPIDR_EL2. */
#define LIFECYCLE_REGISTERS                                                                    \
  tenon_hw_register[..], tenon_hw_vpidr, tenon_hw_vmpidr, tenon_hw_vttbr, tenon_hw_forgotten,  \
  tenon_hw_hcr, tenon_hw_vse, tenon_hw_cptr, tenon_hw_mdcr, tenon_hw_cnthctl, tenon_hw_vtcr,   \
  tenon_hw_vbar, tenon_hw_closed, tenon_hw_synchronized, tenon_hw_q[..], tenon_hw_fpcr,        \
  tenon_hw_fpsr, tenon_hw_apr[..], tenon_hw_lr[..], tenon_hw_ich_vmcr, tenon_hw_ich_hcr,       \
  tenon_hw_far, tenon_hw_hpfar, tenon_hw_par
/* What an operation on a CPU alone, on a vCPU that is not loaded, on one that is or is going to
 * be, may change: nothing of another vCPU or CPU. */
#define LIFECYCLE_CPU(cpu) *(cpu), LIFECYCLE_REGISTERS
#define LIFECYCLE_UNLOADED(v) *(v), tenon_hw_register[..], tenon_hw_vse
#define LIFECYCLE_LOADED(v, cpu, s)                                                            \
  *(v), *(cpu), (s)->resident[0 .. TENON_CPU_MAX - 1], LIFECYCLE_REGISTERS
// clang-format on
#endif

#endif
