/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the hostile guest share. */
#ifndef HOSTILE_H
#define HOSTILE_H

/* Guest-physical memory (examples/common/tours/hostile.cpp). */
#define CODE 0x40040000   /* slots of generated code */
#define DATA 0x40080000   /* what random accesses may change */
#define TABLES 0x400c0000 /* two stage 1 tables of the first level, one of the next */
#define SLOTS 32
#define SLOT_WORDS 8

#include "attempt.h"

#ifndef __ASSEMBLER__
#include <stdint.h>

/* random.c: one stream for the whole guest. */
void seed(uint64_t value);
uint64_t random64(void);
uint32_t below(uint32_t limit);

uint64_t address(void); /* somewhere interesting, on purpose near an edge */

/* What an ISA adds. A piece of code that ends in an exception of the guest's, at most SLOT_WORDS,
 * and the registers that it starts with. `mild`: nothing but reads of a register that exit, so that
 * the cost of an attempt can be measured. */
void make_attempt(uint32_t* code, struct attempt* attempt, uint64_t mild);
void write_tables(void);                             /* of stage 1 */
void see_code(void);                                 /* what was written is what is executed */
uint64_t run_attempt(const struct attempt* attempt); /* the number of its exception, below COUNTS */
void call_alive(uint64_t attempts, const uint64_t* counts);

/* Classes of exceptions, and interrupts. */
#define COUNTS 65
void hostile(uint64_t seed, uint64_t mild);
#endif
#endif
