/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of percpu.h: none of these may prove. */
#define tenon_aarch64_claim tenon_aarch64_claim__red_1     /* must fail: error */
#define tenon_aarch64_enable tenon_aarch64_enable__red_1   /* must fail: sound */
#define tenon_aarch64_disable tenon_aarch64_disable__red_1 /* must fail: host */
#include "tenon/core/aarch64/percpu.h"

/* A second claim takes the CPU from under its vCPU. */
enum tenon_error tenon_aarch64_claim(struct tenon_aarch64_cpu *cpu, uint32_t id) {
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

/* Enabled without tenon's vectors. */
enum tenon_error tenon_aarch64_enable(struct tenon_aarch64_cpu *cpu) {
  if (cpu->enabled != 0u) {
    return TENON_ERROR_already_enabled;
  }
  if (tenon_aarch64_has_hardware_support() == 0u) {
    return TENON_ERROR_unsupported;
  }
  tenon_aarch64_detect(&cpu->features);
  cpu->loaded = NULL;
  cpu->enabled = 1;
  return TENON_OK;
}

/* Says so, and leaves the host's registers as they are. */
enum tenon_error tenon_aarch64_disable(struct tenon_aarch64_cpu *cpu) {
  if (cpu->enabled == 0u || cpu->loaded != NULL) {
    return TENON_ERROR_wrong_state;
  }
  if (tenon_aarch64_hw_this_cpu() != cpu) {
    return TENON_ERROR_wrong_cpu;
  }
  cpu->enabled = 0;
  return TENON_OK;
}
