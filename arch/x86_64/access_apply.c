/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/access_result.h"

/* An index or count register after a step: of the address size, merged as any write is. */
/*@ requires width: x86_is_width(address_width);
    terminates \true; exits \false; assigns \nothing;
    ensures moved: \result == x86_stepped(old, step, down, address_width);
*/
static uint64_t moved(uint64_t old, uint64_t step, uint32_t down, uint32_t address_width) {
  uint64_t next = down == 1u ? tenon_value_subtract(old, step) : tenon_value_add(old, step);
  return tenon_x86_64_register_merge(old, next, address_width, 0u);
}

/* One element of MOVS or STOS. */
/*@ requires instruction: \valid_read(i) && x86_insn_sane(i);
    requires registers: \valid(x + (0 .. 15));
    requires apart: \separated(i, x + (0 .. 15));
    requires flag: down <= 1;
    terminates \true; exits \false;
    assigns x[TENON_X86_64_RCX], x[TENON_X86_64_RSI], x[TENON_X86_64_RDI];
    ensures to: x[TENON_X86_64_RDI] == x86_stepped(\old(x[TENON_X86_64_RDI]), \old(i->width), down,
                                                  \old(i->address_width));
    ensures from: x[TENON_X86_64_RSI] == (\old(i->operation) == TENON_X86_64_OPERATION_MOVS
      ? x86_stepped(\old(x[TENON_X86_64_RSI]), \old(i->width), down, \old(i->address_width))
      : \old(x[TENON_X86_64_RSI]));
    ensures count: x[TENON_X86_64_RCX] == (\old(i->repeat) == 1
      ? x86_stepped(\old(x[TENON_X86_64_RCX]), 1, 1, \old(i->address_width))
      : \old(x[TENON_X86_64_RCX]));
*/
static void step(const struct tenon_x86_64_instruction *i, uint32_t down, uint64_t *x) {
  uint32_t width = i->address_width;
  if (i->operation == (uint8_t)TENON_X86_64_OPERATION_MOVS) {
    x[TENON_X86_64_RSI] = moved(x[TENON_X86_64_RSI], i->width, down, width);
  }
  x[TENON_X86_64_RDI] = moved(x[TENON_X86_64_RDI], i->width, down, width);
  if (i->repeat == 1u) {
    x[TENON_X86_64_RCX] = moved(x[TENON_X86_64_RCX], 1u, 1u, width);
  }
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures next: \result == x86_next_rip(rip, length, mode);
*/
static uint64_t next_rip(uint64_t rip, uint32_t length, uint32_t mode) {
  uint64_t next = tenon_value_add(rip, length);
  return mode == 64u ? next : next % 0x100000000u;
}

void tenon_x86_64_instruction_apply(const struct tenon_x86_64_instruction *i,
                                    const struct tenon_x86_64_result *result, uint64_t *x,
                                    uint64_t *rip, uint64_t *rflags) {
  uint32_t string = i->operation == (uint8_t)TENON_X86_64_OPERATION_MOVS ||
                            i->operation == (uint8_t)TENON_X86_64_OPERATION_STOS
                        ? 1u
                        : 0u;
  if (string == 1u) {
    if (tenon_x86_64_repeat_ended(i, x) == 0u) {
      step(i, tenon_x86_64_flag(*rflags, TENON_X86_64_FLAG_DF), x);
    }
    if (i->repeat == 1u && tenon_x86_64_repeat_ended(i, x) == 0u) {
      return;
    }
  } else {
    *rflags = result->rflags;
    if (result->writes_register == 1u) {
      x[i->reg] = result->new_value;
    }
  }
  *rip = next_rip(*rip, i->length, i->mode);
}
