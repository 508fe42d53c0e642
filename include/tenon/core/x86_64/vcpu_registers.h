/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A guest's registers by name, wherever they are.
#ifndef TENON_CORE_X86_64_VCPU_REGISTERS_H
#define TENON_CORE_X86_64_VCPU_REGISTERS_H

#include "tenon/core/x86_64/hardware.h"
#include "tenon/core/x86_64/vcpu_state.h"
#include "tenon/core/x86_64/vmx/hardware.h"

/*@ // What translates the guest's addresses.
    predicate x86_is_of_paging(integer index) =
      index \in {TENON_X86_64_REGISTER_CR0, TENON_X86_64_REGISTER_CR3, TENON_X86_64_REGISTER_CR4,
                 TENON_X86_64_REGISTER_EFER}; */

TENON_BEGIN_C

/// One register, an enum tenon_x86_64_register; what is none reads as 0. While the vCPU is loaded,
/// only on its own CPU.
/*@ requires storage: \valid_read(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false; assigns \nothing;
    ensures general: index < 16 ==> \result == v->frame.x[index];
    ensures rip: index == TENON_X86_64_REGISTER_RIP ==> \result == v->frame.rip;
    ensures rflags: index == TENON_X86_64_REGISTER_RFLAGS ==> \result == v->frame.rflags;
    ensures live: x86_vcpu_is_loaded(v) &&
      TENON_X86_64_REGISTER_DR0 <= index < TENON_X86_64_REGISTER_DR0 + 4 ==>
      \result == x86_hw_dr[index - TENON_X86_64_REGISTER_DR0];
    ensures saved: !x86_vcpu_is_loaded(v) &&
      TENON_X86_64_REGISTER_DR0 <= index < TENON_X86_64_REGISTER_END ==>
      \result == v->sysreg[index - TENON_X86_64_REGISTER_DR0];
    ensures none: index >= TENON_X86_64_REGISTER_END ==> \result == 0; */
uint64_t tenon_x86_64_vcpu_get_register(const struct tenon_x86_64_vcpu *v, uint32_t index);

/// Writes it; what is none, and a value of XCR0 that the CPU would refuse, are ignored.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.x[0 .. 15], v->frame.rip, v->frame.rflags,
            v->sysreg[0 .. TENON_X86_64_SAVED_COUNT - 1], TENON_X86_64_HELD_STATE(v), v->changed,
            v->forget, x86_hw_xcr0, x86_hw_pkru, x86_hw_dr[0 .. 3];
    ensures sound: x86_vcpu_sound(v);
    ensures general: index < 16 ==> v->frame.x[index] == value;
    ensures others: \forall integer i; 0 <= i < 16 && i != index ==>
      v->frame.x[i] == \old(v->frame.x[i]);
    ensures rip: v->frame.rip == (index == TENON_X86_64_REGISTER_RIP ? value
                                                                   : \old(v->frame.rip));
    ensures rflags: v->frame.rflags == (index == TENON_X86_64_REGISTER_RFLAGS
      ? value : \old(v->frame.rflags));
    // The CPU keeps no translation that the guest's page tables had before.
    ensures forgets: x86_is_of_paging(index) ==>
      v->forget != TENON_STAGE2_KEEP && v->changed == 1;
    // The guest's EFER is not the CPU's, and XCR0 is only what the CPU takes.
    ensures extended: x86_hw_efer == \old(x86_hw_efer);
    ensures xcr0: x86_hw_xcr0 == \old(x86_hw_xcr0) ||
      (x86_hw_xcr0 == value && x86_xcr0_writable(value, v->cpu->features.xcr0)); */
void tenon_x86_64_vcpu_set_register(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value);

TENON_END_C

#endif
