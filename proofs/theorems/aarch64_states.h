/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The states of lifecycle_states.h on AArch64, and what an operation may change there.
#ifndef TENON_PROOFS_AARCH64_STATES_H
#define TENON_PROOFS_AARCH64_STATES_H

#include "tenon/core/aarch64/percpu.h"
#include "tenon/core/aarch64/vcpu.h"

#define LIFECYCLE_TYPE(name) struct tenon_aarch64_##name
#define LIFECYCLE_TERM(name) name
#define LIFECYCLE_THIS_CPU tenon_hw_cpu
#define LIFECYCLE_MORE(L, v) vcpu_interrupts_sound{L}(v)
#include "lifecycle_states.h"

/*@
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

#ifdef __FRAMAC__
// clang-format off
/* The registers of a CPU, but for TPIDR_EL2. */
#define LIFECYCLE_REGISTERS                                                                    \
  tenon_hw_register[..], tenon_hw_vpidr, tenon_hw_vmpidr, tenon_hw_vttbr, tenon_hw_forgotten,  \
  tenon_hw_hcr, tenon_hw_vse, tenon_hw_cptr, tenon_hw_mdcr, tenon_hw_cnthctl, tenon_hw_vtcr,   \
  tenon_hw_vbar, tenon_hw_mdscr, tenon_hw_closed, tenon_hw_synchronized, tenon_hw_q[..],       \
  tenon_hw_fpcr, tenon_hw_fpsr, tenon_hw_apr[..], tenon_hw_lr[..], tenon_hw_ich_vmcr,          \
  tenon_hw_ich_hcr, tenon_hw_active[..], tenon_hw_far, tenon_hw_hpfar, tenon_hw_par
/* What an operation on a CPU alone, on a vCPU that is not loaded, on one that is or is going to
 * be, may change: nothing of another vCPU or CPU. */
#define LIFECYCLE_CPU(cpu) *(cpu), LIFECYCLE_REGISTERS
#define LIFECYCLE_UNLOADED(v) *(v), tenon_hw_register[..], tenon_hw_vse
#define LIFECYCLE_LOADED(v, cpu, s)                                                            \
  *(v), *(cpu), (s)->resident[0 .. TENON_CPU_MAX - 1], LIFECYCLE_REGISTERS
// clang-format on
#endif

#endif
