/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The torture guest: random values in every register that a guest can change, an exit, and every
 * register as it was. What the hypervisor does meanwhile (nothing, another vCPU on this CPU,
 * another CPU) is its own affair (examples/common/tours/torture.cpp).
 */
#include "torture.h"

#include "splitmix.h"

void torture(const struct parameters* parameters);

/* The stack pointer of play() is kept before `found`. */
static struct {
  uint64_t unused, stack;
  struct picture found, wanted;
} __attribute__((aligned(16))) pictures[4];

static uint64_t ignored;
uint64_t* sys(struct picture* picture, uint32_t encoding) {
  for (uint32_t i = 0; i < list.count; i++) {
    if (list.row[i].encoding == encoding) {
      return &picture->sys[i];
    }
  }
  return &ignored;
}

uint64_t pattern(uint64_t n) { return n * PATTERN; }

void randomise_sys(struct picture* wanted, uint64_t* state) {
  for (uint32_t i = 0; i < list.count; i++) {
    wanted->sys[i] = (next_random(state) & list.row[i].random) | list.row[i].fixed;
  }
}

void compare(uint32_t kind, uint64_t name, uint64_t wanted, uint64_t found) {
  if (wanted != found) {
    (void)call(CALL_WRONG, name, wanted, found, kind);
  }
}

void compare_sys(uint32_t kind, uint64_t base, const struct picture* wanted,
                 const struct picture* found) {
  for (uint32_t i = 0; i < list.count; i++) {
    const struct sysreg* const row = &list.row[i];
    compare(kind, base + row->encoding, wanted->sys[i] & row->compared,
            found->sys[i] & row->compared);
  }
}

void torture(const struct parameters* parameters) {
  const uint64_t index = parameters->index;
  uint64_t state = parameters->seed;
  if (index == 0) {
    discover(parameters->without);
    (void)call(CALL_READY, 0, 0, 0, 0);
  }
  for (uint64_t round = 0; round < parameters->rounds; round++) {
    play_round(parameters, round, &pictures[index].wanted, &pictures[index].found, &state);
  }
  (void)call(CALL_DONE, 0, 0, 0, 0);
}
