/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of percpu.h: none of these may prove. */
#define tenon_x86_64_enable tenon_x86_64_enable__red_2   /* must fail: refused */
#define tenon_x86_64_disable tenon_x86_64_disable__red_2 /* must fail: elsewhere */
#define tenon_x86_64_has_hardware_support \
  tenon_x86_64_has_hardware_support__red_1 /* must fail: boolean */
#include "tenon/core/x86_64/percpu.h"

/* A CPU that cannot keeps CR4 as it was tried. */
enum tenon_error tenon_x86_64_enable(struct tenon_x86_64_cpu *cpu, uint64_t address) {
  if (cpu->enabled != 0u) return TENON_ERROR_already_enabled;
  if (address % TENON_X86_64_PAGE != 0u || address > TENON_X86_64_ADDRESS_MAX) {
    return TENON_ERROR_unaligned;
  }
  cpu->host.cr4 = tenon_x86_64_hw_read_cr4();
  tenon_x86_64_hw_write_cr4(cpu->host.cr4 | 0x200u);
  return TENON_ERROR_unsupported;
}

/* From whatever CPU. */
enum tenon_error tenon_x86_64_disable(struct tenon_x86_64_cpu *cpu) {
  if (cpu->enabled == 0u || cpu->loaded != NULL) return TENON_ERROR_wrong_state;
  tenon_x86_64_hw_write_cr4(cpu->host.cr4);
  tenon_x86_64_hw_write_msr(0xc0000080u, cpu->host.efer);
  tenon_x86_64_hw_restore_gs_base(cpu->host.gs_base);
  cpu->enabled = 0;
  return TENON_OK;
}

/* Why not, instead of whether. */
uint32_t tenon_x86_64_has_hardware_support(void) {
  struct tenon_x86_64_features features;
  return tenon_x86_64_detect(&features);
}
