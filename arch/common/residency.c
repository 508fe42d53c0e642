/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/stage2.h"

void tenon_stage2_init(struct tenon_stage2 *stage2, uint64_t root, uint32_t table,
                       uint32_t levels) {
  stage2->root = root;
  stage2->levels = levels;
  stage2->vmid = 0;
  stage2->generation = 0;
  stage2->table = table;
  stage2->reserved = 0;
  /*@ loop invariant range: 0 <= cpu <= TENON_CPU_MAX;
      loop invariant nowhere: \forall integer n; 0 <= n < cpu ==>
        stage2->resident[n] == TENON_NONE;
      loop assigns cpu, stage2->resident[0 .. TENON_CPU_MAX - 1];
      loop variant TENON_CPU_MAX - cpu; */
  for (uint32_t cpu = 0; cpu < TENON_CPU_MAX; cpu++) {
    stage2->resident[cpu] = TENON_NONE;
  }
}

uint32_t tenon_stage2_bind(struct tenon_stage2 *stage2, uint32_t cpu, uint32_t vcpu_id,
                           uint64_t *cpu_generation) {
  const uint32_t before = stage2->resident[cpu];
  stage2->resident[cpu] = vcpu_id;
  if (stage2->vmid == 0) return TENON_STAGE2_FORGET_ALL;
  if (*cpu_generation < stage2->generation) {
    *cpu_generation = stage2->generation;
    return TENON_STAGE2_FORGET_ALL;
  }
  if (before != vcpu_id && before != TENON_NONE) return TENON_STAGE2_FORGET_VM;
  return TENON_STAGE2_KEEP;
}
