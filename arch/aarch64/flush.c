/* SPDX-License-Identifier: Apache-2.0 */
#include "flush.h"

void tenon_aarch64_interrupts_flush(struct tenon_aarch64_interrupts *i) {
  uint32_t waits;
  i->changed = 0;
  tenon_aarch64_take_back(i);
  //@ assert attributes: tenon_aarch64_same_attributes{Pre, Here}(i);
  waits = tenon_aarch64_fill(i);
  //@ assert attributes_filled: tenon_aarch64_same_attributes{Pre, Here}(i);
  /*@ assert conserved: \forall integer k; 0 <= k < 1024 ==>
        (tenon_interrupt_set_has(&i->pending, k) || tenon_aarch64_pending_below(i, 16, k) <==>
          tenon_interrupt_set_has{Pre}(&i->pending, k) ||
          (tenon_aarch64_pending_below{Pre}(i, 16, k) && !tenon_aarch64_fell{Pre}(i, k))); */
  tenon_aarch64_arm_maintenance(i, waits);
  //@ assert attributes_armed: tenon_aarch64_same_attributes{Pre, Here}(i);
}
