/* SPDX-License-Identifier: Apache-2.0 */
/* The system registers of AArch64: MRS and MSR of op0 2 and 3. */
#include "torture.h"

uint32_t list_load[2 * SYS_MAX + 1], list_save[2 * SYS_MAX + 1];
const uint32_t first_encoding = 2u << 14, last_encoding = (4u << 14) - 1;

/* Registers whose value the guest lives by, and values that change by themselves. */
static const struct sysreg special[] = {
    /* SCTLR_EL1: not M, EE, WXN, SPAN, the RES1 bits, pointer authentication, tagging. */
    {ENCODING(3, 0, 1, 0, 0), 0x0505d3fe, 0x30d00800, ~0ull},
    /* CPACR_EL1: FPEN stays on. */
    {ENCODING(3, 0, 1, 0, 2), ~(3ull << 20), 3ull << 20, ~0ull},
    /* VBAR_EL1: below the guest's memory, so that a lost guest is seen as a nested page fault. */
    {ENCODING(3, 0, 12, 0, 0), 0x3ffff800, 0, ~0ull},
    /* CNTV_CTL_EL0, CNTP_CTL_EL0: ISTATUS follows the time. */
    {ENCODING(3, 3, 14, 3, 1), 3, 0, 3},
    {ENCODING(3, 3, 14, 2, 1), 3, 0, 3},
    /* CNTV_TVAL_EL0, CNTP_TVAL_EL0: the compare value seen from now. */
    {ENCODING(3, 3, 14, 3, 0), 0, 0, 0},
    {ENCODING(3, 3, 14, 2, 0), 0, 0, 0},
    /* TCR_EL1, TTBR0_EL1, TTBR1_EL1, MAIR_EL1: MMU is off, any value will do. */
    /* PSTATE: SPSel, CurrentEL, PAN, UAO, ALLINT; DAIF, NZCV, SVCR, DIT, SSBS, TCO. In the frame. */
    {ENCODING(3, 0, 4, 2, 0), 0, 0, 0},
    {ENCODING(3, 0, 4, 2, 3), 0, 0, 0},
    {ENCODING(3, 0, 4, 2, 4), 0, 0, 0},
    {ENCODING(3, 0, 4, 3, 0), 0, 0, 0},
    {ENCODING(3, 3, 4, 2, 0), 0, 0, 0},
    {ENCODING(3, 3, 4, 2, 1), 0, 0, 0},
    {ENCODING(3, 3, 4, 2, 2), 0, 0, 0},
    {ENCODING(3, 3, 4, 2, 5), 0, 0, 0},
    {ENCODING(3, 3, 4, 2, 6), 0, 0, 0},
    {ENCODING(3, 3, 4, 2, 7), 0, 0, 0},
};

struct sysreg wish_for(uint32_t encoding) {
  for (uint32_t i = 0; i < sizeof(special) / sizeof(special[0]); i++) {
    if (special[i].encoding == encoding) {
      return special[i];
    }
  }
  return (struct sysreg){encoding, ~0ull, 0, ~0ull};
}

static uint32_t read_of(uint32_t encoding) { return 0xd5200000u | encoding << 5; }
static uint32_t write_of(uint32_t encoding) { return 0xd5000000u | encoding << 5; }

uint64_t try_read(uint32_t encoding, uint64_t* value) {
  return try_instruction(read_of(encoding), value);
}
uint64_t try_write(uint32_t encoding, uint64_t* value) {
  return try_instruction(write_of(encoding), value);
}

/* ldr x1, [x0, #8 * i]; msr, and mrs; str. */
void write_code(void) {
  for (uint64_t i = 0; i < list.count; i++) {
    list_load[2 * i] = 0xf9400001u | (uint32_t)i << 10;
    list_load[2 * i + 1] = write_of(list.row[i].encoding) | 1;
    list_save[2 * i] = read_of(list.row[i].encoding) | 1;
    list_save[2 * i + 1] = 0xf9000001u | (uint32_t)i << 10;
  }
  list_load[2 * list.count] = 0xd65f03c0u; /* ret */
  list_save[2 * list.count] = 0xd65f03c0u;
  __asm__ volatile("dsb ish\n ic iallu\n dsb ish\n isb" ::: "memory");
}
