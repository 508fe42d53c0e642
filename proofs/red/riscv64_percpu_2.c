/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of percpu.h: it may not prove. */
#define tenon_riscv64_detect tenon_riscv64_detect__red_2 /* must fail: sane */
#include "tenon/core/riscv64/percpu.h"

/* A condition that no row of registers.def has. */
void tenon_riscv64_detect(struct tenon_riscv64_features *f) {
  f->modes = 0x100;
  f->vmid_bits = 0;
  f->has = 1u + 2u * tenon_riscv64_hw_has_select() + 4u * tenon_riscv64_hw_has_aia();
  f->fp = tenon_riscv64_hw_probe_fp();
  f->svpbmt = 0;
  f->aia = tenon_riscv64_hw_has_aia();
}
