/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/vcpu_registers.h"

/* The condition of registers.def as a bit of features.has, 0 for an unconditional register. */
static const uint8_t condition[TENON_RISCV64_SAVED_COUNT] = {
#define TENON_RISCV64_SWITCHED(name, number, reset, why) 0,
#define TENON_RISCV64_SWITCHED_IF(has, name, number, reset, why) 1u << (has),
#include "tenon/core/riscv64/registers.def"
};

#define FIRST_SAVED ((uint32_t)TENON_RISCV64_REGISTER_VSSTATUS)
#define SPP 0x100u

static uint32_t is_loaded(const struct tenon_riscv64_vcpu *v) {
  return v->common.state == (uint32_t)TENON_VCPU_BOUND ||
                 v->common.state == (uint32_t)TENON_VCPU_EXITED
             ? 1u
             : 0u;
}

static uint32_t exists(uint32_t has, uint32_t saved) {
  uint32_t bit = condition[saved];
  return bit == 0u || has / bit % 2u == 1u ? 1u : 0u;
}

static uint64_t get_saved(const struct tenon_riscv64_vcpu *v, uint32_t saved) {
  if (is_loaded(v) == 0u) {
    return v->sysreg[saved];
  }
  return exists(v->cpu->features.has, saved) == 1u ? tenon_riscv64_hw_read_register(saved) : 0u;
}

static void set_saved(struct tenon_riscv64_vcpu *v, uint32_t saved, uint64_t value) {
  if (is_loaded(v) == 0u) {
    v->sysreg[saved] = value;
  } else if (exists(v->cpu->features.has, saved) == 1u) {
    tenon_riscv64_hw_write_register(saved, value);
  }
}

uint64_t tenon_riscv64_vcpu_get_register(const struct tenon_riscv64_vcpu *v, uint32_t index) {
  if (index < 32u) {
    return tenon_riscv64_get_x(&v->frame, index);
  }
  if (index == (uint32_t)TENON_RISCV64_REGISTER_PC) {
    return v->frame.pc;
  }
  if (index == (uint32_t)TENON_RISCV64_REGISTER_PRIVILEGE) {
    return v->frame.sstatus / SPP % 2u;
  }
  if (index < (uint32_t)TENON_RISCV64_REGISTER_END) {
    return get_saved(v, index - FIRST_SAVED);
  }
  return 0;
}

void tenon_riscv64_vcpu_set_register(struct tenon_riscv64_vcpu *v, uint32_t index, uint64_t value) {
  if (index < 32u) {
    tenon_riscv64_set_x(&v->frame, index, value);
  } else if (index == (uint32_t)TENON_RISCV64_REGISTER_PC) {
    v->frame.pc = value;
  } else if (index == (uint32_t)TENON_RISCV64_REGISTER_PRIVILEGE) {
    v->frame.sstatus = v->frame.sstatus - v->frame.sstatus / SPP % 2u * SPP + value % 2u * SPP;
  } else if (index < (uint32_t)TENON_RISCV64_REGISTER_END) {
    set_saved(v, index - FIRST_SAVED, value);
  }
}
