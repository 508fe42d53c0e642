/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A guest's registers by name, wherever they are.
#ifndef TENON_CORE_X86_64_VCPU_REGISTERS_H
#define TENON_CORE_X86_64_VCPU_REGISTERS_H

#include "tenon/core/x86_64/hardware.h"
#include "tenon/core/x86_64/vcpu_state.h"

TENON_BEGIN_C

/// One register, an enum tenon_x86_64_register; what is none reads as 0. While the vCPU is loaded,
/// only on its own CPU.
/*@ requires storage: \valid_read(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false; assigns \nothing;
    ensures general: index < 16 ==> \result == v->frame.x[index];
    ensures rip: index == TENON_X86_64_REGISTER_RIP ==> \result == v->frame.rip;
    ensures rflags: index == TENON_X86_64_REGISTER_RFLAGS ==> \result == v->frame.rflags;
    ensures none: index >= TENON_X86_64_REGISTER_END ==> \result == 0; */
uint64_t tenon_x86_64_vcpu_get_register(const struct tenon_x86_64_vcpu *v, uint32_t index);

/// Writes it; what is none, and a value of XCR0 that the CPU would refuse, are ignored.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame, v->sysreg[0 .. TENON_X86_64_SAVED_COUNT - 1], v->vmcb, v->changed, v->forget,
            x86_hw_xcr0, x86_hw_tsc_aux, x86_hw_efer, x86_hw_dr[0 .. 3];
    ensures sound: x86_vcpu_sound(v);
    ensures general: index < 16 ==> v->frame.x[index] == value; */
void tenon_x86_64_vcpu_set_register(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value);

TENON_END_C

#endif
