/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of frame.h: none of these may prove. */
#define tenon_riscv64_get_x tenon_riscv64_get_x__red_1 /* must fail: value */
#define tenon_riscv64_set_x tenon_riscv64_set_x__red_1 /* must fail: others */
#include "tenon/core/riscv64/frame.h"

/* x0 read like any other register. */
uint64_t tenon_riscv64_get_x(const struct tenon_riscv64_frame *frame, uint32_t index) {
  return index < 32u ? frame->x[index] : 0u;
}

/* The link register is spoiled too. */
void tenon_riscv64_set_x(struct tenon_riscv64_frame *frame, uint32_t index, uint64_t value) {
  if (index >= 1u && index < 32u) {
    frame->x[1] = value;
    frame->x[index] = value;
  }
}
