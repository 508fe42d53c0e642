/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/vcpu_run.h"

#include "tenon/core/x86_64/answer.h"
#include "tenon/core/x86_64/cause.h"
#include "tenon/core/x86_64/held.h"
#include "tenon/core/x86_64/local_apic.h"
#include "tenon/core/x86_64/vcpu_interrupts.h"
#include "tenon/core/x86_64/vcpu_lifecycle.h"

#define ANSWERS_IN_A_RUN 1000u

/* Nothing of the guest has run: it is taken off this CPU, and the reason kept. */
static void fail(struct tenon_x86_64_vcpu *v) {
  v->cpu->owes = 1; /* whether the CPU has forgotten what it was asked to, nobody says */
  tenon_x86_64_vcpu_unload(v);
  v->common.error = TENON_ERROR_entry_failed;
  v->common.failure = v->exit.value;
  v->common.state = TENON_VCPU_FAILED;
}

static void shut_down(struct tenon_x86_64_vcpu *v) {
  tenon_outcome(&v->exit, TENON_EXIT_system_reset, (uint32_t)TENON_X86_64_CAUSE_shutdown);
}

/* The write of a change. \return 1: it is done; 0: it is an exit. */
static uint32_t write_next(struct tenon_x86_64_vcpu *v) {
  tenon_x86_64_mmio_next(&v->mmio, &v->exit);
  tenon_x86_64_look_at_command(v);
  if (v->exit.kind != TENON_EXIT_NONE) return 0;
  tenon_x86_64_answer(v);
  return 1;
}

uint32_t tenon_x86_64_vcpu_prepare(struct tenon_x86_64_vcpu *v) {
  if (v->over != 0u) {
    shut_down(v);
    return 0;
  }
  if (v->mmio.pending != 0u && write_next(v) == 0u) {
    return 0;
  }
  uint32_t halts = v->halted != 0u && tenon_x86_64_vcpu_is_woken(v) == 0u ? 1u : 0u;
  v->halted = 0;
  if (halts == 1u) {
    tenon_outcome(&v->exit, TENON_EXIT_halt, (uint32_t)TENON_X86_64_CAUSE_hlt);
    return 0;
  }
  if (v->vmx.loaded != 0u) {
    tenon_vmx_prepare(v);
  } else {
    tenon_svm_prepare(v);
  }
  return 1;
}

uint32_t tenon_x86_64_vcpu_answered(struct tenon_x86_64_vcpu *v, uint32_t answers) {
  tenon_x86_64_answer(v);
  if (v->over != 0u) {
    shut_down(v);
    return 0;
  }
  if (v->exit.kind != TENON_EXIT_NONE) return 0;
  if (answers < ANSWERS_IN_A_RUN) return 1;
  tenon_outcome(&v->exit, TENON_EXIT_preempted, (uint32_t)TENON_X86_64_CAUSE_none);
  return 0;
}

void tenon_x86_64_vcpu_end(struct tenon_x86_64_vcpu *v) {
  if (v->exit.kind == (uint32_t)TENON_EXIT_entry_failed) {
    fail(v);
  } else {
    v->over = 1;
    v->changed = 1;
    v->common.state = TENON_VCPU_EXITED;
  }
}

void tenon_x86_64_vcpu_preempt(struct tenon_x86_64_vcpu *v) {
  if (v->common.state == (uint32_t)TENON_VCPU_BOUND) {
    tenon_outcome(&v->exit, TENON_EXIT_preempted, (uint32_t)TENON_X86_64_CAUSE_none);
    v->common.state = TENON_VCPU_EXITED;
  }
}
