/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The short ways from the hardware to the exit: what decode makes of the exits that guests cause
/// most, in as few instructions as there can be. Each takes only what it is sure of; a unit test
/// and a fuzz target compare them with decode on any record. (Calls: sbi.h.)
#ifndef TENON_CORE_RISCV64_SHORT_WAY_H
#define TENON_CORE_RISCV64_SHORT_WAY_H

#include "tenon/core/riscv64/access.h"
#include "tenon/core/riscv64/instruction.h"
#include "tenon/core/riscv64/virtual.h"

TENON_BEGIN_C

/// CSRRS with x0: it reads and does not write. To be taken of VS-mode alone: of VU-mode decode tells
/// which CSRs are its own.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures plain: \result == 1 ==> rv_csr_is(word) && rv_csr_reads(word) && !rv_csr_writes(word);
    ensures boolean: \result <= 1;
*/
static inline uint32_t tenon_riscv64_is_plain_csr_read(uint32_t word) {
  return word % 0x80u == 0x73u && word / 0x1000u % 0x100u == 2u ? 1u : 0u;
}

/// The exit of such an instruction.
/*@ requires exit: \valid(exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures read: rv_csr_outcome(exit, TENON_EXIT_sysreg_read, rv_csr_number(word), 0,
                                 rv_csr_rd(word), TENON_ACCESS_READ);
*/
static inline void tenon_riscv64_plain_csr_read(uint32_t word, struct tenon_exit *exit) {
  tenon_outcome(exit, TENON_EXIT_sysreg_read, (uint32_t)TENON_RISCV64_CAUSE_csr);
  exit->address = word / 0x100000u;
  exit->width = 8;
  exit->register_index = (uint8_t)(word / 0x80u % 32u);
  exit->register_width = 8;
  exit->access = TENON_ACCESS_READ;
  exit->instruction_length = 4;
}

/// 1, 2, 4, 8.
/*@ requires log: log < 4;
    terminates \true; exits \false; assigns \nothing;
    ensures bytes: \result == rv_insn_bytes(log);
    ensures range: \result <= 8;
*/
static inline uint32_t tenon_riscv64_short_width(uint32_t log) {
  return log == 2u ? 4u : log == 0u ? 1u : log == 1u ? 2u : 8u;
}

/// x`base` and an offset of 12 bits with a sign, modulo 2^64.
/*@ requires frame: \valid_read(frame);
    requires range: base < 32 && field < 0x1000;
    terminates \true; exits \false; assigns \nothing;
    ensures sum: \result == value_sum(rv_reg_value(frame, base), rv_insn_signed(field));
*/
static inline uint64_t tenon_riscv64_short_address(const struct tenon_riscv64_frame *frame,
                                                   uint32_t base, uint32_t field) {
  uint64_t from = base == 0u ? 0u : frame->x[base];
  return field < 0x800u ? tenon_value_add(from, field)
                        : tenon_value_subtract(from, 0x1000u - (uint64_t)field);
}

/// What the exits of loads and stores have in common.
/*@ requires exit: \valid(exit);
    requires range: width <= 8 && reg < 32 && length <= 4 && extend <= 1;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: outcome_what(exit, kind, cause, gpa, value, 0);
    ensures register: outcome_register(exit, width, reg, 8, extend);
    ensures answer: outcome_answer(exit, kind == TENON_EXIT_mmio_read ? TENON_ACCESS_READ
                                                                      : TENON_ACCESS_WRITE,
                                   length, 0);
    ensures where: outcome_fault(exit, stval);
*/
static inline void tenon_riscv64_short_exit(struct tenon_exit *exit, uint32_t kind, uint32_t cause,
                                            uint64_t gpa, uint64_t value, uint64_t stval,
                                            uint32_t width, uint32_t reg, uint32_t extend,
                                            uint32_t length) {
  exit->kind = kind;
  exit->cause = cause;
  exit->address = gpa;
  exit->value = value;
  exit->argument = 0;
  exit->virtual_address = stval;
  exit->width = (uint8_t)width;
  exit->register_index = (uint8_t)reg;
  exit->register_width = 8;
  exit->sign_extend = (uint8_t)extend;
  exit->access = kind == (uint32_t)TENON_EXIT_mmio_read ? TENON_ACCESS_READ : TENON_ACCESS_WRITE;
  exit->instruction_length = (uint8_t)length;
  exit->flags = 0;
  exit->level = 0;
}

/// The offset of C.LW, C.LD, C.SW or C.SD (`is_double`).
/*@ requires range: is_double <= 1;
    terminates \true; exits \false; assigns \nothing;
    ensures offset: \result == (is_double == 1 ? rv_c_double(word) : rv_c_word(word));
    ensures range: \result < 0x800;
*/
static inline uint32_t tenon_riscv64_short_offset(uint32_t word, uint32_t is_double) {
  uint32_t high = word / 0x400u % 8u * 8u;
  return is_double == 1u ? high + word / 0x20u % 4u * 64u
                         : high + word / 0x40u % 2u * 4u + word / 0x20u % 2u * 64u;
}

/// A guest-page fault of a load of 32 bits, C.LW or C.LD, little-endian and in one page: its exit
/// and 1, or 0 and no exit.
/*@ requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(frame, exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures kind: \result == 1 ==> exit->kind == TENON_EXIT_mmio_read;
    ensures boolean: \result <= 1;
*/
static inline uint32_t tenon_riscv64_short_load(uint32_t word, uint64_t stval, uint64_t gpa,
                                                const struct tenon_riscv64_frame *frame,
                                                struct tenon_exit *exit) {
  uint32_t f3 = word / 0x1000u % 8u;
  uint32_t is_double = word / 0x2000u % 2u;
  uint32_t width = is_double == 1u ? 8u : 4u;
  uint32_t reg = word / 4u % 8u + 8u;
  uint32_t extend = 1u - is_double;
  uint32_t length = 2;
  uint64_t at;
  if (word % 0x80u == 0x03u && f3 != 7u) {
    width = tenon_riscv64_short_width(f3 % 4u);
    reg = word / 0x80u % 32u;
    extend = f3 < 3u ? 1u : 0u;
    length = 4;
    at = tenon_riscv64_short_address(frame, word / 0x8000u % 32u, word / 0x100000u);
  } else if (word % 4u == 0u && word / 0x4000u % 4u == 1u) {
    at = tenon_value_add(frame->x[word / 0x80u % 8u + 8u],
                         tenon_riscv64_short_offset(word, is_double));
  } else {
    return 0;
  }
  if (at != stval || gpa % 0x1000u + width > 0x1000u) {
    return 0;
  }
  tenon_riscv64_short_exit(exit, TENON_EXIT_mmio_read, 21u, gpa, 0, stval, width, reg, extend,
                           length);
  return 1;
}

/// The same of a store, C.SW or C.SD.
/*@ requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(frame, exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures kind: \result == 1 ==> exit->kind == TENON_EXIT_mmio_write;
    ensures boolean: \result <= 1;
*/
static inline uint32_t tenon_riscv64_short_store(uint32_t word, uint64_t stval, uint64_t gpa,
                                                 const struct tenon_riscv64_frame *frame,
                                                 struct tenon_exit *exit) {
  uint32_t f3 = word / 0x1000u % 8u;
  uint32_t is_double = word / 0x2000u % 2u;
  uint32_t width = is_double == 1u ? 8u : 4u;
  uint32_t reg = word / 4u % 8u + 8u;
  uint32_t length = 2;
  uint64_t at;
  if (word % 0x80u == 0x23u && f3 < 4u) {
    width = tenon_riscv64_short_width(f3);
    reg = word / 0x100000u % 32u;
    length = 4;
    at = tenon_riscv64_short_address(frame, word / 0x8000u % 32u,
                                     word / 0x2000000u * 32u + word / 0x80u % 32u);
  } else if (word % 4u == 0u && word / 0x4000u % 4u == 3u) {
    at = tenon_value_add(frame->x[word / 0x80u % 8u + 8u],
                         tenon_riscv64_short_offset(word, is_double));
  } else {
    return 0;
  }
  if (at != stval || gpa % 0x1000u + width > 0x1000u) {
    return 0;
  }
  uint64_t value = tenon_value_low(reg == 0u ? 0u : frame->x[reg], width);
  tenon_riscv64_short_exit(exit, TENON_EXIT_mmio_write, 23u, gpa, value, stval, width, reg, 0,
                           length);
  return 1;
}

TENON_END_C

#endif
