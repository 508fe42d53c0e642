/* SPDX-License-Identifier: Apache-2.0 */
/* The CSRs that VS-mode may have. */
#include "torture.h"

#define T0 5u
#define T1 6u

uint32_t list_load[2 * SYS_MAX + 1], list_save[2 * SYS_MAX + 1];
const uint32_t first_encoding = 0, last_encoding = 0xfff;

/* Registers whose value the guest lives by, and values that change by themselves. */
static const struct sysreg special[] = {
    /* fflags, frm, fcsr: of the floating-point state. */
    {0x001, 0, 0, 0},
    {0x002, 0, 0, 0},
    {0x003, 0, 0, 0},
    /* sstatus: SPIE, SPP, SUM, MXR; FS is Dirty, SIE 0. */
    {0x100, 0xc0120, 0x6000, ~0ull},
    /* sip: a guest's own software interrupt; the timer's bit follows the time. */
    {0x144, 2, 0, 2},
    /* satp: the address space and the root of a translation that is off. */
    {0x180, 0x0fffffffffffffff, 0, ~0ull},
};

struct sysreg wish_for(uint32_t encoding) {
  for (uint32_t i = 0; i < sizeof(special) / sizeof(special[0]); i++) {
    if (special[i].encoding == encoding) {
      return special[i];
    }
  }
  return (struct sysreg){encoding, ~0ull, 0, ~0ull};
}

/* csrr t0 and csrw of t0. */
static uint32_t read_of(uint32_t encoding) { return encoding << 20 | 2u << 12 | T0 << 7 | 0x73u; }
static uint32_t write_of(uint32_t encoding) { return encoding << 20 | T0 << 15 | 1u << 12 | 0x73u; }

uint64_t try_read(uint32_t encoding, uint64_t* value) {
  return try_instruction(read_of(encoding), value);
}
uint64_t try_write(uint32_t encoding, uint64_t* value) {
  return try_instruction(write_of(encoding), value);
}

/* ld t1, 8 * i(t0); csrw, and csrr; sd. */
void write_code(void) {
  for (uint32_t i = 0; i < list.count; i++) {
    const uint32_t csr = list.row[i].encoding << 20, offset = 8 * i, at = 2 * i;
    list_load[at] = offset << 20 | T0 << 15 | 3u << 12 | T1 << 7 | 0x03u;
    list_load[at + 1] = csr | T1 << 15 | 1u << 12 | 0x73u;
    list_save[at] = csr | 2u << 12 | T1 << 7 | 0x73u;
    list_save[at + 1] =
        (offset >> 5) << 25 | T1 << 20 | T0 << 15 | 3u << 12 | (offset & 31) << 7 | 0x23u;
  }
  const uint64_t end = 2 * list.count;
  list_load[end] = 0x00008067u; /* ret */
  list_save[end] = 0x00008067u;
  __asm__ volatile("fence rw, rw\n fence.i" ::: "memory");
}
