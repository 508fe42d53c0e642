/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of event.h: none of these may prove. */
#define tenon_x86_64_event_exception tenon_x86_64_event_exception__red_1 /* must fail: none */
#define tenon_x86_64_event_again tenon_x86_64_event_again__red_1         /* must fail: none */
#define tenon_x86_64_event_combine tenon_x86_64_event_combine__red_1     /* must fail: shutdown */
#include "tenon/core/x86_64/event.h"

/* An error code for every vector, in real mode as well. */
uint64_t tenon_x86_64_event_exception(uint32_t vector, uint64_t error, uint32_t is_protected) {
  (void)is_protected;
  return TENON_X86_64_EVENT_VALID + TENON_X86_64_EVENT_EXCEPTION * TENON_X86_64_EVENT_TYPE +
         (uint64_t)vector + TENON_X86_64_EVENT_HAS_ERROR + error * TENON_X86_64_EVENT_ERROR;
}

/* INT n is delivered twice: by the entry, and by the guest that executes it again. */
uint64_t tenon_x86_64_event_again(uint64_t event) {
  return event / TENON_X86_64_EVENT_VALID % 2u == 0u ? 0u : event;
}

/* A double fault in a double fault: the guest never shuts down. */
uint64_t tenon_x86_64_event_combine(uint64_t before, uint64_t next, uint32_t is_protected) {
  if (before / TENON_X86_64_EVENT_VALID % 2u == 0u ||
      before / TENON_X86_64_EVENT_TYPE % 8u != TENON_X86_64_EVENT_EXCEPTION) {
    return next;
  }
  return tenon_x86_64_event_exception(TENON_X86_64_VECTOR_DF, 0, is_protected);
}
