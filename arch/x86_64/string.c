/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/string.h"

#define DF 0x400u

uint32_t tenon_x86_64_string_ended(const struct tenon_x86_64_string *s, const uint64_t *x) {
  return s->repeat == 1u && tenon_value_low(x[TENON_X86_64_RCX], s->address_width) == 0u ? 1u : 0u;
}

/* An index or the count, of the address size. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures moved: \result == x86_string_moved(old, step, down, address_width);
*/
static uint64_t moved(uint64_t old, uint64_t step, uint32_t down, uint32_t address_width) {
  uint64_t next = down == 1u ? tenon_value_subtract(old, step) : tenon_value_add(old, step);
  return tenon_x86_64_register_merge(old, next, address_width, 0u);
}

void tenon_x86_64_string_step(const struct tenon_x86_64_string *s,
                              struct tenon_x86_64_frame *frame) {
  uint32_t down = (uint32_t)(frame->rflags / DF % 2u);
  if (tenon_x86_64_string_ended(s, frame->x) == 0u) {
    if (s->reads == 1u) {
      frame->x[TENON_X86_64_RDI] =
          moved(frame->x[TENON_X86_64_RDI], s->width, down, s->address_width);
    } else {
      frame->x[TENON_X86_64_RSI] =
          moved(frame->x[TENON_X86_64_RSI], s->width, down, s->address_width);
    }
    if (s->repeat == 1u) {
      frame->x[TENON_X86_64_RCX] = moved(frame->x[TENON_X86_64_RCX], 1u, 1u, s->address_width);
    }
  }
  if (s->repeat == 0u || tenon_x86_64_string_ended(s, frame->x) == 1u) {
    uint64_t next = tenon_value_add(frame->rip, s->length);
    frame->rip = s->mode == 64u ? next : next % 0x100000000u;
  }
}
