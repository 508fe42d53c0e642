/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/event.h"

/*@ terminates \true; exits \false; assigns \nothing;
    ensures has: \result == 1 <==> x86_vector_has_error(vector);
    ensures boolean: \result <= 1; */
static uint32_t has_error(uint64_t vector) {
  return vector == 8u || (vector >= 10u && vector <= 14u) || vector == 17u || vector == 21u ||
                 vector == 29u || vector == 30u
             ? 1u
             : 0u;
}

uint64_t tenon_x86_64_event_exception(uint32_t vector, uint64_t error, uint32_t is_protected) {
  uint64_t event = TENON_X86_64_EVENT_VALID +
                   TENON_X86_64_EVENT_EXCEPTION * TENON_X86_64_EVENT_TYPE + (uint64_t)vector;
  if (has_error(vector) == 1u && is_protected != 0u) {
    return event + TENON_X86_64_EVENT_HAS_ERROR + error * TENON_X86_64_EVENT_ERROR;
  }
  return event;
}

uint64_t tenon_x86_64_event_again(uint64_t event) {
  uint64_t type = event / TENON_X86_64_EVENT_TYPE % 8u;
  uint64_t vector = event % 0x100u;
  if (event / TENON_X86_64_EVENT_VALID % 2u == 0u || type == TENON_X86_64_EVENT_SOFTWARE) return 0;
  if (type == TENON_X86_64_EVENT_EXCEPTION && (vector == 3u || vector == 4u)) return 0;
  return event;
}

/* Contributory exceptions: #DE, #TS, #NP, #SS, #GP. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures contributes: \result == 1 <==> x86_vector_contributes(vector);
    ensures boolean: \result <= 1; */
static uint32_t contributes(uint64_t vector) {
  return vector == 0u || (vector >= 10u && vector <= 13u) ? 1u : 0u;
}

uint64_t tenon_x86_64_event_combine(uint64_t before, uint64_t next, uint32_t is_protected) {
  if (before / TENON_X86_64_EVENT_VALID % 2u == 0u ||
      before / TENON_X86_64_EVENT_TYPE % 8u != TENON_X86_64_EVENT_EXCEPTION) {
    return next;
  }
  uint64_t first = before % 0x100u;
  uint64_t second = next % 0x100u;
  if (first == TENON_X86_64_VECTOR_DF) return 0;
  if ((contributes(first) == 1u && contributes(second) == 1u) ||
      (first == TENON_X86_64_VECTOR_PF &&
       (contributes(second) == 1u || second == TENON_X86_64_VECTOR_PF))) {
    return tenon_x86_64_event_exception(TENON_X86_64_VECTOR_DF, 0, is_protected);
  }
  return next;
}
