/* SPDX-License-Identifier: Apache-2.0 */
/* Written by proofs/lifecycle.py from core/lifecycle.def and exit.def.
 * What NoVCpu lacks, done all the same: none of these may prove. */
#include "theorems/aarch64_lifecycle.h"

/* aarch64_lifecycle_setup_CreatedVCpu__red_5 must fail: kept_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: \result == TENON_OK ==> lifecycle_FreeVCpu(v, s);
    ensures kept_state: \result != TENON_OK ==> lifecycle_CreatedVCpu(v); */
enum tenon_error aarch64_lifecycle_setup_CreatedVCpu__red_5(struct tenon_aarch64_vcpu *v,
                                                            struct tenon_aarch64_cpu *cpu,
                                                            struct tenon_stage2 *s,
                                                            const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_setup(v, choice->value, s, &choice->setup);
  return answer;
}

/* aarch64_lifecycle_destroy_CreatedVCpu__red_3 must fail: accepted */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_NoVCpu(v); */
enum tenon_error aarch64_lifecycle_destroy_CreatedVCpu__red_3(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_destroy(v);
  return answer;
}

/* aarch64_lifecycle_bind_FreeVCpu__red_5 must fail: kept_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v) && lifecycle_IdleCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: \result == TENON_OK ==> lifecycle_BoundVCpu(v, cpu, s);
    ensures kept_state: \result != TENON_OK ==> lifecycle_FreeVCpu(v, s) && lifecycle_IdleCpu(cpu); */
enum tenon_error aarch64_lifecycle_bind_FreeVCpu__red_5(struct tenon_aarch64_vcpu *v,
                                                        struct tenon_aarch64_cpu *cpu,
                                                        struct tenon_stage2 *s,
                                                        const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_bind(v, cpu);
  return answer;
}

/* aarch64_lifecycle_get_register_FreeVCpu__red_4 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
uint64_t aarch64_lifecycle_get_register_FreeVCpu__red_4(struct tenon_aarch64_vcpu *v,
                                                        struct tenon_aarch64_cpu *cpu,
                                                        struct tenon_stage2 *s,
                                                        const struct lifecycle_choice *choice) {
  uint64_t answer = tenon_aarch64_vcpu_get_register(v, choice->number);
  return answer;
}

/* aarch64_lifecycle_set_register_FreeVCpu__red_4 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
void aarch64_lifecycle_set_register_FreeVCpu__red_4(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice) {
  tenon_aarch64_vcpu_set_register(v, choice->number, choice->value);
}

/* aarch64_lifecycle_inject_interrupt_FreeVCpu__red_4 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
enum tenon_error aarch64_lifecycle_inject_interrupt_FreeVCpu__red_4(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_inject_interrupt(v, choice->number, choice->flags);
  return answer;
}

/* aarch64_lifecycle_lower_interrupt_FreeVCpu__red_4 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
enum tenon_error aarch64_lifecycle_lower_interrupt_FreeVCpu__red_4(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_lower_interrupt(v, choice->number);
  return answer;
}

/* aarch64_lifecycle_handle_FreeVCpu__red_4 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
uint32_t aarch64_lifecycle_handle_FreeVCpu__red_4(struct tenon_aarch64_vcpu *v,
                                                  struct tenon_aarch64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice) {
  return v->common.generation;
}

/* aarch64_lifecycle_reset_FreeVCpu__red_4 must fail: accepted */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_CreatedVCpu(v); */
enum tenon_error aarch64_lifecycle_reset_FreeVCpu__red_4(struct tenon_aarch64_vcpu *v,
                                                         struct tenon_aarch64_cpu *cpu,
                                                         struct tenon_stage2 *s,
                                                         const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_reset(v);
  return answer;
}

/* aarch64_lifecycle_run_BoundVCpu__red_5 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \false; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: lifecycle_Exit(v, cpu, s); */
void aarch64_lifecycle_run_BoundVCpu__red_5(struct tenon_aarch64_vcpu *v,
                                            struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                            const struct lifecycle_choice *choice) {
  tenon_aarch64_vcpu_run(v);
}

/* aarch64_lifecycle_unbind_BoundVCpu__red_5 must fail: accepted */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_FreeVCpu(v, s) && lifecycle_IdleCpu(cpu); */
enum tenon_error aarch64_lifecycle_unbind_BoundVCpu__red_5(struct tenon_aarch64_vcpu *v,
                                                           struct tenon_aarch64_cpu *cpu,
                                                           struct tenon_stage2 *s,
                                                           const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_unbind(v);
  return answer;
}

/* aarch64_lifecycle_reason_FailedVCpu__red_5 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FailedVCpu(v); */
uint32_t aarch64_lifecycle_reason_FailedVCpu__red_5(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice) {
  return v->common.error;
}

/* aarch64_lifecycle_complete_read_Exit__red_5 must fail: accepted */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error aarch64_lifecycle_complete_read_Exit__red_5(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_complete_read(v, choice->value);
  return answer;
}

/* aarch64_lifecycle_inject_abort_Exit__red_5 must fail: accepted */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error aarch64_lifecycle_inject_abort_Exit__red_5(struct tenon_aarch64_vcpu *v,
                                                            struct tenon_aarch64_cpu *cpu,
                                                            struct tenon_stage2 *s,
                                                            const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_inject_abort(v);
  return answer;
}

/* aarch64_lifecycle_inject_undefined_Exit__red_5 must fail: accepted */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error aarch64_lifecycle_inject_undefined_Exit__red_5(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_inject_undefined(v);
  return answer;
}

/* aarch64_lifecycle_resume_Exit__red_5 must fail: accepted */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error aarch64_lifecycle_resume_Exit__red_5(struct tenon_aarch64_vcpu *v,
                                                      struct tenon_aarch64_cpu *cpu,
                                                      struct tenon_stage2 *s,
                                                      const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_resume(v);
  return answer;
}

/* aarch64_lifecycle_abandon_Exit__red_5 must fail: accepted */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_BoundVCpu(v, cpu, s); */
enum tenon_error aarch64_lifecycle_abandon_Exit__red_5(struct tenon_aarch64_vcpu *v,
                                                       struct tenon_aarch64_cpu *cpu,
                                                       struct tenon_stage2 *s,
                                                       const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_abandon(v);
  return answer;
}

/* aarch64_lifecycle_inject_serror_FreeVCpu__red_3 must fail: accepted */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_FreeVCpu(v, s); */
enum tenon_error aarch64_lifecycle_inject_serror_FreeVCpu__red_3(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_inject_serror(v, choice->value);
  return answer;
}
