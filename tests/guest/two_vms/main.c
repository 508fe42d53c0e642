/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One vCPU of several that all use the same guest-virtual addresses and address-space ids for
 * different pages. Each page says whose it is, in data and in code; the vCPU checks it through its
 * own stage 1, which it changes and switches meanwhile, while the hypervisor moves the pages below
 * (examples/common/tours/two_vms.cpp).
 */
#include <stdint.h>

#include "call.h"
#include "splitmix.h"
#include "stage1.h"

#define PAGES 16
#define PAGE 4096
#define POOL 0x50000000ull   /* guest-physical: 16 pages of vCPU 0, 16 of vCPU 1 */
#define WINDOW 0x80000000ull /* guest-virtual: the 16 pages of this vCPU */
#define CALL_TURN 1          /* so many checks more */
#define CALL_WRONG 2         /* what, wanted, found */

enum { WRONG_TAG = 1, WRONG_CODE, WRONG_COUNT };

struct parameters {
  uint64_t vcpu;
  uint64_t vm;
  uint64_t seed;
};

/* What the hypervisor writes into each page of the pool; `code` returns `tag`. */
struct pool_page {
  uint64_t tag; /* vm << 12 | vcpu << 8 | page */
  volatile uint64_t count;
  uint64_t unused[30];
  uint32_t code[3];
};

/* Two address spaces of each vCPU; both map all of its pages, in different orders. */
struct space {
  uint64_t level1[512], level2[512], level3[512];
} __attribute__((aligned(PAGE)));
static struct space spaces[2][2];
static uint32_t order[2][2][PAGES];
static uint64_t counts[2][PAGES];

void run(const struct parameters* parameters);

static void expect(uint64_t what, uint64_t wanted, uint64_t found) {
  if (wanted != found) {
    (void)call_hypervisor(CALL_WRONG, what, wanted, found);
  }
}

static uint64_t entry_of(uint64_t vcpu, uint32_t page) {
  return page_entry(POOL + (vcpu * PAGES + page) * PAGE);
}

static void make_spaces(uint64_t vcpu) {
  for (uint32_t s = 0; s < 2; s++) {
    struct space* const space = &spaces[vcpu][s];
    space->level1[1] = block_entry(0x40000000); /* this program, to itself */
    space->level1[2] = table_entry(space->level2);
    space->level2[0] = table_entry(space->level3);
    for (uint32_t i = 0; i < PAGES; i++) {
      order[vcpu][s][i] = (i + 5 * s) % PAGES;
      space->level3[i] = entry_of(vcpu, order[vcpu][s][i]);
    }
  }
}

/* The same two address-space ids on every vCPU. */
static uint64_t asid_of(uint32_t s) { return 5 + 4 * s; }

static void enter_space(uint64_t vcpu, uint32_t s) {
  enter_tables(spaces[vcpu][s].level1, asid_of(s));
}

/* Break, invalidate here alone, make. */
static void exchange(uint64_t vcpu, uint32_t s, uint32_t a, uint32_t b) {
  volatile uint64_t* const table = spaces[vcpu][s].level3;
  const uint64_t at_a = WINDOW + (uint64_t)a * PAGE, at_b = WINDOW + (uint64_t)b * PAGE;
  table[a] = 0;
  table[b] = 0;
  forget_pages(asid_of(s), at_a, at_b);
  const uint32_t page = order[vcpu][s][a];
  order[vcpu][s][a] = order[vcpu][s][b];
  order[vcpu][s][b] = page;
  table[a] = entry_of(vcpu, order[vcpu][s][a]);
  table[b] = entry_of(vcpu, order[vcpu][s][b]);
  see_pages(asid_of(s), at_a, at_b);
}

static void check(const struct parameters* parameters, uint32_t s, uint32_t slot) {
  const uint32_t page = order[parameters->vcpu][s][slot];
  const uint64_t tag = parameters->vm << 12 | parameters->vcpu << 8 | page;
  struct pool_page* const at = (struct pool_page*)(WINDOW + (uint64_t)slot * PAGE);
  expect(WRONG_TAG, tag, *(volatile uint64_t*)&at->tag);
  expect(WRONG_CODE, tag, ((uint64_t (*)(void))(uint64_t)at->code)());
  uint64_t* const count = &counts[parameters->vcpu][page];
  expect(WRONG_COUNT, *count, at->count);
  at->count = ++*count;
}

void run(const struct parameters* parameters) {
  const uint64_t vcpu = parameters->vcpu;
  uint64_t state = parameters->seed;
  uint32_t s = 0;
  make_spaces(vcpu);
  enter_space(vcpu, s);
  enable_stage1();
  while (1) {
    const uint32_t checks = 1 + next_random(&state) % 64;
    for (uint32_t i = 0; i < checks; i++) {
      const uint64_t random = next_random(&state);
      check(parameters, s, random % PAGES);
      if ((random >> 32) % 8 == 0) {
        exchange(vcpu, s, (random >> 8) % PAGES, (random >> 16) % PAGES);
      }
      if ((random >> 40) % 8 == 0) {
        s = 1 - s;
        enter_space(vcpu, s);
      }
    }
    (void)call_hypervisor(CALL_TURN, checks, 0, 0);
  }
}
