/* SPDX-License-Identifier: Apache-2.0 */
/* The guest's own translation: 64-bit mode. It has no address-space ids (PCID): a write of CR3 forgets
 * all but global pages. */
#ifndef STAGE1_H
#define STAGE1_H

#include <stdint.h>

#define PRESENT_WRITE 3u
#define ACCESSED_DIRTY 0x60u

/* entry.S: 2 MiB each, global. */
extern uint64_t first_directories[4 * 512];

static inline uint64_t table_entry(const uint64_t* table) {
  return (uint64_t)table | PRESENT_WRITE;
}
static inline uint64_t block_entry(uint64_t address) {
  return table_entry(first_directories + (address >> 30) * 512);
}
static inline uint64_t page_entry(uint64_t address) {
  return address | ACCESSED_DIRTY | PRESENT_WRITE;
}

/* A fourth level above each of the guest's three, made when it is entered for the first time. Other
 * vCPUs make theirs meanwhile. */
static inline void enter_tables(const uint64_t* root, uint64_t asid) {
  static struct {
    uint64_t entry[512];
  } __attribute__((aligned(4096))) tops[4];
  (void)asid;
  for (uint32_t i = 0; i < 4; i++) {
    uint64_t found = 0;
    if (__atomic_compare_exchange_n(&tops[i].entry[0], &found, table_entry(root), 0,
                                    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST) ||
        (found & ~0xfffull) == (uint64_t)root) {
      __asm__ volatile("mov %0, %%cr3" ::"r"(tops[i].entry) : "memory");
      return;
    }
  }
}

/* Translation is on already. */
static inline void enable_stage1(void) {}

/* After two entries were broken: of this CPU alone. */
static inline void forget_pages(uint64_t asid, uint64_t a, uint64_t b) {
  (void)asid;
  __asm__ volatile("invlpg (%0)\n invlpg (%1)" ::"r"(a), "r"(b) : "memory");
}
/* After they were made: no CPU keeps entries that are not present. */
static inline void see_pages(uint64_t asid, uint64_t a, uint64_t b) {
  (void)asid;
  (void)a;
  (void)b;
}

#endif
