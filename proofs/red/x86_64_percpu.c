/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of percpu.h: none of these may prove. */
#define tenon_x86_64_detect tenon_x86_64_detect__red_1   /* must fail: asids */
#define tenon_x86_64_claim tenon_x86_64_claim__red_1     /* must fail: error */
#define tenon_x86_64_enable tenon_x86_64_enable__red_1   /* must fail: unaligned */
#define tenon_x86_64_disable tenon_x86_64_disable__red_1 /* must fail: cr4 */
#include "tenon/core/x86_64/percpu.h"

/* One that has no ASID for a guest. */
uint32_t tenon_x86_64_detect(struct tenon_x86_64_features *f) {
  f->has = 0;
  f->xcr0 = 0;
  f->asids = 1;
  return TENON_X86_64_OBSTACLE_none;
}

/* A CPU that was claimed before is claimed again. */
enum tenon_error tenon_x86_64_claim(struct tenon_x86_64_cpu *cpu, uint32_t id) {
  if (id >= TENON_CPU_MAX) return TENON_ERROR_invalid_argument;
  cpu->loaded = NULL;
  cpu->id = id;
  cpu->enabled = 0;
  cpu->claimed = 1;
  cpu->vmid_generation = 0;
  return TENON_OK;
}

/* An address whose end is that of memory. */
enum tenon_error tenon_x86_64_enable(struct tenon_x86_64_cpu *cpu, uint64_t address) {
  if (cpu->enabled != 0u) return TENON_ERROR_already_enabled;
  return address % TENON_X86_64_PAGE != 0u ? TENON_ERROR_unaligned : TENON_ERROR_unsupported;
}

/* CR4 stays as guests want it. */
enum tenon_error tenon_x86_64_disable(struct tenon_x86_64_cpu *cpu) {
  if (cpu->enabled == 0u || cpu->loaded != NULL) return TENON_ERROR_wrong_state;
  if (tenon_x86_64_hw_this_cpu() != cpu) return TENON_ERROR_wrong_cpu;
  tenon_x86_64_hw_write_msr(0xc0000080u, cpu->host.efer);
  tenon_x86_64_hw_restore_gs_base(cpu->host.gs_base);
  cpu->enabled = 0;
  return TENON_OK;
}
