/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What the core has of a vCPU's local APIC: IA32_APIC_BASE, and the interrupt command register, in
/// the APIC's page and among the MSRs of x2APIC mode. All its other registers are the hypervisor's:
/// MmioRead, MmioWrite, SysRegRead, SysRegWrite.
#ifndef TENON_CORE_X86_64_LOCAL_APIC_H
#define TENON_CORE_X86_64_LOCAL_APIC_H

#include "tenon/core/x86_64/msr.h"
#include "tenon/core/x86_64/vcpu_state.h"

TENON_BEGIN_C

/// As a CPU is at reset: in xAPIC mode, its page at 0xfee00000; off for a vCPU without one.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->local_apic;
    ensures none: v->setup.local_apic == 0 ==> x86_apic_mode(v->local_apic.base) == 0;
    ensures some: v->setup.local_apic != 0 ==> x86_apic_mode(v->local_apic.base) == 2;
    ensures bootstrap: v->setup.local_apic != 0 ==>
      (v->local_apic.base / 0x100 % 2 == 0 <==> v->setup.mode == TENON_X86_64_MODE_STARTUP); */
void tenon_x86_64_reset_local_apic(struct tenon_x86_64_vcpu *v);

/// Answers an RDMSR or WRMSR in v->exit, of IA32_APIC_BASE or of x2APIC mode: a command is SendIpi or
/// CpuUp then, another register of x2APIC mode SysRegRead or SysRegWrite. What is not there now, or
/// may not be written so, is \#GP.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->exit, v->local_apic, v->frame, v->event, v->waiting[0 .. 3], v->over, v->vmcb,
            v->changed; */
void tenon_x86_64_answer_apic_msr(struct tenon_x86_64_vcpu *v);

/// Makes of an MmioRead or MmioWrite in v->exit what it is if it is one of the interrupt command
/// register: a command, or the core's, cause icr_register.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->exit, v->local_apic;
    ensures elsewhere: \old(v->exit.kind != TENON_EXIT_mmio_read &&
                            v->exit.kind != TENON_EXIT_mmio_write) ==>
      v->exit.kind == \old(v->exit.kind); */
void tenon_x86_64_look_at_command(struct tenon_x86_64_vcpu *v);

/// Answers what of it is the core's.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->frame, v->event, v->vmcb, v->changed, v->mmio, v->local_apic; */
void tenon_x86_64_answer_command_register(struct tenon_x86_64_vcpu *v);

/// Ends the instruction of a command: a store, or a WRMSR.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->frame, v->event, v->vmcb, v->changed, v->mmio; */
TENON_APART void tenon_x86_64_vcpu_end_command(struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
