/* SPDX-License-Identifier: Apache-2.0 */
/* Control registers. Of CR0 and CR4 the host holds some bits while the guest runs, and the guest
 * exits when it writes one of them otherwise than it reads. What it reads then becomes what it
 * writes, and it carries out the instruction again, all of it this time. CR8 is the core's. */
#include "tenon/core/x86_64/cause.h"
#include "tenon/core/x86_64/event.h"
#include "tenon/core/x86_64/vcpu_effects.h"
#include "tenon/core/x86_64/vcpu_move.h"
#include "tenon/core/x86_64/vmx/vcpu.h"

#define FIELD(name) ((uint32_t)TENON_VMX_FIELD_##name)
#define NW 0x20000000u
#define CD 0x40000000u
#define CR8_VALUES 0x10u
#define CR4_ABSENT (TENON_VMX_CR4_HELD - TENON_VMX_CR4_MCE) /* as CPUID says */

/* The task priority, where SVM has it: V_TPR. */
/*@ requires storage: \valid(v) && x86_vcpu_placed(v);
    requires control: v->exit.address == 8;
    terminates \true; exits \false;
    assigns v->frame.x[0 .. 15], v->frame.rip, TENON_X86_64_EVENTS(v), v->frame.shadow, v->vmcb,
            v->vmx, v->known[0 .. 5], x86_hw_efer, x86_hw_tsc_aux, vmx_hw_dr6;
    ensures others: \forall integer i; 0 <= i < 16 && i != \old(v->exit.register_index % 16) ==>
      v->frame.x[i] == \old(v->frame.x[i]);
    ensures read: \old(v->exit.cause) == TENON_X86_64_CAUSE_cr_read ==>
      v->frame.x[\old(v->exit.register_index % 16)] == \old(v->vmcb.v_intr) % 0x10;
    ensures moved: \old(vmx_is_priority(&v->exit) &&
                        v->frame.rip % 0x100000000 + v->exit.instruction_length < 0x100000000) ==>
      v->frame.rip == \old(v->frame.rip + v->exit.instruction_length);
    ensures stays: \old(!vmx_is_priority(&v->exit)) ==> v->frame.rip == \old(v->frame.rip) &&
      v->frame.shadow == \old(v->frame.shadow);
    ensures written: \old(v->exit.cause) != TENON_X86_64_CAUSE_cr_read ==>
      \forall integer i; 0 <= i < 16 ==> v->frame.x[i] == \old(v->frame.x[i]);
    ensures refused: \old(!vmx_is_priority(&v->exit)) ==> v->changed == 1; */
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

/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->vmx.refused; */
static void again(struct tenon_x86_64_vcpu *v, uint32_t shadow, uint64_t held) {
  uint64_t old = tenon_vmx_hw_read(shadow);
  tenon_vmx_put(v, shadow, (old & ~held) | (v->exit.value & held));
}

/* CR0 and CR4. CLTS and LMSW have no bit to exit for. */
/*@ requires storage: \valid(v) && x86_vcpu_placed(v);
    requires control: v->exit.address != 8;
    terminates \true; exits \false;
    assigns TENON_X86_64_EVENTS(v), v->vmx.refused;
    ensures again: \old(vmx_is_written_again(&v->exit)) ==>
      v->frame.rflags == \old(v->frame.rflags) && v->event == \old(v->event) &&
      v->nmi == \old(v->nmi) && v->over == \old(v->over) && v->changed == \old(v->changed);
    ensures refused: \old(!vmx_is_written_again(&v->exit)) ==> v->changed == 1; */
static void answer_held(struct tenon_x86_64_vcpu *v) {
  uint64_t value = v->exit.value;
  if (v->exit.address == 0u && v->exit.cause == (uint32_t)TENON_X86_64_CAUSE_cr_write &&
      (value / NW % 2u == 0u || value / CD % 2u == 1u)) {
    again(v, FIELD(CR0_SHADOW), TENON_VMX_CR0_HELD);
  } else if (v->exit.address == 4u && (value & CR4_ABSENT) == 0u) {
    again(v, FIELD(CR4_SHADOW), TENON_VMX_CR4_HELD);
  } else {
    tenon_x86_64_vcpu_raise(v, TENON_X86_64_VECTOR_GP, 0);
  }
}

void tenon_vmx_answer_control(struct tenon_x86_64_vcpu *v) {
  if (v->exit.address == 8u) {
    answer_cr8(v);
  } else {
    answer_held(v);
  }
}
