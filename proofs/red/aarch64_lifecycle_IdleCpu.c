/* SPDX-License-Identifier: Apache-2.0 */
/* Written by proofs/lifecycle.py from core/lifecycle.def and exit.def.
 * What IdleCpu lacks, done all the same: none of these may prove. */
#include "theorems/aarch64_lifecycle.h"

/* aarch64_lifecycle_enable_OfflineCpu__red_1 must fail: kept_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_IdleCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures next_state: \result == TENON_OK ==> lifecycle_IdleCpu(cpu);
    ensures kept_state: \result != TENON_OK ==> lifecycle_OfflineCpu(cpu); */
enum tenon_error aarch64_lifecycle_enable_OfflineCpu__red_1(struct tenon_aarch64_vcpu *v,
                                                            struct tenon_aarch64_cpu *cpu,
                                                            struct tenon_stage2 *s,
                                                            const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_enable(cpu);
  return answer;
}

/* aarch64_lifecycle_claim_UnclaimedCpu__red_2 must fail: kept_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_IdleCpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_CPU(cpu);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures next_state: \result == TENON_OK ==> lifecycle_OfflineCpu(cpu);
    ensures kept_state: \result != TENON_OK ==> lifecycle_UnclaimedCpu(cpu); */
enum tenon_error aarch64_lifecycle_claim_UnclaimedCpu__red_2(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_claim(cpu, choice->number);
  return answer;
}
