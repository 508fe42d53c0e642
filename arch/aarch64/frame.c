/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/frame.h"

uint64_t tenon_aarch64_get_x(const struct tenon_aarch64_frame *frame, uint32_t index) {
  return index < 31u ? frame->x[index] : 0u;
}

void tenon_aarch64_set_x(struct tenon_aarch64_frame *frame, uint32_t index, uint64_t value) {
  if (index < 31u) {
    frame->x[index] = value;
  }
}
