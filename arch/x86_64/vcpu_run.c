/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/vcpu_run.h"

#include "tenon/core/x86_64/answer.h"
#include "tenon/core/x86_64/cause.h"
#include "tenon/core/x86_64/held.h"
#include "tenon/core/x86_64/vcpu_lifecycle.h"

#define ANSWERS_IN_A_RUN 1000u

/* Nothing of the guest has run: it is taken off this CPU, and the reason kept. */
static void fail(struct tenon_x86_64_vcpu *v) {
  tenon_x86_64_vcpu_unload(v);
  v->common.error = TENON_ERROR_entry_failed;
  v->common.failure = v->exit.value;
  v->common.state = TENON_VCPU_FAILED;
}

static void shut_down(struct tenon_x86_64_vcpu *v) {
  tenon_outcome(&v->exit, TENON_EXIT_system_reset, (uint32_t)TENON_X86_64_CAUSE_shutdown);
}

/* 1: the guest can be entered again; 0: the answer has shut it down, which is the exit. */
static uint32_t answered(struct tenon_x86_64_vcpu *v) {
  tenon_x86_64_answer(v);
  if (v->over == 0u) return 1;
  shut_down(v);
  return 0;
}

static void enter_once(struct tenon_x86_64_vcpu *v) {
  if (v->vmx.loaded == 0u) {
    tenon_svm_enter(v);
  } else {
    tenon_vmx_enter(v);
  }
}

/* Until an exit that the core does not answer; physical interrupts are one. They come at the
 * boundaries of instructions, behind traps: a guest whose #DB is delivered onto its own breakpoint
 * never reaches one, so that answers have an end of their own. */
static void enter(struct tenon_x86_64_vcpu *v) {
  uint32_t answers = 0;
  enter_once(v);
  while (v->exit.kind == TENON_EXIT_NONE) {
    if (answered(v) == 1u) {
      answers++;
      if (answers < ANSWERS_IN_A_RUN) {
        enter_once(v);
      } else {
        tenon_outcome(&v->exit, TENON_EXIT_preempted, (uint32_t)TENON_X86_64_CAUSE_none);
      }
    }
  }
}

void tenon_x86_64_vcpu_run(struct tenon_x86_64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_BOUND) {
    return;
  }
  if (v->over != 0u) {
    shut_down(v);
  } else if (v->mmio.pending != 0u) {
    tenon_x86_64_mmio_next(&v->mmio, &v->exit);
  } else {
    enter(v);
  }
  if (v->exit.kind == (uint32_t)TENON_EXIT_entry_failed) {
    fail(v);
    return;
  }
  if (v->exit.kind == (uint32_t)TENON_EXIT_system_reset) v->over = 1;
  v->common.state = TENON_VCPU_EXITED;
}

void tenon_x86_64_vcpu_preempt(struct tenon_x86_64_vcpu *v) {
  if (v->common.state == (uint32_t)TENON_VCPU_BOUND) {
    tenon_outcome(&v->exit, TENON_EXIT_preempted, (uint32_t)TENON_X86_64_CAUSE_none);
    v->common.state = TENON_VCPU_EXITED;
  }
}
