/* SPDX-License-Identifier: Apache-2.0 */
/* A picture of every register of AArch64. */
#ifndef PICTURE_H
#define PICTURE_H

/* struct picture */
#define PICTURE_SP 248
#define PICTURE_NZCV 256
#define PICTURE_DAIF 264
#define PICTURE_Q 272
#define PICTURE_SYS 784

/* Register x0 of CALL_WRONG. */
#define WRONG_SP 31
#define WRONG_NZCV 32
#define WRONG_DAIF 33
#define WRONG_Q 64        /* and twice the number, plus 1 for the upper half */
#define WRONG_SYS 0x10000 /* and op0.op1.CRn.CRm.op2 as MRS has them, bits 15:0 */

#define INTERRUPT 40

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

struct picture {
  uint64_t x[31];
  uint64_t sp;
  uint64_t nzcv;
  uint64_t daif;
  uint64_t q[64];
  uint64_t sys[SYS_MAX]; /* in the order of the list that discover.c makes */
};
_Static_assert(offsetof(struct picture, sp) == PICTURE_SP, "assembly");
_Static_assert(offsetof(struct picture, nzcv) == PICTURE_NZCV, "assembly");
_Static_assert(offsetof(struct picture, daif) == PICTURE_DAIF, "assembly");
_Static_assert(offsetof(struct picture, q) == PICTURE_Q, "assembly");
_Static_assert(offsetof(struct picture, sys) == PICTURE_SYS, "assembly");

#define ENCODING(op0, op1, crn, crm, op2) \
  ((uint32_t)(op0) << 14 | (op1) << 11 | (crn) << 7 | (crm) << 3 | (op2))

/* Code: x0 = sys[], changes x1. */
extern uint32_t list_load[2 * SYS_MAX + 1], list_save[2 * SYS_MAX + 1];

/* round.S. Plays `kind` once: `wanted` into the CPU, the instruction, the CPU into `found`. The
 * anchor is the one register that points to `found`: 0 SP, 1 x30. */
void play(struct picture* wanted, struct picture* found, const void* program);
extern const char vectors_sp[], vectors_x30[], vectors_try[];
/* Runs the instruction `word` on *value; returns 1, or 0 if it is refused. */
uint64_t try_instruction(uint32_t word, uint64_t* value);

/* kinds.S */
struct kind {
  const void* program[2]; /* by anchor */
  const void* instruction[2];
};
enum {
  KIND_ECHO,
  KIND_ECHO_SMC,
  KIND_PREEMPT,
  KIND_INTERRUPT,
  KIND_INJECT,
  KIND_READ,
  KIND_WRITE,
  KIND_READ_PAIR,
  KIND_WRITE_PAIR,
  KIND_READ_BACK,
  KIND_READ_Q,
  KIND_WRITE_Q,
  KIND_SYSREG_READ,
  KIND_ID_READ,
  KIND_SYSREG_WRITE,
  KIND_WFI,
  KIND_WFE,
  KIND_PAGE,
  KIND_CPU_UP,
  KIND_CPU_DOWN,
  KIND_CPU_SUSPEND,
  KIND_SYSTEM_DOWN,
  KIND_SYSTEM_RESET,
  KIND_SEND_IPI,
  KIND_UNHANDLED,
  KIND_SYSREG_UNDEFINED,
  KIND_ABORT,
  KIND_COUNT
};
extern const struct kind kinds[KIND_COUNT];
#endif
#endif
