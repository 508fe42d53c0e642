/* SPDX-License-Identifier: Apache-2.0 */
/* What each kind of exit of AArch64 needs and leaves behind. */
#include "splitmix.h"
#include "torture.h"

/* Kinds that end in an exception of the guest. */
static uint32_t takes_exception(uint32_t kind) { return kind >= KIND_UNHANDLED; }

static void randomise(struct picture* wanted, uint64_t* state) {
  for (uint32_t i = 0; i < 31; i++) {
    wanted->x[i] = next_random(state);
  }
  for (uint32_t i = 0; i < 64; i++) {
    wanted->q[i] = next_random(state);
  }
  randomise_sys(wanted, state);
  wanted->sp = next_random(state);
  wanted->nzcv = next_random(state) & 0xf0000000;
  wanted->daif = next_random(state) & 0x3c0;
}

/* The virtual CPU interface offers every interrupt; IRQ is masked, so that none is taken. */
static void open_interrupts(struct picture* wanted) {
  wanted->daif |= 0x80;
  *sys(wanted, ENCODING(3, 0, 4, 6, 0)) = 0xff; /* ICC_PMR_EL1 */
  *sys(wanted, ENCODING(3, 0, 12, 12, 7)) = 1;  /* ICC_IGRPEN1_EL1 */
  *sys(wanted, ENCODING(3, 0, 12, 12, 4)) = 0;  /* ICC_CTLR_EL1 */
  for (uint32_t n = 0; n < 4; n++) {
    *sys(wanted, ENCODING(3, 0, 12, 8, 4 + n)) = 0; /* ICC_AP0R<n>_EL1 */
    *sys(wanted, ENCODING(3, 0, 12, 9, n)) = 0;     /* ICC_AP1R<n>_EL1 */
  }
}

/* What the instruction finds in its operands. */
static void set_operands(uint32_t kind, struct picture* wanted, uint64_t hole) {
  static const uint64_t function[] = {0xc4000003, 0x84000002, 0xc4000001, 0x84000008, 0x84000009};
  const uint64_t offset = wanted->x[9] & 0xff0;
  if (kind == KIND_INJECT) {
    open_interrupts(wanted);
  } else if (kind == KIND_PAGE) {
    wanted->x[9] = hole + offset;
  } else if (kind >= KIND_CPU_UP && kind <= KIND_SYSTEM_RESET) {
    wanted->x[0] = function[kind - KIND_CPU_UP];
  } else if (kind == KIND_SEND_IPI) {
    wanted->x[4] = 0x5000001; /* SGI 5 to Aff0 0 */
  } else if (kind == KIND_ABORT) {
    wanted->x[9] = REFUSING_DEVICE + offset;
  } else {
    wanted->x[9] = DEVICE + offset;
  }
}

/* `wanted` becomes what the answer leaves behind. */
static void expect_answer(uint32_t kind, struct picture* wanted) {
  const uint64_t at = wanted->x[9];
  switch (kind) {
    case KIND_INJECT:
      wanted->x[4] = INTERRUPT;
      __attribute__((fallthrough));
    case KIND_ECHO:
    case KIND_ECHO_SMC:
    case KIND_PREEMPT:
    case KIND_INTERRUPT:
      wanted->x[0] ^= ECHO_MASK;
      break;
    case KIND_READ_PAIR:
      wanted->x[5] = pattern(at + 8);
      __attribute__((fallthrough));
    case KIND_READ:
      wanted->x[4] = pattern(at);
      break;
    case KIND_READ_BACK:
      wanted->x[9] = at + 8;
      wanted->x[4] = (uint64_t)(int16_t)pattern(at + 8);
      break;
    case KIND_READ_Q:
      wanted->q[6] = pattern(at);
      wanted->q[7] = pattern(at + 8);
      break;
    case KIND_SYSREG_READ:
      wanted->x[4] = pattern(ENCODING(3, 0, 1, 0, 1));
      break;
    case KIND_ID_READ:
      wanted->x[4] = pattern(ENCODING(3, 0, 0, 4, 0));
      break;
    case KIND_CPU_UP:
    case KIND_CPU_DOWN:
    case KIND_CPU_SUSPEND:
    case KIND_SYSTEM_DOWN:
    case KIND_SYSTEM_RESET:
      wanted->x[0] = ANSWER;
      break;
    default:
      break;
  }
}

/* And what the exception leaves: parts of ESR_EL1 and SPSR_EL1 are taken as they are. */
static void expect_exception(uint32_t kind, struct picture* wanted, struct picture* found,
                             uint64_t instruction) {
  uint64_t* const esr = sys(wanted, ENCODING(3, 0, 5, 2, 0));
  uint64_t* const spsr = sys(wanted, ENCODING(3, 0, 4, 0, 0));
  const uint64_t found_esr = *sys(found, ENCODING(3, 0, 5, 2, 0));
  const uint64_t found_spsr = *sys(found, ENCODING(3, 0, 4, 0, 0));
  *esr = 0x02000000;
  if (kind == KIND_ABORT) {
    *esr = (found_esr & 0xffffff) | 0x25u << 26 | 1u << 25;
    *sys(wanted, ENCODING(3, 0, 6, 0, 0)) = wanted->x[9];
  }
  *spsr = (found_spsr & 0x0ffffc20) | wanted->nzcv | wanted->daif | 5;
  *sys(wanted, ENCODING(3, 0, 4, 0, 1)) = instruction;
  wanted->daif = 0x3c0;
}

static void compare_all(uint32_t kind, const struct picture* wanted, const struct picture* found) {
  for (uint32_t i = 0; i < 31; i++) {
    compare(kind, i, wanted->x[i], found->x[i]);
  }
  compare(kind, WRONG_SP, wanted->sp, found->sp);
  compare(kind, WRONG_NZCV, wanted->nzcv, found->nzcv);
  compare(kind, WRONG_DAIF, wanted->daif, found->daif);
  for (uint32_t i = 0; i < 64; i++) {
    compare(kind, WRONG_Q + i, wanted->q[i], found->q[i]);
  }
  compare_sys(kind, WRONG_SYS, wanted, found);
}

void play_round(const struct parameters* parameters, uint64_t round, struct picture* wanted,
                struct picture* found, uint64_t* state) {
  const uint32_t kind = (uint32_t)((round + 7 * parameters->index) % KIND_COUNT);
  const uint32_t anchor = (uint32_t)(round / KIND_COUNT % 2);
  randomise(wanted, state);
  set_operands(kind, wanted, parameters->hole);
  *(anchor == 0 ? &wanted->sp : &wanted->x[30]) = (uint64_t)found;
  if (takes_exception(kind)) {
    *sys(wanted, ENCODING(3, 0, 12, 0, 0)) = (uint64_t)(anchor == 0 ? vectors_sp : vectors_x30);
  }
  if (kind == KIND_PAGE) {
    (void)call(CALL_PROTECT, parameters->hole, 0, 0, 0);
  }
  play(wanted, found, kinds[kind].program[anchor]);
  if (takes_exception(kind)) {
    expect_exception(kind, wanted, found, (uint64_t)kinds[kind].instruction[anchor]);
  } else {
    expect_answer(kind, wanted);
  }
  compare_all(kind, wanted, found);
}
