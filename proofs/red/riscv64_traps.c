/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of traps.h: none of these may prove. */
#define tenon_riscv64_hstatus tenon_riscv64_hstatus__red_1       /* must fail: others */
#define tenon_riscv64_hedeleg tenon_riscv64_hedeleg__red_1       /* must fail: kept */
#define tenon_riscv64_hideleg tenon_riscv64_hideleg__red_1       /* must fail: kept */
#define tenon_riscv64_hcounteren tenon_riscv64_hcounteren__red_1 /* must fail: cycle */
#define tenon_riscv64_henvcfg tenon_riscv64_henvcfg__red_1       /* must fail: others */
#include "tenon/core/riscv64/traps.h"

/* HU: HLV in U-mode. */
uint64_t tenon_riscv64_hstatus(const struct tenon_riscv64_setup *s) {
  return s->trap_wfi != 0u ? 0x200200280u : 0x200000280u;
}

/* ECALL from VS-mode delegated: the hypervisor is never called. */
uint64_t tenon_riscv64_hedeleg(void) { return 0xb5ffu; }

/* The host's own timer interrupt delegated. */
uint64_t tenon_riscv64_hideleg(void) { return 0x464u; }

/* Cycles for everybody. */
uint64_t tenon_riscv64_hcounteren(const struct tenon_riscv64_setup *s) {
  return s->counters != 0u ? 0x7u : 0x3u;
}

/* PBMTE: the guest chooses memory types. */
uint64_t tenon_riscv64_henvcfg(const struct tenon_riscv64_features *f) {
  return f->has % 2u == 1u ? 0xc000000000000000u : 0u;
}
