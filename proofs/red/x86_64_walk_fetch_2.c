/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of walk_fetch.h. */
#define tenon_x86_64_fetch_begin tenon_x86_64_fetch_begin__red_2 /* must fail: walk */
#define tenon_x86_64_fetch_step tenon_x86_64_fetch_step__red_2   /* must fail: state */
#define tenon_x86_64_fetch_more tenon_x86_64_fetch_more__red_2   /* must fail: walk */
#include "tenon/core/x86_64/walk_fetch.h"

/* Code is loaded: what may not be executed is fetched. */
void tenon_x86_64_fetch_begin(const struct tenon_x86_64_paging *p, uint64_t linear,
                              struct tenon_x86_64_fetch *fetch) {
  fetch->linear = linear;
  fetch->next = 0;
  fetch->gpa = 0;
  fetch->count = 0;
  fetch->state = TENON_X86_64_FETCH_FAULT;
  tenon_x86_64_walk_begin(p, linear, TENON_X86_64_WALK_LOAD, &fetch->walk);
}

/* The bytes behind the page are taken from the next guest-physical one. */
void tenon_x86_64_fetch_step(const struct tenon_x86_64_paging *p, uint64_t word,
                             struct tenon_x86_64_fetch *fetch) {
  (void)p;
  (void)word;
  fetch->gpa = tenon_value_add(fetch->gpa, 8u - fetch->gpa % 8u);
  fetch->next = fetch->gpa;
}

/* The first page is fetched once more. */
void tenon_x86_64_fetch_more(const struct tenon_x86_64_paging *p,
                             struct tenon_x86_64_fetch *fetch) {
  if (fetch->count < TENON_X86_64_INSN_MAX) {
    tenon_x86_64_walk_begin(p, fetch->linear, TENON_X86_64_WALK_FETCH, &fetch->walk);
    fetch->state = TENON_X86_64_FETCH_FAULT;
  }
}
