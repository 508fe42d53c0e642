/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of walk.h: none of these may prove. */
#define tenon_x86_64_walk_begin tenon_x86_64_walk_begin__red_1 /* must fail: high */
#define tenon_x86_64_walk_step tenon_x86_64_walk_step__red_1   /* must fail: fault */
#include "tenon/core/x86_64/walk.h"

/* An address that is not canonical is walked: the bits above are not looked at. */
void tenon_x86_64_walk_begin(const struct tenon_x86_64_paging *p, uint64_t linear, uint32_t access,
                             struct tenon_x86_64_walk *walk) {
  walk->linear = p->efer / TENON_X86_64_EFER_LMA % 2u == 1u ? linear : linear % 0x100000000u;
  walk->entry =
      p->cr3 % 0x10000000000000u - p->cr3 % 0x1000u + linear / 0x8000000000u % 0x200u * 8u;
  walk->next = walk->entry;
  walk->gpa = 0;
  walk->left = 0;
  walk->mark = 0;
  walk->error = 0;
  walk->access = access;
  walk->level = 4;
  walk->user = 1;
  walk->writable = 1;
  walk->executable = 1;
  walk->reserved = 0;
  walk->state = TENON_X86_64_WALK_READ;
}

/* An entry that is not present faults with the code of one that is. */
void tenon_x86_64_walk_step(const struct tenon_x86_64_paging *p, uint64_t word,
                            struct tenon_x86_64_walk *walk) {
  (void)p;
  (void)word;
  walk->mark = 0;
  walk->error = TENON_X86_64_FAULT_PRESENT;
  walk->state = TENON_X86_64_WALK_PAGE_FAULT;
}
