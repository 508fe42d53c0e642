/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of vmx/decode.h: it may not prove. */
#define tenon_vmx_decode tenon_vmx_decode__red_4 /* must fail: reserved */
#include "tenon/core/x86_64/vmx/decode.h"

/* The reason of a failed entry is believed without the bit that says so. */
void tenon_vmx_decode(const struct tenon_x86_64_fault *fault,
                      const struct tenon_x86_64_frame *frame, struct tenon_exit *exit) {
  (void)frame;
  tenon_outcome(exit, TENON_EXIT_entry_failed, TENON_X86_64_CAUSE_invalid_state);
  exit->value = fault->code;
}
