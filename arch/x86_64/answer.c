/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/answer.h"

#include "tenon/core/x86_64/cause.h"
#include "tenon/core/x86_64/event.h"
#include "tenon/core/x86_64/held.h"
#include "tenon/core/x86_64/local_apic.h"
#include "tenon/core/x86_64/msr.h"
#include "tenon/core/x86_64/nmi.h"
#include "tenon/core/x86_64/vcpu_run.h"

#define CR0 ((uint32_t)TENON_X86_64_REGISTER_CR0)
#define CR4 ((uint32_t)TENON_X86_64_REGISTER_CR4)
#define EFER ((uint32_t)TENON_X86_64_REGISTER_EFER)
#define PAT ((uint32_t)TENON_X86_64_REGISTER_PAT)
#define CR4_OSXSAVE 0x40000u

static uint32_t low(uint64_t value) { return (uint32_t)(value % 0x100000000u); }

static void refuse(struct tenon_x86_64_vcpu *v, uint32_t vector) {
  tenon_x86_64_vcpu_raise(v, vector, 0);
}

/* XSETBV: undefined without CR4.OSXSAVE, then for privilege level 0 alone. */
static void answer_xsetbv(struct tenon_x86_64_vcpu *v) {
  const uint64_t *x = v->frame.x;
  uint64_t value = (uint64_t)low(x[TENON_X86_64_RDX]) * 0x100000000u + low(x[TENON_X86_64_RAX]);
  if ((tenon_x86_64_get_held(v, CR4) & CR4_OSXSAVE) == 0u) {
    refuse(v, TENON_X86_64_VECTOR_UD);
  } else if (tenon_x86_64_get_cpl(v) != 0u || low(x[TENON_X86_64_RCX]) != 0u ||
             tenon_x86_64_xcr0_is_writable(value, v->cpu->features.xcr0) == 0u) {
    refuse(v, TENON_X86_64_VECTOR_GP);
  } else {
    tenon_x86_64_hw_write_xcr0(value);
    tenon_x86_64_vcpu_pass(v);
  }
}

/* EFER or PAT. */
static void answer_register(struct tenon_x86_64_vcpu *v) {
  uint32_t index = v->exit.address == (uint64_t)TENON_X86_64_MSR_EFER ? EFER : PAT;
  uint64_t old = tenon_x86_64_get_held(v, index);
  uint64_t value = v->exit.value;
  if (v->exit.access == TENON_ACCESS_READ) {
    tenon_x86_64_vcpu_give_msr(v, old);
    tenon_x86_64_vcpu_pass(v);
    return;
  }
  uint32_t writable = index == EFER
                          ? tenon_x86_64_efer_is_writable(old, value, tenon_x86_64_get_held(v, CR0))
                          : tenon_x86_64_pat_is_writable(value);
  if (writable == 0u) {
    refuse(v, TENON_X86_64_VECTOR_GP);
    return;
  }
  tenon_x86_64_set_held(v, index, value);
  tenon_x86_64_vcpu_pass(v);
}

static void answer_msr(struct tenon_x86_64_vcpu *v) {
  if (v->exit.address == (uint64_t)TENON_X86_64_MSR_EFER ||
      v->exit.address == (uint64_t)TENON_X86_64_MSR_PAT) {
    answer_register(v);
  } else {
    tenon_x86_64_answer_apic_msr(v);
  }
}

void tenon_x86_64_answer(struct tenon_x86_64_vcpu *v) {
  switch (v->exit.cause) {
    case TENON_X86_64_CAUSE_msr_read:
    case TENON_X86_64_CAUSE_msr_write:
      answer_msr(v);
      break;
    case TENON_X86_64_CAUSE_cr_read:
    case TENON_X86_64_CAUSE_cr_write:
    case TENON_X86_64_CAUSE_clts:
    case TENON_X86_64_CAUSE_lmsw:
      tenon_vmx_answer_control(v); /* SVM's guests own their control registers */
      break;
    case TENON_X86_64_CAUSE_xsetbv:
      answer_xsetbv(v);
      break;
    case TENON_X86_64_CAUSE_invd:
    case TENON_X86_64_CAUSE_wbinvd:
      tenon_x86_64_vcpu_pass(v); /* caches are coherent, and not the guest's to empty */
      break;
    case TENON_X86_64_CAUSE_changed_instruction:
    case TENON_X86_64_CAUSE_fetch_fault:
      break; /* it is not there any more: the guest executes what is */
    case TENON_X86_64_CAUSE_operand_fault:
      break; /* the guest's exception waits already */
    case TENON_X86_64_CAUSE_io_string:
      tenon_x86_64_vcpu_end_string(v, 0); /* of which no element is left */
      break;
    case TENON_X86_64_CAUSE_icr_register:
      tenon_x86_64_answer_command_register(v);
      break;
    case TENON_X86_64_CAUSE_icr_nothing:
      tenon_x86_64_vcpu_end_command(v);
      break;
    case TENON_X86_64_CAUSE_iret:
      tenon_x86_64_end_nmi(v);
      break;
    case TENON_X86_64_CAUSE_icebp:
      tenon_x86_64_vcpu_pass(v); /* INT1: a trap */
      refuse(v, TENON_X86_64_VECTOR_DB);
      break;
    case TENON_X86_64_CAUSE_exception_1:
      refuse(v, TENON_X86_64_VECTOR_DB);
      break;
    case TENON_X86_64_CAUSE_exception_17:
      refuse(v, TENON_X86_64_VECTOR_AC);
      break;
    default:
      refuse(v, TENON_X86_64_VECTOR_UD);
      break;
  }
}
