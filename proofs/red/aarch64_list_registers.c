/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of list_registers.h: none of these may prove. */
#define tenon_aarch64_interrupts_read_back \
  tenon_aarch64_interrupts_read_back__red_1                                  /* must fail: rest */
#define tenon_aarch64_interrupts_fold tenon_aarch64_interrupts_fold__red_1   /* must fail: ends */
#define tenon_aarch64_interrupts_flush tenon_aarch64_interrupts_flush__red_1 /* must fail: full */
#define tenon_aarch64_interrupts_withdraw \
  tenon_aarch64_interrupts_withdraw__red_1 /* must fail: gone */
#include "tenon/core/aarch64/list_registers.h"

/* The hardware's value names the interrupt. */
void tenon_aarch64_interrupts_read_back(struct tenon_aarch64_interrupts *i, uint32_t n,
                                        uint64_t value) {
  if (i->lr[n] != 0) {
    i->lr[n] = value;
  }
}

/* List registers are freed, ends and lines forgotten. */
void tenon_aarch64_interrupts_fold(struct tenon_aarch64_interrupts *i) {
  uint32_t n;
  /*@ loop invariant range: 0 <= n <= 16;
      loop invariant done: \forall integer m; 0 <= m < n ==>
        i->lr[m] == (tenon_lr_state(\at(i->lr[m], Pre)) == 0 ? 0 : \at(i->lr[m], Pre));
      loop invariant rest: \forall integer m; n <= m < 16 ==> i->lr[m] == \at(i->lr[m], Pre);
      loop assigns n, i->lr[0 .. 15];
      loop variant 16 - n; */
  for (n = 0; n < 16u; n++) {
    if (i->lr[n] < 0x4000000000000000u) {
      i->lr[n] = 0;
    }
  }
  i->changed = 1;
}

/* Nothing is offered, and nobody is told. */
void tenon_aarch64_interrupts_flush(struct tenon_aarch64_interrupts *i) {
  i->ich_hcr = 1;
  i->changed = 0;
}

/* The guest takes it all the same. */
uint32_t tenon_aarch64_interrupts_withdraw(struct tenon_aarch64_interrupts *i, uint32_t intid) {
  uint32_t found;
  if (intid >= 1020u) {
    return 0;
  }
  found = tenon_interrupt_set_contains(&i->pending, intid);
  tenon_interrupt_set_remove(&i->line, intid);
  i->changed = 1;
  return found;
}
