/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of svm/decode.h: none of these may prove. */
#define tenon_svm_cause tenon_svm_cause__red_1   /* must fail: cause */
#define tenon_svm_decode tenon_svm_decode__red_1 /* must fail: answer */
#include "tenon/core/x86_64/svm/decode.h"

/* SHUTDOWN is taken for a HLT. */
uint32_t tenon_svm_cause(uint64_t code) {
  if (code >= 0x40u && code < 0x60u) {
    return (uint32_t)TENON_X86_64_CAUSE_exception_0 + (uint32_t)(code - 0x40u);
  }
  return code == 0x78u || code == 0x7fu ? (uint32_t)TENON_X86_64_CAUSE_hlt
                                        : (uint32_t)TENON_X86_64_CAUSE_reserved_exit;
}

/* A fetch is taken for a load. */
void tenon_svm_decode(const struct tenon_x86_64_fault *fault,
                      const struct tenon_x86_64_frame *frame, struct tenon_exit *exit) {
  (void)frame;
  tenon_outcome(exit, TENON_EXIT_nested_page_fault, TENON_X86_64_CAUSE_nested_access);
  exit->address = fault->info2;
  exit->access = fault->info / 2u % 2u == 1u ? TENON_ACCESS_WRITE : TENON_ACCESS_READ;
}
