/* SPDX-License-Identifier: Apache-2.0 */
/* A picture of every register of x86-64, and where a vCPU has what is its own. */
#ifndef PICTURE_H
#define PICTURE_H

/* struct picture */
#define PICTURE_X(n) (8 * (n)) /* in the order of instructions: RAX, RCX, RDX, RBX, RSP */
#define PICTURE_RFLAGS 128
#define PICTURE_VECTOR 136
#define PICTURE_ERROR 144
#define PICTURE_RIP 152
#define PICTURE_CS 160
#define PICTURE_SS 168
#define PICTURE_SYS 192
#define PICTURE_XSAVE 960
#define XSAVE_WORDS 104

/* Parameters of vCPU `index`: nothing points there (examples/common/tours/torture.cpp). */
#define GUEST_START 0x40000000
#define PARAMETERS_OFFSET 0x200000

/* The same addresses in each vCPU, whose page tables lead to memory of its own. So its state is loaded
 * from there and saved there without a register that points to it. */
#define WINDOW 0x10000000
#define WANTED WINDOW
#define FOUND (WINDOW + 0x1000)
#define KEPT_STACK (WINDOW + 0x2000)
#define TRY_STACK (WINDOW + 0x2008)
#define MODE (WINDOW + 0x2010)
#define PROGRAM (WINDOW + 0x2018)
#define LOST_VECTOR (WINDOW + 0x2020)
#define BUFFER (WINDOW + 0x2800)
#define TASK_STATE (WINDOW + 0x2c00)
#define EXCEPTION_STACK_END (WINDOW + 0x4000)
/* Sixteen times the same page each. */
#define GDT (WINDOW + 0x10000)
#define IDT (WINDOW + 0x20000)
#define ALIASES 16

/* What an exception means. */
#define MODE_LOST 0
#define MODE_PLAYING 1
#define MODE_TRYING 2

/* Selectors: the first of so many descriptors alike. */
#define GATE_CS 0x08
#define DATA_SELECTOR 0x80 /* of privilege level 3 */
#define DATA_RANDOM 0x7b
#define STACK_SELECTOR 0x100
#define STACK_RANDOM 0x78
#define CODE_SELECTOR 0x180
#define CODE_RANDOM 0x78
#define LDT_SELECTOR 0x200
#define LDT_RANDOM 0x70
#define TSS_SELECTOR 0x280
#define TSS_RANDOM 0x30
#define GDT_LIMIT 0x3ff
#define IDT_LIMIT 0xfff

#define OWN_CALLS 0
#define KEPT 0x10a      /* an MSR: the hypervisor answers for it */
#define UNDEFINED 0x10b /* and not for this one */
#define PORT 0x1230
#define COMMAND_REGISTER 0xfee00300
#define COMMAND_VECTOR 0x4041
#define COMMAND_STARTUP 0x4608
#define INJECTED 0x50

/* Register a of CALL_WRONG: below 16 a general register. */
#define WRONG_RFLAGS 16
#define WRONG_VECTOR 17
#define WRONG_ERROR 18
#define WRONG_RIP 19
#define WRONG_CS 20
#define WRONG_SS 21
#define WRONG_MEMORY 22
#define WRONG_XSAVE 32    /* and the word of the XSAVE area */
#define WRONG_SYS 0x10000 /* and the encoding */

/* An encoding: one of these, or an MSR of three ranges. */
#define ENCODING_CR0 0
#define ENCODING_CR2 1
#define ENCODING_CR3 2
#define ENCODING_CR4 3
#define ENCODING_CR8 4
#define ENCODING_DR0 5
#define ENCODING_DR1 6
#define ENCODING_DR2 7
#define ENCODING_DR3 8
#define ENCODING_DR6 9
#define ENCODING_DR7 10
#define ENCODING_XCR0 11
#define ENCODING_PKRU 12
#define ENCODING_ES 13
#define ENCODING_CS 14
#define ENCODING_SS 15
#define ENCODING_DS 16
#define ENCODING_FS 17
#define ENCODING_GS 18
#define ENCODING_LDTR 19
#define ENCODING_TR 20
#define ENCODING_GDTR_BASE 21
#define ENCODING_GDTR_LIMIT 22
#define ENCODING_IDTR_BASE 23
#define ENCODING_IDTR_LIMIT 24
#define ENCODING_MSR 0x2000 /* 0 to 0x1fff, 0xc0000000 and 0xc0010000 to 0x1fff beyond */
#define ENCODING_END 0x8000

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

struct picture {
  uint64_t x[16];
  uint64_t rflags;
  uint64_t vector; /* of the exception or interrupt that ended the program, plus 1 */
  uint64_t error;
  uint64_t rip, cs, ss; /* as its frame has them */
  uint64_t unused[2];
  uint64_t sys[SYS_MAX]; /* in the order of the list that discover.c makes */
  uint64_t xsave[XSAVE_WORDS] __attribute__((aligned(64)));
};
_Static_assert(offsetof(struct picture, rflags) == PICTURE_RFLAGS, "assembly");
_Static_assert(offsetof(struct picture, vector) == PICTURE_VECTOR, "assembly");
_Static_assert(offsetof(struct picture, error) == PICTURE_ERROR, "assembly");
_Static_assert(offsetof(struct picture, rip) == PICTURE_RIP, "assembly");
_Static_assert(offsetof(struct picture, cs) == PICTURE_CS, "assembly");
_Static_assert(offsetof(struct picture, ss) == PICTURE_SS, "assembly");
_Static_assert(offsetof(struct picture, sys) == PICTURE_SYS, "assembly");
_Static_assert(offsetof(struct picture, xsave) == PICTURE_XSAVE, "assembly");
_Static_assert(sizeof(struct picture) <= 4096, "a page");

/* own.c: tables and stacks of vCPU `index`, into the CPU. */
void begin(uint64_t index);
/* The root of its page tables, one of four that lead to the same pages. */
uint64_t root_of(uint64_t index);

/* registers.c: one register, by its encoding. */
void read_register(uint32_t encoding, uint64_t* value);
void write_register(uint32_t encoding, uint64_t* value);
/* All of the list. */
void adjust_sys(uint64_t index, struct picture* wanted);
void load_sys(struct picture* wanted);
void save_sys(struct picture* found);

/* round.S. General registers and flags from WANTED, the program, everything into FOUND. */
void play(const void* program);
/* Whether f(encoding, value) came to its end: no exception did. */
uint64_t try_call(void (*f)(uint32_t, uint64_t*), uint32_t encoding, uint64_t* value);
extern const char vectors[], vector_injected[];
#define VECTOR_BYTES 32
extern uint8_t call_site[], kind_call_site[];

/* kinds.S */
struct kind {
  const void* program;
  const void* behind; /* its instruction */
};
enum {
  KIND_ECHO,
  KIND_PREEMPT,
  KIND_INTERRUPT,
  KIND_READ,
  KIND_READ_HALF,
  KIND_WRITE,
  KIND_EXCHANGE,
  KIND_MSR_READ,
  KIND_MSR_WRITE,
  KIND_IN,
  KIND_OUT,
  KIND_INS,
  KIND_OUTS,
  KIND_HLT,
  KIND_PAUSE,
  KIND_PAGE,
  KIND_CPUID,
  KIND_SEND_IPI,
  KIND_CPU_UP,
  /* These end in an interrupt, */
  KIND_INJECT,
  KIND_WINDOW,
  /* and these in an exception. */
  KIND_UNHANDLED,
  KIND_VMRUN,
  KIND_VMXOFF,
  KIND_MSR_UNDEFINED,
  KIND_XSETBV_REFUSED,
  KIND_READ_REFUSED,
  KIND_WRITE_REFUSED,
  KIND_COUNT
};
extern const struct kind kinds[KIND_COUNT];
#endif
#endif
