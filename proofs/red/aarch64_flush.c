/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of flush.h: none of these may prove. */
#define tenon_aarch64_take_back tenon_aarch64_take_back__red_1 /* must fail: inactive */
#define tenon_aarch64_fill tenon_aarch64_fill__red_1           /* must fail: waits */
#define tenon_aarch64_arm_maintenance \
  tenon_aarch64_arm_maintenance__red_1 /* must fail: no_pending */
#include "../../arch/aarch64/flush.h"

/* Whoever came first keeps its place, however urgent the next one is. */
void tenon_aarch64_take_back(struct tenon_aarch64_interrupts *i) { (void)i; }

/* Nobody is offered, and nobody is said to wait. */
uint32_t tenon_aarch64_fill(struct tenon_aarch64_interrupts *i) {
  (void)i;
  return 0;
}

/* NPIE also if none is offered: the guest would leave at once, for ever. */
void tenon_aarch64_arm_maintenance(struct tenon_aarch64_interrupts *i, uint32_t waits) {
  i->ich_hcr = waits != 0 ? (i->list_registers >= 2u ? 11u : 9u) : 1u;
}
