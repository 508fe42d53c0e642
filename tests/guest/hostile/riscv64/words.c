/* SPDX-License-Identifier: Apache-2.0 */
/* Instructions that a guest should better not try. Unprivileged and Privileged ISA. */
#include "hostile.h"

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))
#define T4 29u /* holds an operand, T5 another one */
#define T5 30u
#define SYSTEM 0x73u
#define WFI 0x10500073u
#define ENABLE_INTERRUPTS 0x10016073u /* csrsi sstatus, 2 */

static uint32_t word(void) { return (uint32_t)random64(); }
static uint32_t at(uint32_t value, uint32_t bit) { return value << bit; }

static uint32_t put(uint16_t* code, uint32_t used, uint32_t instruction) {
  code[used] = (uint16_t)instruction;
  code[used + 1] = (uint16_t)(instruction >> 16);
  return used + 2;
}

/* A CSR instruction of any form on this CSR. */
static uint32_t csr(uint32_t number) {
  static const uint32_t forms[] = {1, 2, 3, 5, 6, 7};
  return SYSTEM | at(forms[below(COUNT(forms))], 12) | (word() & 0x000f8f80) | at(number, 20);
}
static uint32_t csr_write(uint32_t number, uint32_t source) {
  return SYSTEM | at(1, 12) | at(source, 15) | at(number, 20);
}

static uint32_t some_csr(uint16_t* code) {
  static const struct {
    uint32_t first, count;
  } groups[] = {
      {0x000, 0x1000}, {0x600, 0x100},                 /* any; of HS-mode */
      {0x200, 0x100},  {0x300, 0x100},                 /* VS-level, of M-mode */
      {0x100, 0x100},  {0xc00, 0x20},                  /* of VS-mode, counters */
      {0xa00, 0x100},  {0x7a0, 0x20},                  /* hgatp's kin, debug */
      {0x140, 0x20},   {0x640, 0x20},  {0xe00, 0x100}, /* AIA, H, read-only of H */
      {0x000, 0x20},   {0x5a8, 1},     {0xf00, 0x20},  /* FP and vectors, machine ids */
  };
  const uint32_t group = below(COUNT(groups));
  return put(code, 0, csr(groups[group].first + below(groups[group].count)));
}

/* Registers that a guest lives by, with any value. */
static uint32_t important(uint16_t* code, struct attempt* attempt) {
  static const uint32_t registers[] = {0x100, 0x104, 0x105, 0x106, 0x10a, 0x140, 0x141, 0x142,
                                       0x143, 0x144, 0x14d, 0x180, 0x001, 0x002, 0x003};
  attempt->x[T4] = below(2) == 0 ? random64() : (uint64_t)1 << below(64);
  if (below(4) == 0) {
    attempt->x[T4] = address();
  }
  return put(code, 0, csr_write(registers[below(COUNT(registers))], T4));
}

/* The guest's timer, mostly in the past, and the time to take its interrupt. */
static uint32_t timer(uint16_t* code, struct attempt* attempt) {
  attempt->x[T4] = below(2) == 0 ? 0 : random64();
  attempt->x[T5] = 0x222;
  uint32_t used = put(code, 0, csr_write(0x104, T5)); /* sie */
  used = put(code, used, csr_write(0x14d, T4));       /* stimecmp */
  if (below(2) == 0) {
    used = put(code, used, csr_write(0x144, T5)); /* sip */
  }
  used = put(code, used, ENABLE_INTERRUPTS);
  return put(code, used, WFI);
}

/* Every opcode of loads and stores, all other bits random, at an interesting address. */
static uint32_t load_store(uint16_t* code, struct attempt* attempt) {
  static const uint32_t opcodes[] = {0x03, 0x03, 0x03, 0x23, 0x23, 0x23, 0x07, 0x27, 0x2f};
  const uint32_t base = 1 + below(31);
  attempt->x[base] = address();
  const uint32_t random = word() & ~(at(31, 15) | 0x7fu);
  uint32_t instruction = random | at(base, 15) | opcodes[below(COUNT(opcodes))];
  if (below(2) == 0) {
    instruction &= 0xfff | at(7, 12) | at(31, 15) | at(31, 20); /* no high part of the offset */
  }
  return put(code, 0, instruction);
}

/* Quadrants 0 and 2: most are loads and stores, through x8 to x15 and sp. */
static uint32_t compressed(uint16_t* code, struct attempt* attempt) {
  for (uint32_t i = 8; i < 16; i++) {
    attempt->x[i] = address();
  }
  attempt->x[2] = address();
  const uint32_t count = 1 + below(4);
  for (uint32_t i = 0; i < count; i++) {
    code[i] = (uint16_t)((word() & ~3u) | (below(2) == 0 ? 0u : 2u));
  }
  return count;
}

/* HLV, HLVX, HSV; HFENCE, SFENCE, SINVAL, SRET, MRET, WFI and what else has funct3 0; CBO. */
static uint32_t privileged(uint16_t* code, struct attempt* attempt) {
  static const uint32_t known[] = {
      0x22000073, 0x62000073, 0x12000073, /* hfence.vvma, hfence.gvma, sfence.vma */
      0x16000073, 0x18000073, 0x18100073, /* sinval.vma, sfence.w.inval, sfence.inval.ir */
      0x26000073, 0x66000073,             /* hinval.vvma, hinval.gvma */
      0x30200073, 0x10200073, 0x00200073, /* mret, sret, uret */
      0x10500073, 0x00d00073, 0x01d00073, /* wfi, wrs.nto, wrs.sto */
      0x7b200073, 0x0000100f, 0x0010200f, /* dret, fence.i, cbo.clean */
      0x0040200f, 0x0000200f, 0x0020200f, /* cbo.zero, cbo.inval, cbo.flush */
  };
  attempt->x[T4] = address();
  switch (below(4)) {
    case 0:
      return put(code, 0, SYSTEM | (word() & 0xfff00000) | (below(2) == 0 ? 0 : at(T4, 15)));
    case 1: /* funct7 0110xxx, rs2 0, 1 or 3 */
      return put(code, 0, SYSTEM | at(4, 12) | at(T4, 15) | (word() & 0x0e300f80) | 0x60000000u);
    case 2:
      return put(code, 0, 0x0fu | (word() & 0xfff07f80) | at(T4, 15));
    default:
      return put(code, 0, known[below(COUNT(known))] | (below(2) == 0 ? 0 : at(T4, 15)));
  }
}

static uint32_t call(uint16_t* code, struct attempt* attempt) {
  static const uint64_t extensions[] = {0x10,       0x54494d45, 0x735049,   0x52464e43, 0x48534d,
                                        0x53525354, 0x504d55,   0x4442434e, 0x53555350, 0x43505043,
                                        0x4e41434c, 0x535441,   0x0a000001};
  if (below(8) != 0) {
    attempt->x[17] = below(4) == 0 ? below(16) : extensions[below(COUNT(extensions))];
    attempt->x[16] = below(8);
    attempt->x[10] = below(2) == 0 ? below(8) : random64();
    attempt->x[11] = below(2) == 0 ? address() : random64();
    attempt->x[12] = below(2) == 0 ? 0 : address();
    attempt->x[13] = below(2) == 0 ? 0 : random64();
  }
  if (attempt->x[17] == 8 && below(4) != 0) {
    attempt->x[17] = 0x10; /* shutdown ends a life: not too often */
  } else if (attempt->x[17] == 0x53525354 && below(4) == 0) {
    attempt->x[16] = 0;
  }
  return put(code, 0, 0x73u);
}

/* Jumps anywhere, SRET to anywhere in any mode. */
static uint32_t jump(uint16_t* code, struct attempt* attempt) {
  attempt->x[T4] = address();
  attempt->x[T5] = random64();
  switch (below(4)) {
    case 0:
      return put(code, 0, 0x67u | at(T4, 15)); /* jalr x0, t4 */
    case 1:
      return put(code, 0, 0x6fu | (word() & 0xfffff000)); /* jal x0 */
    case 2:
      code[0] = (uint16_t)(word() & ~3u) | 1u; /* c.j and its neighbours */
      return 1;
    default: {
      uint32_t used = put(code, 0, csr_write(0x141, T4)); /* sepc */
      used = put(code, used, csr_write(0x100, T5));       /* sstatus */
      return put(code, used, 0x10200073u);
    }
  }
}

static uint32_t wait(uint16_t* code) {
  uint32_t used = 0;
  while (used < 12) {
    used = put(code, used, WFI);
  }
  return used;
}

uint32_t write_hostile(uint16_t* code, struct attempt* attempt) {
  const uint32_t what = below(64);
  if (what < 16) {
    return load_store(code, attempt);
  }
  if (what < 24) {
    return compressed(code, attempt);
  }
  if (what < 36) {
    return some_csr(code);
  }
  if (what < 46) {
    return call(code, attempt);
  }
  if (what < 54) {
    return privileged(code, attempt);
  }
  switch (what) {
    case 54:
      return important(code, attempt);
    case 55:
    case 56:
      return timer(code, attempt);
    case 57:
    case 58:
      return jump(code, attempt);
    case 59:
      return wait(code);
    default:
      return put(code, 0, word());
  }
}
