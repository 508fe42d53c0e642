/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of memory.h: none of these may prove. */
#define tenon_x86_64_find_operand tenon_x86_64_find_operand__red_3 /* must fail: stays */
#include "tenon/core/x86_64/memory.h"

/* An operand that is found takes away the event that waits. */
uint32_t tenon_x86_64_find_operand(struct tenon_x86_64_vcpu *v,
                                   const struct tenon_x86_64_in_memory *o,
                                   struct tenon_x86_64_place *place) {
  place->bytes[0] = o->width;
  place->bytes[1] = 0;
  v->event = 0;
  return TENON_X86_64_CAUSE_nested_access;
}
