/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The short ways from the VMCB to the exit: what capture and decode make of the exits that guests
/// cause most, in as few instructions as there can be. Each takes only what it is sure of; a unit
/// test compares them with capture and decode on any VMCB. They leave the fault record alone.
#ifndef TENON_CORE_X86_64_SVM_SHORT_WAY_H
#define TENON_CORE_X86_64_SVM_SHORT_WAY_H

#include "tenon/core/x86_64/msr.h"
#include "tenon/core/x86_64/svm/capture.h"

TENON_BEGIN_C

/// What the exits of ports have in common: each field once, which makes few stores.
/*@ requires exit: \valid(exit);
    requires range: width <= 4 && access <= 0xff && length <= 15;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: outcome_what(exit, kind, cause, port, value, 0);
    ensures register: outcome_register(exit, width, 0, 8, 0);
    ensures answer: outcome_answer(exit, access, length, 0); */
static inline void tenon_svm_short_port_exit(struct tenon_exit *exit, uint32_t kind, uint32_t cause,
                                             uint64_t port, uint64_t value, uint32_t width,
                                             uint32_t access, uint32_t length) {
  exit->kind = kind;
  exit->cause = cause;
  exit->address = port;
  exit->value = value;
  exit->argument = 0;
  exit->virtual_address = 0;
  exit->width = (uint8_t)width;
  exit->register_index = 0;
  exit->register_width = 8;
  exit->sign_extend = 0;
  exit->access = (uint8_t)access;
  exit->instruction_length = (uint8_t)length;
  exit->flags = 0;
  exit->level = 0;
}

/// A port access that is no string operation and says where the next instruction is: its exit and 1,
/// or 0 and no exit.
/*@ requires exit: \valid(exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures boolean: \result <= 1;
    ensures string: info / 4 % 4 != 0 ==> \result == 0;
    ensures read: \result == 1 && info % 2 == 1 ==>
      outcome_what(exit, TENON_EXIT_io_read, TENON_X86_64_CAUSE_io_read, info / 0x10000 % 0x10000,
                   0, 0);
    ensures write: \result == 1 && info % 2 == 0 ==>
      outcome_what(exit, TENON_EXIT_io_write, TENON_X86_64_CAUSE_io_write,
                   info / 0x10000 % 0x10000, value_low(rax, info / 0x10 % 8), 0);
    ensures width: \result == 1 ==> exit->width == info / 0x10 % 8 && exit->width \in {1, 2, 4};
    ensures length: \result == 1 ==> exit->instruction_length == svm_distance(next, rip) &&
      exit->instruction_length != 0; */
static inline uint32_t tenon_svm_short_port(uint64_t info, uint64_t rip, uint64_t next,
                                            uint64_t rax, struct tenon_exit *exit) {
  uint32_t width = (uint32_t)(info / 0x10u % 8u);
  uint32_t length = tenon_svm_distance(next, rip);
  if (info / 4u % 4u != 0u || (width != 1u && width != 2u && width != 4u) || length == 0u) {
    return 0;
  }
  uint64_t number = info / 0x10000u % 0x10000u;
  if (info % 2u == 1u) {
    tenon_svm_short_port_exit(exit, TENON_EXIT_io_read, TENON_X86_64_CAUSE_io_read, number, 0,
                              width, TENON_ACCESS_READ, length);
  } else {
    tenon_svm_short_port_exit(exit, TENON_EXIT_io_write, TENON_X86_64_CAUSE_io_write, number,
                              tenon_value_low(rax, width), width, TENON_ACCESS_WRITE, length);
  }
  return 1;
}

/// VMMCALL.
/*@ requires exit: \valid(exit);
    requires length: length <= 15;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: outcome_what(exit, TENON_EXIT_hypercall, TENON_X86_64_CAUSE_hypercall, 0, rax, 0);
    ensures plain: outcome_plain(exit);
    ensures answer: outcome_answer(exit, 0, length, 0); */
static inline void tenon_svm_short_call(uint64_t rax, uint32_t length, struct tenon_exit *exit) {
  tenon_outcome(exit, TENON_EXIT_hypercall, TENON_X86_64_CAUSE_hypercall);
  exit->value = rax;
  exit->instruction_length = (uint8_t)length;
}

/// HLT.
/*@ requires exit: \valid(exit);
    requires length: length <= 15;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: outcome_what(exit, TENON_EXIT_halt, TENON_X86_64_CAUSE_hlt, 0, 0, 0);
    ensures plain: outcome_plain(exit);
    ensures answer: outcome_answer(exit, 0, length, 0); */
static inline void tenon_svm_short_halt(uint32_t length, struct tenon_exit *exit) {
  tenon_outcome(exit, TENON_EXIT_halt, TENON_X86_64_CAUSE_hlt);
  exit->instruction_length = (uint8_t)length;
}

/// A read of an MSR that the core does not answer: its exit and 1, or 0 and no exit.
/*@ requires exit: \valid(exit);
    requires length: length <= 15;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures boolean: \result <= 1;
    ensures what: \result == 1 ==> outcome_what(exit, TENON_EXIT_sysreg_read,
      TENON_X86_64_CAUSE_msr_read, rcx % 0x100000000, 0, 0);
    ensures register: \result == 1 ==> outcome_register(exit, 8, 0, 8, 0);
    ensures answer: \result == 1 ==> outcome_answer(exit, TENON_ACCESS_READ, length, 0); */
static inline uint32_t tenon_svm_short_msr_read(uint64_t rcx, uint32_t length,
                                                struct tenon_exit *exit) {
  uint32_t number = (uint32_t)(rcx % 0x100000000u);
  if (tenon_x86_64_msr_is_answered(number) == 1u) return 0;
  tenon_outcome(exit, TENON_EXIT_sysreg_read, TENON_X86_64_CAUSE_msr_read);
  exit->address = number;
  exit->width = 8;
  exit->register_width = 8;
  exit->access = TENON_ACCESS_READ;
  exit->instruction_length = (uint8_t)length;
  return 1;
}

TENON_END_C

#endif
