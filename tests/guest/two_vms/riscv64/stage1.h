/* SPDX-License-Identifier: Apache-2.0 */
/* Translation of VS-mode: Sv39. */
#ifndef STAGE1_H
#define STAGE1_H

#include <stdint.h>

static inline uint64_t table_entry(const uint64_t* table) { return (uint64_t)table >> 2 | 1; }
/* V, R, W, X, A, D; a block is global, a page is not. */
static inline uint64_t block_entry(uint64_t address) { return address >> 2 | 0xef; }
static inline uint64_t page_entry(uint64_t address) { return address >> 2 | 0xcf; }

static inline void enter_tables(const uint64_t* root, uint64_t asid) {
  const uint64_t satp = 8ull << 60 | asid << 44 | (uint64_t)root >> 12;
  __asm__ volatile("csrw satp, %0" ::"r"(satp) : "memory");
}

/* Translation is on already. */
static inline void enable_stage1(void) { __asm__ volatile("sfence.vma" ::: "memory"); }

/* After two entries were broken: of this hart alone. */
static inline void forget_pages(uint64_t asid, uint64_t a, uint64_t b) {
  __asm__ volatile("sfence.vma %0, %2\n sfence.vma %1, %2" ::"r"(a), "r"(b), "r"(asid) : "memory");
}
/* After they were made: a hart may keep invalid entries too. */
static inline void see_pages(uint64_t asid, uint64_t a, uint64_t b) { forget_pages(asid, a, b); }

#endif
