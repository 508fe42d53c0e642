/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/vcpu_run.h"

#include "tenon/core/riscv64/capture.h"
#include "tenon/core/riscv64/decode.h"
#include "tenon/core/riscv64/hardware_entry.h"

/* A call needs nothing of the hardware but scause, and nothing of decode but its SBI part: most
 * exits take this short way. An interrupt needs nothing but scause either. No access is under way,
 * or the guest would not have been entered. */
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v) && rv_vcpu_is_loaded(v);
    terminates \true; exits \false;
    assigns v->fault, v->exit, v->access;
    ensures sound: rv_vcpu_sound(v) && rv_vcpu_is_loaded(v);
    ensures kind: v->exit.kind < TENON_EXIT_COUNT; */
static void look(struct tenon_riscv64_vcpu *v) {
  uint64_t scause = v->fault.scause;
  if (scause == (uint64_t)TENON_RISCV64_CAUSE_ecall_vs) {
    tenon_riscv64_decode_sbi(&v->frame, &v->exit);
    return;
  }
  v->fault.valid = 0;
  if (scause < 0x8000000000000000u) {
    tenon_riscv64_capture(&v->fault, &v->frame);
  }
  tenon_riscv64_decode(&v->fault, &v->frame, &v->exit, &v->access);
}

/* The write of a CSR access whose read was answered. */
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->exit, v->access.remaining;
    ensures sound: rv_vcpu_sound(v);
    ensures kind: v->exit.kind == TENON_EXIT_sysreg_write;
    ensures waits: v->access.remaining == 2; */
static void next_access(struct tenon_riscv64_vcpu *v) {
  tenon_riscv64_access_exit(&v->access, &v->exit);
  v->access.remaining = 2;
}

void tenon_riscv64_vcpu_run(struct tenon_riscv64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_BOUND) {
    return;
  }
  if (v->access.remaining != 0u) {
    next_access(v);
  } else {
    tenon_riscv64_world_switch(v);
    look(v);
  }
  v->common.state = TENON_VCPU_EXITED;
}

void tenon_riscv64_vcpu_preempt(struct tenon_riscv64_vcpu *v) {
  if (v->common.state == (uint32_t)TENON_VCPU_BOUND) {
    tenon_outcome(&v->exit, TENON_EXIT_preempted, (uint32_t)TENON_RISCV64_CAUSE_none);
    v->common.state = TENON_VCPU_EXITED;
  }
}
