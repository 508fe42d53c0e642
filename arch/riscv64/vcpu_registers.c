/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/vcpu_registers.h"

#include "sstatus.h"

/* The condition of registers.def as a bit of features.has, 0 for an unconditional register. */
static const uint8_t condition[TENON_RISCV64_SAVED_COUNT] = {
#define TENON_RISCV64_SWITCHED(name, number, reset, why) 0,
#define TENON_RISCV64_SWITCHED_IF(has, name, number, reset, why) 1u << (has),
#include "tenon/core/riscv64/registers.def"
};

#define FIRST_SAVED ((uint32_t)TENON_RISCV64_REGISTER_VSSTATUS)
#define SPP 0x100u

/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures loaded: \result == 1 <==> rv_vcpu_is_loaded(v);
    ensures boolean: \result <= 1; */
static uint32_t is_loaded(const struct tenon_riscv64_vcpu *v) {
  return v->common.state == (uint32_t)TENON_VCPU_BOUND ||
                 v->common.state == (uint32_t)TENON_VCPU_EXITED
             ? 1u
             : 0u;
}

/*@ requires saved: saved < TENON_RISCV64_SAVED_COUNT;
    terminates \true; exits \false; assigns \nothing;
    ensures exists: \result == 1 <==> rv_register_exists(has, saved);
    ensures boolean: \result <= 1; */
static uint32_t exists(uint32_t has, uint32_t saved) {
  uint32_t bit = condition[saved];
  return bit == 0u || has / bit % 2u == 1u ? 1u : 0u;
}

/*@ requires storage: \valid_read(v);
    requires sound: rv_vcpu_sound(v);
    requires saved: saved < TENON_RISCV64_SAVED_COUNT;
    terminates \true; exits \false; assigns \nothing;
    ensures saved: !rv_vcpu_is_loaded(v) ==> \result == v->sysreg[saved];
    ensures live: rv_vcpu_is_loaded(v) && rv_register_exists(v->cpu->features.has, saved) ==>
      \result == rv_hw_register[saved];
    ensures none: rv_vcpu_is_loaded(v) && !rv_register_exists(v->cpu->features.has, saved) ==>
      \result == 0; */
static uint64_t get_saved(const struct tenon_riscv64_vcpu *v, uint32_t saved) {
  if (is_loaded(v) == 0u) {
    return v->sysreg[saved];
  }
  return exists(v->cpu->features.has, saved) == 1u ? tenon_riscv64_hw_read_register(saved) : 0u;
}

/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v);
    requires saved: saved < TENON_RISCV64_SAVED_COUNT;
    terminates \true; exits \false;
    assigns v->sysreg[0 .. TENON_RISCV64_SAVED_COUNT - 1], rv_hw_register[..];
    ensures sound: rv_vcpu_sound(v);
    ensures saved: !rv_vcpu_is_loaded(v) ==> v->sysreg[saved] == value;
    ensures live: rv_vcpu_is_loaded(v) && rv_register_exists(v->cpu->features.has, saved) ==>
      rv_hw_register[saved] == value;
    ensures others: \forall integer i; 0 <= i < TENON_RISCV64_SAVED_COUNT && i != saved ==>
      v->sysreg[i] == \old(v->sysreg[i]) && rv_hw_register[i] == \old(rv_hw_register[i]); */
static void set_saved(struct tenon_riscv64_vcpu *v, uint32_t saved, uint64_t value) {
  if (is_loaded(v) == 0u) {
    v->sysreg[saved] = value;
  } else if (exists(v->cpu->features.has, saved) == 1u) {
    tenon_riscv64_hw_write_register(saved, value);
  }
}

/*@ requires privilege: privilege <= 1;
    terminates \true; exits \false; assigns \nothing;
    ensures privilege: \result / 0x100 % 2 == privilege;
    ensures status: rv_guest_status(sstatus) ==> rv_guest_status(\result); */
static uint64_t with_privilege(uint64_t sstatus, uint64_t privilege) {
  uint64_t was = sstatus / SPP % 2u;
  //@ ghost uint64_t high = sstatus / 0x100u;
  //@ assert was: status_parts(sstatus, high, sstatus % 0x100);
  //@ assert is: status_parts(sstatus - was * SPP + privilege * SPP, high - was + privilege, sstatus % 0x100);
  //@ assert even: was == high % 2;
  return sstatus - was * SPP + privilege * SPP;
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
    v->frame.sstatus = with_privilege(v->frame.sstatus, value % 2u);
  } else if (index < (uint32_t)TENON_RISCV64_REGISTER_END) {
    set_saved(v, index - FIRST_SAVED, value);
  }
}
