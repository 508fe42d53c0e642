/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of event.h. */
#define tenon_x86_64_event_combine tenon_x86_64_event_combine__red_2 /* must fail: double_fault */
#include "tenon/core/x86_64/event.h"

/* A page fault in the delivery of a page fault replaces it: the guest loops. */
uint64_t tenon_x86_64_event_combine(uint64_t before, uint64_t next, uint32_t is_protected) {
  uint64_t vector = before % 0x100u;
  (void)is_protected;
  if (before / TENON_X86_64_EVENT_VALID % 2u == 1u &&
      before / TENON_X86_64_EVENT_TYPE % 8u == TENON_X86_64_EVENT_EXCEPTION &&
      vector == TENON_X86_64_VECTOR_DF) {
    return 0;
  }
  return next;
}
