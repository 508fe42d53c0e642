/* SPDX-License-Identifier: Apache-2.0 */
/* Another wrong body under the true contract of stage2.h: it may not prove. */
#define tenon_stage2_bind tenon_stage2_bind__red_2 /* must fail: noted */
#include "tenon/core/stage2.h"

/* Nobody remembers who ran here. */
uint32_t tenon_stage2_bind(struct tenon_stage2 *stage2, uint32_t cpu, uint32_t vcpu_id,
                           uint64_t *cpu_generation) {
  const uint32_t before = stage2->resident[cpu];
  if (stage2->vmid == 0) return TENON_STAGE2_FORGET_ALL;
  if (*cpu_generation < stage2->generation) {
    *cpu_generation = stage2->generation;
    return TENON_STAGE2_FORGET_ALL;
  }
  if (before != vcpu_id && before != TENON_NONE) return TENON_STAGE2_FORGET_VM;
  return TENON_STAGE2_KEEP;
}
