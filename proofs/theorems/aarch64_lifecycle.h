/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Written by proofs/lifecycle.py from core/lifecycle.def and exit.def.
/// A function for each operation that a state has: it requires what holds in that state and
/// nothing else, and ensures what holds in the next one.
#ifndef TENON_PROOFS_AARCH64_LIFECYCLE_H
#define TENON_PROOFS_AARCH64_LIFECYCLE_H

#include "aarch64_states.h"

enum lifecycle_operation {
  AARCH64_LIFECYCLE_ENABLE_OFFLINECPU,
  AARCH64_LIFECYCLE_DISABLE_IDLECPU,
  AARCH64_LIFECYCLE_SETUP_CREATEDVCPU,
  AARCH64_LIFECYCLE_DESTROY_CREATEDVCPU,
  AARCH64_LIFECYCLE_BIND_FREEVCPU,
  AARCH64_LIFECYCLE_GET_REGISTER_FREEVCPU,
  AARCH64_LIFECYCLE_SET_REGISTER_FREEVCPU,
  AARCH64_LIFECYCLE_INJECT_INTERRUPT_FREEVCPU,
  AARCH64_LIFECYCLE_LOWER_INTERRUPT_FREEVCPU,
  AARCH64_LIFECYCLE_HANDLE_FREEVCPU,
  AARCH64_LIFECYCLE_RESET_FREEVCPU,
  AARCH64_LIFECYCLE_DESTROY_FREEVCPU,
  AARCH64_LIFECYCLE_RUN_BOUNDVCPU,
  AARCH64_LIFECYCLE_PREEMPT_BOUNDVCPU,
  AARCH64_LIFECYCLE_UNBIND_BOUNDVCPU,
  AARCH64_LIFECYCLE_GET_REGISTER_BOUNDVCPU,
  AARCH64_LIFECYCLE_SET_REGISTER_BOUNDVCPU,
  AARCH64_LIFECYCLE_INJECT_INTERRUPT_BOUNDVCPU,
  AARCH64_LIFECYCLE_LOWER_INTERRUPT_BOUNDVCPU,
  AARCH64_LIFECYCLE_HANDLE_BOUNDVCPU,
  AARCH64_LIFECYCLE_REASON_FAILEDVCPU,
  AARCH64_LIFECYCLE_RESET_FAILEDVCPU,
  AARCH64_LIFECYCLE_DESTROY_FAILEDVCPU,
  AARCH64_LIFECYCLE_COMPLETE_READ_EXIT,
  AARCH64_LIFECYCLE_COMPLETE_WRITE_EXIT,
  AARCH64_LIFECYCLE_COMPLETE_CALL_EXIT,
  AARCH64_LIFECYCLE_INJECT_ABORT_EXIT,
  AARCH64_LIFECYCLE_INJECT_UNDEFINED_EXIT,
  AARCH64_LIFECYCLE_RESUME_EXIT,
  AARCH64_LIFECYCLE_CLAIM_UNCLAIMEDCPU,
  AARCH64_LIFECYCLE_CREATE_NOVCPU,
  AARCH64_LIFECYCLE_ABANDON_EXIT,
  AARCH64_LIFECYCLE_INJECT_SERROR_FREEVCPU,
  AARCH64_LIFECYCLE_INJECT_SERROR_BOUNDVCPU,
  AARCH64_LIFECYCLE_INJECT_SERROR_EXIT,
};

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_OfflineCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures next_state: \result == TENON_OK ==> lifecycle_IdleCpu(cpu);
    ensures kept_state: \result != TENON_OK ==> lifecycle_OfflineCpu(cpu); */
enum tenon_error aarch64_lifecycle_enable_OfflineCpu(struct tenon_aarch64_vcpu *v,
                                                     struct tenon_aarch64_cpu *cpu,
                                                     struct tenon_stage2 *s,
                                                     const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_IdleCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_OfflineCpu(cpu); */
enum tenon_error aarch64_lifecycle_disable_IdleCpu(struct tenon_aarch64_vcpu *v,
                                                   struct tenon_aarch64_cpu *cpu,
                                                   struct tenon_stage2 *s,
                                                   const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: \result == TENON_OK ==> lifecycle_FreeVCpu(v, s);
    ensures kept_state: \result != TENON_OK ==> lifecycle_CreatedVCpu(v); */
enum tenon_error aarch64_lifecycle_setup_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                     struct tenon_aarch64_cpu *cpu,
                                                     struct tenon_stage2 *s,
                                                     const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_NoVCpu(v); */
enum tenon_error aarch64_lifecycle_destroy_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                       struct tenon_aarch64_cpu *cpu,
                                                       struct tenon_stage2 *s,
                                                       const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s) && lifecycle_IdleCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: \result == TENON_OK ==> lifecycle_BoundVCpu(v, cpu, s);
    ensures kept_state: \result != TENON_OK ==> lifecycle_FreeVCpu(v, s) && lifecycle_IdleCpu(cpu); */
enum tenon_error aarch64_lifecycle_bind_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                 struct tenon_aarch64_cpu *cpu,
                                                 struct tenon_stage2 *s,
                                                 const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
uint64_t aarch64_lifecycle_get_register_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                 struct tenon_aarch64_cpu *cpu,
                                                 struct tenon_stage2 *s,
                                                 const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
void aarch64_lifecycle_set_register_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                             struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                             const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
enum tenon_error aarch64_lifecycle_inject_interrupt_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                             struct tenon_aarch64_cpu *cpu,
                                                             struct tenon_stage2 *s,
                                                             const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
enum tenon_error aarch64_lifecycle_lower_interrupt_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                            struct tenon_aarch64_cpu *cpu,
                                                            struct tenon_stage2 *s,
                                                            const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
uint32_t aarch64_lifecycle_handle_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                           struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                           const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_CreatedVCpu(v); */
enum tenon_error aarch64_lifecycle_reset_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                  struct tenon_aarch64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_NoVCpu(v); */
enum tenon_error aarch64_lifecycle_destroy_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \false; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: lifecycle_Exit(v, cpu, s); */
void aarch64_lifecycle_run_BoundVCpu(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                                     struct tenon_stage2 *s, const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: lifecycle_Exit(v, cpu, s); */
void aarch64_lifecycle_preempt_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                         struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                         const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_FreeVCpu(v, s) && lifecycle_IdleCpu(cpu); */
enum tenon_error aarch64_lifecycle_unbind_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
uint64_t aarch64_lifecycle_get_register_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                  struct tenon_aarch64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
void aarch64_lifecycle_set_register_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                              struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                              const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error aarch64_lifecycle_inject_interrupt_BoundVCpu(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error aarch64_lifecycle_lower_interrupt_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                             struct tenon_aarch64_cpu *cpu,
                                                             struct tenon_stage2 *s,
                                                             const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
uint32_t aarch64_lifecycle_handle_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                            struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                            const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FailedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FailedVCpu(v); */
uint32_t aarch64_lifecycle_reason_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                             struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                             const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FailedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_CreatedVCpu(v); */
enum tenon_error aarch64_lifecycle_reset_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FailedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_NoVCpu(v); */
enum tenon_error aarch64_lifecycle_destroy_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                      struct tenon_aarch64_cpu *cpu,
                                                      struct tenon_stage2 *s,
                                                      const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error aarch64_lifecycle_complete_read_Exit(struct tenon_aarch64_vcpu *v,
                                                      struct tenon_aarch64_cpu *cpu,
                                                      struct tenon_stage2 *s,
                                                      const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error aarch64_lifecycle_complete_write_Exit(struct tenon_aarch64_vcpu *v,
                                                       struct tenon_aarch64_cpu *cpu,
                                                       struct tenon_stage2 *s,
                                                       const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error aarch64_lifecycle_complete_call_Exit(struct tenon_aarch64_vcpu *v,
                                                      struct tenon_aarch64_cpu *cpu,
                                                      struct tenon_stage2 *s,
                                                      const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error aarch64_lifecycle_inject_abort_Exit(struct tenon_aarch64_vcpu *v,
                                                     struct tenon_aarch64_cpu *cpu,
                                                     struct tenon_stage2 *s,
                                                     const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error aarch64_lifecycle_inject_undefined_Exit(struct tenon_aarch64_vcpu *v,
                                                         struct tenon_aarch64_cpu *cpu,
                                                         struct tenon_stage2 *s,
                                                         const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error aarch64_lifecycle_resume_Exit(struct tenon_aarch64_vcpu *v,
                                               struct tenon_aarch64_cpu *cpu,
                                               struct tenon_stage2 *s,
                                               const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_UnclaimedCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures next_state: \result == TENON_OK ==> lifecycle_OfflineCpu(cpu);
    ensures kept_state: \result != TENON_OK ==> lifecycle_UnclaimedCpu(cpu); */
enum tenon_error aarch64_lifecycle_claim_UnclaimedCpu(struct tenon_aarch64_vcpu *v,
                                                      struct tenon_aarch64_cpu *cpu,
                                                      struct tenon_stage2 *s,
                                                      const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: \result == TENON_OK ==> lifecycle_CreatedVCpu(v);
    ensures kept_state: \result != TENON_OK ==> lifecycle_NoVCpu(v); */
enum tenon_error aarch64_lifecycle_create_NoVCpu(struct tenon_aarch64_vcpu *v,
                                                 struct tenon_aarch64_cpu *cpu,
                                                 struct tenon_stage2 *s,
                                                 const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error aarch64_lifecycle_abandon_Exit(struct tenon_aarch64_vcpu *v,
                                                struct tenon_aarch64_cpu *cpu,
                                                struct tenon_stage2 *s,
                                                const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_FreeVCpu(v, s); */
enum tenon_error aarch64_lifecycle_inject_serror_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                          struct tenon_aarch64_cpu *cpu,
                                                          struct tenon_stage2 *s,
                                                          const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error aarch64_lifecycle_inject_serror_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                           struct tenon_aarch64_cpu *cpu,
                                                           struct tenon_stage2 *s,
                                                           const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_Exit(v, cpu, s); */
enum tenon_error aarch64_lifecycle_inject_serror_Exit(struct tenon_aarch64_vcpu *v,
                                                      struct tenon_aarch64_cpu *cpu,
                                                      struct tenon_stage2 *s,
                                                      const struct lifecycle_choice *choice);

/// The theorem. Whatever `count` operations a program chooses, with any arguments,
/// of those that its token's type has: every call's precondition holds, and so, since the core is
/// proved, does that of every assembly stub, world_switch's among them (hardware_entry.h):
/// configured, loaded on this CPU, what isolates a guest on.
/*@ requires apart: lifecycle_apart(v, cpu, s) && \valid_read(choices + (0 .. count - 1)) &&
      \separated(v, choices + (0 .. count - 1)) && \separated(cpu, choices + (0 .. count - 1)) &&
      \separated(s, choices + (0 .. count - 1));
    requires any: lifecycle_any(v, cpu, s);
    terminates \false; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures any: lifecycle_any(v, cpu, s); */
void aarch64_lifecycle_sequence(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                                struct tenon_stage2 *s, const struct lifecycle_choice *choices,
                                uint32_t count);

#endif
