/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of interrupts_hardware.h: none of these may prove. */
#define tenon_aarch64_interrupts_load tenon_aarch64_interrupts_load__red_1 /* must fail: view */
#define tenon_aarch64_interrupts_enter \
  tenon_aarch64_interrupts_enter__red_1 /* must fail: written */
#define tenon_aarch64_interrupts_maintain \
  tenon_aarch64_interrupts_maintain__red_1 /* must fail: noticed */
#include "tenon/core/aarch64/interrupts_hardware.h"

/* The guest finds the CPU interface as another guest left it. */
void tenon_aarch64_interrupts_load(struct tenon_aarch64_interrupts *i, uint32_t apr) {
  (void)apr;
  if (i->list_registers != 0u) {
    i->resident = 0;
    i->changed = 1;
  }
}

/* Fills the shadow, and not the list registers. */
void tenon_aarch64_interrupts_enter(struct tenon_aarch64_interrupts *i) {
  if (i->list_registers != 0u && i->changed != 0u && i->resident == 0u) {
    tenon_aarch64_interrupts_flush(i);
    tenon_aarch64_hw_write_ich_hcr(i->ich_hcr);
    i->resident = 1;
  }
  i->changed = 0;
}

/* Silences the maintenance interrupt, and forgets why. */
void tenon_aarch64_interrupts_maintain(struct tenon_aarch64_interrupts *i) {
  if (i->list_registers != 0u && tenon_aarch64_hw_read_ich_misr() != 0u) {
    tenon_aarch64_hw_write_ich_hcr(0);
  }
}
