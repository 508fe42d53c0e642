/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of stage2.h: none of these may prove. */
#define tenon_stage2_init tenon_stage2_init__red_1 /* must fail: nowhere */
#define tenon_stage2_bind tenon_stage2_bind__red_1 /* must fail: result */
#include "tenon/core/stage2.h"

/* Only the first CPU has seen nobody. */
void tenon_stage2_init(struct tenon_stage2 *stage2, uint64_t root, uint32_t table,
                       uint32_t levels) {
  stage2->root = root;
  stage2->levels = levels;
  stage2->vmid = 0;
  stage2->generation = 0;
  stage2->table = table;
  stage2->resident[0] = TENON_NONE;
}

/* The vCPUs of one VM share what they left behind. */
uint32_t tenon_stage2_bind(struct tenon_stage2 *stage2, uint32_t cpu, uint32_t vcpu_id,
                           uint64_t *cpu_generation) {
  stage2->resident[cpu] = vcpu_id;
  if (stage2->vmid == 0) return TENON_STAGE2_FORGET_ALL;
  if (*cpu_generation >= stage2->generation) return TENON_STAGE2_KEEP;
  *cpu_generation = stage2->generation;
  return TENON_STAGE2_FORGET_ALL;
}
