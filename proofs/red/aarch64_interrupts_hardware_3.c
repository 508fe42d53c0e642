/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of interrupts_hardware.h: it may not prove. */
#define tenon_aarch64_interrupts_save tenon_aarch64_interrupts_save__red_2 /* must fail: given */
#include "tenon/core/aarch64/interrupts_hardware.h"

/* Forgets what the guest has of this CPU, and leaves it active for ever. */
void tenon_aarch64_interrupts_save(struct tenon_aarch64_interrupts *i, uint32_t apr) {
  (void)apr;
  if (i->list_registers != 0u) {
    i->ich_vmcr = tenon_aarch64_hw_read_ich_vmcr();
    i->resident = 0;
    for (uint32_t n = 0; n < TENON_AARCH64_LIST_REGISTERS; n++) {
      i->lr[n] = 0;
    }
    i->linked.word[0] = 0;
    tenon_aarch64_hw_write_ich_hcr(0);
  }
}
