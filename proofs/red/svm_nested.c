/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of svm/nested.h: none of these may prove. */
#define tenon_svm_nested_attributes tenon_svm_nested_attributes__red_1 /* must fail: attributes */
#define tenon_svm_nested_format tenon_svm_nested_format__red_1         /* must fail: entries */
#include "tenon/core/x86_64/svm/nested.h"

/* Whatever can be read can be executed. */
uint64_t tenon_svm_nested_attributes(uint32_t access, uint32_t memory) {
  if (access % 2u == 0u) return 0;
  return 0x65u + access / 2u % 2u * 2u +
         (memory == (uint32_t)TENON_MEMORY_DEVICE          ? 0x18u
          : memory == (uint32_t)TENON_MEMORY_NON_CACHEABLE ? 0x10u
                                                           : 0u);
}

/* A table that keeps users out: every nested access is one of a user. */
void tenon_svm_nested_format(struct tenon_nested_format *format) {
  format->limit = 0x10000000000000u;
  format->guest = 0x1000000000000u;
  format->low = 0;
  format->pointer = 0x23u;
  format->small = 0;
  format->large = 0x80u;
}
