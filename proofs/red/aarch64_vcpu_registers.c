/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_registers.h: none of these may prove. */
#define tenon_aarch64_vcpu_get_register \
  tenon_aarch64_vcpu_get_register__red_1 /* must fail: value */
#define tenon_aarch64_vcpu_set_register \
  tenon_aarch64_vcpu_set_register__red_1 /* must fail: sound */
#include "tenon/core/aarch64/vcpu_registers.h"

/* Reads what was saved, wherever the guest is. */
uint64_t tenon_aarch64_vcpu_get_register(const struct tenon_aarch64_vcpu *v, uint32_t index) {
  if (index < 31u) {
    return v->frame.x[index];
  }
  if (index == (uint32_t)TENON_AARCH64_REGISTER_PC) {
    return v->frame.pc;
  }
  if (index == (uint32_t)TENON_AARCH64_REGISTER_PSTATE) {
    return v->frame.pstate;
  }
  if (index >= (uint32_t)TENON_AARCH64_REGISTER_SP_EL0 &&
      index < (uint32_t)TENON_AARCH64_REGISTER_END) {
    return v->sysreg[index - (uint32_t)TENON_AARCH64_REGISTER_SP_EL0];
  }
  return 0;
}

/* Takes any PSTATE, and so one that enters EL2. */
void tenon_aarch64_vcpu_set_register(struct tenon_aarch64_vcpu *v, uint32_t index, uint64_t value) {
  if (index == (uint32_t)TENON_AARCH64_REGISTER_PSTATE) {
    v->frame.pstate = value;
  }
}
