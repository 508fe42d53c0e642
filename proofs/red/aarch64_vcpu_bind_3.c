/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_bind.h: none of these may prove. */
#define tenon_aarch64_vcpu_bind tenon_aarch64_vcpu_bind__red_3     /* must fail: error */
#define tenon_aarch64_vcpu_unbind tenon_aarch64_vcpu_unbind__red_2 /* must fail: unlinked */
#include "tenon/core/aarch64/vcpu_bind.h"

/* Never asks whether the CPU can hold the VM's identifier, or be in the state of the guest. */
enum tenon_error tenon_aarch64_vcpu_bind(struct tenon_aarch64_vcpu *v,
                                         struct tenon_aarch64_cpu *cpu) {
  if (v->common.state != (uint32_t)TENON_VCPU_FREE || cpu->enabled == 0u || cpu->loaded != NULL) {
    return TENON_ERROR_wrong_state;
  }
  const struct tenon_aarch64_cpu *here = tenon_aarch64_hw_this_cpu();
  if (here != cpu || cpu->id >= TENON_CPU_MAX) {
    return TENON_ERROR_wrong_cpu;
  }
  if (tenon_vcpu_is_allowed(&v->common, cpu->id) == 0u) {
    return TENON_ERROR_cpu_not_allowed;
  }
  if (tenon_aarch64_levels_supported(cpu->features.pa_bits, v->stage2->levels) == 0u) {
    return TENON_ERROR_unsupported;
  }
  return TENON_OK;
}

/* Lets the guest take this CPU's interrupts with it. */
enum tenon_error tenon_aarch64_vcpu_unbind(struct tenon_aarch64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_BOUND) {
    return TENON_ERROR_wrong_state;
  }
  if (tenon_aarch64_hw_this_cpu() != v->cpu) {
    return TENON_ERROR_wrong_cpu;
  }
  tenon_aarch64_hw_write_vttbr(v->cpu->host.vttbr);
  v->cpu->loaded = NULL;
  v->common.state = TENON_VCPU_FREE;
  return TENON_OK;
}
