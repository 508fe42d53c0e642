/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of decode.h: it may not prove. */
#define tenon_riscv64_decode tenon_riscv64_decode__red_1 /* must fail: refused */
#include "tenon/core/riscv64/decode.h"

/* Reserved exceptions keep their number as cause: it is that of something else. */
void tenon_riscv64_decode(const struct tenon_riscv64_fault *fault,
                          const struct tenon_riscv64_frame *frame, struct tenon_exit *exit,
                          struct tenon_riscv64_access *access) {
  (void)frame;
  access->remaining = 0;
  tenon_outcome_refused(exit, (uint32_t)(fault->scause % 128u), fault->scause, 0);
}
