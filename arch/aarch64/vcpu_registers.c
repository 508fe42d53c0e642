/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/live.h"
#include "tenon/core/aarch64/vcpu.h"

/* The condition of registers.def as a bit of features.has, 0 for an unconditional register. */
static const uint8_t condition[TENON_AARCH64_SAVED_COUNT] = {
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) 0,
#define TENON_AARCH64_SWITCHED_IF(has, name, op0, op1, crn, crm, op2, vhe, reset, why) 1u << (has),
#include "tenon/core/aarch64/registers.def"
};

#define FIRST_SAVED ((uint32_t)TENON_AARCH64_REGISTER_SP_EL0)

static uint32_t is_loaded(const struct tenon_aarch64_vcpu *v) {
  return v->common.state == (uint32_t)TENON_VCPU_BOUND ||
                 v->common.state == (uint32_t)TENON_VCPU_EXITED
             ? 1u
             : 0u;
}

static uint32_t exists(uint32_t has, uint32_t saved) {
  return condition[saved] == 0u || (has & condition[saved]) != 0u ? 1u : 0u;
}

static uint64_t get_saved(const struct tenon_aarch64_vcpu *v, uint32_t saved) {
  if (is_loaded(v) == 0u) {
    return v->sysreg[saved];
  }
  if (exists(v->cpu->features.has, saved) == 0u) {
    return 0;
  }
  return tenon_aarch64_live_read(v->cpu->features.e2h, saved);
}

static void set_saved(struct tenon_aarch64_vcpu *v, uint32_t saved, uint64_t value) {
  if (is_loaded(v) == 0u) {
    v->sysreg[saved] = value;
  } else if (exists(v->cpu->features.has, saved) == 1u) {
    tenon_aarch64_live_write(v->cpu->features.e2h, saved, value);
  }
}

/* EL1h, EL1t, EL0t, or AArch32 User mode: nothing else can run below EL2 with HCR_EL2.RW set
 * (DDI 0487 C5.2.19, SPSR_EL2.M). */
static uint32_t is_guest_mode(uint64_t pstate) {
  uint64_t mode = pstate % 32u;
  return mode == 0u || mode == 4u || mode == 5u || mode == 16u ? 1u : 0u;
}

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
  if (index >= FIRST_SAVED && index < (uint32_t)TENON_AARCH64_REGISTER_END) {
    return get_saved(v, index - FIRST_SAVED);
  }
  return 0;
}

void tenon_aarch64_vcpu_set_register(struct tenon_aarch64_vcpu *v, uint32_t index,
                                     uint64_t value) {
  if (index < 31u) {
    v->frame.x[index] = value;
  } else if (index == (uint32_t)TENON_AARCH64_REGISTER_PC) {
    v->frame.pc = value;
  } else if (index == (uint32_t)TENON_AARCH64_REGISTER_PSTATE) {
    if (is_guest_mode(value) == 1u) {
      v->frame.pstate = value;
    }
  } else if (index >= FIRST_SAVED && index < (uint32_t)TENON_AARCH64_REGISTER_END) {
    set_saved(v, index - FIRST_SAVED, value);
  }
}
