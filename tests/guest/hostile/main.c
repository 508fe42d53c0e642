/* SPDX-License-Identifier: Apache-2.0 */
/* The hostile guest: attempt after attempt, and a sign of life after each batch of them. */
#include "hostile.h"

#define EL0_64 0x3c0u
#define EL0_32 0x1d0u
#define EL1T 0x3c4u
#define EL1H 0x3c5u
#define SVC64 0xd4000fc1u /* svc #0x7e: back to EL1 if nothing else did it */
#define SVC32 0xef00007eu

/* Exceptions that came back, by ESR_EL1.EC; 64: interrupts. The hypervisor takes them out. */
static uint64_t counts[65];
static struct attempt attempts[SLOTS];

static void make(uint32_t slot, uint64_t mild) {
  uint32_t* const code = (uint32_t*)CODE + (uint64_t)slot * SLOT_WORDS;
  struct attempt* const attempt = &attempts[slot];
  for (uint32_t i = 0; i < 31; i++) {
    attempt->x[i] = below(4) == 0 ? address() : random64();
  }
  attempt->sp = below(2) == 0 ? DATA + 0x20000 : address();
  attempt->pc = (uint64_t)code;
  attempt->sctlr = below(8) == 0 && mild == 0 ? 1 : 0; /* MMU on */
  const uint32_t mode = below(16);
  if ((mode == 0 || mode == 15) && mild == 0) {
    attempt->pstate = EL0_32;
    const uint32_t words = write_hostile32(code, attempt);
    code[words] = SVC32;
    return;
  }
  attempt->pstate = mild != 0 ? EL1H : mode < 3 ? EL0_64 : mode == 3 ? EL1T : EL1H;
  const uint32_t words = write_hostile(code, attempt, mild);
  code[words] = SVC64;
}

static void count(uint64_t vector) {
  uint64_t esr;
  __asm__ volatile("mrs %0, esr_el1" : "=r"(esr));
  counts[vector % 4 == 0 ? esr >> 26 & 63 : 64]++;
}

static void show_life(uint64_t attempted) {
  register uint64_t x0 __asm__("x0") = attempted;
  register uint64_t x1 __asm__("x1") = (uint64_t)counts;
  __asm__ volatile("hvc %2" : "+r"(x0), "+r"(x1) : "i"(CALL_ALIVE) : "memory");
  for (uint32_t i = 0; i < 65; i++) {
    counts[i] = 0;
  }
}

void hostile(uint64_t value, uint64_t mild) {
  seed(value);
  for (uint64_t batch = 1;; batch++) {
    if (batch % 16 == 1) {
      write_tables();
    }
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
      make(slot, mild);
    }
    __asm__ volatile("dsb ish\n ic iallu\n dsb ish\n isb" ::: "memory");
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
      count(run_attempt(&attempts[slot]));
    }
    show_life(batch * SLOTS);
  }
}
