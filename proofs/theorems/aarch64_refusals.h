/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Written by proofs/lifecycle.py from core/lifecycle.def and exit.def.
/// What a state lacks, asked of the core all the same, is refused.
#ifndef TENON_PROOFS_AARCH64_REFUSALS_H
#define TENON_PROOFS_AARCH64_REFUSALS_H

#include "aarch64_states.h"

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_OfflineCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_disable_OfflineCpu(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_OfflineCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_claim_OfflineCpu(struct tenon_aarch64_vcpu *v,
                                                  struct tenon_aarch64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_IdleCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_enable_IdleCpu(struct tenon_aarch64_vcpu *v,
                                                struct tenon_aarch64_cpu *cpu,
                                                struct tenon_stage2 *s,
                                                const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_IdleCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_claim_IdleCpu(struct tenon_aarch64_vcpu *v,
                                               struct tenon_aarch64_cpu *cpu,
                                               struct tenon_stage2 *s,
                                               const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_inject_interrupt_CreatedVCpu(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_lower_interrupt_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                             struct tenon_aarch64_cpu *cpu,
                                                             struct tenon_stage2 *s,
                                                             const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_reset_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                   struct tenon_aarch64_cpu *cpu,
                                                   struct tenon_stage2 *s,
                                                   const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_unbind_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_complete_read_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                           struct tenon_aarch64_cpu *cpu,
                                                           struct tenon_stage2 *s,
                                                           const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_inject_abort_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                          struct tenon_aarch64_cpu *cpu,
                                                          struct tenon_stage2 *s,
                                                          const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_inject_undefined_CreatedVCpu(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_resume_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_create_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_abandon_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                     struct tenon_aarch64_cpu *cpu,
                                                     struct tenon_stage2 *s,
                                                     const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_inject_serror_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                           struct tenon_aarch64_cpu *cpu,
                                                           struct tenon_stage2 *s,
                                                           const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_setup_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                struct tenon_aarch64_cpu *cpu,
                                                struct tenon_stage2 *s,
                                                const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_complete_read_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                        struct tenon_aarch64_cpu *cpu,
                                                        struct tenon_stage2 *s,
                                                        const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_inject_abort_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                       struct tenon_aarch64_cpu *cpu,
                                                       struct tenon_stage2 *s,
                                                       const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_inject_undefined_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                           struct tenon_aarch64_cpu *cpu,
                                                           struct tenon_stage2 *s,
                                                           const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_resume_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                 struct tenon_aarch64_cpu *cpu,
                                                 struct tenon_stage2 *s,
                                                 const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_create_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                 struct tenon_aarch64_cpu *cpu,
                                                 struct tenon_stage2 *s,
                                                 const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_abandon_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                  struct tenon_aarch64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_enable_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                  struct tenon_aarch64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_disable_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                   struct tenon_aarch64_cpu *cpu,
                                                   struct tenon_stage2 *s,
                                                   const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_setup_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                 struct tenon_aarch64_cpu *cpu,
                                                 struct tenon_stage2 *s,
                                                 const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_destroy_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                   struct tenon_aarch64_cpu *cpu,
                                                   struct tenon_stage2 *s,
                                                   const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_bind_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                struct tenon_aarch64_cpu *cpu,
                                                struct tenon_stage2 *s,
                                                const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_reset_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                 struct tenon_aarch64_cpu *cpu,
                                                 struct tenon_stage2 *s,
                                                 const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_complete_read_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                         struct tenon_aarch64_cpu *cpu,
                                                         struct tenon_stage2 *s,
                                                         const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_inject_abort_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                        struct tenon_aarch64_cpu *cpu,
                                                        struct tenon_stage2 *s,
                                                        const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_inject_undefined_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                            struct tenon_aarch64_cpu *cpu,
                                                            struct tenon_stage2 *s,
                                                            const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_resume_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                  struct tenon_aarch64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_claim_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                 struct tenon_aarch64_cpu *cpu,
                                                 struct tenon_stage2 *s,
                                                 const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_create_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                  struct tenon_aarch64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_abandon_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                   struct tenon_aarch64_cpu *cpu,
                                                   struct tenon_stage2 *s,
                                                   const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FailedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_setup_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                  struct tenon_aarch64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FailedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_inject_interrupt_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                             struct tenon_aarch64_cpu *cpu,
                                                             struct tenon_stage2 *s,
                                                             const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FailedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_lower_interrupt_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                            struct tenon_aarch64_cpu *cpu,
                                                            struct tenon_stage2 *s,
                                                            const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FailedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_complete_read_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                          struct tenon_aarch64_cpu *cpu,
                                                          struct tenon_stage2 *s,
                                                          const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FailedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_inject_abort_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                         struct tenon_aarch64_cpu *cpu,
                                                         struct tenon_stage2 *s,
                                                         const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FailedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_inject_undefined_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                             struct tenon_aarch64_cpu *cpu,
                                                             struct tenon_stage2 *s,
                                                             const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FailedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_resume_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                   struct tenon_aarch64_cpu *cpu,
                                                   struct tenon_stage2 *s,
                                                   const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FailedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_create_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                   struct tenon_aarch64_cpu *cpu,
                                                   struct tenon_stage2 *s,
                                                   const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FailedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_abandon_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FailedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_inject_serror_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                          struct tenon_aarch64_cpu *cpu,
                                                          struct tenon_stage2 *s,
                                                          const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_enable_Exit(struct tenon_aarch64_vcpu *v,
                                             struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                             const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_disable_Exit(struct tenon_aarch64_vcpu *v,
                                              struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                              const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_setup_Exit(struct tenon_aarch64_vcpu *v,
                                            struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                            const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_destroy_Exit(struct tenon_aarch64_vcpu *v,
                                              struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                              const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_bind_Exit(struct tenon_aarch64_vcpu *v,
                                           struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                           const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_reset_Exit(struct tenon_aarch64_vcpu *v,
                                            struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                            const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_unbind_Exit(struct tenon_aarch64_vcpu *v,
                                             struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                             const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_claim_Exit(struct tenon_aarch64_vcpu *v,
                                            struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                            const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_create_Exit(struct tenon_aarch64_vcpu *v,
                                             struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                             const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_setup_NoVCpu(struct tenon_aarch64_vcpu *v,
                                              struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                              const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_destroy_NoVCpu(struct tenon_aarch64_vcpu *v,
                                                struct tenon_aarch64_cpu *cpu,
                                                struct tenon_stage2 *s,
                                                const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_inject_interrupt_NoVCpu(struct tenon_aarch64_vcpu *v,
                                                         struct tenon_aarch64_cpu *cpu,
                                                         struct tenon_stage2 *s,
                                                         const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_lower_interrupt_NoVCpu(struct tenon_aarch64_vcpu *v,
                                                        struct tenon_aarch64_cpu *cpu,
                                                        struct tenon_stage2 *s,
                                                        const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_reset_NoVCpu(struct tenon_aarch64_vcpu *v,
                                              struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                              const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_complete_read_NoVCpu(struct tenon_aarch64_vcpu *v,
                                                      struct tenon_aarch64_cpu *cpu,
                                                      struct tenon_stage2 *s,
                                                      const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_inject_abort_NoVCpu(struct tenon_aarch64_vcpu *v,
                                                     struct tenon_aarch64_cpu *cpu,
                                                     struct tenon_stage2 *s,
                                                     const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_inject_undefined_NoVCpu(struct tenon_aarch64_vcpu *v,
                                                         struct tenon_aarch64_cpu *cpu,
                                                         struct tenon_stage2 *s,
                                                         const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_resume_NoVCpu(struct tenon_aarch64_vcpu *v,
                                               struct tenon_aarch64_cpu *cpu,
                                               struct tenon_stage2 *s,
                                               const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_abandon_NoVCpu(struct tenon_aarch64_vcpu *v,
                                                struct tenon_aarch64_cpu *cpu,
                                                struct tenon_stage2 *s,
                                                const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_inject_serror_NoVCpu(struct tenon_aarch64_vcpu *v,
                                                      struct tenon_aarch64_cpu *cpu,
                                                      struct tenon_stage2 *s,
                                                      const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s) && lifecycle_OfflineCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures refused: \result != TENON_OK; */
enum tenon_error aarch64_refuses_bind_OfflineCpu(struct tenon_aarch64_vcpu *v,
                                                 struct tenon_aarch64_cpu *cpu,
                                                 struct tenon_stage2 *s,
                                                 const struct lifecycle_choice *choice);

#endif
