/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of interrupts_hardware.h: it may not prove. */
#define tenon_aarch64_interrupts_save tenon_aarch64_interrupts_save__red_1 /* must fail: unlinked */
#include "tenon/core/aarch64/interrupts_hardware.h"

/* Lets the vCPU take the link to a PPI of this CPU to the next one. */
void tenon_aarch64_interrupts_save(struct tenon_aarch64_interrupts *i, uint32_t apr) {
  (void)apr;
  if (i->list_registers != 0u && i->resident == 0u) {
    i->ich_vmcr = tenon_aarch64_hw_read_ich_vmcr();
    tenon_aarch64_hw_write_ich_hcr(0);
  }
}
