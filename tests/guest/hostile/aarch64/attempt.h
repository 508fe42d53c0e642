/* SPDX-License-Identifier: Apache-2.0 */
/* The registers that an attempt starts with. */
#ifndef ATTEMPT_H
#define ATTEMPT_H

#define CALL_ALIVE 0x51 /* HVC: x0 attempts so far, x1 where the counts of exceptions are */

/* struct attempt */
#define ATTEMPT_SP 248
#define ATTEMPT_PC 256
#define ATTEMPT_PSTATE 264
#define ATTEMPT_SCTLR 272

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

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

/* words.c, words32.c: instructions. Each returns how many words it wrote, at most SLOT_WORDS - 1,
 * and may set registers that the instruction uses. */
uint32_t write_hostile(uint32_t* code, struct attempt* attempt, uint64_t mild);
uint32_t write_hostile32(uint32_t* code, struct attempt* attempt); /* A32 */
#endif
#endif
