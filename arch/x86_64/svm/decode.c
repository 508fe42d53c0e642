/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/svm/decode.h"

#include "tenon/core/x86_64/shape.h"

#define CAUSE(name) ((uint32_t)TENON_X86_64_CAUSE_##name)
#define LISTED 0xa7u

static const uint8_t listed[LISTED] = {
#define TENON_SVM_EXIT(code, cause) [code] = (uint8_t)TENON_X86_64_CAUSE_##cause,
#include "tenon/core/x86_64/svm/exits.def"
};

/* The rows of 16: control registers, debug registers. */
/*@ requires row: row < 4;
    terminates \true; exits \false; assigns \nothing;
    ensures known: \result < TENON_X86_64_CAUSE_COUNT;
    ensures cause: \forall integer code; code / 0x10 == row ==> \result == svm_cause(code); */
static uint32_t register_cause(uint64_t row) {
  if (row == 0u) return CAUSE(cr_read);
  if (row == 1u) return CAUSE(cr_write);
  return row == 2u ? CAUSE(dr_read) : CAUSE(dr_write);
}

/* Codes behind the list. */
/*@ requires high: code >= LISTED;
    terminates \true; exits \false; assigns \nothing;
    ensures known: \result < TENON_X86_64_CAUSE_COUNT;
    ensures cause: \result == svm_cause_high(code); */
static uint32_t high_cause(uint64_t code) {
  if (code == TENON_SVM_EXIT_NPF) return CAUSE(nested_access);
  if (code == 0x401u) return CAUSE(avic_ipi);
  if (code == 0x402u) return CAUSE(avic_access);
  if (code == 0x403u) return CAUSE(vmgexit);
  if (code == TENON_SVM_EXIT_INVALID || code == TENON_SVM_EXIT_INVALID_32) {
    return CAUSE(invalid_state);
  }
  return code == TENON_SVM_EXIT_BUSY ? CAUSE(busy) : CAUSE(reserved_exit);
}

/*@ requires code: 0x60 <= code < 0x90 || 0xa0 <= code < LISTED;
    terminates \true; exits \false; assigns \nothing;
    ensures known: \result < TENON_X86_64_CAUSE_COUNT;
    ensures row_6: code < 0x70 ==> \result == svm_cause_60(code);
    ensures row_7: 0x70 <= code < 0x80 ==> \result == svm_cause_70(code);
    ensures row_8: 0x80 <= code < 0x90 ==> \result == svm_cause_80(code);
    ensures row_10: 0xa0 <= code ==> \result == svm_cause_a0(code); */
static uint32_t listed_cause(uint64_t code) { return listed[code]; }

uint32_t tenon_svm_cause(uint64_t code) {
  if (code < 0x40u) return register_cause(code / 0x10u);
  if (code < 0x60u) return CAUSE(exception_0) + (uint32_t)(code - 0x40u);
  if (code >= LISTED) return high_cause(code);
  return code >= 0x90u && code < 0xa0u ? CAUSE(cr_write_trap) : listed_cause(code);
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures width: \result == svm_io_width(info);
    ensures range: \result <= 4; */
static uint32_t io_width(uint64_t info) {
  uint64_t size = info / 0x10u % 8u;
  return size == 1u || size == 2u || size == 4u ? (uint32_t)size : 0u;
}

/* Direction, string, width and port are in EXITINFO1 (APM volume 2, 15.10.2). */
/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(fault, frame, exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures some: exit->kind <= TENON_EXIT_COUNT;
    ensures port: svm_io_is_one(\old(fault->info)) ==> x86_is_port(
      exit, svm_io_port(\old(fault->info)), svm_io_width(\old(fault->info)),
      \old(fault->info) % 2, \old(frame->x[0]), \old(fault->length));
    ensures refused: !svm_io_is_one(\old(fault->info)) ==>
      x86_is_other_port(exit, svm_io_width(\old(fault->info)), \old(fault->code)); */
static void port(const struct tenon_x86_64_fault *fault, const struct tenon_x86_64_frame *frame,
                 struct tenon_exit *exit) {
  uint64_t info = fault->info;
  uint32_t width = io_width(info);
  if (info / 4u % 4u != 0u || width == 0u) {
    tenon_outcome_refused(exit, width == 0u ? CAUSE(io_width) : CAUSE(io_string), fault->code, 0);
    return;
  }
  uint32_t number = (uint32_t)(info / 0x10000u % 0x10000u);
  tenon_x86_64_port_exit(frame, number, width, (uint32_t)(info % 2u), fault->length, exit);
}

/* APM volume 2, 15.25.6. SVM gives no guest-virtual address. */
/*@ requires exit: \valid(exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: outcome_what(exit, TENON_EXIT_nested_page_fault, svm_nested_cause(info), gpa, 0,
                               0);
    ensures plain: outcome_plain(exit);
    ensures answer: outcome_answer(exit, svm_nested_access(info), 0, svm_nested_flags(info)); */
static void nested(uint64_t info, uint64_t gpa, struct tenon_exit *exit) {
  uint32_t walks = (uint32_t)(info / 0x200000000u % 2u);
  uint32_t cause = walks == 1u ? CAUSE(nested_walk) : CAUSE(nested_access);
  if (info / 8u % 2u == 1u) cause = CAUSE(nested_reserved);
  tenon_outcome(exit, TENON_EXIT_nested_page_fault, cause);
  exit->address = gpa;
  exit->access = info / 0x10u % 2u == 1u  ? TENON_ACCESS_EXECUTE
                 : info / 0x2u % 2u == 1u ? TENON_ACCESS_WRITE
                                          : TENON_ACCESS_READ;
  uint32_t permission = (uint32_t)(info % 2u);
  exit->flags = (uint8_t)(permission * TENON_EXIT_FLAG_PERMISSION + walks * TENON_EXIT_FLAG_WALK);
}

/* An entry that failed. */
/*@ requires exit: \valid(exit);
    requires failed: svm_is_failed(code);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: outcome_what(exit, TENON_EXIT_entry_failed, svm_cause(code), 0, code, 0);
    ensures plain: outcome_plain(exit) && outcome_answer(exit, 0, 0, 0); */
static void failed(uint64_t code, struct tenon_exit *exit) {
  tenon_outcome(exit, TENON_EXIT_entry_failed, tenon_svm_cause(code));
  exit->value = code;
}

void tenon_svm_decode(const struct tenon_x86_64_fault *fault,
                      const struct tenon_x86_64_frame *frame, struct tenon_exit *exit) {
  uint64_t code = fault->code;
  if (code == TENON_SVM_EXIT_IOIO) {
    port(fault, frame, exit);
  } else if (code == TENON_SVM_EXIT_VMMCALL) {
    tenon_x86_64_call_exit(frame, fault->length, exit);
  } else if (code == TENON_SVM_EXIT_MSR) {
    tenon_x86_64_msr_exit(frame, (uint32_t)(fault->info % 2u), fault->length, exit);
  } else if (code == TENON_SVM_EXIT_NPF) {
    nested(fault->info, fault->info2, exit);
  } else if (code == TENON_SVM_EXIT_INVALID || code == TENON_SVM_EXIT_INVALID_32 ||
             code == TENON_SVM_EXIT_BUSY) {
    failed(code, exit);
  } else {
    tenon_x86_64_plain_exit(tenon_svm_cause(code), code, 0, fault->length, exit);
  }
}
