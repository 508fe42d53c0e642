/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of vcpu_bind.h: it may not prove. */
#define tenon_aarch64_vcpu_bind tenon_aarch64_vcpu_bind__red_2 /* must fail: controls */
#include "tenon/core/aarch64/vcpu_bind.h"

/* Lets the guest have the debug registers. */
enum tenon_error tenon_aarch64_vcpu_bind(struct tenon_aarch64_vcpu *v,
                                         struct tenon_aarch64_cpu *cpu) {
  if (v->common.state != (uint32_t)TENON_VCPU_FREE || cpu->enabled == 0u || cpu->loaded != NULL) {
    return TENON_ERROR_wrong_state;
  }
  struct tenon_aarch64_controls controls;
  tenon_aarch64_compose_controls(&cpu->features, &v->setup, v->stage2->levels, &controls);
  controls.mdcr = 0;
  tenon_aarch64_hw_write_controls(&controls);
  v->cpu = cpu;
  cpu->loaded = v;
  v->common.last_cpu = cpu->id;
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}
