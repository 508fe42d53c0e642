/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/vcpu_interrupts.h"

uint64_t tenon_riscv64_interrupt_bit(uint32_t interrupt) {
  if (interrupt == TENON_RISCV64_INTERRUPT_SOFTWARE) {
    return 0x4u;
  }
  if (interrupt == TENON_RISCV64_INTERRUPT_TIMER) {
    return 0x40u;
  }
  return interrupt == TENON_RISCV64_INTERRUPT_EXTERNAL ? 0x400u : 0u;
}

/* hvip is the hart's while the vCPU is loaded: the guest clears its software interrupt there. */
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->sysreg[TENON_RISCV64_SAVED_HVIP], rv_hw_register[TENON_RISCV64_SAVED_HVIP];
    behavior free:
      assumes rv_vcpu_is(v, TENON_VCPU_FREE);
      ensures done: \result == TENON_OK;
      ensures saved: v->sysreg[TENON_RISCV64_SAVED_HVIP] ==
        ((\old(v->sysreg[TENON_RISCV64_SAVED_HVIP]) | raised) & (0xffffffffffffffff - lowered));
      ensures live: rv_hw_register[TENON_RISCV64_SAVED_HVIP] ==
        \old(rv_hw_register[TENON_RISCV64_SAVED_HVIP]);
    behavior loaded:
      assumes rv_vcpu_is_loaded(v);
      ensures done: \result == TENON_OK;
      ensures live: rv_hw_register[TENON_RISCV64_SAVED_HVIP] ==
        ((\old(rv_hw_register[TENON_RISCV64_SAVED_HVIP]) | raised) & (0xffffffffffffffff - lowered));
      ensures saved: v->sysreg[TENON_RISCV64_SAVED_HVIP] ==
        \old(v->sysreg[TENON_RISCV64_SAVED_HVIP]);
    behavior refused:
      assumes !rv_vcpu_is(v, TENON_VCPU_FREE) && !rv_vcpu_is_loaded(v);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
      ensures same: v->sysreg[TENON_RISCV64_SAVED_HVIP] ==
        \old(v->sysreg[TENON_RISCV64_SAVED_HVIP]) && rv_hw_register[TENON_RISCV64_SAVED_HVIP] ==
        \old(rv_hw_register[TENON_RISCV64_SAVED_HVIP]);
    complete behaviors; disjoint behaviors; */
static enum tenon_error change(struct tenon_riscv64_vcpu *v, uint64_t raised, uint64_t lowered) {
  uint32_t state = v->common.state;
  if (state == (uint32_t)TENON_VCPU_FREE) {
    uint64_t hvip = v->sysreg[TENON_RISCV64_SAVED_HVIP];
    v->sysreg[TENON_RISCV64_SAVED_HVIP] = (hvip | raised) & (UINT64_MAX - lowered);
  } else if (state == (uint32_t)TENON_VCPU_BOUND || state == (uint32_t)TENON_VCPU_EXITED) {
    tenon_riscv64_hw_change_hvip(raised, lowered);
  } else {
    return TENON_ERROR_wrong_state;
  }
  return TENON_OK;
}

enum tenon_error tenon_riscv64_vcpu_inject_interrupt(struct tenon_riscv64_vcpu *v,
                                                     uint32_t interrupt, uint32_t flags) {
  uint64_t bit = tenon_riscv64_interrupt_bit(interrupt);
  if (bit == 0u) {
    return TENON_ERROR_invalid_argument;
  }
  if (flags > TENON_RISCV64_INTERRUPT_LEVEL ||
      (flags == 0u && interrupt != TENON_RISCV64_INTERRUPT_SOFTWARE)) {
    return TENON_ERROR_unsupported;
  }
  return change(v, bit, 0);
}

enum tenon_error tenon_riscv64_vcpu_lower_interrupt(struct tenon_riscv64_vcpu *v,
                                                    uint32_t interrupt) {
  uint64_t bit = tenon_riscv64_interrupt_bit(interrupt);
  if (bit == 0u) {
    return TENON_ERROR_invalid_argument;
  }
  return change(v, 0, bit);
}

void tenon_riscv64_vcpu_merge_interrupts(struct tenon_riscv64_vcpu *v, uint32_t word,
                                         uint64_t bits) {
  uint64_t known = bits / 2u % 2u * 0x4u + bits / 32u % 2u * 0x40u + bits / 512u % 2u * 0x400u;
  if (word == 0u && known != 0u) {
    (void)change(v, known, 0);
  }
}

uint32_t tenon_riscv64_vcpu_has_interrupt(const struct tenon_riscv64_vcpu *v) {
  (void)v;
  return tenon_riscv64_hw_waiting() != 0u ? 1u : 0u;
}
