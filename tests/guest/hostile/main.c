/* SPDX-License-Identifier: Apache-2.0 */
/* The hostile guest: attempt after attempt, and a sign of life after each batch of them. */
#include "hostile.h"

/* Exceptions that came back. The hypervisor takes them out. */
static uint64_t counts[COUNTS];
static struct attempt attempts[SLOTS];

static void make_batch(uint64_t mild) {
  for (uint32_t slot = 0; slot < SLOTS; slot++) {
    make_attempt((uint32_t*)CODE + (uint64_t)slot * SLOT_WORDS, &attempts[slot], mild);
  }
  see_code();
}

static void show_life(uint64_t attempted) {
  call_alive(attempted, counts);
  for (uint32_t i = 0; i < COUNTS; i++) {
    counts[i] = 0;
  }
}

void hostile(uint64_t value, uint64_t mild) {
  seed(value);
  for (uint64_t batch = 1;; batch++) {
    if (batch % 16 == 1) {
      write_tables();
    }
    make_batch(mild);
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
      counts[run_attempt(&attempts[slot])]++;
    }
    show_life(batch * SLOTS);
  }
}
