/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of theorems/aarch64_registers.h: it may not prove. */
#define registers_return registers_return__red_1 /* must fail: returned */
#include "theorems/aarch64_registers.h"

/* Whoever comes next goes on with what is there. */
enum tenon_error registers_return(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                                  const uint64_t *other) {
  if (v->cpu != cpu) {
    return TENON_ERROR_wrong_cpu;
  }
  tenon_aarch64_hw_write_register(TENON_AARCH64_SAVED_TPIDR2_EL0, other[0]);
  return TENON_OK;
}
