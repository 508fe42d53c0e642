/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/instruction_form.h"

uint64_t tenon_aarch64_displacement(uint32_t imm, uint32_t half, uint32_t unit) {
  uint64_t negative = (uint64_t)unit * (uint64_t)(2u * half - imm);
  return imm < half ? (uint64_t)unit * (uint64_t)imm : UINT64_MAX - (negative - 1u);
}

uint32_t tenon_aarch64_insn_bytes(uint32_t size) {
  if (size == 0u) {
    return 1u;
  }
  if (size == 1u) {
    return 2u;
  }
  return size == 2u ? 4u : 8u;
}

/* What most classes agree in: one general register of the size in bits 31:30, no offset. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures fixed: \result.offset == 0 && \result.flags == 0 && \result.registers == 1 &&
      \result.addressing == TENON_AARCH64_ADDRESSING_OFFSET &&
      \result.operation == TENON_AARCH64_OPERATION_LOAD && \result.rt2 == 31 &&
      \result.rs == 31 && \result.rm == 31 && \result.extend == 3 && \result.scale == 1;
    ensures fields: \result.rt == insn_rt(word) && \result.rn == insn_rn(word) &&
      \result.element == insn_bytes(insn_size(word)) &&
      \result.register_width == (insn_size(word) == 3 ? 8 : 4);
*/
static struct tenon_aarch64_form form_start(uint32_t word) {
  uint32_t size = tenon_aarch64_insn_size(word);
  struct tenon_aarch64_form form;
  form.offset = 0u;
  form.operation = TENON_AARCH64_OPERATION_LOAD;
  form.addressing = TENON_AARCH64_ADDRESSING_OFFSET;
  form.flags = 0u;
  form.registers = 1u;
  form.element = tenon_aarch64_insn_bytes(size);
  form.register_width = size == 3u ? 8u : 4u;
  form.rt = tenon_aarch64_insn_rt(word);
  form.rt2 = 31u;
  form.rs = 31u;
  form.rn = tenon_aarch64_insn_rn(word);
  form.rm = 31u;
  form.extend = 3u;
  form.scale = 1u;
  return form;
}

struct tenon_aarch64_form tenon_aarch64_form_pair(uint32_t word) {
  struct tenon_aarch64_form form = form_start(word);
  uint32_t opc = tenon_aarch64_insn_size(word);
  uint32_t index = tenon_aarch64_insn_index(word);
  if (tenon_aarch64_insn_v(word) == 1u) {
    form.element = 4u * tenon_aarch64_insn_bytes(opc);
    form.register_width = 0u;
    form.flags = TENON_AARCH64_ACCESS_SIMD;
  } else {
    form.element = opc == 2u ? 8u : 4u;
    form.register_width = opc == 0u ? 4u : 8u;
    form.flags = opc == 1u ? TENON_AARCH64_ACCESS_SIGN_EXTEND : 0u;
  }
  //@ assert element: form.element == form_element(TENON_AARCH64_INSN_PAIR, word);
  if (index % 2u == 1u) {
    form.flags += TENON_AARCH64_ACCESS_WRITEBACK;
    form.addressing = index == 1u ? TENON_AARCH64_ADDRESSING_POST : TENON_AARCH64_ADDRESSING_PRE;
  }
  if (tenon_aarch64_insn_l(word) == 0u) {
    form.operation = TENON_AARCH64_OPERATION_STORE;
  }
  form.registers = 2u;
  form.rt2 = tenon_aarch64_insn_rt2(word);
  form.offset = tenon_aarch64_displacement(tenon_aarch64_insn_imm7(word), 64u, form.element);
  return form;
}

struct tenon_aarch64_form tenon_aarch64_form_literal(uint32_t word) {
  struct tenon_aarch64_form form = form_start(word);
  uint32_t opc = tenon_aarch64_insn_size(word);
  if (tenon_aarch64_insn_v(word) == 1u) {
    form.element = 4u * tenon_aarch64_insn_bytes(opc);
    form.register_width = 0u;
    form.flags = TENON_AARCH64_ACCESS_SIMD;
  } else {
    form.element = opc == 1u ? 8u : 4u;
    form.register_width = opc == 0u ? 4u : 8u;
    form.flags = opc == 2u ? TENON_AARCH64_ACCESS_SIGN_EXTEND : 0u;
  }
  form.rn = 31u;
  form.addressing = TENON_AARCH64_ADDRESSING_LITERAL;
  form.offset = tenon_aarch64_displacement(tenon_aarch64_insn_imm19(word), 0x40000u, 4u);
  return form;
}

/* size, V and opc of one register, in whatever addressing form. */
/*@ requires single: insn_is_single(insn);
    requires class: insn == insn_class(word);
    requires emulated: insn_cause(insn, word) == 0;
    terminates \true; exits \false; assigns \nothing;
    ensures flags: \result.flags == form_sign(insn, word) * TENON_AARCH64_ACCESS_SIGN_EXTEND +
                                    form_simd(insn, word) * TENON_AARCH64_ACCESS_SIMD;
    ensures flags_range: \result.flags \in {0, 1, 4};
    ensures operation: \result.operation == form_operation(insn, word) &&
                       \result.operation \in {TENON_AARCH64_OPERATION_LOAD,
                                              TENON_AARCH64_OPERATION_STORE};
    ensures element: \result.element == form_element(insn, word);
    ensures range: \result.element \in {1, 2, 4, 8, 16};
    ensures register_width: \result.register_width == form_register_width(insn, word);
    ensures width_range: \result.register_width \in {0, 4, 8};
    ensures fixed: \result.offset == 0 && \result.registers == 1 &&
      \result.addressing == TENON_AARCH64_ADDRESSING_OFFSET && \result.rt2 == 31 &&
      \result.rs == 31 && \result.rm == 31 && \result.extend == 3 && \result.scale == 1;
    ensures fields: \result.rt == insn_rt(word) && \result.rn == insn_rn(word);
*/
static struct tenon_aarch64_form form_register(uint32_t insn, uint32_t word) {
  struct tenon_aarch64_form form = form_start(word);
  uint32_t opc = tenon_aarch64_insn_opc(word);
  (void)insn;
  if (tenon_aarch64_insn_v(word) == 1u) {
    form.flags = TENON_AARCH64_ACCESS_SIMD;
    form.register_width = 0u;
    form.element = opc >= 2u ? 16u : form.element;
    form.operation = opc % 2u == 0u ? TENON_AARCH64_OPERATION_STORE : TENON_AARCH64_OPERATION_LOAD;
    return form;
  }
  if (opc == 0u) {
    form.operation = TENON_AARCH64_OPERATION_STORE;
  }
  if (opc >= 2u) {
    form.flags = TENON_AARCH64_ACCESS_SIGN_EXTEND;
    form.register_width = opc == 2u ? 8u : 4u;
  }
  return form;
}

struct tenon_aarch64_form tenon_aarch64_form_single(uint32_t insn, uint32_t word) {
  struct tenon_aarch64_form form = form_register(insn, word);
  uint32_t imm12 = tenon_aarch64_insn_imm12(word);
  //@ assert imm12: imm12 < 4096;
  if (insn == TENON_AARCH64_INSN_UNSIGNED) {
    form.offset = tenon_aarch64_displacement(imm12, 4096u, form.element);
    //@ assert offset: form.offset == form_offset(insn, word);
    return form;
  }
  if (insn == TENON_AARCH64_INSN_REGISTER) {
    form.addressing = TENON_AARCH64_ADDRESSING_REGISTER;
    form.rm = tenon_aarch64_insn_rs(word);
    form.extend = tenon_aarch64_insn_option(word);
    form.scale = tenon_aarch64_insn_s(word) == 1u ? form.element : 1u;
    //@ assert offset: form.offset == form_offset(insn, word);
    return form;
  }
  form.offset = tenon_aarch64_displacement(tenon_aarch64_insn_imm9(word), 256u, 1u);
  //@ assert offset: form.offset == form_offset(insn, word);
  if (insn == TENON_AARCH64_INSN_POST_INDEX || insn == TENON_AARCH64_INSN_PRE_INDEX) {
    form.flags += TENON_AARCH64_ACCESS_WRITEBACK;
    form.addressing = insn == TENON_AARCH64_INSN_POST_INDEX ? TENON_AARCH64_ADDRESSING_POST
                                                            : TENON_AARCH64_ADDRESSING_PRE;
  }
  return form;
}

struct tenon_aarch64_form tenon_aarch64_form_atomic(uint32_t insn, uint32_t word) {
  struct tenon_aarch64_form form = form_start(word);
  uint32_t opc = tenon_aarch64_insn_operator(word);
  form.rs = tenon_aarch64_insn_rs(word);
  if (insn == TENON_AARCH64_INSN_COMPARE_SWAP) {
    form.operation = TENON_AARCH64_OPERATION_CAS;
    return form;
  }
  if (insn == TENON_AARCH64_INSN_ATOMIC) {
    if (tenon_aarch64_insn_o3(word) == 0u) {
      form.operation = TENON_AARCH64_OPERATION_ADD + opc;
    } else if (opc == 0u) {
      form.operation = TENON_AARCH64_OPERATION_SWAP;
    }
    return form;
  }
  if (insn == TENON_AARCH64_INSN_EXCLUSIVE) {
    form.flags = TENON_AARCH64_ACCESS_EXCLUSIVE;
  }
  if (tenon_aarch64_insn_l(word) == 0u) {
    form.operation = TENON_AARCH64_OPERATION_STORE;
  }
  return form;
}

struct tenon_aarch64_form tenon_aarch64_form_zero(uint32_t word) {
  struct tenon_aarch64_form form = form_start(word);
  form.operation = TENON_AARCH64_OPERATION_ZERO;
  form.addressing = TENON_AARCH64_ADDRESSING_BLOCK;
  form.element = 8u;
  form.register_width = 8u;
  form.rn = 31u;
  return form;
}

struct tenon_aarch64_form tenon_aarch64_form_any(uint32_t insn, uint32_t word) {
  if (insn == TENON_AARCH64_INSN_PAIR) {
    return tenon_aarch64_form_pair(word);
  }
  if (insn == TENON_AARCH64_INSN_LITERAL) {
    return tenon_aarch64_form_literal(word);
  }
  if (insn <= TENON_AARCH64_INSN_ORDERED_UNSCALED) {
    return tenon_aarch64_form_single(insn, word);
  }
  if (insn <= TENON_AARCH64_INSN_ATOMIC) {
    return tenon_aarch64_form_atomic(insn, word);
  }
  return tenon_aarch64_form_zero(word);
}
