/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/virtual.h"

#define SYSTEM 0x73u
#define WFI 0x10500073u
#define WRS_NTO 0x00d00073u
#define SRET 0x10200073u
#define SPP 0x100u

/*@ terminates \true; exits \false; assigns \nothing;
    ensures cause: \result == rv_virtual_system(w); */
static uint32_t system_cause(uint32_t w) {
  uint32_t f7 = w / 0x2000000u % 128u;
  if (w == WFI) {
    return (uint32_t)TENON_RISCV64_CAUSE_wfi;
  }
  if (w == SRET) {
    return (uint32_t)TENON_RISCV64_CAUSE_sret;
  }
  if (f7 == 0x09u || f7 == 0x0bu || f7 == 0x0cu) {
    return (uint32_t)TENON_RISCV64_CAUSE_sfence;
  }
  if (f7 == 0x11u || f7 == 0x13u || f7 == 0x31u || f7 == 0x33u) {
    return (uint32_t)TENON_RISCV64_CAUSE_hfence;
  }
  return (uint32_t)TENON_RISCV64_CAUSE_virtual_instruction;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures cause: \result == rv_virtual_cause(w); */
static uint32_t other_cause(uint32_t w) {
  uint32_t f3 = w / 0x1000u % 8u;
  if (w % 128u == SYSTEM && f3 % 4u != 0u) {
    return (uint32_t)TENON_RISCV64_CAUSE_csr;
  }
  if (w % 128u == SYSTEM && f3 == 0u) {
    return system_cause(w);
  }
  if (w % 128u == SYSTEM && f3 == 4u) {
    return (uint32_t)TENON_RISCV64_CAUSE_hypervisor_access;
  }
  if (w % 128u == 0x0fu && f3 == 2u) {
    return (uint32_t)TENON_RISCV64_CAUSE_cache_block;
  }
  return (uint32_t)TENON_RISCV64_CAUSE_virtual_instruction;
}

/*@ requires frame: \valid_read(frame);
    requires csr: rv_csr_is(word);
    terminates \true; exits \false; assigns \nothing;
    ensures operand: \result == rv_csr_operand(frame, word); */
static uint64_t operand_of(uint32_t word, const struct tenon_riscv64_frame *frame) {
  uint32_t rs1 = word / 0x8000u % 32u;
  return word / 0x1000u % 8u >= 4u ? (uint64_t)rs1 : tenon_riscv64_get_x(frame, rs1);
}

/*@ requires exit: \valid(exit);
    requires range: rd < 32 && access <= 2;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures csr: rv_csr_outcome(exit, kind, csr, value, rd, access); */
static void csr_exit(struct tenon_exit *exit, uint32_t kind, uint32_t csr, uint64_t value,
                     uint32_t rd, uint32_t access) {
  tenon_outcome(exit, kind, (uint32_t)TENON_RISCV64_CAUSE_csr);
  exit->address = csr;
  exit->value = value;
  exit->width = 8;
  exit->register_index = (uint8_t)rd;
  exit->register_width = 8;
  exit->access = (uint8_t)access;
  exit->instruction_length = 4;
}

/*@ requires access: \valid(access);
    requires csr: rv_csr_is(word);
    terminates \true; exits \false;
    assigns *access;
    ensures operand: access->operand == operand;
    ensures plan: access->csr == rv_csr_number(word) && access->operation == rv_csr_f3(word) % 4 &&
                  access->rd == rv_csr_rd(word);
    ensures remaining: access->remaining == remaining; */
static void make_plan(struct tenon_riscv64_access *access, uint32_t word, uint64_t operand,
                      uint32_t remaining) {
  access->operand = operand;
  access->old = 0;
  access->csr = word / 0x100000u % 0x1000u;
  access->operation = word / 0x1000u % 8u % 4u;
  access->rd = word / 0x80u % 32u;
  access->remaining = remaining;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures reads: \result == 1 <==> rv_csr_reads(word);
    ensures boolean: \result <= 1; */
static uint32_t reads(uint32_t word) {
  return word / 0x1000u % 8u % 4u != 1u || word / 0x80u % 32u != 0u ? 1u : 0u;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures writes: \result == 1 <==> rv_csr_writes(word);
    ensures boolean: \result <= 1; */
static uint32_t writes(uint32_t word) {
  return word / 0x1000u % 8u % 4u == 1u || word / 0x8000u % 32u != 0u ? 1u : 0u;
}

/*@ requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires access: \valid(access);
    requires apart: \separated(frame, exit, access);
    requires csr: rv_csr_is(word);
    terminates \true; exits \false;
    assigns *exit, *access;
    ensures once: access->remaining <= 1;
    ensures twice: access->remaining == 1 <==> rv_csr_reads(word) && rv_csr_writes(word);
    behavior read:
      assumes rv_csr_reads(word);
      ensures read: rv_csr_outcome(exit, TENON_EXIT_sysreg_read, rv_csr_number(word), 0,
                                   rv_csr_rd(word), TENON_ACCESS_READ);
      ensures operand: access->operand == rv_csr_operand{Pre}(frame, word);
      ensures plan: access->csr == rv_csr_number(word) &&
        access->operation == rv_csr_f3(word) % 4 && access->rd == rv_csr_rd(word);
    behavior write:
      assumes !rv_csr_reads(word);
      ensures write: rv_csr_outcome(exit, TENON_EXIT_sysreg_write, rv_csr_number(word),
                                 rv_csr_operand{Pre}(frame, word), 0, TENON_ACCESS_WRITE);
    complete behaviors; disjoint behaviors; */
static void decode_csr(uint32_t word, const struct tenon_riscv64_frame *frame,
                       struct tenon_exit *exit, struct tenon_riscv64_access *access) {
  uint32_t csr = word / 0x100000u % 0x1000u;
  uint64_t operand = operand_of(word, frame);
  if (reads(word) == 1u) {
    make_plan(access, word, operand, writes(word));
    csr_exit(exit, TENON_EXIT_sysreg_read, csr, 0, word / 0x80u % 32u, TENON_ACCESS_READ);
  } else {
    make_plan(access, word, operand, 0);
    csr_exit(exit, TENON_EXIT_sysreg_write, csr, operand, 0, TENON_ACCESS_WRITE);
  }
}

/*@ requires frame: \valid_read(frame);
    terminates \true; exits \false; assigns \nothing;
    ensures kernel: \result == 1 <==> rv_virtual_kernel(frame);
    ensures boolean: \result <= 1; */
static uint32_t is_kernel(const struct tenon_riscv64_frame *frame) {
  return frame->sstatus / SPP % 2u == 1u ? 1u : 0u;
}

/*@ requires frame: \valid_read(frame);
    terminates \true; exits \false; assigns \nothing;
    ensures access: \result == 1 <==> rv_csr_asked(frame, word);
    ensures boolean: \result <= 1; */
static uint32_t is_csr_access(uint32_t word, const struct tenon_riscv64_frame *frame) {
  if (word % 128u != SYSTEM || word / 0x1000u % 8u % 4u == 0u) {
    return 0;
  }
  return is_kernel(frame) == 1u || word / 0x100000u % 0x1000u / 0x100u % 4u == 0u ? 1u : 0u;
}

/*@ requires exit: \valid(exit);
    requires flags: flags <= 0xff;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures halt: outcome_what(exit, TENON_EXIT_halt, cause, 0, 0, 0) && outcome_plain(exit) &&
                  outcome_answer(exit, 0, 4, flags); */
static void halt(struct tenon_exit *exit, uint32_t cause, uint32_t flags) {
  tenon_outcome(exit, TENON_EXIT_halt, cause);
  exit->instruction_length = 4;
  exit->flags = (uint8_t)flags;
}

void tenon_riscv64_decode_virtual(uint32_t word, const struct tenon_riscv64_frame *frame,
                                  struct tenon_exit *exit, struct tenon_riscv64_access *access) {
  if (is_csr_access(word, frame) == 1u) {
    //@ assert other: word != WFI && word != WRS_NTO;
    decode_csr(word, frame, exit, access);
    return;
  }
  uint32_t kernel = is_kernel(frame);
  access->remaining = 0;
  if (word == WFI && kernel == 1u) {
    halt(exit, (uint32_t)TENON_RISCV64_CAUSE_wfi, 0);
  } else if (word == WRS_NTO) {
    halt(exit, (uint32_t)TENON_RISCV64_CAUSE_wrs, TENON_EXIT_FLAG_EVENT);
  } else {
    tenon_outcome_refused(exit, other_cause(word), word, 0);
  }
}

void tenon_riscv64_access_exit(const struct tenon_riscv64_access *access, struct tenon_exit *exit) {
  uint64_t value = access->operand;
  if (access->operation == TENON_RISCV64_CSR_SET) {
    value = access->old | access->operand;
  } else if (access->operation == TENON_RISCV64_CSR_CLEAR) {
    value = access->old & ~access->operand;
  }
  csr_exit(exit, TENON_EXIT_sysreg_write, access->csr, value, 0, TENON_ACCESS_WRITE);
}
