/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/instruction.h"

#define LOAD ((uint32_t)TENON_RISCV64_CAUSE_load_guest_page_fault)
#define STORE ((uint32_t)TENON_RISCV64_CAUSE_store_guest_page_fault)
#define UNKNOWN ((uint32_t)TENON_RISCV64_CAUSE_unknown_instruction)
#define FP_LOAD ((uint32_t)TENON_RISCV64_CAUSE_fp_load)
#define FP_STORE ((uint32_t)TENON_RISCV64_CAUSE_fp_store)

#ifdef __FRAMAC__
#define FIELDS(out) \
  (out)->offset, (out)->cause, (out)->width, (out)->reg, (out)->extend, (out)->base, (out)->length
#endif

/*@ requires out: \valid(out);
    requires range: width <= 8 && reg < 32 && extend <= 1;
    terminates \true; exits \false;
    assigns out->cause, out->width, out->reg, out->extend;
    ensures what: rv_insn_what(out, cause, width, reg, extend); */
static void set_what(struct tenon_riscv64_instruction *out, uint32_t cause, uint32_t width,
                     uint32_t reg, uint32_t extend) {
  out->cause = cause;
  out->width = (uint8_t)width;
  out->reg = (uint8_t)reg;
  out->extend = (uint8_t)extend;
}

/*@ requires out: \valid(out);
    requires range: base < 32 && length <= 4;
    terminates \true; exits \false;
    assigns out->base, out->offset, out->length;
    ensures where: rv_insn_where(out, base, offset, length); */
static void set_where(struct tenon_riscv64_instruction *out, uint32_t base, uint64_t offset,
                      uint32_t length) {
  out->base = (uint8_t)base;
  out->offset = offset;
  out->length = (uint8_t)length;
}

/*@ requires out: \valid(out);
    requires range: length <= 4;
    terminates \true; exits \false;
    assigns FIELDS(out);
    ensures named: rv_insn_named(out, cause, length); */
static void set_named(struct tenon_riscv64_instruction *out, uint32_t cause, uint32_t length) {
  set_what(out, cause, 0, 0, 0);
  set_where(out, 0, 0, length);
}

/*@ requires log: log < 4;
    terminates \true; exits \false; assigns \nothing;
    ensures bytes: \result == rv_insn_bytes(log);
    ensures range: \result <= 8; */
static uint32_t bytes(uint32_t log) {
  return log == 0u ? 1u : log == 1u ? 2u : log == 2u ? 4u : 8u;
}

/*@ requires field: field < 0x1000;
    terminates \true; exits \false; assigns \nothing;
    ensures value: \result == rv_insn_signed(field); */
static uint64_t sign_extended(uint32_t field) {
  return field < 0x800u ? (uint64_t)field : (uint64_t)field + 0xfffffffffffff000u;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures value: \result == rv_insn_imm_s(word); */
static uint64_t store_offset(uint32_t word) {
  uint32_t high = word / 0x2000000u % 128u;
  uint32_t low = word / 0x80u % 32u;
  return sign_extended(high * 32u + low);
}

/* A 32-bit instruction that is neither a load nor a store of a general register. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures other: \result == rv_insn_other(w); */
static uint32_t other_cause(uint32_t w) {
  uint32_t f3 = w / 0x1000u % 8u;
  uint32_t f5 = w / 0x8000000u % 32u;
  uint32_t vector = f3 == 0u || f3 > 4u ? 1u : 0u;
  if (w % 128u == 0x07u) {
    return vector == 1u ? (uint32_t)TENON_RISCV64_CAUSE_vector_load : FP_LOAD;
  }
  if (w % 128u == 0x27u) {
    return vector == 1u ? (uint32_t)TENON_RISCV64_CAUSE_vector_store : FP_STORE;
  }
  if (w % 128u == 0x2fu) {
    return f5 == 2u   ? (uint32_t)TENON_RISCV64_CAUSE_load_reserved
           : f5 == 3u ? (uint32_t)TENON_RISCV64_CAUSE_store_conditional
                      : (uint32_t)TENON_RISCV64_CAUSE_atomic;
  }
  return UNKNOWN;
}

/*@ requires out: \valid(out);
    requires size: word % 4 == 3;
    terminates \true; exits \false;
    assigns FIELDS(out);
    ensures sane: rv_insn_sane(out);
    ensures size: out->length == 4;
    TENON_RISCV64_INSTRUCTION_32(word, out)
    complete behaviors; disjoint behaviors; */
static void decode32(uint32_t word, struct tenon_riscv64_instruction *out) {
  uint32_t opcode = word % 128u;
  uint32_t f3 = word / 0x1000u % 8u;
  uint32_t rs1 = word / 0x8000u % 32u;
  if (opcode == 0x03u && f3 != 7u) {
    set_what(out, LOAD, bytes(f3 % 4u), word / 0x80u % 32u, f3 < 3u ? 1u : 0u);
    set_where(out, rs1, sign_extended(word / 0x100000u % 0x1000u), 4u);
  } else if (opcode == 0x23u && f3 < 4u) {
    set_what(out, STORE, bytes(f3), word / 0x100000u % 32u, 0);
    set_where(out, rs1, store_offset(word), 4u);
  } else {
    set_named(out, other_cause(word), 4u);
  }
}

/* Quadrant 0, funct3 100: the loads and stores of bytes and halves of Zcb. */
/*@ requires out: \valid(out);
    requires quadrant: word % 4 == 0 && rv_c_f3(word) == 4;
    terminates \true; exits \false;
    assigns FIELDS(out);
    ensures sane: rv_insn_sane(out);
    ensures size: out->length == 2;
    TENON_RISCV64_INSTRUCTION_ZCB(word, out)
    complete behaviors; disjoint behaviors; */
static void decode_zcb(uint32_t word, struct tenon_riscv64_instruction *out) {
  uint32_t form = word / 0x400u % 8u;
  uint32_t reg = word / 4u % 8u + 8u;
  uint32_t base = word / 0x80u % 8u + 8u;
  uint32_t bit5 = word / 0x20u % 2u;
  uint32_t bit6 = word / 0x40u % 2u;
  uint32_t of_half = bit5 * 2u;
  if (form == 0u) {
    set_what(out, LOAD, 1u, reg, 0);
    set_where(out, base, of_half + bit6, 2u);
  } else if (form == 1u) {
    set_what(out, LOAD, 2u, reg, bit6);
    set_where(out, base, of_half, 2u);
  } else if (form == 2u) {
    set_what(out, STORE, 1u, reg, 0);
    set_where(out, base, of_half + bit6, 2u);
  } else if (form == 3u && bit6 == 0u) {
    set_what(out, STORE, 2u, reg, 0);
    set_where(out, base, of_half, 2u);
  } else {
    set_named(out, UNKNOWN, 2u);
  }
}

/* Of both quadrants: C.FLD, C.FSD and what is no access. */
/*@ requires out: \valid(out);
    terminates \true; exits \false;
    assigns FIELDS(out);
    ensures named: rv_insn_named(out, rv_c0_other(word), 2); */
static void decode_c_other(uint32_t word, struct tenon_riscv64_instruction *out) {
  uint32_t f3 = word / 0x2000u % 8u;
  set_named(out, f3 == 1u ? FP_LOAD : f3 == 5u ? FP_STORE : UNKNOWN, 2u);
}

/*@ requires out: \valid(out);
    requires quadrant: word % 4 == 0 && rv_c_f3(word) != 4;
    terminates \true; exits \false;
    assigns FIELDS(out);
    ensures sane: rv_insn_sane(out);
    ensures size: out->length == 2;
    TENON_RISCV64_INSTRUCTION_C0(word, out)
    complete behaviors; disjoint behaviors; */
static void decode_c0(uint32_t word, struct tenon_riscv64_instruction *out) {
  uint32_t f3 = word / 0x2000u % 8u;
  uint32_t reg = word / 4u % 8u + 8u;
  uint32_t base = word / 0x80u % 8u + 8u;
  uint32_t high = word / 0x400u % 8u * 8u;
  uint32_t of_word = high + word / 0x40u % 2u * 4u + word / 0x20u % 2u * 64u;
  uint32_t of_double = high + word / 0x20u % 4u * 64u;
  if (f3 == 2u) {
    set_what(out, LOAD, 4u, reg, 1u);
    set_where(out, base, of_word, 2u);
  } else if (f3 == 3u) {
    set_what(out, LOAD, 8u, reg, 0);
    set_where(out, base, of_double, 2u);
  } else if (f3 == 6u) {
    set_what(out, STORE, 4u, reg, 0);
    set_where(out, base, of_word, 2u);
  } else if (f3 == 7u) {
    set_what(out, STORE, 8u, reg, 0);
    set_where(out, base, of_double, 2u);
  } else {
    decode_c_other(word, out);
  }
}

/*@ requires out: \valid(out);
    requires quadrant: word % 4 == 2;
    terminates \true; exits \false;
    assigns FIELDS(out);
    ensures sane: rv_insn_sane(out);
    ensures size: out->length == 2;
    TENON_RISCV64_INSTRUCTION_C2(word, out)
    complete behaviors; disjoint behaviors; */
static void decode_c2(uint32_t word, struct tenon_riscv64_instruction *out) {
  uint32_t f3 = word / 0x2000u % 8u;
  uint32_t rd = word / 0x80u % 32u;
  uint32_t rs2 = word / 4u % 32u;
  uint32_t bit12 = word / 0x1000u % 2u * 32u;
  if (f3 == 2u && rd != 0u) {
    set_what(out, LOAD, 4u, rd, 1u);
    set_where(out, 2u, bit12 + word / 0x10u % 8u * 4u + word / 4u % 4u * 64u, 2u);
  } else if (f3 == 3u && rd != 0u) {
    set_what(out, LOAD, 8u, rd, 0);
    set_where(out, 2u, bit12 + word / 0x20u % 4u * 8u + word / 4u % 8u * 64u, 2u);
  } else if (f3 == 6u) {
    set_what(out, STORE, 4u, rs2, 0);
    set_where(out, 2u, word / 0x200u % 16u * 4u + word / 0x80u % 4u * 64u, 2u);
  } else if (f3 == 7u) {
    set_what(out, STORE, 8u, rs2, 0);
    set_where(out, 2u, word / 0x400u % 8u * 8u + word / 0x80u % 8u * 64u, 2u);
  } else {
    decode_c_other(word, out);
  }
}

void tenon_riscv64_decode_instruction(uint32_t word, struct tenon_riscv64_instruction *out) {
  uint32_t quadrant = word % 4u;
  if (quadrant == 3u) {
    decode32(word, out);
  } else if (quadrant == 2u) {
    decode_c2(word, out);
  } else if (quadrant == 1u) {
    set_named(out, UNKNOWN, 2u);
  } else if (word / 0x2000u % 8u == 4u) {
    decode_zcb(word, out);
  } else {
    decode_c0(word, out);
  }
}
