/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/vcpu_registers.h"

#include "tenon/core/aarch64/live.h"

/* The condition of registers.def as a bit of features.has, 0 for an unconditional register. */
static const uint8_t condition[TENON_AARCH64_SAVED_COUNT] = {
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) 0,
#define TENON_AARCH64_SWITCHED_IF(has, name, op0, op1, crn, crm, op2, vhe, reset, why) 1u << (has),
#include "tenon/core/aarch64/registers.def"
};

#define FIRST_SAVED ((uint32_t)TENON_AARCH64_REGISTER_SP_EL0)

/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures loaded: \result == 1 <==> vcpu_is_loaded(v);
    ensures bit: \result <= 1; */
static uint32_t is_loaded(const struct tenon_aarch64_vcpu *v) {
  return v->common.state == (uint32_t)TENON_VCPU_BOUND ||
                 v->common.state == (uint32_t)TENON_VCPU_EXITED
             ? 1u
             : 0u;
}

/*@ requires known: saved < TENON_AARCH64_SAVED_COUNT;
    terminates \true; exits \false; assigns \nothing;
    ensures exists: \result == 1 <==> register_exists(has, saved);
    ensures bit: \result <= 1; */
static uint32_t exists(uint32_t has, uint32_t saved) {
  uint32_t bit = condition[saved];
  return bit == 0u || (has / bit) % 2u == 1u ? 1u : 0u;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures mode: \result == 1 <==> guest_mode(pstate);
    ensures bit: \result <= 1; */
static uint32_t is_guest_mode(uint64_t pstate) {
  uint64_t mode = pstate % 32u;
  return mode == 0u || mode == 4u || mode == 5u || mode == 16u ? 1u : 0u;
}

/*@ requires storage: \valid_read(v);
    requires sound: vcpu_sound(v);
    requires known: saved < TENON_AARCH64_SAVED_COUNT;
    terminates \true; exits \false; assigns \nothing;
    ensures stored: !vcpu_is_loaded(v) ==> \result == v->sysreg[saved];
    ensures live: vcpu_is_loaded(v) && register_exists(v->cpu->features.has, saved) ==>
                  \result == tenon_hw_register[saved];
    ensures none: vcpu_is_loaded(v) && !register_exists(v->cpu->features.has, saved) ==>
                  \result == 0; */
static uint64_t get_saved(const struct tenon_aarch64_vcpu *v, uint32_t saved) {
  if (is_loaded(v) == 0u) {
    return v->sysreg[saved];
  }
  if (exists(v->cpu->features.has, saved) == 0u) {
    return 0;
  }
  return tenon_aarch64_live_read(v->cpu->features.e2h, saved);
}

/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v);
    requires known: saved < TENON_AARCH64_SAVED_COUNT;
    terminates \true; exits \false;
    assigns v->sysreg[saved], tenon_hw_register[saved];
    ensures sound: vcpu_sound(v);
    behavior stored:
      assumes !vcpu_is_loaded(v);
      ensures value: v->sysreg[saved] == value;
      ensures not_live: tenon_hw_register[saved] == \old(tenon_hw_register[saved]);
    behavior live:
      assumes vcpu_is_loaded(v) && register_exists(v->cpu->features.has, saved);
      ensures value: tenon_hw_register[saved] == value;
      ensures not_stored: v->sysreg[saved] == \old(v->sysreg[saved]);
    behavior none:
      assumes vcpu_is_loaded(v) && !register_exists(v->cpu->features.has, saved);
      ensures same: v->sysreg[saved] == \old(v->sysreg[saved]) &&
                    tenon_hw_register[saved] == \old(tenon_hw_register[saved]);
    complete behaviors; disjoint behaviors; */
static void set_saved(struct tenon_aarch64_vcpu *v, uint32_t saved, uint64_t value) {
  if (is_loaded(v) == 0u) {
    v->sysreg[saved] = value;
  } else if (exists(v->cpu->features.has, saved) == 1u) {
    tenon_aarch64_live_write(v->cpu->features.e2h, saved, value);
  }
}

/* A vCPU that is not loaded is asked when it is bound. */
/*@ requires storage: \valid_read(v);
    requires sound: vcpu_sound(v);
    terminates \true; exits \false; assigns \nothing;
    ensures state: \result == 1 <==> register_has_state(v, pstate);
    ensures bit: \result <= 1; */
static uint32_t has_state(const struct tenon_aarch64_vcpu *v, uint64_t pstate) {
  if ((pstate / 16u) % 2u == 0u || is_loaded(v) == 0u) {
    return 1u;
  }
  return v->cpu->features.id_aa64pfr0 % 16u != 1u ? 1u : 0u;
}

/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.pstate;
    ensures sound: vcpu_sound(v);
    ensures accepted: register_takes(v, value) ==> v->frame.pstate == value;
    ensures ignored: !register_takes(v, value) ==> v->frame.pstate == \old(v->frame.pstate); */
static void set_pstate(struct tenon_aarch64_vcpu *v, uint64_t value) {
  if (is_guest_mode(value) == 1u && has_state(v, value) == 1u) {
    v->frame.pstate = value;
  }
}

/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v);
    requires general: index < 31;
    terminates \true; exits \false;
    assigns v->frame.x[index];
    ensures sound: vcpu_sound(v);
    ensures value: v->frame.x[index] == value; */
static void set_general(struct tenon_aarch64_vcpu *v, uint32_t index, uint64_t value) {
  v->frame.x[index] = value;
}

/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.pc;
    ensures sound: vcpu_sound(v);
    ensures value: v->frame.pc == value; */
static void set_pc(struct tenon_aarch64_vcpu *v, uint64_t value) { v->frame.pc = value; }

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

void tenon_aarch64_vcpu_set_register(struct tenon_aarch64_vcpu *v, uint32_t index, uint64_t value) {
  if (index < 31u) {
    set_general(v, index, value);
  } else if (index == (uint32_t)TENON_AARCH64_REGISTER_PC) {
    set_pc(v, value);
  } else if (index == (uint32_t)TENON_AARCH64_REGISTER_PSTATE) {
    set_pstate(v, value);
  } else if (index >= FIRST_SAVED && index < (uint32_t)TENON_AARCH64_REGISTER_END) {
    set_saved(v, index - FIRST_SAVED, value);
  }
}
