/* SPDX-License-Identifier: Apache-2.0 */
/* Stage 1 of AArch64: 39 bits, three levels of 4 KiB. */
#ifndef STAGE1_H
#define STAGE1_H

#include <stdint.h>

static inline uint64_t table_entry(const uint64_t* table) { return (uint64_t)table | 3; }
/* Normal memory, inner shareable, AF; a block is global, a page is not. */
static inline uint64_t block_entry(uint64_t address) { return address | 0x705; }
static inline uint64_t page_entry(uint64_t address) { return address | 0xf03; }

static inline void enter_tables(const uint64_t* root, uint64_t asid) {
  const uint64_t ttbr = (uint64_t)root | asid << 48;
  __asm__ volatile("msr ttbr0_el1, %0\n isb" ::"r"(ttbr) : "memory");
}

/* Translation is on from here on, by the tables that were entered. */
static inline void enable_stage1(void) {
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

/* After two entries were broken: here alone (HCR_EL2.FB makes that everywhere). */
static inline void forget_pages(uint64_t asid, uint64_t a, uint64_t b) {
  __asm__ volatile(
      "dsb ish\n tlbi vae1, %0\n tlbi vae1, %1\n dsb ish\n isb" ::"r"(asid << 48 | a >> 12),
      "r"(asid << 48 | b >> 12)
      : "memory");
}
/* After they were made. */
static inline void see_pages(uint64_t asid, uint64_t a, uint64_t b) {
  (void)asid, (void)a, (void)b;
  __asm__ volatile("dsb ish\n isb" ::: "memory");
}

#endif
