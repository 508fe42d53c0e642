/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Written by proofs/lifecycle.py from core/lifecycle.def and exit.def.
/// A function for each operation that a state has: it requires what holds in that state and
/// nothing else, and ensures what holds in the next one.
#ifndef TENON_PROOFS_AARCH64_LIFECYCLE_H
#define TENON_PROOFS_AARCH64_LIFECYCLE_H

#include "aarch64_states.h"

enum lifecycle_operation {
  LIFECYCLE_ENABLE_OFFLINECPU,
  LIFECYCLE_DISABLE_IDLECPU,
  LIFECYCLE_SETUP_CREATEDVCPU,
  LIFECYCLE_DESTROY_CREATEDVCPU,
  LIFECYCLE_BIND_FREEVCPU,
  LIFECYCLE_GET_REGISTER_FREEVCPU,
  LIFECYCLE_SET_REGISTER_FREEVCPU,
  LIFECYCLE_INJECT_INTERRUPT_FREEVCPU,
  LIFECYCLE_LOWER_INTERRUPT_FREEVCPU,
  LIFECYCLE_HANDLE_FREEVCPU,
  LIFECYCLE_RESET_FREEVCPU,
  LIFECYCLE_DESTROY_FREEVCPU,
  LIFECYCLE_RUN_BOUNDVCPU,
  LIFECYCLE_PREEMPT_BOUNDVCPU,
  LIFECYCLE_UNBIND_BOUNDVCPU,
  LIFECYCLE_GET_REGISTER_BOUNDVCPU,
  LIFECYCLE_SET_REGISTER_BOUNDVCPU,
  LIFECYCLE_INJECT_INTERRUPT_BOUNDVCPU,
  LIFECYCLE_LOWER_INTERRUPT_BOUNDVCPU,
  LIFECYCLE_HANDLE_BOUNDVCPU,
  LIFECYCLE_REASON_FAILEDVCPU,
  LIFECYCLE_RESET_FAILEDVCPU,
  LIFECYCLE_DESTROY_FAILEDVCPU,
  LIFECYCLE_COMPLETE_READ_EXIT,
  LIFECYCLE_COMPLETE_WRITE_EXIT,
  LIFECYCLE_COMPLETE_CALL_EXIT,
  LIFECYCLE_INJECT_ABORT_EXIT,
  LIFECYCLE_INJECT_UNDEFINED_EXIT,
  LIFECYCLE_RESUME_EXIT,
  LIFECYCLE_CLAIM_UNCLAIMEDCPU,
  LIFECYCLE_CREATE_NOVCPU,
  LIFECYCLE_ABANDON_EXIT,
  LIFECYCLE_INJECT_SERROR_FREEVCPU,
  LIFECYCLE_INJECT_SERROR_BOUNDVCPU,
  LIFECYCLE_INJECT_SERROR_EXIT,
};

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_OfflineCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures next_state: \result == TENON_OK ==> lifecycle_IdleCpu(cpu);
    ensures kept_state: \result != TENON_OK ==> lifecycle_OfflineCpu(cpu); */
enum tenon_error lifecycle_enable_OfflineCpu(struct tenon_aarch64_vcpu *v,
                                             struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                             const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_IdleCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_OfflineCpu(cpu); */
enum tenon_error lifecycle_disable_IdleCpu(struct tenon_aarch64_vcpu *v,
                                           struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                           const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: \result == TENON_OK ==> lifecycle_FreeVCpu(v, s);
    ensures kept_state: \result != TENON_OK ==> lifecycle_CreatedVCpu(v); */
enum tenon_error lifecycle_setup_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                             struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                             const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_NoVCpu(v); */
enum tenon_error lifecycle_destroy_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                               struct tenon_aarch64_cpu *cpu,
                                               struct tenon_stage2 *s,
                                               const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s) && lifecycle_IdleCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: \result == TENON_OK ==> lifecycle_BoundVCpu(v, cpu, s);
    ensures kept_state: \result != TENON_OK ==> lifecycle_FreeVCpu(v, s) && lifecycle_IdleCpu(cpu); */
enum tenon_error lifecycle_bind_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                         struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                         const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
uint64_t lifecycle_get_register_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                         struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                         const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
void lifecycle_set_register_FreeVCpu(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                                     struct tenon_stage2 *s, const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
enum tenon_error lifecycle_inject_interrupt_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                     struct tenon_aarch64_cpu *cpu,
                                                     struct tenon_stage2 *s,
                                                     const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
enum tenon_error lifecycle_lower_interrupt_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
uint32_t lifecycle_handle_FreeVCpu(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                                   struct tenon_stage2 *s, const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_CreatedVCpu(v); */
enum tenon_error lifecycle_reset_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                          struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                          const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_NoVCpu(v); */
enum tenon_error lifecycle_destroy_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                            struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                            const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \false; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: lifecycle_Exit(v, cpu, s); */
void lifecycle_run_BoundVCpu(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                             struct tenon_stage2 *s, const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: lifecycle_Exit(v, cpu, s); */
void lifecycle_preempt_BoundVCpu(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                                 struct tenon_stage2 *s, const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_FreeVCpu(v, s) && lifecycle_IdleCpu(cpu); */
enum tenon_error lifecycle_unbind_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                            struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                            const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
uint64_t lifecycle_get_register_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                          struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                          const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
void lifecycle_set_register_BoundVCpu(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                                      struct tenon_stage2 *s,
                                      const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error lifecycle_inject_interrupt_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                      struct tenon_aarch64_cpu *cpu,
                                                      struct tenon_stage2 *s,
                                                      const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error lifecycle_lower_interrupt_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                     struct tenon_aarch64_cpu *cpu,
                                                     struct tenon_stage2 *s,
                                                     const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
uint32_t lifecycle_handle_BoundVCpu(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                                    struct tenon_stage2 *s, const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FailedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FailedVCpu(v); */
uint32_t lifecycle_reason_FailedVCpu(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                                     struct tenon_stage2 *s, const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FailedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_CreatedVCpu(v); */
enum tenon_error lifecycle_reset_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                            struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                            const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FailedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_NoVCpu(v); */
enum tenon_error lifecycle_destroy_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                              struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                              const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error lifecycle_complete_read_Exit(struct tenon_aarch64_vcpu *v,
                                              struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                              const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error lifecycle_complete_write_Exit(struct tenon_aarch64_vcpu *v,
                                               struct tenon_aarch64_cpu *cpu,
                                               struct tenon_stage2 *s,
                                               const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error lifecycle_complete_call_Exit(struct tenon_aarch64_vcpu *v,
                                              struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                              const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error lifecycle_inject_abort_Exit(struct tenon_aarch64_vcpu *v,
                                             struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                             const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error lifecycle_inject_undefined_Exit(struct tenon_aarch64_vcpu *v,
                                                 struct tenon_aarch64_cpu *cpu,
                                                 struct tenon_stage2 *s,
                                                 const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error lifecycle_resume_Exit(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                                       struct tenon_stage2 *s,
                                       const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_UnclaimedCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures next_state: \result == TENON_OK ==> lifecycle_OfflineCpu(cpu);
    ensures kept_state: \result != TENON_OK ==> lifecycle_UnclaimedCpu(cpu); */
enum tenon_error lifecycle_claim_UnclaimedCpu(struct tenon_aarch64_vcpu *v,
                                              struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                              const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: \result == TENON_OK ==> lifecycle_CreatedVCpu(v);
    ensures kept_state: \result != TENON_OK ==> lifecycle_NoVCpu(v); */
enum tenon_error lifecycle_create_NoVCpu(struct tenon_aarch64_vcpu *v,
                                         struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                         const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error lifecycle_abandon_Exit(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                                        struct tenon_stage2 *s,
                                        const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_FreeVCpu(v, s); */
enum tenon_error lifecycle_inject_serror_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                  struct tenon_aarch64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error lifecycle_inject_serror_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                   struct tenon_aarch64_cpu *cpu,
                                                   struct tenon_stage2 *s,
                                                   const struct lifecycle_choice *choice);

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_Exit(v, cpu, s); */
enum tenon_error lifecycle_inject_serror_Exit(struct tenon_aarch64_vcpu *v,
                                              struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
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
void lifecycle_sequence(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                        struct tenon_stage2 *s, const struct lifecycle_choice *choices,
                        uint32_t count);

#endif
