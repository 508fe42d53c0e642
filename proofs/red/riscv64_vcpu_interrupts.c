/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_interrupts.h and vcpu_registers.h: none of these may
   prove. */
#define tenon_riscv64_vcpu_inject_interrupt \
  tenon_riscv64_vcpu_inject_interrupt__red_1 /* must fail: live */
#define tenon_riscv64_vcpu_lower_interrupt \
  tenon_riscv64_vcpu_lower_interrupt__red_1 /* must fail: lowered */
#define tenon_riscv64_vcpu_get_register \
  tenon_riscv64_vcpu_get_register__red_1 /* must fail: value */
#define tenon_riscv64_vcpu_set_register \
  tenon_riscv64_vcpu_set_register__red_1 /* must fail: privilege */
#include "tenon/core/riscv64/vcpu_interrupts.h"
#include "tenon/core/riscv64/vcpu_registers.h"

/* Of a loaded vCPU too, in memory, where the hart does not look. */
enum tenon_error tenon_riscv64_vcpu_inject_interrupt(struct tenon_riscv64_vcpu *v,
                                                     uint32_t interrupt, uint32_t flags) {
  const uint64_t bit = tenon_riscv64_interrupt_bit(interrupt);
  if (bit == 0u) return TENON_ERROR_invalid_argument;
  if (flags > 1u || (flags == 0u && interrupt != 1u)) return TENON_ERROR_unsupported;
  v->sysreg[TENON_RISCV64_SAVED_HVIP] = v->sysreg[TENON_RISCV64_SAVED_HVIP] | bit;
  return TENON_OK;
}

/* All that is pending goes with it. */
enum tenon_error tenon_riscv64_vcpu_lower_interrupt(struct tenon_riscv64_vcpu *v,
                                                    uint32_t interrupt) {
  if (tenon_riscv64_interrupt_bit(interrupt) == 0u) return TENON_ERROR_invalid_argument;
  if (v->common.state != (uint32_t)TENON_VCPU_FREE) return TENON_ERROR_wrong_state;
  v->sysreg[TENON_RISCV64_SAVED_HVIP] = 0;
  return TENON_OK;
}

/* What was saved when the vCPU was loaded last. */
uint64_t tenon_riscv64_vcpu_get_register(const struct tenon_riscv64_vcpu *v, uint32_t index) {
  if (index == 0u || index >= (uint32_t)TENON_RISCV64_REGISTER_END) return 0;
  if (index < 32u) return v->frame.x[index];
  if (index == (uint32_t)TENON_RISCV64_REGISTER_PC) return v->frame.pc;
  if (index == (uint32_t)TENON_RISCV64_REGISTER_PRIVILEGE) return v->frame.sstatus / 0x100u % 2u;
  return v->sysreg[index - (uint32_t)TENON_RISCV64_REGISTER_VSSTATUS];
}

/* Once in VS-mode, always in VS-mode. */
void tenon_riscv64_vcpu_set_register(struct tenon_riscv64_vcpu *v, uint32_t index, uint64_t value) {
  if (index != 0u && index < 32u) {
    v->frame.x[index] = value;
  } else if (index == (uint32_t)TENON_RISCV64_REGISTER_PC) {
    v->frame.pc = value;
  } else if (index == (uint32_t)TENON_RISCV64_REGISTER_PRIVILEGE) {
    v->frame.sstatus |= value % 2u * 0x100u;
  }
}
