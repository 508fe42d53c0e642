/* SPDX-License-Identifier: Apache-2.0 */
/* What each kind of exit of RISC-V needs and leaves behind. */
#include "splitmix.h"
#include "torture.h"

#define SSTATUS 0x100
#define STVEC 0x105
#define SEPC 0x141
#define SCAUSE 0x142
#define STVAL 0x143
#define SIP 0x144
#define SPP 0x100u
#define SPIE 0x20u

/* Kinds that end in an exception of the guest. */
static uint32_t takes_exception(uint32_t kind) { return kind >= KIND_UNHANDLED; }

/* f0 to f31 and fcsr stay what they are now and then: then nothing makes them dirty. */
static void randomise(struct picture* wanted, uint64_t* state, uint64_t with_fp) {
  for (uint32_t i = 1; i < 32; i++) {
    wanted->x[i] = next_random(state);
  }
  for (uint32_t i = 0; i < 32 && with_fp != 0; i++) {
    wanted->f[i] = next_random(state);
  }
  if (with_fp != 0) {
    wanted->fcsr = next_random(state) & 0xff;
  }
  randomise_sys(wanted, state);
}

static void set_call(struct picture* wanted, uint64_t extension, uint64_t function, uint64_t a0) {
  wanted->x[17] = extension;
  wanted->x[16] = function;
  wanted->x[10] = a0;
}

/* What the instruction finds in its operands. */
static void set_operands(uint32_t kind, struct picture* wanted, uint64_t hole) {
  const uint64_t offset = wanted->x[9] & 0xff0;
  const uint64_t a6 = wanted->x[16];
  wanted->x[9] = (kind == KIND_PAGE           ? hole
                  : kind >= KIND_READ_REFUSED ? REFUSING_DEVICE
                                              : DEVICE) +
                 offset;
  switch (kind) {
    case KIND_ECHO:
    case KIND_PREEMPT:
    case KIND_INTERRUPT:
    case KIND_INJECT: {
      static const uint64_t number[] = {CALL_ECHO, CALL_PREEMPT, CALL_INTERRUPT, CALL_INJECT};
      set_call(wanted, OWN_CALLS + number[kind - KIND_ECHO], a6, wanted->x[10]);
      break;
    }
    case KIND_CPU_UP:
      set_call(wanted, 0x48534d, 0, wanted->x[10]);
      break;
    case KIND_CPU_DOWN:
      set_call(wanted, 0x48534d, 1, wanted->x[10]);
      break;
    case KIND_CPU_SUSPEND:
      set_call(wanted, 0x48534d, 3, wanted->x[10]);
      break;
    case KIND_SYSTEM_DOWN:
    case KIND_SYSTEM_RESET:
      set_call(wanted, 0x53525354, 0, kind == KIND_SYSTEM_DOWN ? 0 : 1);
      break;
    case KIND_SEND_IPI:
      set_call(wanted, 0x735049, 0, 1);
      break;
    default:
      break;
  }
}

/* `wanted` becomes what the answer leaves behind. */
static void expect_answer(uint32_t kind, struct picture* wanted) {
  const uint64_t at = wanted->x[9];
  switch (kind) {
    case KIND_INJECT:
      *sys(wanted, SIP) |= 2;
      __attribute__((fallthrough));
    case KIND_ECHO:
    case KIND_PREEMPT:
    case KIND_INTERRUPT:
      wanted->x[10] = wanted->x[16] ^ ECHO_MASK;
      wanted->x[11] = 0;
      break;
    case KIND_READ:
      wanted->x[4] = pattern(at);
      break;
    case KIND_READ_HALF:
      wanted->x[4] = (uint64_t)(int16_t)pattern(at + 8);
      break;
    case KIND_CSR_READ:
    case KIND_CSR_SWAP:
    case KIND_CSR_CLEAR:
      wanted->x[4] = pattern(KEPT);
      break;
    case KIND_CPU_UP:
    case KIND_CPU_DOWN:
    case KIND_CPU_SUSPEND:
    case KIND_SYSTEM_DOWN:
    case KIND_SYSTEM_RESET:
      wanted->x[10] = ANSWER;
      wanted->x[11] = 0;
      break;
    case KIND_SEND_IPI:
      wanted->x[10] = 0;
      wanted->x[11] = 0;
      break;
    default:
      break;
  }
}

/* And what the exception leaves. */
static void expect_exception(uint32_t kind, struct picture* wanted, uint64_t instruction) {
  const uint16_t* const half = (const uint16_t*)instruction;
  uint64_t cause = 2, value = half[0] | (uint64_t)half[1] << 16;
  if (kind == KIND_READ_REFUSED) {
    cause = 5;
    value = wanted->x[9] + 4;
  } else if (kind == KIND_WRITE_REFUSED) {
    cause = 7;
    value = wanted->x[9] + 3;
  }
  *sys(wanted, SCAUSE) = cause;
  *sys(wanted, STVAL) = value;
  *sys(wanted, SEPC) = instruction;
  *sys(wanted, SSTATUS) = (*sys(wanted, SSTATUS) & ~(uint64_t)SPIE) | SPP; /* SIE was 0 */
}

static void compare_all(uint32_t kind, const struct picture* wanted, const struct picture* found) {
  for (uint32_t i = 1; i < 32; i++) {
    compare(kind, i, wanted->x[i], found->x[i]);
  }
  for (uint32_t i = 0; i < 32; i++) {
    compare(kind, WRONG_F + i, wanted->f[i], found->f[i]);
  }
  compare(kind, WRONG_FCSR, wanted->fcsr, found->fcsr);
  compare_sys(kind, WRONG_SYS, wanted, found);
}

void play_round(const struct parameters* parameters, uint64_t round, struct picture* wanted,
                struct picture* found, uint64_t* state) {
  const uint32_t kind = (uint32_t)((round + 7 * parameters->index) % KIND_COUNT);
  const uint32_t anchor = (uint32_t)(round / KIND_COUNT % 2);
  const uint64_t with_fp = round % 4 != 3;
  randomise(wanted, state, with_fp);
  set_operands(kind, wanted, parameters->hole);
  wanted->x[anchor == 0 ? 2 : 31] = (uint64_t)found;
  if (takes_exception(kind)) {
    *sys(wanted, STVEC) = (uint64_t)(anchor == 0 ? vector_sp : vector_t6);
  }
  if (kind == KIND_PAGE) {
    (void)call(CALL_PROTECT, parameters->hole, 0, 0, 0);
  }
  play(wanted, found, kinds[kind].program[anchor], with_fp);
  if (takes_exception(kind)) {
    expect_exception(kind, wanted, (uint64_t)kinds[kind].instruction[anchor]);
  } else {
    expect_answer(kind, wanted);
  }
  compare_all(kind, wanted, found);
}
