/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of frame.h: none of these may prove. */
#define tenon_aarch64_get_x tenon_aarch64_get_x__red_1 /* must fail: value */
#define tenon_aarch64_set_x tenon_aarch64_set_x__red_1 /* must fail: others */
#include "tenon/core/aarch64/frame.h"

/* x31 taken for the last named register instead of zero. */
uint64_t tenon_aarch64_get_x(const struct tenon_aarch64_frame *frame, uint32_t index) {
  return index < 31u ? frame->x[index] : frame->x[30];
}

/* The link register is spoiled too. */
void tenon_aarch64_set_x(struct tenon_aarch64_frame *frame, uint32_t index, uint64_t value) {
  if (index < 31u) {
    frame->x[30] = value;
    frame->x[index] = value;
  }
}
