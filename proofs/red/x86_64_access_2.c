/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of access.h and access_result.h. */
#define tenon_x86_64_instruction_access \
  tenon_x86_64_instruction_access__red_2 /* must fail: loads */
#define tenon_x86_64_instruction_result tenon_x86_64_instruction_result__red_2 /* must fail: sum */
#include "tenon/core/x86_64/access_result.h"

/* REP at its end loads once more. */
void tenon_x86_64_instruction_access(const struct tenon_x86_64_instruction *i, const uint64_t *x,
                                     uint64_t rip, const uint64_t *segment_base,
                                     struct tenon_x86_64_access *out) {
  (void)x;
  (void)rip;
  out->load = segment_base[i->segment];
  out->store = segment_base[i->segment];
  out->loads = i->direction == (uint8_t)TENON_X86_64_DIRECTION_LOAD ? 1u : 0u;
  out->stores = 0;
  out->load_segment = i->segment;
  out->store_segment = i->segment;
  out->width = i->width;
  out->reserved[0] = 0;
  out->reserved[1] = 0;
  out->reserved[2] = 0;
}

/* An operation leaves the flags as they were. */
void tenon_x86_64_instruction_result(const struct tenon_x86_64_instruction *i, const uint64_t *x,
                                     uint64_t rflags, uint64_t loaded,
                                     struct tenon_x86_64_result *out) {
  struct tenon_x86_64_sum sum = tenon_x86_64_arithmetic(i->operation, loaded, x[i->reg], i->width);
  out->value = sum.value;
  out->new_value = 0;
  out->rflags = rflags;
  out->writes_register = 0;
}
