/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Virtual-instruction exceptions: what a guest may not do although HS-mode may (privileged
/// specification, "Virtual-instruction exception").
///
/// VU-mode traps alike for what the guest's own kernel has to refuse: WFI, and CSRs whose number has
/// bits 9:8, the privilege that they ask for, not 0. These are refused by name: a guest's hart has no
/// H extension, and without it they are illegal instructions (tenon_riscv64_vcpu_inject_undefined).
///
/// An access that both reads and writes a CSR is two exits, the read first: SysRegRead, and after
/// its answer SysRegWrite with the new value. The guest's register changes after the second one.
#ifndef TENON_CORE_RISCV64_VIRTUAL_H
#define TENON_CORE_RISCV64_VIRTUAL_H

#include "tenon/core/outcome.h"
#include "tenon/core/riscv64/cause.h"
#include "tenon/core/riscv64/frame.h"

/// What is left to do of a CSR access: funct3 % 4 of the instruction is the operation.
struct tenon_riscv64_access {
  uint64_t operand;   ///< of the instruction
  uint64_t old;       ///< what the read returned, once it has
  uint32_t csr;       ///< number
  uint32_t operation; ///< TENON_RISCV64_CSR_*
  uint32_t rd;        ///< register that gets `old`
  uint32_t remaining; ///< 1: a write follows the read; 2: the write waits for its answer; 0: none
};

#define TENON_RISCV64_CSR_WRITE 1u
#define TENON_RISCV64_CSR_SET 2u
#define TENON_RISCV64_CSR_CLEAR 3u

/*@
  logic integer rv_csr_f3(integer w) = w / 0x1000 % 8;
  logic integer rv_csr_rd(integer w) = w / 0x80 % 32;
  logic integer rv_csr_rs1(integer w) = w / 0x8000 % 32;
  logic integer rv_csr_number(integer w) = w / 0x100000 % 0x1000;
  predicate rv_csr_is(integer w) = w % 128 == 0x73 && rv_csr_f3(w) % 4 != 0;
  // VS-mode, as the trap found it; and a CSR access that the one who made it may make.
  predicate rv_virtual_kernel{L}(struct tenon_riscv64_frame *f) =
    \at(f->sstatus, L) / 0x100 % 2 == 1;
  predicate rv_csr_asked{L}(struct tenon_riscv64_frame *f, integer w) =
    rv_csr_is(w) && (rv_virtual_kernel{L}(f) || rv_csr_number(w) / 0x100 % 4 == 0);
  predicate rv_csr_reads(integer w) = rv_csr_f3(w) % 4 != 1 || rv_csr_rd(w) != 0;
  predicate rv_csr_writes(integer w) = rv_csr_f3(w) % 4 == 1 || rv_csr_rs1(w) != 0;
  // CSRRWI and its kin have the operand in place of the register.
  logic integer rv_csr_operand{L}(struct tenon_riscv64_frame *f, integer w) =
    rv_csr_f3(w) >= 4 ? rv_csr_rs1(w) : rv_csr_rs1(w) >= 1 ? \at(f->x[rv_csr_rs1(w)], L) : 0;

  logic integer rv_virtual_f7(integer w) = w / 0x2000000 % 128;
  logic integer rv_virtual_system(integer w) =
    w == 0x10500073 ? TENON_RISCV64_CAUSE_wfi : w == 0x10200073 ? TENON_RISCV64_CAUSE_sret :
    rv_virtual_f7(w) == 0x09 || rv_virtual_f7(w) == 0x0b || rv_virtual_f7(w) == 0x0c ?
      TENON_RISCV64_CAUSE_sfence :
    rv_virtual_f7(w) == 0x11 || rv_virtual_f7(w) == 0x13 || rv_virtual_f7(w) == 0x31 ||
    rv_virtual_f7(w) == 0x33 ? TENON_RISCV64_CAUSE_hfence : TENON_RISCV64_CAUSE_virtual_instruction;
  // The name of what has no outcome of its own.
  logic integer rv_virtual_cause(integer w) =
    w % 128 == 0x73 && rv_csr_f3(w) % 4 != 0 ? TENON_RISCV64_CAUSE_csr :
    w % 128 == 0x73 && rv_csr_f3(w) == 0 ? rv_virtual_system(w) :
    w % 128 == 0x73 && rv_csr_f3(w) == 4 ? TENON_RISCV64_CAUSE_hypervisor_access :
    w % 128 == 0x0f && rv_csr_f3(w) == 2 ? TENON_RISCV64_CAUSE_cache_block
                                      : TENON_RISCV64_CAUSE_virtual_instruction;

  predicate rv_csr_outcome{L}(struct tenon_exit *e, integer kind, integer csr, integer value,
                           integer rd, integer access) =
    outcome_what{L}(e, kind, TENON_RISCV64_CAUSE_csr, csr, value, 0) &&
    outcome_register{L}(e, 8, rd, 8, 0) && outcome_answer{L}(e, access, 4, 0) &&
    outcome_fault{L}(e, 0);
*/

TENON_BEGIN_C

/// The exit of virtual instruction `word`; 0 stands for one that could not be read. An access is
/// under way (access->remaining) only if a write follows the read.
/*@ requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires access: \valid(access);
    requires apart: \separated(frame, exit, access);
    terminates \true; exits \false;
    assigns *exit, *access;
    ensures once: access->remaining <= 1;
    ensures twice: access->remaining == 1 <==>
      rv_csr_asked{Pre}(frame, word) && rv_csr_reads(word) && rv_csr_writes(word);
    behavior read:
      assumes rv_csr_asked(frame, word) && rv_csr_reads(word);
      ensures read: rv_csr_outcome(exit, TENON_EXIT_sysreg_read, rv_csr_number(word), 0,
        rv_csr_rd(word),
                                TENON_ACCESS_READ);
      ensures operand: access->operand == rv_csr_operand{Pre}(frame, word);
      ensures plan: access->csr == rv_csr_number(word) && access->operation == rv_csr_f3(word) % 4
        &&
                    access->rd == rv_csr_rd(word);
    behavior write:
      assumes rv_csr_asked(frame, word) && !rv_csr_reads(word);
      ensures write: rv_csr_outcome(exit, TENON_EXIT_sysreg_write, rv_csr_number(word),
                                 rv_csr_operand{Pre}(frame, word), 0, TENON_ACCESS_WRITE);
    behavior wfi:
      assumes word == 0x10500073 && rv_virtual_kernel(frame);
      ensures halt: outcome_what(exit, TENON_EXIT_halt, TENON_RISCV64_CAUSE_wfi, 0, 0, 0) &&
                    outcome_plain(exit) && outcome_answer(exit, 0, 4, 0);
    behavior wrs:
      assumes word == 0x00d00073;
      ensures event: outcome_what(exit, TENON_EXIT_halt, TENON_RISCV64_CAUSE_wrs, 0, 0, 0) &&
                     outcome_plain(exit) && outcome_answer(exit, 0, 4, TENON_EXIT_FLAG_EVENT);
    behavior refused:
      assumes !rv_csr_asked(frame, word) && word != 0x00d00073 &&
              !(word == 0x10500073 && rv_virtual_kernel(frame));
      ensures refused: outcome_refused(exit, rv_virtual_cause(word), word, 0);
    complete behaviors; disjoint behaviors;
*/
void tenon_riscv64_decode_virtual(uint32_t word, const struct tenon_riscv64_frame *frame,
                                  struct tenon_exit *exit, struct tenon_riscv64_access *access);

/// The exit of the write that follows a read.
/*@ requires access: \valid_read(access);
    requires exit: \valid(exit);
    requires apart: \separated(access, exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: exit->kind == TENON_EXIT_sysreg_write && exit->cause == TENON_RISCV64_CAUSE_csr &&
                  exit->address == access->csr && exit->argument == 0;
    ensures written: access->operation == TENON_RISCV64_CSR_WRITE ==>
                     exit->value == access->operand;
    ensures set: access->operation == TENON_RISCV64_CSR_SET ==>
                 exit->value == (access->old | access->operand);
    ensures clear: access->operation == TENON_RISCV64_CSR_CLEAR ==>
                   exit->value == (access->old & (uint64_t)~access->operand);
    ensures register: outcome_register(exit, 8, 0, 8, 0);
    ensures answer: outcome_answer(exit, TENON_ACCESS_WRITE, 4, 0);
    ensures where: outcome_fault(exit, 0);
*/
void tenon_riscv64_access_exit(const struct tenon_riscv64_access *access, struct tenon_exit *exit);

TENON_END_C

#endif
