/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/scripted/vcpu.h"

/* It stands for the register in which a real CPU keeps its own identity. */
static _Thread_local struct tenon_scripted_cpu *this_cpu;

struct tenon_scripted_cpu *tenon_scripted_this_cpu(void) { return this_cpu; }

void tenon_scripted_set_this_cpu(struct tenon_scripted_cpu *cpu) { this_cpu = cpu; }

enum tenon_error tenon_scripted_claim(struct tenon_scripted_cpu *cpu, uint32_t id) {
  if (id >= TENON_CPU_MAX) return TENON_ERROR_invalid_argument;
  if (cpu->claimed != 0) return TENON_ERROR_wrong_state;
  cpu->claimed = 1;
  cpu->id = id;
  return TENON_OK;
}

enum tenon_error tenon_scripted_enable(struct tenon_scripted_cpu *cpu) {
  if (cpu->claimed == 0) return TENON_ERROR_wrong_state;
  if (cpu->enabled != 0) return TENON_ERROR_already_enabled;
  cpu->enabled = 1;
  cpu->loaded = NULL;
  this_cpu = cpu;
  return TENON_OK;
}

enum tenon_error tenon_scripted_disable(struct tenon_scripted_cpu *cpu) {
  if (cpu->enabled == 0 || cpu->loaded != NULL) return TENON_ERROR_wrong_state;
  if (this_cpu != cpu) return TENON_ERROR_wrong_cpu;
  cpu->enabled = 0;
  this_cpu = NULL;
  return TENON_OK;
}
