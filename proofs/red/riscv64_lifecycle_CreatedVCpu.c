/* SPDX-License-Identifier: Apache-2.0 */
/* Written by proofs/lifecycle.py from core/lifecycle.def and exit.def.
 * What CreatedVCpu lacks, done all the same: none of these may prove. */
#include "theorems/riscv64_lifecycle.h"

/* riscv64_lifecycle_bind_FreeVCpu__red_1 must fail: kept_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v) && lifecycle_IdleCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: \result == TENON_OK ==> lifecycle_BoundVCpu(v, cpu, s);
    ensures kept_state: \result != TENON_OK ==> lifecycle_FreeVCpu(v, s) && lifecycle_IdleCpu(cpu); */
enum tenon_error riscv64_lifecycle_bind_FreeVCpu__red_1(struct tenon_riscv64_vcpu *v,
                                                        struct tenon_riscv64_cpu *cpu,
                                                        struct tenon_stage2 *s,
                                                        const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_riscv64_vcpu_bind(v, cpu);
  return answer;
}

/* riscv64_lifecycle_get_register_FreeVCpu__red_1 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
uint64_t riscv64_lifecycle_get_register_FreeVCpu__red_1(struct tenon_riscv64_vcpu *v,
                                                        struct tenon_riscv64_cpu *cpu,
                                                        struct tenon_stage2 *s,
                                                        const struct lifecycle_choice *choice) {
  uint64_t answer = tenon_riscv64_vcpu_get_register(v, choice->number);
  return answer;
}

/* riscv64_lifecycle_set_register_FreeVCpu__red_1 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
void riscv64_lifecycle_set_register_FreeVCpu__red_1(struct tenon_riscv64_vcpu *v,
                                                    struct tenon_riscv64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice) {
  tenon_riscv64_vcpu_set_register(v, choice->number, choice->value);
}

/* riscv64_lifecycle_handle_FreeVCpu__red_1 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FreeVCpu(v, s); */
uint32_t riscv64_lifecycle_handle_FreeVCpu__red_1(struct tenon_riscv64_vcpu *v,
                                                  struct tenon_riscv64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice) {
  return v->common.generation;
}

/* riscv64_lifecycle_run_BoundVCpu__red_1 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \false; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: lifecycle_Exit(v, cpu, s); */
void riscv64_lifecycle_run_BoundVCpu__red_1(struct tenon_riscv64_vcpu *v,
                                            struct tenon_riscv64_cpu *cpu, struct tenon_stage2 *s,
                                            const struct lifecycle_choice *choice) {
  tenon_riscv64_vcpu_run(v);
}

/* riscv64_lifecycle_reason_FailedVCpu__red_1 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FailedVCpu(v); */
uint32_t riscv64_lifecycle_reason_FailedVCpu__red_1(struct tenon_riscv64_vcpu *v,
                                                    struct tenon_riscv64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice) {
  return v->common.error;
}
