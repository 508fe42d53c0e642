/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of walk_fetch.h: none of these may prove. */
#define tenon_x86_64_fetch_begin tenon_x86_64_fetch_begin__red_1 /* must fail: bytes */
#define tenon_x86_64_fetch_step tenon_x86_64_fetch_step__red_1   /* must fail: count */
#define tenon_x86_64_fetch_more tenon_x86_64_fetch_more__red_1   /* must fail: kept */
#include "tenon/core/x86_64/walk_fetch.h"

/* The bytes of the instruction before are still there. */
void tenon_x86_64_fetch_begin(const struct tenon_x86_64_paging *p, uint64_t linear,
                              struct tenon_x86_64_fetch *fetch) {
  fetch->linear = linear;
  fetch->next = 0;
  fetch->gpa = 0;
  fetch->count = 0;
  fetch->state = TENON_X86_64_FETCH_FAULT;
  tenon_x86_64_walk_begin(p, linear, TENON_X86_64_WALK_FETCH, &fetch->walk);
}

/* The eight bytes that were read are dropped. */
void tenon_x86_64_fetch_step(const struct tenon_x86_64_paging *p, uint64_t word,
                             struct tenon_x86_64_fetch *fetch) {
  (void)p;
  (void)word;
  fetch->state = TENON_X86_64_FETCH_DONE;
}

/* The next page's bytes come to stand at the beginning. */
void tenon_x86_64_fetch_more(const struct tenon_x86_64_paging *p,
                             struct tenon_x86_64_fetch *fetch) {
  (void)p;
  fetch->count = 0;
  fetch->state = TENON_X86_64_FETCH_DONE;
}
