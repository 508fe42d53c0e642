/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A guest's registers by name, wherever they are.
#ifndef TENON_CORE_RISCV64_VCPU_REGISTERS_H
#define TENON_CORE_RISCV64_VCPU_REGISTERS_H

#include "tenon/core/riscv64/vcpu_state.h"

/*@
  // Behind PRIVILEGE come the registers of registers.def.
  predicate rv_register_is_saved(integer index) =
    TENON_RISCV64_REGISTER_PRIVILEGE < index < TENON_RISCV64_REGISTER_END;
  logic integer rv_register_saved(integer index) = index - TENON_RISCV64_REGISTER_VSSTATUS;
  // While the vCPU is loaded they are in the hart, as far as it has them.
  predicate rv_register_is_live{L}(struct tenon_riscv64_vcpu *v, integer index) =
    rv_register_is_saved(index) && rv_vcpu_is_loaded{L}(v) &&
    rv_register_exists(\at(v->cpu->features.has, L), rv_register_saved(index));
*/

TENON_BEGIN_C

/// One register, an enum tenon_riscv64_register; what is none reads as 0. While the vCPU is loaded,
/// only on its own hart.
/*@ requires storage: \valid_read(v);
    requires sound: rv_vcpu_sound(v);
    terminates \true; exits \false; assigns \nothing;
    behavior general:
      assumes index < 32;
      ensures value: \result == (index == 0 ? 0 : v->frame.x[index]);
    behavior pc:
      assumes index == TENON_RISCV64_REGISTER_PC;
      ensures value: \result == v->frame.pc;
    behavior privilege:
      assumes index == TENON_RISCV64_REGISTER_PRIVILEGE;
      ensures value: \result == v->frame.sstatus / 0x100 % 2;
    behavior saved:
      assumes rv_register_is_saved(index) && !rv_vcpu_is_loaded(v);
      ensures value: \result == v->sysreg[rv_register_saved(index)];
    behavior live:
      assumes rv_register_is_live(v, index);
      ensures value: \result == rv_hw_register[rv_register_saved(index)];
    behavior none:
      assumes index >= TENON_RISCV64_REGISTER_END ||
        (rv_register_is_saved(index) && rv_vcpu_is_loaded(v) && !rv_register_is_live(v, index));
      ensures value: \result == 0;
    complete behaviors; disjoint behaviors; */
uint64_t tenon_riscv64_vcpu_get_register(const struct tenon_riscv64_vcpu *v, uint32_t index);

/// Writes it; what is none, and x0, ignore it. PRIVILEGE takes bit 0.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.x[1 .. 31], v->frame.pc, v->frame.sstatus,
            v->sysreg[0 .. TENON_RISCV64_SAVED_COUNT - 1], rv_hw_register[..];
    ensures sound: rv_vcpu_sound(v);
    ensures general: 1 <= index < 32 ==> v->frame.x[index] == value;
    ensures others: \forall integer i; 1 <= i < 32 && i != index ==>
      v->frame.x[i] == \old(v->frame.x[i]);
    ensures pc: v->frame.pc == (index == TENON_RISCV64_REGISTER_PC ? value : \old(v->frame.pc));
    ensures privilege: v->frame.sstatus / 0x100 % 2 ==
      (index == TENON_RISCV64_REGISTER_PRIVILEGE ? value % 2
                                                 : \old(v->frame.sstatus) / 0x100 % 2); */
void tenon_riscv64_vcpu_set_register(struct tenon_riscv64_vcpu *v, uint32_t index, uint64_t value);

TENON_END_C

#endif
