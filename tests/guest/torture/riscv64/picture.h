/* SPDX-License-Identifier: Apache-2.0 */
/* A picture of every register of RISC-V. */
#ifndef PICTURE_H
#define PICTURE_H

/* struct picture */
#define PICTURE_F 256
#define PICTURE_FCSR 512
#define PICTURE_SYS 520

#define OWN_CALLS 0x0a000000
#define KEPT 0x606      /* hcounteren: the hypervisor answers for it */
#define UNDEFINED 0x605 /* htimedelta: and not for this one */

/* Register a6 of CALL_WRONG. */
#define WRONG_F 32
#define WRONG_FCSR 64
#define WRONG_SYS 0x10000 /* and the CSR's number */

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

struct picture {
  uint64_t x[32];
  uint64_t f[32];
  uint64_t fcsr;
  uint64_t sys[SYS_MAX]; /* in the order of the list that discover.c makes */
};
_Static_assert(offsetof(struct picture, f) == PICTURE_F, "assembly");
_Static_assert(offsetof(struct picture, fcsr) == PICTURE_FCSR, "assembly");
_Static_assert(offsetof(struct picture, sys) == PICTURE_SYS, "assembly");

/* Code: t0 = sys[], changes t1. */
extern uint32_t list_load[2 * SYS_MAX + 1], list_save[2 * SYS_MAX + 1];

/* round.S. The anchor is the one register that points to `found`: 0 sp, 1 t6. `with_fp`: f0 to f31
 * and fcsr are loaded; else they are what the last round has left in them. */
void play(struct picture* wanted, struct picture* found, const void* program, uint64_t with_fp);
extern const char vector_sp[], vector_t6[];
/* Runs the instruction `word` on *value; returns 1, or 0 if it is refused. */
uint64_t try_instruction(uint32_t word, uint64_t* value);

/* kinds.S */
struct kind {
  const void* program[2]; /* by anchor */
  const void* instruction[2];
};
enum {
  KIND_ECHO,
  KIND_PREEMPT,
  KIND_INTERRUPT,
  KIND_INJECT,
  KIND_READ,
  KIND_READ_HALF,
  KIND_WRITE,
  KIND_CSR_READ,
  KIND_CSR_WRITE,
  KIND_CSR_SWAP,
  KIND_CSR_CLEAR,
  KIND_WFI,
  KIND_PAGE,
  KIND_CPU_UP,
  KIND_CPU_DOWN,
  KIND_CPU_SUSPEND,
  KIND_SYSTEM_DOWN,
  KIND_SYSTEM_RESET,
  KIND_SEND_IPI,
  KIND_UNHANDLED,
  KIND_CSR_UNDEFINED,
  KIND_READ_REFUSED,
  KIND_WRITE_REFUSED,
  KIND_COUNT
};
extern const struct kind kinds[KIND_COUNT];
#endif
#endif
