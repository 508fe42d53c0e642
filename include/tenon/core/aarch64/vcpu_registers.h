/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A vCPU's registers by number, in memory or in the CPU, wherever they are.
#ifndef TENON_CORE_AARCH64_VCPU_REGISTERS_H
#define TENON_CORE_AARCH64_VCPU_REGISTERS_H

#include "tenon/core/aarch64/vcpu_state.h"

TENON_BEGIN_C

/*@
  predicate register_is_saved(integer index) =
    TENON_AARCH64_REGISTER_SP_EL0 <= index < TENON_AARCH64_REGISTER_END;

  logic integer register_saved(integer index) = index - TENON_AARCH64_REGISTER_SP_EL0;

  // In the CPU, and there is such a register.
  predicate register_is_live{L}(struct tenon_aarch64_vcpu *v, integer index) =
    vcpu_is_loaded{L}(v) &&
    register_exists(\at(v->cpu->features.has, L), register_saved(index));

  // The CPU that the vCPU is loaded on can be in this state: ID_AA64PFR0_EL1.EL0 = 1 is AArch64
  // alone, where an ERET to AArch32 would stay at EL2 (DDI 0487 D1.4).
  predicate register_has_state{L}(struct tenon_aarch64_vcpu *v, integer pstate) =
    (pstate / 16) % 2 == 0 || !vcpu_is_loaded{L}(v) ||
    id_field(\at(v->cpu->features.id_aa64pfr0, L), 1) != 1;

  predicate register_takes{L}(struct tenon_aarch64_vcpu *v, integer pstate) =
    guest_mode(pstate) && register_has_state{L}(v, pstate);
*/

/// `index`: enum tenon_aarch64_register. 0 for a number that names none, or a register that the
/// CPU lacks that the vCPU is loaded on.
/*@ requires storage: \valid_read(v);
    requires sound: vcpu_sound(v);
    terminates \true; exits \false; assigns \nothing;
    behavior general:
      assumes index < 31;
      ensures value: \result == v->frame.x[index];
    behavior pc:
      assumes index == TENON_AARCH64_REGISTER_PC;
      ensures value: \result == v->frame.pc;
    behavior pstate:
      assumes index == TENON_AARCH64_REGISTER_PSTATE;
      ensures value: \result == v->frame.pstate;
    behavior stored:
      assumes register_is_saved(index) && !vcpu_is_loaded(v);
      ensures value: \result == v->sysreg[register_saved(index)];
    behavior live:
      assumes register_is_saved(index) && register_is_live(v, index);
      ensures value: \result == tenon_hw_register[register_saved(index)];
    behavior none:
      assumes index == TENON_AARCH64_REGISTER_XZR || index >= TENON_AARCH64_REGISTER_END ||
              (register_is_saved(index) && vcpu_is_loaded(v) && !register_is_live(v, index));
      ensures value: \result == 0;
    complete behaviors; disjoint behaviors;
*/
uint64_t tenon_aarch64_vcpu_get_register(const struct tenon_aarch64_vcpu *v, uint32_t index);

/// Writes it. A write to the zero register or to what does not exist is ignored, and so is a PSTATE
/// that names a mode which HCR_EL2.RW keeps guests from, or AArch32 on a CPU without it: it would
/// enter EL2.
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.x[0 .. 30], v->frame.pc, v->frame.pstate,
            v->sysreg[0 .. TENON_AARCH64_SAVED_COUNT - 1], tenon_hw_register[..];
    ensures sound: vcpu_sound(v);
    // What the write does not name keeps its value.
    ensures other_general: \forall integer i; 0 <= i < 31 && i != index ==>
      v->frame.x[i] == \old(v->frame.x[i]);
    ensures other_pc: index != TENON_AARCH64_REGISTER_PC ==> v->frame.pc == \old(v->frame.pc);
    ensures other_pstate: index != TENON_AARCH64_REGISTER_PSTATE ==>
      v->frame.pstate == \old(v->frame.pstate);
    ensures other_stored: \forall integer i; 0 <= i < TENON_AARCH64_SAVED_COUNT &&
      (i != register_saved(index) || vcpu_is_loaded(v)) ==> v->sysreg[i] == \old(v->sysreg[i]);
    ensures other_live: \forall integer i; 0 <= i < TENON_AARCH64_SAVED_COUNT &&
      (i != register_saved(index) || !vcpu_is_loaded(v)) ==>
      tenon_hw_register[i] == \old(tenon_hw_register[i]);
    behavior general:
      assumes index < 31;
      ensures value: v->frame.x[index] == value;
    behavior pc:
      assumes index == TENON_AARCH64_REGISTER_PC;
      ensures value: v->frame.pc == value;
    behavior pstate:
      assumes index == TENON_AARCH64_REGISTER_PSTATE && register_takes(v, value);
      ensures value: v->frame.pstate == value;
    behavior stored:
      assumes register_is_saved(index) && !vcpu_is_loaded(v);
      ensures value: v->sysreg[register_saved(index)] == value;
    behavior live:
      assumes register_is_saved(index) && register_is_live(v, index);
      ensures value: tenon_hw_register[register_saved(index)] == value;
    behavior ignored:
      assumes index == TENON_AARCH64_REGISTER_XZR || index >= TENON_AARCH64_REGISTER_END ||
              (index == TENON_AARCH64_REGISTER_PSTATE && !register_takes(v, value)) ||
              (register_is_saved(index) && vcpu_is_loaded(v) && !register_is_live(v, index));
      ensures pstate: v->frame.pstate == \old(v->frame.pstate);
      ensures live: \forall integer i; 0 <= i < TENON_AARCH64_SAVED_COUNT ==>
        tenon_hw_register[i] == \old(tenon_hw_register[i]);
    complete behaviors; disjoint behaviors;
*/
void tenon_aarch64_vcpu_set_register(struct tenon_aarch64_vcpu *v, uint32_t index, uint64_t value);

TENON_END_C

#endif
