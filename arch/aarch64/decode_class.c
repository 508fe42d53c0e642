/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/decode_class.h"

#define EC(esr) ((uint32_t)TENON_AARCH64_FIELD(esr, 26, 6))
#define IL(esr) TENON_AARCH64_FIELD(esr, 25, 1)
#define IMM16(esr) TENON_AARCH64_FIELD(esr, 0, 16)
#define TI(esr) TENON_AARCH64_FIELD(esr, 0, 2)
#define RV(esr) TENON_AARCH64_FIELD(esr, 2, 1)
#define FNV(esr) TENON_AARCH64_FIELD(esr, 10, 1)
#define RN(esr) ((uint32_t)TENON_AARCH64_FIELD(esr, 5, 5))
#define ERETA(esr) TENON_AARCH64_FIELD(esr, 0, 1)
#define ERET(esr) TENON_AARCH64_FIELD(esr, 1, 1)
#define MODE_AARCH32(pstate) TENON_AARCH64_FIELD(pstate, 4, 1)

/// HVC or SMC in AArch32 state.
/*@ requires exit: \valid(exit);
    requires class: esr_ec(esr) == 0x12 || esr_ec(esr) == 0x13;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures plain: exit_plain(exit);
    behavior hvc:
      assumes esr_ec(esr) == 0x12;
      ensures what: exit_what(exit, TENON_EXIT_hypercall, TENON_AARCH64_CAUSE_hvc32,
                              esr_imm16(esr), x0 % 0x100000000, 0);
      ensures answer: exit_answer(exit, 0, 0, 0);
    behavior smc:
      assumes esr_ec(esr) == 0x13;
      ensures what: exit_what(exit, TENON_EXIT_hypercall, TENON_AARCH64_CAUSE_smc32, 0,
                              x0 % 0x100000000, 0);
      ensures answer: exit_answer(exit, 0, esr_length(esr), TENON_EXIT_FLAG_SMC);
    complete behaviors; disjoint behaviors;
*/
static void call32(uint64_t esr, uint64_t x0, struct tenon_exit *exit) {
  if (EC(esr) == TENON_AARCH64_CLASS_HVC32) {
    tenon_aarch64_outcome(exit, TENON_EXIT_hypercall, TENON_AARCH64_CAUSE_hvc32);
    exit->address = IMM16(esr);
  } else {
    tenon_aarch64_outcome(exit, TENON_EXIT_hypercall, TENON_AARCH64_CAUSE_smc32);
    exit->instruction_length = IL(esr) == 1u ? 4u : 2u;
    exit->flags = TENON_EXIT_FLAG_SMC;
  }
  exit->value = x0 % 0x100000000u;
}

/*@ requires exit: \valid(exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures halt: halt_exit(exit, esr, rn);
*/
static void halt(uint64_t esr, uint64_t rn, struct tenon_exit *exit) {
  uint64_t ti = TI(esr);
  uint32_t cause = ti == 0u   ? TENON_AARCH64_CAUSE_wfi
                   : ti == 1u ? TENON_AARCH64_CAUSE_wfe
                   : ti == 2u ? TENON_AARCH64_CAUSE_wfit
                              : TENON_AARCH64_CAUSE_wfet;
  tenon_aarch64_outcome(exit, TENON_EXIT_halt, cause);
  if (ti >= 2u && RV(esr) == 1u) {
    exit->value = rn;
  }
  exit->instruction_length = IL(esr) == 1u ? 4u : 2u;
  exit->flags = ti % 2u == 1u ? TENON_EXIT_FLAG_EVENT : 0u;
}

/// A class that is refused; ERET has three forms.
/*@ requires exit: \valid(exit);
    requires ec: ec == esr_ec(esr);
    requires class: class_is_refused(ec) || ec == 0x1a;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    behavior eret:
      assumes ec == 0x1a;
      ensures refused: exit_unhandled(exit, eret_cause(esr), esr, 0);
    behavior other:
      assumes ec != 0x1a;
      ensures refused: exit_unhandled(exit, class_cause(ec), esr, class_far(esr, far));
    complete behaviors; disjoint behaviors;
*/
static void refuse_class(uint64_t esr, uint32_t ec, uint64_t far, struct tenon_exit *exit) {
  uint32_t cause = (ec + 28u) % 64u;
  uint64_t where = 0;
  if (ec == TENON_AARCH64_CLASS_ERET && ERET(esr) == 1u) {
    cause = ERETA(esr) == 1u ? (uint32_t)TENON_AARCH64_CAUSE_eretab
                             : (uint32_t)TENON_AARCH64_CAUSE_eretaa;
  }
  if (ec == TENON_AARCH64_CLASS_PC_ALIGNMENT ||
      (ec == TENON_AARCH64_CLASS_WATCHPOINT && FNV(esr) == 0u)) {
    where = far;
  }
  tenon_aarch64_refuse(exit, cause, esr, where);
}

void tenon_aarch64_decode_asynchronous(const struct tenon_aarch64_fault *fault,
                                       struct tenon_exit *exit) {
  uint64_t esr = fault->esr;
  uint32_t vector = fault->vector;
  if (vector == TENON_AARCH64_VECTOR_IRQ) {
    tenon_aarch64_outcome(exit, TENON_EXIT_external_interrupt, TENON_AARCH64_CAUSE_irq);
    return;
  }
  if (vector == TENON_AARCH64_VECTOR_FIQ) {
    tenon_aarch64_outcome(exit, TENON_EXIT_external_interrupt, TENON_AARCH64_CAUSE_fiq);
    return;
  }
  tenon_aarch64_refuse(exit,
                       vector == TENON_AARCH64_VECTOR_SERROR
                           ? (uint32_t)TENON_AARCH64_CAUSE_serror
                           : (uint32_t)TENON_AARCH64_CAUSE_unknown_vector,
                       esr, 0);
}

void tenon_aarch64_decode_class(const struct tenon_aarch64_fault *fault,
                                const struct tenon_aarch64_frame *frame, struct tenon_exit *exit) {
  uint64_t esr = fault->esr;
  uint32_t ec = EC(esr);
  if (MODE_AARCH32(frame->pstate) == 1u &&
      tenon_aarch64_condition_failed(esr, frame->pstate) == 1u) {
    tenon_aarch64_outcome(exit, TENON_EXIT_NONE, TENON_AARCH64_CAUSE_condition_failed);
    exit->instruction_length = IL(esr) == 1u ? 4u : 2u;
    return;
  }
  if (ec == TENON_AARCH64_CLASS_WFX) {
    halt(esr, tenon_aarch64_get_x(frame, RN(esr)), exit);
    return;
  }
  if (ec == TENON_AARCH64_CLASS_MCR_MRC_CP15 || ec == TENON_AARCH64_CLASS_MCR_MRC_CP14) {
    tenon_aarch64_decode_mcr_mrc(esr, frame, exit);
    return;
  }
  if (ec == TENON_AARCH64_CLASS_HVC32 || ec == TENON_AARCH64_CLASS_SMC32) {
    call32(esr, frame->x[0], exit);
    return;
  }
  refuse_class(esr, ec, fault->far, exit);
}
