/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The world switch: assembly, its contract assumed.
#ifndef TENON_CORE_AARCH64_HARDWARE_ENTRY_H
#define TENON_CORE_AARCH64_HARDWARE_ENTRY_H

#include "tenon/core/aarch64/vcpu_state.h"

TENON_BEGIN_C

/// Enters the guest until an exception takes the CPU back to EL2. Moves v->frame, and nothing else,
/// between memory and the CPU; stores ESR_EL2 and the vector in v->fault, whose other
/// fields are not valid yet. Masks DAIF, which stays
/// masked.
///
/// \pre the vCPU is loaded on this CPU, its guest is held there, it enters at EL0 or EL1, and no
/// change of any of that waits for a synchronization.
/*@ requires storage: \valid(v);
    requires here: vcpu_here(v);
    requires mode: guest_mode(v->frame.pstate);
    terminates \false; exits \false;
    assigns v->frame.x[0 .. 30], v->frame.pc, v->frame.pstate, v->fault.esr, v->fault.vector,
            v->fault.valid,
            tenon_hw_vse, tenon_hw_register[..], tenon_hw_q[..], tenon_hw_fpcr, tenon_hw_fpsr,
            tenon_hw_far, tenon_hw_hpfar, tenon_hw_lr[..], tenon_hw_apr[..], tenon_hw_ich_vmcr;
    ensures mode: guest_mode(v->frame.pstate);
    ensures vector: v->fault.vector < 4;
    ensures empty: v->fault.valid == 0; */
void tenon_aarch64_world_switch(struct tenon_aarch64_vcpu *v);

TENON_END_C

#endif
