/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_run.h: none of these may prove. */
#define tenon_aarch64_vcpu_run tenon_aarch64_vcpu_run__red_1         /* must fail: here */
#define tenon_aarch64_vcpu_preempt tenon_aarch64_vcpu_preempt__red_1 /* must fail: exited */
#include "tenon/core/aarch64/vcpu_run.h"

#include "tenon/core/aarch64/hardware_entry.h"

/* Enters whatever it is given: a vCPU that is loaded nowhere, or on another CPU. */
void tenon_aarch64_vcpu_run(struct tenon_aarch64_vcpu *v) { tenon_aarch64_world_switch(v); }

/* Makes the exit, and lets the vCPU run on beside it. */
void tenon_aarch64_vcpu_preempt(struct tenon_aarch64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_BOUND) {
    return;
  }
  v->fault.esr = 0;
  v->fault.vector = (uint32_t)TENON_AARCH64_VECTOR_SYNC;
  v->fault.valid = 0;
  tenon_aarch64_outcome(&v->exit, TENON_EXIT_preempted, TENON_AARCH64_CAUSE_unknown_reason);
}
