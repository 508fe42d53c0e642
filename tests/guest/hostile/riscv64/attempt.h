/* SPDX-License-Identifier: Apache-2.0 */
/* The registers that an attempt starts with. */
#ifndef ATTEMPT_H
#define ATTEMPT_H

/* SBI: a7; a6 attempts so far, a0 where the counts of exceptions are */
#define CALL_ALIVE 0x0a000051

/* struct attempt */
#define ATTEMPT_PC 256
#define ATTEMPT_SSTATUS 264
#define ATTEMPT_SATP 272

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

struct attempt {
  uint64_t x[32];
  uint64_t pc;
  uint64_t sstatus;
  uint64_t satp;
};
_Static_assert(offsetof(struct attempt, pc) == ATTEMPT_PC, "assembly");
_Static_assert(offsetof(struct attempt, sstatus) == ATTEMPT_SSTATUS, "assembly");
_Static_assert(offsetof(struct attempt, satp) == ATTEMPT_SATP, "assembly");

/* words.c: returns how many halves of a word it wrote, at most 2 * SLOT_WORDS - 2, and may set
 * registers that the instructions use. */
uint32_t write_hostile(uint16_t* code, struct attempt* attempt);
#endif
#endif
