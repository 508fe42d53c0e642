/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of instruction.h: it must not prove. */
#define tenon_x86_64_instruction_decode \
  tenon_x86_64_instruction_decode__red_1 /* must fail: answer */
#include "tenon/core/x86_64/instruction.h"

/* What is refused keeps the length of what was there before. */
void tenon_x86_64_instruction_decode(const uint8_t *bytes, uint32_t count, uint32_t mode,
                                     struct tenon_x86_64_instruction *out) {
  (void)bytes;
  (void)count;
  out->immediate = 0;
  out->displacement = 0;
  out->cause = TENON_X86_64_INSN_unknown;
  out->operation = 0;
  out->direction = 0;
  out->width = 0;
  out->register_width = 0;
  out->extend = 0;
  out->immediate_used = 0;
  out->to_register = 0;
  out->reg = 0;
  out->high = 0;
  out->base = 0;
  out->index = 0;
  out->scale = 0;
  out->segment = 0;
  out->address_width = 0;
  out->repeat = 0;
  out->lock = 0;
  out->mode = mode == 16u ? 16u : mode == 32u ? 32u : 64u;
}
