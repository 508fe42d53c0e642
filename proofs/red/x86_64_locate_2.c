/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of locate.h: it may not prove. */
#define tenon_x86_64_locate tenon_x86_64_locate__red_2 /* must fail: stays */
#include "tenon/core/x86_64/locate.h"

/* The address is left where the guest has no right to it. */
uint32_t tenon_x86_64_locate(uint64_t root, uint32_t ept, uint64_t gpa, uint32_t writes,
                             uint64_t *physical) {
  (void)root;
  (void)ept;
  *physical = gpa % 0x10000000000000u;
  return gpa < 0x1000000000000u && writes == 0u ? 1u : 0u;
}
