/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of vmx/decode.h: it may not prove. */
#define tenon_vmx_decode tenon_vmx_decode__red_2 /* must fail: linear */
#include "tenon/core/x86_64/vmx/decode.h"

/* A linear address is told that the CPU does not vouch for. */
void tenon_vmx_decode(const struct tenon_x86_64_fault *fault,
                      const struct tenon_x86_64_frame *frame, struct tenon_exit *exit) {
  (void)frame;
  tenon_outcome(exit, TENON_EXIT_nested_page_fault, TENON_X86_64_CAUSE_nested_walk);
  exit->address = fault->info2;
  exit->virtual_address = fault->linear;
}
