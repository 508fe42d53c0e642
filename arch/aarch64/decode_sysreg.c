/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/decode_sysreg.h"

// ISS of MSR, MRS and system instructions; MCR and MRC agree but for Op0, which they lack.
#define OP0(esr) TENON_AARCH64_FIELD(esr, 20, 2)
#define OP2(esr) TENON_AARCH64_FIELD(esr, 17, 3)
#define OP1(esr) TENON_AARCH64_FIELD(esr, 14, 3)
#define CRN(esr) TENON_AARCH64_FIELD(esr, 10, 4)
#define RT(esr) TENON_AARCH64_FIELD(esr, 5, 5)
#define CRM(esr) TENON_AARCH64_FIELD(esr, 1, 4)
#define DIRECTION(esr) TENON_AARCH64_FIELD(esr, 0, 1)

/*@ requires exit: \valid(exit);
    requires sgi: is_sgi(esr);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures sgi: sgi_exit(exit, esr, value);
    ensures addressed: sgi_addressed(exit, value);
*/
static void send_ipi(uint64_t esr, uint64_t value, struct tenon_exit *exit) {
  uint64_t op2 = OP2(esr);
  uint32_t cause = op2 == 5u   ? TENON_AARCH64_CAUSE_sgi1
                   : op2 == 6u ? TENON_AARCH64_CAUSE_asgi1
                               : TENON_AARCH64_CAUSE_sgi0;
  tenon_aarch64_outcome(exit, TENON_EXIT_send_ipi, cause);
  exit->value = TENON_AARCH64_FIELD(value, 24, 4);
  exit->instruction_length = 4u;
  if (TENON_AARCH64_FIELD(value, 40, 1) == 1u) {
    exit->flags = TENON_EXIT_FLAG_ALL_BUT_SELF;
    return;
  }
  exit->address = TENON_AARCH64_FIELD(value, 48, 8) * 0x100000000u +
                  TENON_AARCH64_FIELD(value, 32, 8) * 0x10000u +
                  TENON_AARCH64_FIELD(value, 16, 8) * 0x100u +
                  TENON_AARCH64_FIELD(value, 44, 4) * 16u;
  exit->argument = TENON_AARCH64_FIELD(value, 0, 16);
}

/// An access of `bytes` bytes to register `id`.
/*@ requires exit: \valid(exit);
    requires range: rt < 32 && bytes <= 8 && access <= TENON_ACCESS_WRITE;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: exit->address == id && exit->value == value && exit->argument == 0;
    ensures cause: exit->cause == cause;
    ensures register: exit_register(exit, bytes, rt, bytes, 0);
    ensures fault: exit_fault(exit, 0, 0);
    ensures answer: exit_answer(exit, access, 4, 0);
    ensures kind: exit->kind == (access == TENON_ACCESS_WRITE ? TENON_EXIT_sysreg_write
                                                              : TENON_EXIT_sysreg_read);
*/
static void fill(struct tenon_exit *exit, uint32_t cause, uint64_t id, uint64_t value, uint32_t rt,
                 uint32_t bytes, uint32_t access) {
  tenon_aarch64_outcome(
      exit, access == TENON_ACCESS_WRITE ? TENON_EXIT_sysreg_write : TENON_EXIT_sysreg_read, cause);
  exit->address = id;
  exit->value = value;
  exit->width = (uint8_t)bytes;
  exit->register_index = (uint8_t)rt;
  exit->register_width = (uint8_t)bytes;
  exit->access = (uint8_t)access;
  exit->instruction_length = 4u;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures id: \result == esr_sysreg(esr);
*/
static uint64_t sysreg_id(uint64_t esr) {
  return TENON_AARCH64_SYSREG(OP0(esr), OP1(esr), CRN(esr), CRM(esr), OP2(esr));
}

void tenon_aarch64_decode_sysreg(uint64_t esr, const struct tenon_aarch64_frame *frame,
                                 struct tenon_exit *exit) {
  uint32_t rt = (uint32_t)RT(esr);
  uint64_t id = sysreg_id(esr);
  uint64_t value = 0;
  if (DIRECTION(esr) == 1u) {
    fill(exit, TENON_AARCH64_CAUSE_msr_mrs, id, 0, rt, 8u, TENON_ACCESS_READ);
    return;
  }
  value = tenon_aarch64_get_x(frame, rt);
  //@ assert rt: value == rt_value(frame, esr);
  if (id >= TENON_AARCH64_ICC_SGI1R_EL1 && id <= TENON_AARCH64_ICC_SGI0R_EL1) {
    send_ipi(esr, value, exit);
    return;
  }
  fill(exit, TENON_AARCH64_CAUSE_msr_mrs, id, value, rt, 8u, TENON_ACCESS_WRITE);
}

/*@ requires class: esr_ec(esr) == 3 || esr_ec(esr) == 5;
    terminates \true; exits \false; assigns \nothing;
    ensures id: \result == esr_aarch32_sysreg(esr);
*/
static uint64_t aarch32_sysreg_id(uint64_t esr) {
  uint32_t cp15 = TENON_AARCH64_FIELD(esr, 26, 6) == TENON_AARCH64_CLASS_MCR_MRC_CP15 ? 1u : 0u;
  return TENON_AARCH32_SYSREG(cp15, OP1(esr), CRN(esr), CRM(esr), OP2(esr));
}

void tenon_aarch64_decode_mcr_mrc(uint64_t esr, const struct tenon_aarch64_frame *frame,
                                  struct tenon_exit *exit) {
  uint32_t rt = (uint32_t)RT(esr);
  uint64_t id = aarch32_sysreg_id(esr);
  uint32_t cause = TENON_AARCH64_FIELD(esr, 26, 6) == TENON_AARCH64_CLASS_MCR_MRC_CP15
                       ? TENON_AARCH64_CAUSE_mcr_mrc_cp15
                       : TENON_AARCH64_CAUSE_mcr_mrc_cp14;
  if (DIRECTION(esr) == 1u) {
    fill(exit, cause, id, 0, rt, 4u, TENON_ACCESS_READ);
  } else {
    uint64_t value = tenon_aarch64_get_x(frame, rt);
    //@ assert rt: value == rt_value(frame, esr);
    fill(exit, cause, id, value % 0x100000000u, rt, 4u, TENON_ACCESS_WRITE);
  }
  if (TENON_AARCH64_FIELD(esr, 25, 1) == 0u) {
    exit->instruction_length = 2u;
  }
}
