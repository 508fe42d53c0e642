/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of capture.h: it may not prove. */
#define tenon_riscv64_capture tenon_riscv64_capture__red_1 /* must fail: order */
#include "tenon/core/riscv64/capture.h"

/* The byte order of VS-mode for VU-mode too. */
void tenon_riscv64_capture(struct tenon_riscv64_fault *fault,
                           const struct tenon_riscv64_frame *frame) {
  uint32_t data = fault->scause == 21u || fault->scause == 23u ? 1u : 0u;
  tenon_riscv64_hw_read_fault(fault);
  fault->valid = data == 1u && frame->hstatus / 0x20u % 2u == 1u ? 2u : 0u;
  fault->instruction = 0;
}
