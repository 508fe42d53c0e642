/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of instruction.h, instruction_class.h,
 * instruction_cause.h and instruction_address.h: none of these may prove. */
#define tenon_aarch64_insn_class tenon_aarch64_insn_class__red_1 /* must fail: class */
#define tenon_aarch64_insn_cause tenon_aarch64_insn_cause__red_1 /* must fail: cause */
#define tenon_aarch64_is_block tenon_aarch64_is_block__red_1     /* must fail: block */
#define tenon_aarch64_displaced tenon_aarch64_displaced__red_1   /* must fail: displaced */
#define tenon_aarch64_base tenon_aarch64_base__red_1             /* must fail: base */
#define tenon_aarch64_decode_instruction \
  tenon_aarch64_decode_instruction__red_1 /* must fail: refusal */
#include "tenon/core/aarch64/instruction.h"

/* An atomic with V = 1, which is unallocated, taken for an atomic. */
uint32_t tenon_aarch64_insn_class(uint32_t word) {
  if (tenon_aarch64_insn_group(word) == 12u && tenon_aarch64_insn_family(word) == 7u &&
      tenon_aarch64_insn_bit24(word) == 0u && tenon_aarch64_insn_bit21(word) == 1u &&
      tenon_aarch64_insn_kind(word) == 0u) {
    return TENON_AARCH64_INSN_ATOMIC;
  }
  return TENON_AARCH64_INSN_NO_LOAD_STORE;
}

/* LDP of one register twice is let through. */
uint32_t tenon_aarch64_insn_cause(uint32_t insn, uint32_t word) {
  if (insn == TENON_AARCH64_INSN_PAIR) {
    return tenon_aarch64_insn_size(word) == 3u ? TENON_AARCH64_CAUSE_insn_unallocated
                                               : TENON_AARCH64_CAUSE_DATA_ABORT;
  }
  return TENON_AARCH64_CAUSE_insn_unallocated;
}

/* 1 and 2 are blocks of no CPU. */
uint32_t tenon_aarch64_is_block(uint32_t bytes) {
  return bytes == 1u || bytes == 2u || bytes == 4u || bytes == 64u ? 1u : 0u;
}

/* SXTW taken for UXTW. */
uint64_t tenon_aarch64_displaced(const struct tenon_aarch64_frame *frame,
                                 struct tenon_aarch64_form form) {
  uint64_t index = tenon_aarch64_get_x(frame, form.rm);
  if (form.addressing != TENON_AARCH64_ADDRESSING_REGISTER) {
    return form.offset;
  }
  if (form.extend == 2u || form.extend == 6u) {
    index = index % 0x100000000u;
  }
  return form.scale == 1u ? index : (index % 0x1000000000000000u) * form.scale;
}

/* Base 31 taken for the zero register. */
uint64_t tenon_aarch64_base(const struct tenon_aarch64_frame *frame, uint64_t sp, uint32_t block,
                            struct tenon_aarch64_form form) {
  uint64_t start;
  (void)sp;
  if (form.addressing == TENON_AARCH64_ADDRESSING_LITERAL) {
    return frame->pc;
  }
  if (form.addressing == TENON_AARCH64_ADDRESSING_BLOCK) {
    start = tenon_aarch64_get_x(frame, form.rt);
    return start - start % block;
  }
  return tenon_aarch64_get_x(frame, form.rn);
}

/* Whatever the instruction is, it is believed; not even the faulting address is compared. */
uint32_t tenon_aarch64_decode_instruction(const struct tenon_aarch64_fault *fault,
                                          const struct tenon_aarch64_frame *frame,
                                          struct tenon_aarch64_access *access) {
  uint32_t insn = tenon_aarch64_insn_class(fault->instruction);
  (void)frame;
  tenon_aarch64_no_access(access);
  return tenon_aarch64_insn_cause(insn, fault->instruction);
}
