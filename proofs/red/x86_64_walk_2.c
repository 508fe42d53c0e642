/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of walk.h. */
#define tenon_x86_64_walk_begin tenon_x86_64_walk_begin__red_2 /* must fail: off */
#define tenon_x86_64_walk_step tenon_x86_64_walk_step__red_2   /* must fail: rights */
#include "tenon/core/x86_64/walk.h"

/* Without paging the page never ends. */
void tenon_x86_64_walk_begin(const struct tenon_x86_64_paging *p, uint64_t linear, uint32_t access,
                             struct tenon_x86_64_walk *walk) {
  walk->linear = p->efer / TENON_X86_64_EFER_LMA % 2u == 1u ? linear : linear % 0x100000000u;
  walk->next = 0;
  walk->entry = 0;
  walk->gpa = walk->linear;
  walk->left = 0x1000;
  walk->mark = 0;
  walk->error = 0;
  walk->access = access;
  walk->level = 0;
  walk->user = 1;
  walk->writable = 1;
  walk->executable = 1;
  walk->reserved = 0;
  walk->state = TENON_X86_64_WALK_DONE;
}

/* The table that comes next is whoever's: the rights of this entry are not looked at. */
void tenon_x86_64_walk_step(const struct tenon_x86_64_paging *p, uint64_t word,
                            struct tenon_x86_64_walk *walk) {
  (void)p;
  walk->entry = word % 0x10000000000000u - word % 0x1000u;
  walk->next = walk->entry;
  walk->level = walk->level > 1u ? walk->level - 1u : 1u;
  walk->mark = 0;
}
