/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of percpu.h: it may not prove. */
#define tenon_aarch64_enable tenon_aarch64_enable__red_3 /* must fail: closed */
#include "tenon/core/aarch64/percpu.h"

/* Closes what FEAT_FGT brought, and not what FEAT_FGT2 did. */
enum tenon_error tenon_aarch64_enable(struct tenon_aarch64_cpu *cpu) {
  if (cpu->enabled != 0u) {
    return TENON_ERROR_already_enabled;
  }
  if (tenon_aarch64_has_hardware_support() == 0u) {
    return TENON_ERROR_unsupported;
  }
  tenon_aarch64_detect(&cpu->features);
  tenon_aarch64_hw_save_host(&cpu->host);
  tenon_aarch64_hw_refuse_extensions(TENON_AARCH64_REFUSE_HCX + TENON_AARCH64_REFUSE_FGT +
                                     TENON_AARCH64_REFUSE_MPAM);
  cpu->loaded = NULL;
  cpu->vmid_generation = 0;
  cpu->enabled = 1;
  tenon_aarch64_hw_enable(cpu);
  return TENON_OK;
}
