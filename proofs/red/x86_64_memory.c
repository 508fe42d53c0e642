/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of memory.h: none of these may prove. */
#define tenon_x86_64_find_operand tenon_x86_64_find_operand__red_1 /* must fail: whole */
#define tenon_x86_64_load_operand tenon_x86_64_load_operand__red_1 /* must fail: range */
#include "tenon/core/x86_64/memory.h"

/* All of the operand is in its first page. */
uint32_t tenon_x86_64_find_operand(struct tenon_x86_64_vcpu *v,
                                   const struct tenon_x86_64_in_memory *o,
                                   struct tenon_x86_64_place *place) {
  (void)v;
  place->gpa[0] = o->offset;
  place->bytes[0] = o->offset % 0x1000u + o->width > 0x1000u
                        ? 0x1000u - (uint32_t)(o->offset % 0x1000u)
                        : o->width;
  place->bytes[1] = 0;
  return TENON_X86_64_CAUSE_nested_access;
}

/* A whole word, whatever the operand's width is. */
uint64_t tenon_x86_64_load_operand(const struct tenon_x86_64_vcpu *v,
                                   const struct tenon_x86_64_place *place) {
  (void)v;
  return place->gpa[0];
}
