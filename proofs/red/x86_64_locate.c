/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of locate.h: none of these may prove. */
#define tenon_x86_64_locate tenon_x86_64_locate__red_1         /* must fail: offset */
#define tenon_x86_64_read_guest tenon_x86_64_read_guest__red_1 /* must fail: beyond */
#include "tenon/core/x86_64/locate.h"

/* The entry is taken for the address: its low bits are there too. */
uint32_t tenon_x86_64_locate(uint64_t root, uint32_t ept, uint64_t gpa, uint32_t writes,
                             uint64_t *physical) {
  uint64_t entry = 0;
  (void)ept;
  (void)writes;
  if (gpa >= 0x1000u || tenon_hal_read_memory(root, &entry) == 0u || entry % 2u == 0u) return 0;
  *physical = entry % 0x10000000000000u;
  return 1;
}

/* What no table says is read from where the guest says. */
uint32_t tenon_x86_64_read_guest(uint64_t root, uint32_t ept, uint64_t gpa, uint64_t *word) {
  (void)root;
  (void)ept;
  return tenon_hal_read_memory(gpa, word);
}
