/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of instruction_form.h: none of these may prove. */
#define tenon_aarch64_displacement tenon_aarch64_displacement__red_1 /* must fail: displacement */
#define tenon_aarch64_insn_bytes tenon_aarch64_insn_bytes__red_1     /* must fail: bytes */
#define tenon_aarch64_form_pair tenon_aarch64_form_pair__red_1       /* must fail: offset */
#define tenon_aarch64_form_literal tenon_aarch64_form_literal__red_1 /* must fail: rn */
#define tenon_aarch64_form_single tenon_aarch64_form_single__red_1   /* must fail: register_width */
#define tenon_aarch64_form_atomic tenon_aarch64_form_atomic__red_1   /* must fail: flags */
#define tenon_aarch64_form_zero tenon_aarch64_form_zero__red_1       /* must fail: addressing */
#include "tenon/core/aarch64/instruction_form.h"

/* The sign of an immediate is lost. */
uint64_t tenon_aarch64_displacement(uint32_t imm, uint32_t half, uint32_t unit) {
  (void)half;
  return (uint64_t)imm * (uint64_t)unit;
}

/* size 3 taken for 16 bytes. */
uint32_t tenon_aarch64_insn_bytes(uint32_t size) {
  return size == 0u ? 1u : size == 1u ? 2u : size == 2u ? 4u : 16u;
}

/* imm7 always in units of 8 bytes. */
struct tenon_aarch64_form tenon_aarch64_form_pair(uint32_t word) {
  struct tenon_aarch64_form form = tenon_aarch64_form_any(TENON_AARCH64_INSN_PAIR, word);
  form.offset = tenon_aarch64_displacement(tenon_aarch64_insn_imm7(word), 64u, 8u);
  return form;
}

/* Bits 9:5, part of imm19, taken for a base register. */
struct tenon_aarch64_form tenon_aarch64_form_literal(uint32_t word) {
  struct tenon_aarch64_form form = tenon_aarch64_form_any(TENON_AARCH64_INSN_LITERAL, word);
  form.rn = tenon_aarch64_insn_rn(word);
  return form;
}

/* LDRSB to a W register fills an X register. */
struct tenon_aarch64_form tenon_aarch64_form_single(uint32_t insn, uint32_t word) {
  struct tenon_aarch64_form form = tenon_aarch64_form_any(insn, word);
  if (form.flags % 2u == 1u) {
    form.register_width = 8u;
  }
  return form;
}

/* LDXR without its flag. */
struct tenon_aarch64_form tenon_aarch64_form_atomic(uint32_t insn, uint32_t word) {
  struct tenon_aarch64_form form = tenon_aarch64_form_any(insn, word);
  form.flags = 0u;
  return form;
}

/* DC ZVA from the address in Xt on, not of the block around it. */
struct tenon_aarch64_form tenon_aarch64_form_zero(uint32_t word) {
  struct tenon_aarch64_form form = tenon_aarch64_form_any(TENON_AARCH64_INSN_ZERO, word);
  form.addressing = TENON_AARCH64_ADDRESSING_OFFSET;
  return form;
}
