/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vmx/nested.h: none of these may prove. */
#define tenon_vmx_nested_attributes tenon_vmx_nested_attributes__red_1 /* must fail: attributes */
#define tenon_vmx_nested_format tenon_vmx_nested_format__red_1         /* must fail: entries */
#include "tenon/core/x86_64/vmx/nested.h"

/* The guest's PAT decides how a device is cached. */
uint64_t tenon_vmx_nested_attributes(uint32_t access, uint32_t memory) {
  if (access % 2u == 0u) return 0;
  return 0x301u + access / 2u % 2u * 2u + access / 4u % 2u * 4u +
         (memory == (uint32_t)TENON_MEMORY_DEVICE          ? 0u
          : memory == (uint32_t)TENON_MEMORY_NON_CACHEABLE ? 0x8u
                                                           : 0x30u);
}

/* A large page looks like a table. */
void tenon_vmx_nested_format(struct tenon_nested_format *format) {
  format->limit = 0x10000000000000u;
  format->guest = 0x1000000000000u;
  format->low = 0;
  format->pointer = 0x107u;
  format->small = 0;
  format->large = 0;
}
