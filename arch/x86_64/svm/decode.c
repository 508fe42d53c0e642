/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/svm/decode.h"

#include "tenon/core/x86_64/msr.h"

#define CAUSE(name) ((uint32_t)TENON_X86_64_CAUSE_##name)
#define LISTED 0xa7u
#define NMI 2u
#define MC 18u

static const uint8_t listed[LISTED] = {
#define TENON_SVM_EXIT(code, cause) [code] = (uint8_t)TENON_X86_64_CAUSE_##cause,
#include "tenon/core/x86_64/svm/exits.def"
};

/* The rows of 16: control registers, debug registers. */
/*@ requires row: row < 4;
    terminates \true; exits \false; assigns \nothing;
    ensures known: \result < TENON_X86_64_CAUSE_COUNT; */
static uint32_t register_cause(uint64_t row) {
  if (row == 0u) return CAUSE(cr_read);
  if (row == 1u) return CAUSE(cr_write);
  return row == 2u ? CAUSE(dr_read) : CAUSE(dr_write);
}

/* Codes from 0x400 on. */
/*@ requires high: code >= LISTED;
    terminates \true; exits \false; assigns \nothing;
    ensures known: \result < TENON_X86_64_CAUSE_COUNT;
    ensures reserved: code < 0x400 ==> \result == TENON_X86_64_CAUSE_reserved_exit; */
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

uint32_t tenon_svm_cause(uint64_t code) {
  if (code < 0x40u) return register_cause(code / 0x10u);
  if (code < 0x60u) return CAUSE(exception_0) + (uint32_t)(code - 0x40u);
  if (code >= LISTED) return high_cause(code);
  if (code >= 0x90u && code < 0xa0u) return CAUSE(cr_write_trap);
  uint32_t cause = listed[code];
  return cause == CAUSE(none) ? CAUSE(reserved_exit) : cause;
}

/* The record's word on the instruction's length, else that of its form without prefixes. */
/*@ requires fixed: fixed <= 15;
    terminates \true; exits \false; assigns \nothing;
    ensures length: \result == svm_length(length, fixed);
    ensures range: \result <= 15; */
static uint8_t length_of(uint32_t length, uint32_t fixed) {
  return (uint8_t)(length >= 1u && length <= 15u ? length : fixed);
}

static uint32_t fixed_length(uint32_t cause) {
  return cause == CAUSE(hlt) ? 1u : cause == CAUSE(xsetbv) ? 3u : 2u;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures width: \result == svm_io_width(info);
    ensures range: \result <= 4; */
static uint32_t io_width(uint64_t info) {
  uint64_t size = info / 0x10u % 8u;
  return size == 1u || size == 2u || size == 4u ? (uint32_t)size : 0u;
}

static void call(const struct tenon_x86_64_fault *fault, const struct tenon_x86_64_frame *frame,
                 struct tenon_exit *exit) {
  tenon_outcome(exit, TENON_EXIT_hypercall, CAUSE(hypercall));
  exit->value = frame->x[TENON_X86_64_RAX];
  exit->instruction_length = length_of(fault->length, 3);
}

/* Direction, string, width and port are in EXITINFO1 (APM volume 2, 15.10.2). */
static void port(const struct tenon_x86_64_fault *fault, const struct tenon_x86_64_frame *frame,
                 struct tenon_exit *exit) {
  uint64_t info = fault->info;
  uint32_t width = io_width(info);
  uint32_t reads = (uint32_t)(info % 2u);
  if (info / 4u % 4u != 0u || width == 0u) {
    tenon_outcome_refused(exit, width == 0u ? CAUSE(io_width) : CAUSE(io_string), fault->code, 0);
    return;
  }
  tenon_outcome(exit, reads == 1u ? TENON_EXIT_io_read : TENON_EXIT_io_write,
                reads == 1u ? CAUSE(io_read) : CAUSE(io_write));
  exit->address = info / 0x10000u % 0x10000u;
  exit->value = reads == 1u ? 0u : tenon_value_low(frame->x[TENON_X86_64_RAX], width);
  exit->width = (uint8_t)width;
  exit->register_width = 8;
  exit->access = reads == 1u ? TENON_ACCESS_READ : TENON_ACCESS_WRITE;
  exit->instruction_length = length_of(fault->length, 1);
}

static void msr(const struct tenon_x86_64_fault *fault, const struct tenon_x86_64_frame *frame,
                struct tenon_exit *exit) {
  uint32_t writes = (uint32_t)(fault->info % 2u);
  uint32_t number = (uint32_t)(frame->x[TENON_X86_64_RCX] % 0x100000000u);
  uint32_t kind = writes == 1u ? TENON_EXIT_sysreg_write : TENON_EXIT_sysreg_read;
  if (tenon_x86_64_msr_is_answered(number) == 1u) kind = TENON_EXIT_NONE;
  tenon_outcome(exit, kind, writes == 1u ? CAUSE(msr_write) : CAUSE(msr_read));
  exit->address = number;
  if (writes == 1u) {
    exit->value = frame->x[TENON_X86_64_RDX] % 0x100000000u * 0x100000000u +
                  frame->x[TENON_X86_64_RAX] % 0x100000000u;
  }
  exit->width = 8;
  exit->register_width = 8;
  exit->access = writes == 1u ? TENON_ACCESS_WRITE : TENON_ACCESS_READ;
  exit->instruction_length = length_of(fault->length, 2);
}

/* APM volume 2, 15.25.6. SVM gives no guest-virtual address. */
static void nested(const struct tenon_x86_64_fault *fault, struct tenon_exit *exit) {
  uint64_t info = fault->info;
  uint32_t walks = (uint32_t)(info / 0x200000000u % 2u);
  uint32_t cause = walks == 1u ? CAUSE(nested_walk) : CAUSE(nested_access);
  if (info / 8u % 2u == 1u) cause = CAUSE(nested_reserved);
  tenon_outcome(exit, TENON_EXIT_nested_page_fault, cause);
  exit->address = fault->info2;
  exit->access = info / 0x10u % 2u == 1u  ? TENON_ACCESS_EXECUTE
                 : info / 0x2u % 2u == 1u ? TENON_ACCESS_WRITE
                                          : TENON_ACCESS_READ;
  uint32_t permission = (uint32_t)(info % 2u);
  exit->flags = (uint8_t)(permission * TENON_EXIT_FLAG_PERMISSION + walks * TENON_EXIT_FLAG_WALK);
}

static void machine(uint32_t cause, struct tenon_exit *exit) {
  tenon_outcome(exit, TENON_EXIT_external_interrupt, cause);
  if (cause == CAUSE(physical_nmi)) exit->value = NMI;
  if (cause == CAUSE(exception_18)) exit->value = MC;
}

/* What the core answers itself (answer.h). */
static uint32_t is_answered(uint32_t cause) {
  switch (cause) {
    case TENON_X86_64_CAUSE_xsetbv:
    case TENON_X86_64_CAUSE_invd:
    case TENON_X86_64_CAUSE_wbinvd:
    case TENON_X86_64_CAUSE_exception_1:
    case TENON_X86_64_CAUSE_exception_17:
    case TENON_X86_64_CAUSE_virtualization:
    case TENON_X86_64_CAUSE_monitor:
    case TENON_X86_64_CAUSE_mwait:
    case TENON_X86_64_CAUSE_rdpru:
    case TENON_X86_64_CAUSE_rdpmc:
      return 1;
    default:
      return 0;
  }
}

/* Kinds that only their cause tells apart. */
static void plain(uint32_t cause, const struct tenon_x86_64_fault *fault, struct tenon_exit *exit) {
  switch (cause) {
    case TENON_X86_64_CAUSE_interrupt_window:
      tenon_outcome(exit, TENON_EXIT_interrupt_window, cause);
      break;
    case TENON_X86_64_CAUSE_hlt:
    case TENON_X86_64_CAUSE_pause:
      tenon_outcome(exit, TENON_EXIT_halt, cause);
      exit->flags = cause == CAUSE(pause) ? TENON_EXIT_FLAG_EVENT : 0u;
      exit->instruction_length = length_of(fault->length, fixed_length(cause));
      break;
    case TENON_X86_64_CAUSE_shutdown:
      tenon_outcome(exit, TENON_EXIT_system_reset, cause);
      break;
    case TENON_X86_64_CAUSE_invalid_state:
    case TENON_X86_64_CAUSE_busy:
      tenon_outcome(exit, TENON_EXIT_entry_failed, cause);
      exit->value = fault->code;
      break;
    default:
      tenon_outcome_refused(exit, cause, fault->code, 0);
      break;
  }
}

static void rare(const struct tenon_x86_64_fault *fault, struct tenon_exit *exit) {
  uint32_t cause = tenon_svm_cause(fault->code);
  if (is_answered(cause) == 1u) {
    tenon_outcome(exit, TENON_EXIT_NONE, cause);
    exit->instruction_length = length_of(fault->length, fixed_length(cause));
  } else if ((cause >= CAUSE(physical_interrupt) && cause <= CAUSE(physical_init)) ||
             cause == CAUSE(exception_18)) {
    machine(cause, exit);
  } else {
    plain(cause, fault, exit);
  }
}

void tenon_svm_decode(const struct tenon_x86_64_fault *fault,
                      const struct tenon_x86_64_frame *frame, struct tenon_exit *exit) {
  uint64_t code = fault->code;
  if (code == TENON_SVM_EXIT_IOIO) {
    port(fault, frame, exit);
  } else if (code == TENON_SVM_EXIT_CPUID) {
    tenon_outcome(exit, TENON_EXIT_NONE, CAUSE(cpuid));
    exit->instruction_length = length_of(fault->length, 2);
  } else if (code == TENON_SVM_EXIT_VMMCALL) {
    call(fault, frame, exit);
  } else if (code == TENON_SVM_EXIT_MSR) {
    msr(fault, frame, exit);
  } else if (code == TENON_SVM_EXIT_NPF) {
    nested(fault, exit);
  } else {
    rare(fault, exit);
  }
}
