/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// From a nested page fault to a device's exit.
#ifndef TENON_CORE_X86_64_NESTED_FAULT_H
#define TENON_CORE_X86_64_NESTED_FAULT_H

#include "tenon/core/x86_64/vcpu_state.h"

TENON_BEGIN_C

/// A data access to a page that is not mapped, of an instruction that the core carries out, becomes
/// MmioRead or MmioWrite; what it does not carry out stays NestedPageFault, with the cause. A write of
/// the interrupt command register is what local_apic.h makes of it; an operand in memory that the guest
/// cannot reach is the guest's exception, one that the hypervisor does not have Unhandled.
/// \pre v->exit is a NestedPageFault with the cause nested_access; the save area as above.
/*@ requires storage: \valid(v);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v);
    terminates \true; exits \false;
    assigns v->mmio, v->exit, v->fault.fetched, v->fault.instruction[0 .. 15], v->local_apic,
            v->frame.rflags, v->event, v->waiting[0 .. 3], v->nmi, v->over, v->changed, v->vmcb,
            v->vmx;
    ensures kind: v->exit.kind <= TENON_EXIT_COUNT; */
void tenon_x86_64_look_at_access(struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
