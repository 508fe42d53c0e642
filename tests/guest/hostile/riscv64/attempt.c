/* SPDX-License-Identifier: Apache-2.0 */
/* An attempt on RISC-V, and what is left of it. */
#include "hostile.h"

#define SPP 0x100u
#define SPIE 0x20u
#define FS_DIRTY 0x6000u
#define SUM_MXR 0xc0000u
#define SV39 0x8000000000000000u
#define READ_HSTATUS 0x600025f3u /* csrr a1, hstatus */
#define EBREAK 0x00100073u       /* back to VS-mode if nothing else did it */
#define USER_ALIAS 0x40000000u   /* of the tables, from the guest's memory on */

/* entry.S. Runs it until it takes an exception; returns scause. */
uint64_t run_until_exception(const struct attempt* attempt);

static void put(uint16_t* code, uint32_t word) {
  code[0] = (uint16_t)word;
  code[1] = (uint16_t)(word >> 16);
}

void make_attempt(uint32_t* slot, struct attempt* attempt, uint64_t mild) {
  uint16_t* const code = (uint16_t*)slot;
  for (uint32_t i = 1; i < 32; i++) {
    attempt->x[i] = below(4) == 0 ? address() : random64();
  }
  attempt->x[0] = 0;
  attempt->pc = (uint64_t)code;
  attempt->sstatus = SPP | FS_DIRTY;
  attempt->satp = 0;
  if (mild != 0) {
    put(code, READ_HSTATUS);
    put(code + 2, EBREAK);
    return;
  }
  attempt->sstatus |= random64() & SPIE;
  if (below(8) == 0) {
    attempt->satp = SV39 | TABLES >> 12;
    attempt->sstatus |= random64() & SUM_MXR;
  }
  if (below(4) == 0) {
    attempt->sstatus &= ~(uint64_t)SPP; /* VU-mode */
    attempt->pc += attempt->satp != 0 ? USER_ALIAS : 0;
  }
  put(code + write_hostile(code, attempt), EBREAK);
}

/* Sv39 pointing anywhere, but for the gigapages of the guest's own code. */
void write_tables(void) {
  uint64_t* const table = (uint64_t*)TABLES;
  for (uint32_t i = 0; i < 3 * 512; i++) {
    const uint64_t where = below(2) == 0 ? address() : random64();
    table[i] = (where >> 12 & 0xfffffffffff) << 10 | (random64() & 0x3ff);
  }
  table[0] = (address() >> 12 & 0xfffffffffff) << 10 | 1; /* a table that may not be there */
  table[1] = 0x40000000 >> 2 | 0xcf;                      /* V R W X A D */
  table[2] = 0x40000000 >> 2 | 0xdf;                      /* and U, from 0x80000000 on */
  table[3] = (uint64_t)(TABLES + 0x1000) >> 2 | 1;
}

void see_code(void) { __asm__ volatile("fence rw, rw\n fence.i" ::: "memory"); }

/* scause; 64: an interrupt. */
uint64_t run_attempt(const struct attempt* attempt) {
  const uint64_t scause = run_until_exception(attempt);
  return scause >> 63 != 0 ? 64 : scause % 64;
}

void call_alive(uint64_t attempts, const uint64_t* counts) {
  register uint64_t a0 __asm__("a0") = (uint64_t)counts;
  register uint64_t a1 __asm__("a1");
  register uint64_t a6 __asm__("a6") = attempts;
  register uint64_t a7 __asm__("a7") = CALL_ALIVE;
  __asm__ volatile("ecall" : "+r"(a0), "=r"(a1) : "r"(a6), "r"(a7) : "memory");
}
