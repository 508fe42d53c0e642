/* SPDX-License-Identifier: Apache-2.0 */
/* What each kind of exit of x86-64 needs and leaves behind. */
#include "splitmix.h"
#include "torture.h"

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9 };

#define IF 0x200u
#define DF 0x400u
#define RF 0x10000u
/* Arithmetic flags, IF, DF, IOPL, NT, AC, ID. */
#define FLAGS_RANDOM 0x247ed5u
#define FLAGS_FIXED 2u
#define VECTOR_UD 6u
#define VECTOR_GP 13u
#define BUFFER_BYTES 0x100u
/* Of the XSAVE area: words of 64 bits. */
#define CONTROL 0u
#define MXCSR 3u
#define ST 4u
#define XMM 20u
#define XMM_END 52u
#define XSTATE_BV 64u
#define YMM 72u

static uint32_t takes_interrupt(uint32_t kind) {
  return kind == KIND_INJECT || kind == KIND_WINDOW;
}
static uint32_t takes_exception(uint32_t kind) { return kind >= KIND_UNHANDLED; }

/* Which bits of a word of the XSAVE area a guest's register has. The pointers of the last x87
 * instruction are not among them: whether they are kept depends on the CPU and on pending exceptions. */
static uint64_t xsave_bits(uint32_t word) {
  if (word == CONTROL) return 0xffffffffff; /* FCW, FSW, FTW */
  if (word == MXCSR) return 0xffff;
  if (word >= ST && word < XMM) return word % 2 == 0 ? ~0ull : 0xffff;
  return (word >= XMM && word < XMM_END) || word >= YMM ? ~0ull : 0;
}

/* XCR0 is what it was afterwards. */
static void with_all_state(void (*move)(struct picture*), struct picture* picture) {
  uint64_t all = 7;
  write_register(ENCODING_XCR0, &all);
  move(picture);
}
static void load_xsave(struct picture* wanted) {
  __asm__ volatile("xrstor64 %0" ::"m"(wanted->xsave), "a"(7), "d"(0) : "memory");
}
static void save_xsave(struct picture* found) {
  __asm__ volatile("xsave64 %0" : "+m"(found->xsave) : "a"(7), "d"(0) : "memory");
}

static void randomise(uint64_t index, struct picture* wanted, uint64_t* state) {
  for (uint32_t i = 0; i < 16; i++) {
    wanted->x[i] = next_random(state);
  }
  wanted->rflags = (next_random(state) & FLAGS_RANDOM) | FLAGS_FIXED;
  wanted->vector = 0;
  wanted->error = 0;
  wanted->rip = next_random(state);
  for (uint32_t i = 0; i < XSAVE_WORDS; i++) {
    wanted->xsave[i] = next_random(state) & xsave_bits(i);
  }
  /* FCW: every exception is masked, RC is random. FSW: no pending one. FTW: random. */
  wanted->xsave[CONTROL] = (wanted->xsave[CONTROL] & 0xff7f7f0c00) | 0x37f;
  wanted->xsave[XSTATE_BV] = 7;
  randomise_sys(wanted, state);
  adjust_sys(index, wanted);
}

/* Low bits of a register that the instruction uses only these of. */
static void set_low(uint64_t* x, uint64_t bits, uint64_t value) { *x = (*x & ~bits) | value; }

static void set_operands(uint32_t kind, struct picture* wanted, uint64_t hole) {
  static const uint64_t calls[] = {CALL_ECHO, CALL_PREEMPT, CALL_INTERRUPT};
  uint64_t* const x = wanted->x;
  const uint64_t offset = x[R9] & 0xff0;
  x[R9] = (kind == KIND_PAGE           ? hole
           : kind >= KIND_READ_REFUSED ? REFUSING_DEVICE
                                       : DEVICE) +
          offset;
  switch (kind) {
    case KIND_INTERRUPT:
      wanted->rflags |= IF;
      __attribute__((fallthrough));
    case KIND_ECHO:
    case KIND_PREEMPT:
      x[RSI] = calls[kind - KIND_ECHO];
      break;
    case KIND_INJECT:
      wanted->rflags |= IF;
      x[RSI] = CALL_INJECT;
      break;
    case KIND_WINDOW:
      wanted->rflags &= ~(uint64_t)IF;
      break;
    /* QEMU 7.2 looks in the bitmap of MSRs at all of RCX. */
    case KIND_MSR_READ:
    case KIND_MSR_WRITE:
      x[RCX] = KEPT;
      break;
    case KIND_MSR_UNDEFINED:
      x[RCX] = UNDEFINED;
      break;
    case KIND_VMRUN: /* of a page: else the CPU's own exception comes first */
      x[RAX] &= 0xfffff000;
      break;
    case KIND_XSETBV_REFUSED:
      set_low(&x[RCX], 0xffffffff, 5);
      break;
    case KIND_INS:
    case KIND_OUTS:
      x[RCX] = 2;
      x[kind == KIND_INS ? RDI : RSI] = BUFFER + offset % BUFFER_BYTES;
      __attribute__((fallthrough));
    case KIND_IN:
    case KIND_OUT:
      set_low(&x[RDX], 0xffff, PORT);
      break;
    case KIND_CPUID:
      set_low(&x[RAX], 0xffffffff, 0);
      break;
    case KIND_SEND_IPI:
    case KIND_CPU_UP:
      x[R9] = COMMAND_REGISTER;
      set_low(&x[R8], 0xffffffff, kind == KIND_CPU_UP ? COMMAND_STARTUP : COMMAND_VECTOR);
      break;
    case KIND_UNHANDLED: /* of a string that is in no memory */
      x[RSI] = DEVICE + offset;
      break;
    default:
      break;
  }
}

static uint64_t behind_elements(uint64_t at, const struct picture* wanted) {
  return (wanted->rflags & DF) != 0 ? at - 8 : at + 8;
}

/* `wanted` becomes what the answer leaves behind. */
static void expect_answer(uint32_t kind, struct picture* wanted) {
  uint64_t* const x = wanted->x;
  const uint64_t at = x[R9];
  uint32_t a = 0, b = 0, c = 0, d = 0;
  switch (kind) {
    case KIND_ECHO:
    case KIND_PREEMPT:
    case KIND_INTERRUPT:
    case KIND_INJECT:
      x[RAX] ^= ECHO_MASK;
      break;
    case KIND_READ:
    case KIND_EXCHANGE:
      x[R8] = pattern(at);
      break;
    case KIND_READ_HALF:
      x[R8] = (uint64_t)(int16_t)pattern(at + 8);
      break;
    case KIND_MSR_READ:
      x[RAX] = pattern(KEPT) & 0xffffffff;
      x[RDX] = pattern(KEPT) >> 32;
      break;
    case KIND_IN:
      x[RAX] = pattern(PORT) & 0xffffffff;
      break;
    case KIND_INS:
      x[RCX] = 0;
      x[RDI] = behind_elements(x[RDI], wanted);
      break;
    case KIND_OUTS:
      x[RCX] = 0;
      x[RSI] = behind_elements(x[RSI], wanted);
      break;
    case KIND_CPUID:
      __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
      x[RAX] = a;
      x[RBX] = b;
      x[RCX] = c;
      x[RDX] = d;
      break;
    case KIND_WINDOW:
      wanted->rflags |= IF;
      break;
    default:
      break;
  }
}

/* And what an exception or an interrupt has left in its frame. */
static void expect_vector(uint32_t kind, struct picture* wanted, struct picture* found) {
  const uint32_t is_interrupt = takes_interrupt(kind);
  const uint32_t vector = is_interrupt                ? INJECTED
                          : kind < KIND_MSR_UNDEFINED ? VECTOR_UD
                                                      : VECTOR_GP;
  wanted->vector = vector + 1;
  wanted->rip = (uint64_t)(is_interrupt ? kinds[kind].behind : kinds[kind].program);
  wanted->cs = *sys(wanted, ENCODING_CS);
  wanted->ss = *sys(wanted, ENCODING_SS);
  *sys(wanted, ENCODING_CS) = GATE_CS;
  if (*sys(found, ENCODING_SS) == 0) { /* QEMU 7.2 empties it whenever the stack is another one */
    *sys(wanted, ENCODING_SS) = 0;
  }
  if (!is_interrupt) wanted->rflags |= found->rflags & RF; /* QEMU 7.2 sets none of its own */
}

static void compare_all(uint32_t kind, const struct picture* wanted, const struct picture* found) {
  for (uint32_t i = 0; i < 16; i++) {
    compare(kind, i, wanted->x[i], found->x[i]);
  }
  compare(kind, WRONG_RFLAGS, wanted->rflags, found->rflags);
  compare(kind, WRONG_VECTOR, wanted->vector, found->vector);
  if (wanted->vector != 0 && found->vector != 0) {
    compare(kind, WRONG_ERROR, wanted->error, found->error);
    compare(kind, WRONG_RIP, wanted->rip, found->rip);
    compare(kind, WRONG_CS, wanted->cs, found->cs);
    compare(kind, WRONG_SS, wanted->ss, found->ss);
  }
  for (uint32_t i = 0; i < XSAVE_WORDS; i++) {
    compare(kind, WRONG_XSAVE + i, wanted->xsave[i] & xsave_bits(i),
            found->xsave[i] & xsave_bits(i));
  }
  compare_sys(kind, WRONG_SYS, wanted, found);
}

/* What the registers hold of it is what they shall keep. Some writes are exits: none of them may have
 * changed what was written before. */
static void keep_found(uint32_t kind, struct picture* wanted, const struct picture* found) {
  for (uint32_t i = 0; i < list.count; i++) {
    const struct sysreg* const row = &list.row[i];
    compare(kind, WRONG_SYS + row->encoding, wanted->sys[i] & row->random,
            found->sys[i] & row->random);
    wanted->sys[i] = found->sys[i];
  }
}

static void compare_memory(uint32_t kind, const struct picture* wanted) {
  const uint64_t element = (wanted->rflags & DF) != 0 ? 4 : (uint64_t)-4;
  for (uint64_t i = 1; i <= 2; i++) {
    const uint64_t at = wanted->x[RDI] + element * i;
    compare(kind, WRONG_MEMORY, pattern(PORT) & 0xffffffff, *(const volatile uint32_t*)at);
  }
}

static void move_words(uint64_t* to, const uint64_t* from, uint64_t bytes) {
  for (uint64_t i = 0; i < bytes / 8; i++) {
    ((volatile uint64_t*)to)[i] = ((const volatile uint64_t*)from)[i];
  }
}

void play_round(const struct parameters* parameters, uint64_t round, struct picture* wanted,
                struct picture* found, uint64_t* state) {
  const uint32_t kind = (uint32_t)((round + 7 * parameters->index) % KIND_COUNT);
  randomise(parameters->index, wanted, state);
  set_operands(kind, wanted, parameters->hole);
  if (kind == KIND_PAGE) {
    (void)call(CALL_PROTECT, parameters->hole, 0, 0, 0);
  }
  with_all_state(load_xsave, wanted);
  load_sys(wanted);
  save_sys(found);
  keep_found(kind, wanted, found);
  if (kind == KIND_WINDOW) { /* not before: QEMU 7.2 aborts when CR8 is written while one waits */
    (void)call(CALL_INJECT, 0, 0, 0, 0);
  }
  move_words((uint64_t*)WANTED, wanted->x, PICTURE_SYS);
  play(kinds[kind].program);
  move_words(found->x, (const uint64_t*)FOUND, PICTURE_SYS);
  save_sys(found);
  with_all_state(save_xsave, found);
  expect_answer(kind, wanted);
  if (takes_interrupt(kind) || takes_exception(kind)) {
    expect_vector(kind, wanted, found);
  }
  compare_all(kind, wanted, found);
  if (kind == KIND_INS) {
    compare_memory(kind, wanted);
  }
}
