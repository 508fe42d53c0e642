/* SPDX-License-Identifier: Apache-2.0 */
/* Written by proofs/lifecycle.py from core/lifecycle.def and exit.def.
 * What UnclaimedCpu lacks, done all the same: none of these may prove. */
#include "theorems/riscv64_lifecycle.h"

/* riscv64_lifecycle_enable_OfflineCpu__red_1 must fail: kept_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_UnclaimedCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns rv_hw_cpu \from cpu, cpu->host.sscratch;
    ensures next_state: \result == TENON_OK ==> lifecycle_IdleCpu(cpu);
    ensures kept_state: \result != TENON_OK ==> lifecycle_OfflineCpu(cpu); */
enum tenon_error riscv64_lifecycle_enable_OfflineCpu__red_1(struct tenon_riscv64_vcpu *v,
                                                            struct tenon_riscv64_cpu *cpu,
                                                            struct tenon_stage2 *s,
                                                            const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_riscv64_enable(cpu);
  return answer;
}

/* riscv64_lifecycle_disable_IdleCpu__red_1 must fail: accepted */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_UnclaimedCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns rv_hw_cpu \from cpu, cpu->host.sscratch;
    ensures accepted: \result == TENON_OK;
    ensures next_state: lifecycle_OfflineCpu(cpu); */
enum tenon_error riscv64_lifecycle_disable_IdleCpu__red_1(struct tenon_riscv64_vcpu *v,
                                                          struct tenon_riscv64_cpu *cpu,
                                                          struct tenon_stage2 *s,
                                                          const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_riscv64_disable(cpu);
  return answer;
}

/* riscv64_lifecycle_bind_FreeVCpu__red_4 must fail: kept_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s) && lifecycle_UnclaimedCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    ensures next_state: \result == TENON_OK ==> lifecycle_BoundVCpu(v, cpu, s);
    ensures kept_state: \result != TENON_OK ==> lifecycle_FreeVCpu(v, s) && lifecycle_IdleCpu(cpu); */
enum tenon_error riscv64_lifecycle_bind_FreeVCpu__red_4(struct tenon_riscv64_vcpu *v,
                                                        struct tenon_riscv64_cpu *cpu,
                                                        struct tenon_stage2 *s,
                                                        const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_riscv64_vcpu_bind(v, cpu);
  return answer;
}
