/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_run.h: none of these may prove. */
#define tenon_riscv64_vcpu_look tenon_riscv64_vcpu_look__red_1               /* must fail: kind */
#define tenon_riscv64_vcpu_next_access tenon_riscv64_vcpu_next_access__red_1 /* must fail: waits */
#define tenon_riscv64_vcpu_preempt tenon_riscv64_vcpu_preempt__red_1         /* must fail: exited */
#include "tenon/core/riscv64/vcpu_run.h"

/* The exit before this one, or none. */
void tenon_riscv64_vcpu_look(struct tenon_riscv64_vcpu *v) { v->fault.valid = 0; }

/* The write of an access that is offered once more after its answer. */
void tenon_riscv64_vcpu_next_access(struct tenon_riscv64_vcpu *v) {
  tenon_riscv64_access_exit(&v->access, &v->exit);
}

/* Makes the exit, and lets the vCPU run on beside it. */
void tenon_riscv64_vcpu_preempt(struct tenon_riscv64_vcpu *v) {
  if (v->common.state == (uint32_t)TENON_VCPU_BOUND) {
    tenon_outcome(&v->exit, TENON_EXIT_preempted, (uint32_t)TENON_RISCV64_CAUSE_none);
  }
}

/* The contract of tenon_riscv64_vcpu_enter().
   tenon_riscv64_vcpu_enter__red_1 must fail: here */
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v);
    terminates \false; exits \false;
    assigns v->frame, v->fault.scause, v->host[0 .. 4], v->cpu->scratch, rv_hw_register[..],
            rv_hw_f[..], rv_hw_fcsr, rv_hw_stval, rv_hw_htval, rv_hw_htinst;
    ensures cause: v->fault.scause == \result; */
uint64_t tenon_riscv64_vcpu_enter__red_1(struct tenon_riscv64_vcpu *v) {
  /* Enters whatever it is given: a vCPU that is loaded nowhere, or on another hart. */
  return tenon_riscv64_world_switch(v);
}

/* The contract of tenon_riscv64_vcpu_set_exited().
   tenon_riscv64_vcpu_set_exited__red_1 must fail: sound */
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_BOUND);
    terminates \true; exits \false;
    assigns v->common.state;
    ensures sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_EXITED);
    ensures same: v->exit.kind == \old(v->exit.kind); */
void tenon_riscv64_vcpu_set_exited__red_1(struct tenon_riscv64_vcpu *v) {
  /* As if the hart were left with the exit. */
  v->common.state = TENON_VCPU_FREE;
}

/* The contract of tenon_riscv64_vcpu_plain_call().
   tenon_riscv64_vcpu_plain_call__red_1 must fail: kind */
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_BOUND);
    terminates \true; exits \false;
    assigns v->exit;
    ensures kind: v->exit.kind == TENON_EXIT_hypercall; */
void tenon_riscv64_vcpu_plain_call__red_1(struct tenon_riscv64_vcpu *v) {
  tenon_outcome(&v->exit, TENON_EXIT_preempted, (uint32_t)TENON_RISCV64_CAUSE_ecall_vs);
}
