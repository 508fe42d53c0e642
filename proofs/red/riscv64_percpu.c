/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of percpu.h: none of these may prove. */
#define tenon_riscv64_disable tenon_riscv64_disable__red_1 /* must fail: host */
#define tenon_riscv64_claim tenon_riscv64_claim__red_1     /* must fail: error */
#define tenon_riscv64_detect tenon_riscv64_detect__red_1   /* must fail: boolean */
#include "tenon/core/riscv64/percpu.h"

/* The delegations stay the guest's. */
enum tenon_error tenon_riscv64_disable(struct tenon_riscv64_cpu *cpu) {
  if (cpu->enabled == 0u || cpu->loaded != NULL) {
    return TENON_ERROR_wrong_state;
  }
  if (tenon_riscv64_hw_this_cpu() != cpu) {
    return TENON_ERROR_wrong_cpu;
  }
  tenon_riscv64_hw_disable(&cpu->host);
  cpu->enabled = 0;
  return TENON_OK;
}

/* A hart that was claimed before is claimed again. */
enum tenon_error tenon_riscv64_claim(struct tenon_riscv64_cpu *cpu, uint32_t id) {
  if (id >= TENON_CPU_MAX) {
    return TENON_ERROR_invalid_argument;
  }
  cpu->loaded = NULL;
  cpu->id = id;
  cpu->enabled = 0;
  cpu->claimed = 1;
  cpu->vmid_generation = 0;
  return TENON_OK;
}

/* What henvcfg keeps, not whether it keeps it. */
void tenon_riscv64_detect(struct tenon_riscv64_features *f) {
  f->modes = 0x100;
  f->vmid_bits = 0;
  f->has = 0;
  f->fp = tenon_riscv64_hw_probe_fp();
  f->svpbmt = (uint32_t)(tenon_riscv64_hw_probe_henvcfg(0x4000000000000000u) / 0x10000000u);
  f->aia = tenon_riscv64_hw_has_aia();
}
