/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/traps.h"

#define HSTATUS_SPV 0x80u
#define HSTATUS_VTW 0x200000u
#define HSTATUS_VSXL_64 0x200000000u
#define HEDELEG 0xb1ffu
#define HIDELEG 0x444u
#define COUNTEREN_CY_IR 0x5u
#define COUNTEREN_TM 0x2u
#define HENVCFG_STCE 0x8000000000000000u

uint64_t tenon_riscv64_hstatus(const struct tenon_riscv64_setup *s) {
  if (s->trap_wfi != 0u) {
    return HSTATUS_VSXL_64 | HSTATUS_SPV | HSTATUS_VTW;
  }
  return HSTATUS_VSXL_64 | HSTATUS_SPV;
}

uint64_t tenon_riscv64_hedeleg(void) { return HEDELEG; }

uint64_t tenon_riscv64_hideleg(void) { return HIDELEG; }

uint64_t tenon_riscv64_hcounteren(const struct tenon_riscv64_setup *s) {
  return s->counters != 0u ? COUNTEREN_TM | COUNTEREN_CY_IR : COUNTEREN_TM;
}

uint64_t tenon_riscv64_henvcfg(const struct tenon_riscv64_features *f) {
  return f->has % 2u == 1u ? HENVCFG_STCE : 0u;
}

void tenon_riscv64_compose_controls(const struct tenon_riscv64_features *f,
                                    const struct tenon_riscv64_setup *s,
                                    struct tenon_riscv64_controls *c) {
  uint64_t hstatus = tenon_riscv64_hstatus(s);
  uint64_t hedeleg = tenon_riscv64_hedeleg();
  uint64_t hideleg = tenon_riscv64_hideleg();
  uint64_t hcounteren = tenon_riscv64_hcounteren(s);
  uint64_t henvcfg = tenon_riscv64_henvcfg(f);
  c->hstatus = hstatus;
  c->hedeleg = hedeleg;
  c->hideleg = hideleg;
  c->hcounteren = hcounteren;
  c->henvcfg = henvcfg;
}
