/* SPDX-License-Identifier: Apache-2.0 */
/* Written by proofs/lifecycle.py from core/lifecycle.def and exit.def.
 * What BoundVCpu lacks, done all the same: none of these may prove. */
#include "theorems/aarch64_lifecycle.h"

/* aarch64_lifecycle_reason_FailedVCpu__red_3 must fail: next_state */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_UNLOADED(v);
    ensures next_state: lifecycle_FailedVCpu(v); */
uint32_t aarch64_lifecycle_reason_FailedVCpu__red_3(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice) {
  return v->common.error;
}
