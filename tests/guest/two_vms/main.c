/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One vCPU of several that all use the same guest-virtual addresses and address-space ids for
 * different pages. Each page says whose it is, in data and in code; the vCPU checks it through its
 * own stage 1, which it changes and switches meanwhile, while the hypervisor moves the pages below
 * (examples/hypervisor/tours/two_vms.cpp).
 */
#include <stdint.h>

#include "splitmix.h"

#define PAGES 16
#define PAGE 4096
#define POOL 0x50000000ull   /* guest-physical: 16 pages of vCPU 0, 16 of vCPU 1 */
#define WINDOW 0x80000000ull /* guest-virtual: the 16 pages of this vCPU */
#define CALL_TURN 1          /* so many checks more */
#define CALL_WRONG 2         /* x0 what, x1 wanted, x2 found */

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
  uint32_t code[2];
};

/* Two address spaces of each vCPU; both map all of its pages, in different orders. */
struct space {
  uint64_t level1[512], level2[512], level3[512];
} __attribute__((aligned(PAGE)));
static struct space spaces[2][2];
static uint32_t order[2][2][PAGES];
static uint64_t counts[2][PAGES];

void run(const struct parameters* parameters);

static void turn(uint64_t checks) {
  register uint64_t x0 __asm__("x0") = checks;
  __asm__ volatile("hvc %1" : "+r"(x0) : "i"(CALL_TURN) : "memory");
}

static void expect(uint64_t what, uint64_t wanted, uint64_t found) {
  if (wanted != found) {
    register uint64_t x0 __asm__("x0") = what;
    register uint64_t x1 __asm__("x1") = wanted;
    register uint64_t x2 __asm__("x2") = found;
    __asm__ volatile("hvc %3" : "+r"(x0) : "r"(x1), "r"(x2), "i"(CALL_WRONG) : "memory");
  }
}

/* Normal memory, inner shareable, AF, not global. */
static uint64_t entry_of(uint64_t vcpu, uint32_t page) {
  return (POOL + (vcpu * PAGES + page) * PAGE) | 0xf03;
}

static void make_spaces(uint64_t vcpu) {
  for (uint32_t s = 0; s < 2; s++) {
    struct space* const space = &spaces[vcpu][s];
    space->level1[1] = 0x40000000 | 0x705; /* this program, to itself */
    space->level1[2] = (uint64_t)space->level2 | 3;
    space->level2[0] = (uint64_t)space->level3 | 3;
    for (uint32_t i = 0; i < PAGES; i++) {
      order[vcpu][s][i] = (i + 5 * s) % PAGES;
      space->level3[i] = entry_of(vcpu, order[vcpu][s][i]);
    }
  }
}

/* The same two address-space ids on every vCPU. */
static void enter_space(uint64_t vcpu, uint32_t s) {
  const uint64_t ttbr = (uint64_t)spaces[vcpu][s].level1 | (uint64_t)(5 + 4 * s) << 48;
  __asm__ volatile("msr ttbr0_el1, %0\n isb" ::"r"(ttbr) : "memory");
}

static void enable_mmu(void) {
  const uint64_t tcr = 25 | 1 << 8 | 1 << 10 | 3 << 12 | 1 << 23 | 1ull << 32 | 1ull << 36;
  uint64_t sctlr;
  __asm__ volatile(
      "msr mair_el1, %1\n msr tcr_el1, %2\n isb\n tlbi vmalle1\n dsb ish\n isb\n"
      "mrs %0, sctlr_el1\n orr %0, %0, #1\n orr %0, %0, #4\n orr %0, %0, #0x1000\n"
      "msr sctlr_el1, %0\n isb"
      : "=&r"(sctlr)
      : "r"(0x04ffull), "r"(tcr)
      : "memory");
}

/* Break, invalidate here alone (HCR_EL2.FB makes that everywhere), make. */
static void exchange(uint64_t vcpu, uint32_t s, uint32_t a, uint32_t b) {
  volatile uint64_t* const table = spaces[vcpu][s].level3;
  const uint64_t asid = (uint64_t)(5 + 4 * s) << 48;
  table[a] = 0;
  table[b] = 0;
  __asm__ volatile(
      "dsb ish\n tlbi vae1, %0\n tlbi vae1, %1\n dsb ish\n isb" ::"r"(asid | (WINDOW / PAGE + a)),
      "r"(asid | (WINDOW / PAGE + b))
      : "memory");
  const uint32_t page = order[vcpu][s][a];
  order[vcpu][s][a] = order[vcpu][s][b];
  order[vcpu][s][b] = page;
  table[a] = entry_of(vcpu, order[vcpu][s][a]);
  table[b] = entry_of(vcpu, order[vcpu][s][b]);
  __asm__ volatile("dsb ish\n isb" ::: "memory");
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
  enable_mmu();
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
    turn(checks);
  }
}
