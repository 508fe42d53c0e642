/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the torture guest's parts agree on: how one round is played, which system registers there
 * are. A picture of every register is the ISA's own (picture.h).
 */
#ifndef TORTURE_H
#define TORTURE_H

#define SYS_MAX 96

/* Asked of the hypervisor (examples/common/tours/torture.cpp), with x0 and x1 to x3, or a6 and a0 to
 * a2, as arguments; x86-64 has RAX and RBX, RCX, RDX. */
#define CALL_ECHO 0x11      /* x0 becomes x0 ^ ECHO */
#define CALL_ECHO_SMC 0x12  /* the same by SMC */
#define CALL_PREEMPT 0x13   /* the same, and the next run is preempted */
#define CALL_INTERRUPT 0x14 /* the same, and a physical interrupt comes */
#define CALL_INJECT 0x15    /* the same, and a virtual interrupt comes */
#define CALL_PROTECT 0x16   /* the page at x0 becomes read-only */
#define CALL_LIST 0x17      /* register number x0, counted from 0, has encoding x1, can change x2 */
#define CALL_READY 0x18     /* the list is made */
#define CALL_WRONG 0x1d     /* register x0 (below) was to be x1 and is x2, after kind x3 */
#define CALL_DONE 0x1e
#define ECHO_MASK 0x5a5a1234deadbeef

/* A device that reads as a pattern of the address; behind it, one that refuses. */
#define DEVICE 0x0a000000
#define REFUSING_DEVICE 0x0a001000
#define PATTERN 0x9e3779b97f4a7c15 /* times the address, or the number of a system register */
#define ANSWER 0x12345678          /* to every call that starts, stops or suspends something */

#include "picture.h"

#ifndef __ASSEMBLER__
#include <stdint.h>

/* What the hypervisor leaves in memory for vCPU `index`; the guest's argument points to it. */
struct parameters {
  uint64_t index;
  uint64_t seed;
  uint64_t rounds;
  uint64_t hole;    /* a page of its own */
  uint64_t without; /* the encoding of a register that this machine does not keep */
};

/* A system register that the guest can change. */
struct sysreg {
  uint32_t encoding; /* of 16 bits, 12 or 15 */
  uint64_t random;   /* bits that take random values */
  uint64_t fixed;    /* the others' value */
  uint64_t compared; /* bits that nobody but software changes */
};

/* The list, made once by vCPU 0: discover.c. */
struct list {
  uint64_t count;
  struct sysreg row[SYS_MAX];
};
extern struct list list;
void discover(uint64_t without);

/* Of the ISA's registers: which are not simply random, and code that reads and writes one. */
struct sysreg wish_for(uint32_t encoding);
extern const uint32_t first_encoding, last_encoding;
/* Reads or writes one; returns 1, or 0 if the guest may not. */
uint64_t try_read(uint32_t encoding, uint64_t* value);
uint64_t try_write(uint32_t encoding, uint64_t* value);
/* Code that loads every row of the list from an array and saves it there, for play(). */
void write_code(void);

/* Plays a round's program: `wanted` into the CPU, an instruction, the CPU into `found`. */
uint64_t call(uint64_t number, uint64_t a, uint64_t b, uint64_t c, uint64_t d);
/* One round of vCPU `parameters->index`; what differs is reported. */
void play_round(const struct parameters* parameters, uint64_t round, struct picture* wanted,
                struct picture* found, uint64_t* state);

/* torture.c */
uint64_t pattern(uint64_t n);
uint64_t* sys(struct picture* picture, uint32_t encoding);
void randomise_sys(struct picture* wanted, uint64_t* state);
void compare(uint32_t kind, uint64_t name, uint64_t wanted, uint64_t found);
void compare_sys(uint32_t kind, uint64_t base, const struct picture* wanted,
                 const struct picture* found);
#endif
#endif
