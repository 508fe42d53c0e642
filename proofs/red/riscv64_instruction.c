/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contract of instruction.h: none of these may prove. */
#define tenon_riscv64_decode_instruction \
  tenon_riscv64_decode_instruction__red_1 /* must fail: load */
#include "tenon/core/riscv64/instruction.h"

/* C.LW taken for C.LWU: without the sign, as in a decoder that keeps the width alone. */
void tenon_riscv64_decode_instruction(uint32_t word, struct tenon_riscv64_instruction *out) {
  out->cause = (uint32_t)TENON_RISCV64_CAUSE_unknown_instruction;
  out->width = 0;
  out->reg = 0;
  out->extend = 0;
  out->base = 0;
  out->offset = 0;
  out->length = word % 4u == 3u ? 4u : 2u;
  if (word % 4u == 0u && word / 0x2000u % 8u == 2u) {
    out->cause = (uint32_t)TENON_RISCV64_CAUSE_load_guest_page_fault;
    out->width = 4;
    out->reg = (uint8_t)(word / 4u % 8u + 8u);
    out->base = (uint8_t)(word / 0x80u % 8u + 8u);
    out->offset = word / 0x400u % 8u * 8u + word / 0x40u % 2u * 4u + word / 0x20u % 2u * 64u;
  }
}
