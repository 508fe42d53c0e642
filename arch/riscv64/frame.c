/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/frame.h"

uint64_t tenon_riscv64_get_x(const struct tenon_riscv64_frame *frame, uint32_t index) {
  return index >= 1u && index < 32u ? frame->x[index] : 0u;
}

void tenon_riscv64_set_x(struct tenon_riscv64_frame *frame, uint32_t index, uint64_t value) {
  if (index >= 1u && index < 32u) {
    frame->x[index] = value;
  }
}
