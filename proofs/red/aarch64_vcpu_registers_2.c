/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of vcpu_registers.h: it may not prove. */
#define tenon_aarch64_vcpu_set_register \
  tenon_aarch64_vcpu_set_register__red_2 /* must fail: pstate */
#include "tenon/core/aarch64/vcpu_registers.h"

/* Takes AArch32 for the guest of a CPU that has only AArch64. */
void tenon_aarch64_vcpu_set_register(struct tenon_aarch64_vcpu *v, uint32_t index, uint64_t value) {
  if (index == (uint32_t)TENON_AARCH64_REGISTER_PSTATE && value % 32u == 16u) {
    v->frame.pstate = value;
  }
}
