/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the hostile guest share. */
#ifndef HOSTILE_H
#define HOSTILE_H

/* Guest-physical memory (examples/hypervisor/tours/hostile.cpp). */
#define CODE 0x40040000   /* slots of generated code */
#define DATA 0x40080000   /* what random accesses may change */
#define TABLES 0x400c0000 /* two stage 1 tables of level 1, one of level 2 */
#define SLOTS 32
#define SLOT_WORDS 8
#define CALL_ALIVE 0x51 /* HVC: x0 attempts so far, x1 where the counts of exceptions are */

/* struct attempt */
#define ATTEMPT_SP 248
#define ATTEMPT_PC 256
#define ATTEMPT_PSTATE 264
#define ATTEMPT_SCTLR 272

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

/* One piece of code and the registers it starts with. */
struct attempt {
  uint64_t x[31];
  uint64_t sp;
  uint64_t pc;
  uint64_t pstate;
  uint64_t sctlr;
};
_Static_assert(offsetof(struct attempt, sp) == ATTEMPT_SP, "assembly");
_Static_assert(offsetof(struct attempt, pc) == ATTEMPT_PC, "assembly");
_Static_assert(offsetof(struct attempt, pstate) == ATTEMPT_PSTATE, "assembly");
_Static_assert(offsetof(struct attempt, sctlr) == ATTEMPT_SCTLR, "assembly");

/* random.c: one stream for the whole guest. */
void seed(uint64_t value);
uint64_t random64(void);
uint32_t below(uint32_t limit);

/* words.c: A64 instructions. Each returns how many words it wrote, at most SLOT_WORDS - 1, and
 * may set registers that the instruction uses. */
uint32_t write_hostile(uint32_t* code, struct attempt* attempt, uint64_t mild);
uint32_t write_hostile32(uint32_t* code, struct attempt* attempt); /* words32.c: A32 */
uint64_t address(void); /* somewhere interesting, on purpose near an edge */
void write_tables(void);

/* entry.S. Runs it until it takes an exception; returns the vector's number. */
uint64_t run_attempt(const struct attempt* attempt);
/* `mild`: nothing but reads of an ID register, so that the cost of an attempt can be measured. */
void hostile(uint64_t seed, uint64_t mild);
#endif
#endif
