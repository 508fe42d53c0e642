/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of vcpu_interrupts.h: it may not prove. */
#define tenon_riscv64_vcpu_lower_interrupt \
  tenon_riscv64_vcpu_lower_interrupt__red_2 /* must fail: unknown */
#include "tenon/core/riscv64/vcpu_interrupts.h"

/* There is nothing to lower in a vCPU that is not there, so all is well. */
enum tenon_error tenon_riscv64_vcpu_lower_interrupt(struct tenon_riscv64_vcpu *v,
                                                    uint32_t interrupt) {
  const uint64_t bit = tenon_riscv64_interrupt_bit(interrupt);
  if (bit == 0u) return TENON_ERROR_invalid_argument;
  if (v->common.state == (uint32_t)TENON_VCPU_FREE) {
    v->sysreg[TENON_RISCV64_SAVED_HVIP] &= UINT64_MAX - bit;
  } else if (v->common.state == (uint32_t)TENON_VCPU_BOUND ||
             v->common.state == (uint32_t)TENON_VCPU_EXITED) {
    tenon_riscv64_hw_change_hvip(0, bit);
  }
  return TENON_OK;
}
