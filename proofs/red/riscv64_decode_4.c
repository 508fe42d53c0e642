/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of decode.h: it may not prove. */
#define tenon_riscv64_decode tenon_riscv64_decode__red_4 /* must fail: process */
#include "tenon/core/riscv64/decode.h"

/* Virtual instructions of VU-mode wait, as if its kernel had asked for it. */
void tenon_riscv64_decode(const struct tenon_riscv64_fault *fault,
                          const struct tenon_riscv64_frame *frame, struct tenon_exit *exit,
                          struct tenon_riscv64_access *access) {
  (void)fault;
  (void)frame;
  access->remaining = 0;
  tenon_outcome(exit, TENON_EXIT_halt, (uint32_t)TENON_RISCV64_CAUSE_wfi);
  exit->instruction_length = 4;
}
