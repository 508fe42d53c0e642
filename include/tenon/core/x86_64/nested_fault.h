/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// From a nested page fault to a device's exit.
#ifndef TENON_CORE_X86_64_NESTED_FAULT_H
#define TENON_CORE_X86_64_NESTED_FAULT_H

#include "tenon/core/x86_64/vcpu_state.h"
#include "tenon/core/x86_64/vmx/hardware.h"

TENON_BEGIN_C

/// A data access to a page that is not mapped, of an instruction that the core carries out, becomes
/// MmioRead or MmioWrite; what it does not carry out stays NestedPageFault, with the cause. A write of
/// the interrupt command register is what local_apic.h makes of it; an operand in memory that the guest
/// cannot reach is the guest's exception, one that the hypervisor does not have Unhandled.
/// \pre v->exit is a NestedPageFault with the cause nested_access; the save area as above.
/*@ requires storage: \valid(v);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v) && x86_vcpu_placed(v);
    requires fault: v->exit.kind == TENON_EXIT_nested_page_fault &&
      v->exit.cause == TENON_X86_64_CAUSE_nested_access;
    requires idle: v->mmio.pending == 0;
    terminates \true; exits \false;
    assigns v->mmio, v->exit, v->fault.fetched, v->fault.instruction[0 .. 14], v->local_apic.icr,
            TENON_X86_64_EVENTS(v), TENON_X86_64_HELD_STATE(v);
    ensures kind: v->exit.kind \in {TENON_EXIT_nested_page_fault, TENON_EXIT_mmio_read,
                                    TENON_EXIT_mmio_write, TENON_EXIT_NONE, TENON_EXIT_send_ipi,
                                    TENON_EXIT_cpu_up};
    // Whatever ends by an access to a device has a plan.
    ensures plan: x86_exit_has_plan(v) ==> x86_mmio_sane(&v->mmio);
    ensures idle: v->mmio.pending == 0;
    ensures answered: v->exit.kind == TENON_EXIT_NONE ==>
      v->exit.cause \in {TENON_X86_64_CAUSE_operand_fault, TENON_X86_64_CAUSE_changed_instruction,
                         TENON_X86_64_CAUSE_icr_register, TENON_X86_64_CAUSE_icr_nothing};
    ensures raised: v->exit.kind == TENON_EXIT_NONE &&
      v->exit.cause == TENON_X86_64_CAUSE_operand_fault ==> v->changed == 1;
    ensures stays: v->exit.kind != TENON_EXIT_NONE ==>
      v->changed == \old(v->changed) && v->over == \old(v->over); */
void tenon_x86_64_look_at_access(struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
