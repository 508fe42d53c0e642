/* SPDX-License-Identifier: Apache-2.0 */
#include "flush.h"

void tenon_aarch64_interrupts_flush(struct tenon_aarch64_interrupts *i) {
  uint32_t waits;
  tenon_aarch64_take_back(i);
  waits = tenon_aarch64_fill(i);
  tenon_aarch64_arm_maintenance(i, waits);
  i->changed = 0;
}
