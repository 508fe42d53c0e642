/* SPDX-License-Identifier: Apache-2.0 */
/* Control registers. Of CR0 and CR4 the host holds some bits while the guest runs, and the guest
 * exits when it writes one of them otherwise than it reads. What it reads then becomes what it
 * writes, and it carries out the instruction again, all of it this time. CR8 is the core's. */
#include "tenon/core/x86_64/cause.h"
#include "tenon/core/x86_64/event.h"
#include "tenon/core/x86_64/held.h"
#include "tenon/core/x86_64/vcpu_run.h"

#define FIELD(name) ((uint32_t)TENON_VMX_FIELD_##name)
#define NW 0x20000000u
#define CD 0x40000000u
#define CR8_VALUES 0x10u
#define CR4_ABSENT (TENON_VMX_CR4_HELD - TENON_VMX_CR4_MCE) /* as CPUID says */

/* The task priority, where SVM has it: V_TPR. */
static void answer_cr8(struct tenon_x86_64_vcpu *v) {
  uint64_t value = v->exit.value;
  if (v->exit.cause == (uint32_t)TENON_X86_64_CAUSE_cr_read) {
    v->frame.x[v->exit.register_index % 16u] = v->vmcb.v_intr % CR8_VALUES;
  } else if (value >= CR8_VALUES) {
    tenon_x86_64_vcpu_raise(v, TENON_X86_64_VECTOR_GP, 0);
    return;
  } else {
    v->vmcb.v_intr = v->vmcb.v_intr - v->vmcb.v_intr % 0x100u + value;
  }
  tenon_x86_64_vcpu_pass(v);
}

static void again(struct tenon_x86_64_vcpu *v, uint32_t shadow, uint64_t held) {
  uint64_t old = tenon_vmx_hw_read(shadow);
  tenon_vmx_put(v, shadow, (old & ~held) | (v->exit.value & held));
}

void tenon_vmx_answer_control(struct tenon_x86_64_vcpu *v) {
  uint64_t value = v->exit.value;
  if (v->exit.address == 8u) {
    answer_cr8(v);
  } else if (v->exit.address == 0u && v->exit.cause == (uint32_t)TENON_X86_64_CAUSE_cr_write &&
             ((value & NW) == 0u || (value & CD) != 0u)) {
    again(v, FIELD(CR0_SHADOW), TENON_VMX_CR0_HELD);
  } else if (v->exit.address == 4u && (value & CR4_ABSENT) == 0u) {
    again(v, FIELD(CR4_SHADOW), TENON_VMX_CR4_HELD);
  } else {
    tenon_x86_64_vcpu_raise(v, TENON_X86_64_VECTOR_GP,
                            0); /* CLTS and LMSW have no bit to exit for */
  }
}
