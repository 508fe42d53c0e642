/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of decode.h: it may not prove. */
#define tenon_riscv64_decode tenon_riscv64_decode__red_3 /* must fail: where */
#include "tenon/core/riscv64/decode.h"

/* Every access that faults is a read of the first byte of four. */
void tenon_riscv64_decode(const struct tenon_riscv64_fault *fault,
                          const struct tenon_riscv64_frame *frame, struct tenon_exit *exit,
                          struct tenon_riscv64_access *access) {
  (void)frame;
  access->remaining = 0;
  tenon_riscv64_nested(exit, TENON_RISCV64_CAUSE_no_instruction,
                       fault->htval % 0x4000000000000000u * 4u, fault->stval, TENON_ACCESS_READ, 0);
}
