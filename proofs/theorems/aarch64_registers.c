/* SPDX-License-Identifier: Apache-2.0 */
#include "aarch64_registers.h"

/* Another guest leaves its own values, all of them. */
/*@ requires values: \valid_read(values + (0 .. TENON_AARCH64_SAVED_COUNT - 1));
    terminates \true; exits \false;
    assigns tenon_hw_register[..]; */
static void another(const uint64_t *values) {
  /*@ loop invariant range: 0 <= i <= TENON_AARCH64_SAVED_COUNT;
      loop assigns i, tenon_hw_register[..];
      loop variant TENON_AARCH64_SAVED_COUNT - i; */
  for (uint32_t i = 0; i < TENON_AARCH64_REGISTER_COUNT; i++) {
    tenon_aarch64_hw_write_register(i, values[i]);
  }
}

/* Nothing that was saved changes on the way back. */
/*@ requires storage: \valid(v) && \valid(cpu);
    requires apart: \separated(v, cpu) && \separated(v->stage2, cpu);
    requires sound: vcpu_sound(v);
    requires interrupts: vcpu_is_set_up(v) ==> vcpu_interrupts_sound(v);
    requires cpu_sound: cpu_sound(cpu);
    requires state: vcpu_is(v, TENON_VCPU_FREE);
    terminates \true; exits \false;
    assigns *v, *cpu, v->stage2->resident[0 .. TENON_CPU_MAX - 1];
    assigns tenon_hw_register[..], tenon_hw_vpidr, tenon_hw_vmpidr, tenon_hw_vttbr,
            tenon_hw_forgotten, tenon_hw_hcr, tenon_hw_vse, tenon_hw_cptr, tenon_hw_mdcr,
            tenon_hw_cnthctl, tenon_hw_vtcr, tenon_hw_synchronized, tenon_hw_q[..],
            tenon_hw_fpcr, tenon_hw_fpsr, tenon_hw_apr[..], tenon_hw_ich_vmcr;
    ensures loaded: \result == TENON_OK ==> \forall integer i;
      0 <= i < TENON_AARCH64_SAVED_COUNT && register_exists(\old(cpu->features.has), i) ==>
        tenon_hw_register[i] == \old(v->sysreg[i]); */
static enum tenon_error again(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu) {
  const enum tenon_error error = tenon_aarch64_vcpu_bind(v, cpu);
  //@ assert has: cpu->features.has == \at(cpu->features.has, Pre);
  /*@ assert kept: \forall integer i; 0 <= i < TENON_AARCH64_SAVED_COUNT ==>
        v->sysreg[i] == \at(v->sysreg[i], Pre); */
  return error;
}

enum tenon_error registers_return(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                                  const uint64_t *other) {
  enum tenon_error error = tenon_aarch64_vcpu_unbind(v);
  if (error != TENON_OK) {
    return error;
  }
  //@ assert has: cpu->features.has == \at(cpu->features.has, Pre);
  /*@ assert listed: \forall integer i; guest_register(cpu->features.has, i) ==>
        0 <= i < TENON_AARCH64_SAVED_COUNT && register_exists(cpu->features.has, i); */
  /*@ assert saved: \forall integer i; guest_register(cpu->features.has, i) ==>
        v->sysreg[i] == \at(tenon_hw_register[i], Pre); */
  another(other);
  return again(v, cpu);
}
