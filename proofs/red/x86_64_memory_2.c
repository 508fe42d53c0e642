/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of memory.h: none of these may prove. */
#define tenon_x86_64_find_operand tenon_x86_64_find_operand__red_2 /* must fail: fault */
#include "tenon/core/x86_64/memory.h"

/* The guest's exception is there, but no entry is prepared that delivers it. */
uint32_t tenon_x86_64_find_operand(struct tenon_x86_64_vcpu *v,
                                   const struct tenon_x86_64_in_memory *o,
                                   struct tenon_x86_64_place *place) {
  (void)o;
  (void)place;
  v->event = 0x80000b0du;
  return TENON_X86_64_CAUSE_operand_fault;
}
