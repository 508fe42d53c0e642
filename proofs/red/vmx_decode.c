/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vmx/decode.h: none of these may prove. */
#define tenon_vmx_cause tenon_vmx_cause__red_1   /* must fail: cause */
#define tenon_vmx_decode tenon_vmx_decode__red_1 /* must fail: machine */
#include "tenon/core/x86_64/vmx/decode.h"

/* A triple fault is taken for a HLT. */
uint32_t tenon_vmx_cause(uint32_t reason) {
  return reason == 2u || reason == 12u ? (uint32_t)TENON_X86_64_CAUSE_hlt
                                       : (uint32_t)TENON_X86_64_CAUSE_reserved_exit;
}

/* A physical INIT resets the guest. */
void tenon_vmx_decode(const struct tenon_x86_64_fault *fault,
                      const struct tenon_x86_64_frame *frame, struct tenon_exit *exit) {
  (void)frame;
  tenon_x86_64_plain_exit(fault->code % 0x10000u == 3u ? (uint32_t)TENON_X86_64_CAUSE_shutdown
                                                       : (uint32_t)TENON_X86_64_CAUSE_physical_smi,
                          fault->code, 0, fault->length, exit);
}
