/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of instruction_prefix.h: it must not prove. */
#define tenon_x86_64_read_prefixes tenon_x86_64_read_prefixes__red_1 /* must fail: all */
#include "tenon/core/x86_64/instruction_prefix.h"

/* A REX that another prefix follows still counts. */
struct tenon_x86_64_prefixes tenon_x86_64_read_prefixes(const uint8_t *bytes, uint32_t count,
                                                        uint32_t mode) {
  struct tenon_x86_64_prefixes p = {0u, 0u, 0u, 0u, 0u, TENON_X86_64_SEGMENT_COUNT, 0u};
  if (count == 0u || mode != 64u || bytes[0] < 0x40u || bytes[0] >= 0x50u) {
    return p;
  }
  p.rex = bytes[0];
  p.length = 1u;
  if (count > 1u && bytes[1] == 0x66u) {
    p.operand = 1u;
    p.length = 2u;
  }
  return p;
}
