/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_registers.h: none of these may prove. */
#define tenon_x86_64_vcpu_get_register tenon_x86_64_vcpu_get_register__red_3 /* must fail: saved */
#define tenon_x86_64_vcpu_set_register \
  tenon_x86_64_vcpu_set_register__red_3 /* must fail: extended */
#include "tenon/core/x86_64/vcpu_registers.h"

/* The host's breakpoints, of a guest that is not on this CPU. */
uint64_t tenon_x86_64_vcpu_get_register(const struct tenon_x86_64_vcpu *v, uint32_t index) {
  uint64_t dr[4];
  (void)v;
  tenon_x86_64_hw_read_dr(dr);
  return dr[index % 4u];
}

/* The guest's EFER in the host's. */
void tenon_x86_64_vcpu_set_register(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value) {
  (void)v;
  if (index == (uint32_t)TENON_X86_64_REGISTER_EFER) {
    tenon_x86_64_hw_write_msr(0xc0000080u, value);
  }
}
