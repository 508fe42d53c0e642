/* SPDX-License-Identifier: Apache-2.0 */
/* Written by proofs/lifecycle.py from core/lifecycle.def and exit.def.
 * What Exit lacks, done all the same: none of these may prove. */
#include "theorems/aarch64_lifecycle.h"

/* aarch64_lifecycle_get_register_FreeVCpu__red_3 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
uint64_t aarch64_lifecycle_get_register_FreeVCpu__red_3(struct tenon_aarch64_vcpu *v,
                                                        struct tenon_aarch64_cpu *cpu,
                                                        struct tenon_stage2 *s,
                                                        const struct lifecycle_choice *choice) {
  uint64_t answer = tenon_aarch64_vcpu_get_register(v, choice->number);
  return answer;
}

/* aarch64_lifecycle_set_register_FreeVCpu__red_3 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
void aarch64_lifecycle_set_register_FreeVCpu__red_3(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice) {
  tenon_aarch64_vcpu_set_register(v, choice->number, choice->value);
}

/* aarch64_lifecycle_inject_interrupt_FreeVCpu__red_1 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
enum tenon_error aarch64_lifecycle_inject_interrupt_FreeVCpu__red_1(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_inject_interrupt(v, choice->number, choice->flags);
  return answer;
}

/* aarch64_lifecycle_lower_interrupt_FreeVCpu__red_1 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
enum tenon_error aarch64_lifecycle_lower_interrupt_FreeVCpu__red_1(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_lower_interrupt(v, choice->number);
  return answer;
}

/* aarch64_lifecycle_handle_FreeVCpu__red_3 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
uint32_t aarch64_lifecycle_handle_FreeVCpu__red_3(struct tenon_aarch64_vcpu *v,
                                                  struct tenon_aarch64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice) {
  return v->common.generation;
}

/* aarch64_lifecycle_run_BoundVCpu__red_4 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \false; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: lifecycle_Exit(v, cpu, s); */
void aarch64_lifecycle_run_BoundVCpu__red_4(struct tenon_aarch64_vcpu *v,
                                            struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                            const struct lifecycle_choice *choice) {
  tenon_aarch64_vcpu_run(v);
}

/* aarch64_lifecycle_reason_FailedVCpu__red_4 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FailedVCpu(v); */
uint32_t aarch64_lifecycle_reason_FailedVCpu__red_4(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice) {
  return v->common.error;
}
