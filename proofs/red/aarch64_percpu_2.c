/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of percpu.h: it may not prove. */
#define tenon_aarch64_enable tenon_aarch64_enable__red_2 /* must fail: debug */
#include "tenon/core/aarch64/percpu.h"

/* Leaves MDSCR_EL1 as the host, or the reset, left it: guests are single-stepped. */
enum tenon_error tenon_aarch64_enable(struct tenon_aarch64_cpu *cpu) {
  if (cpu->enabled != 0u) {
    return TENON_ERROR_already_enabled;
  }
  if (tenon_aarch64_has_hardware_support() == 0u) {
    return TENON_ERROR_unsupported;
  }
  tenon_aarch64_detect(&cpu->features);
  tenon_aarch64_hw_save_host(&cpu->host);
  cpu->loaded = NULL;
  cpu->vmid_generation = 0;
  cpu->enabled = 1;
  tenon_aarch64_hw_enable(cpu);
  return TENON_OK;
}
