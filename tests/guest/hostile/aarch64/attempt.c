/* SPDX-License-Identifier: Apache-2.0 */
/* An attempt on AArch64, and what is left of it. */
#include "hostile.h"

#define EL0_64 0x3c0u
#define EL0_32 0x1d0u
#define EL1T 0x3c4u
#define EL1H 0x3c5u
#define SVC64 0xd4000fc1u /* svc #0x7e: back to EL1 if nothing else did it */
#define SVC32 0xef00007eu

/* entry.S. Runs it until it takes an exception; returns the vector's number. */
uint64_t run_until_exception(const struct attempt* attempt);

void make_attempt(uint32_t* code, struct attempt* attempt, uint64_t mild) {
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

/* Stage 1 tables pointing anywhere, but for the one entry that the guest's own code needs. */
void write_tables(void) {
  uint64_t* const table = (uint64_t*)TABLES;
  for (uint32_t i = 0; i < 3 * 512; i++) {
    const uint64_t where = below(2) == 0 ? address() : random64();
    table[i] = (where & 0x0000fffffffff000) | (random64() & 0xfff0000000000fff);
  }
  table[1] = 0x40000000 | 0x705; /* block, normal, inner shareable, AF: EL1 only */
  table[2] = (uint64_t)(TABLES + 0x2000) | 3;
}

void see_code(void) { __asm__ volatile("dsb ish\n ic iallu\n dsb ish\n isb" ::: "memory"); }

/* ESR_EL1.EC; 64: an interrupt. */
uint64_t run_attempt(const struct attempt* attempt) {
  const uint64_t vector = run_until_exception(attempt);
  uint64_t esr;
  __asm__ volatile("mrs %0, esr_el1" : "=r"(esr));
  return vector % 4 == 0 ? esr >> 26 & 63 : 64;
}

void call_alive(uint64_t attempts, const uint64_t* counts) {
  register uint64_t x0 __asm__("x0") = attempts;
  register uint64_t x1 __asm__("x1") = (uint64_t)counts;
  __asm__ volatile("hvc %2" : "+r"(x0), "+r"(x1) : "i"(CALL_ALIVE) : "memory");
}
