/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of string.h: none of these may prove. */
#define tenon_x86_64_string_ended tenon_x86_64_string_ended__red_1 /* must fail: ended */
#define tenon_x86_64_string_step tenon_x86_64_string_step__red_1   /* must fail: count */
#include "tenon/core/x86_64/string.h"

/* All of RCX counts, whatever the address size. */
uint32_t tenon_x86_64_string_ended(const struct tenon_x86_64_string *s, const uint64_t *x) {
  return s->repeat == 1u && x[TENON_X86_64_RCX] == 0u ? 1u : 0u;
}

/* The count is one less without REP too. */
void tenon_x86_64_string_step(const struct tenon_x86_64_string *s,
                              struct tenon_x86_64_frame *frame) {
  if (tenon_x86_64_string_ended(s, frame->x) == 0u) {
    frame->x[TENON_X86_64_RCX] = tenon_value_subtract(frame->x[TENON_X86_64_RCX], 1u);
  }
}
