/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the torture guest's assembly and C agree on: a picture of every register, and how one
 * round is played.
 */
#ifndef TORTURE_H
#define TORTURE_H

/* struct picture */
#define PICTURE_SP 248
#define PICTURE_NZCV 256
#define PICTURE_DAIF 264
#define PICTURE_Q 272
#define PICTURE_SYS 784
#define SYS_MAX 96

/* Asked of the hypervisor with HVC (examples/hypervisor/tours/torture.cpp). */
#define CALL_ECHO 0x11      /* x0 becomes x0 ^ ECHO */
#define CALL_ECHO_SMC 0x12  /* the same by SMC */
#define CALL_PREEMPT 0x13   /* the same, and the next run is preempted */
#define CALL_INTERRUPT 0x14 /* the same, and a physical interrupt comes */
#define CALL_INJECT 0x15    /* the same, and virtual interrupt 40 comes, whose end is reported */
#define CALL_PROTECT 0x16   /* the page at x0 becomes read-only */
#define CALL_LIST 0x17      /* register number x0, counted from 0, has encoding x1, can change x2 */
#define CALL_READY 0x18     /* the list is made */
#define CALL_WRONG 0x1d     /* register x0 (below) was to be x1 and is x2, after kind x3 */
#define CALL_DONE 0x1e
#define ECHO_MASK 0x5a5a1234deadbeef

/* Register x0 of CALL_WRONG. */
#define WRONG_SP 31
#define WRONG_NZCV 32
#define WRONG_DAIF 33
#define WRONG_Q 64        /* and twice the number, plus 1 for the upper half */
#define WRONG_SYS 0x10000 /* and op0.op1.CRn.CRm.op2 as MRS has them, bits 15:0 */

/* A device that reads as a pattern of the address; behind it, one that refuses. */
#define DEVICE 0x0a000000
#define REFUSING_DEVICE 0x0a001000
#define PATTERN 0x9e3779b97f4a7c15 /* times the address, or the number of a system register */
#define ANSWER 0x12345678          /* to every PSCI call */
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

/* What the hypervisor leaves in memory for vCPU `index`; x0 at entry points to it. */
struct parameters {
  uint64_t index;
  uint64_t seed;
  uint64_t rounds;
  uint64_t hole; /* a page of its own */
};

/* A system register that the guest can change. */
struct sysreg {
  uint32_t encoding; /* 16 bits: op0 op1 CRn CRm op2, as MRS has them at bit 5 */
  uint64_t random;   /* bits that take random values */
  uint64_t fixed;    /* the others' value */
  uint64_t compared; /* bits that nobody but software changes */
};

#define ENCODING(op0, op1, crn, crm, op2) \
  ((uint32_t)(op0) << 14 | (op1) << 11 | (crn) << 7 | (crm) << 3 | (op2))

/* The list, made once by vCPU 0. */
struct list {
  uint64_t count;
  struct sysreg row[SYS_MAX];
};
extern struct list list;
/* Code: x0 = sys[], changes x1. */
extern uint32_t list_load[2 * SYS_MAX + 1], list_save[2 * SYS_MAX + 1];
void discover(void);

/* round.S. Plays `kind` once: `wanted` into the CPU, the instruction, the CPU into `found`. The
 * anchor is the one register that points to `found`: 0 SP, 1 x30. */
void play(struct picture* wanted, struct picture* found, const void* program);
uint64_t call(uint64_t number, uint64_t a, uint64_t b, uint64_t c, uint64_t d); /* HVC #number */
/* Runs the instruction `word` with x0 = value; returns 1 and *value = x0, or 0 if it is refused. */
uint64_t try_instruction(uint32_t word, uint64_t* value);
extern const char vectors_sp[], vectors_x30[], vectors_try[];

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
