/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of vmx/decode.h: it may not prove. */
#define tenon_vmx_decode tenon_vmx_decode__red_3 /* must fail: register */
#include "tenon/core/x86_64/vmx/decode.h"

/* LMSW and CLTS name a general register. */
void tenon_vmx_decode(const struct tenon_x86_64_fault *fault,
                      const struct tenon_x86_64_frame *frame, struct tenon_exit *exit) {
  (void)frame;
  tenon_outcome(exit, TENON_EXIT_NONE, TENON_X86_64_CAUSE_cr_write);
  exit->address = fault->info % 0x10u;
  exit->register_index = (uint8_t)(fault->info / 0x100u % 0x10u);
  exit->register_width = 8;
}
