/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Exits that the core answers itself: CPUID, XSETBV, EFER, PAT, what it has of the local APIC,
/// instructions that a guest does not have.
#ifndef TENON_CORE_X86_64_ANSWER_H
#define TENON_CORE_X86_64_ANSWER_H

#include "tenon/core/x86_64/hardware.h"
#include "tenon/core/x86_64/vcpu_state.h"
#include "tenon/core/x86_64/vmx/hardware.h"

TENON_BEGIN_C

/// Answers a CPUID, whose length is in v->exit. \pre v->vmcb.cr4 is the guest's, wherever its
/// registers are.
/*@ requires storage: \valid(v) && \valid_read(v->cpu) && x86_vcpu_placed(v);
    requires apart: \separated(v, v->cpu);
    terminates \true; exits \false;
    assigns v->frame.x[0 .. 3], v->frame.rip, v->frame.rflags, v->frame.shadow, v->event,
            v->changed, TENON_X86_64_HELD_STATE(v);
    ensures halves: \forall integer i; 0 <= i < 4 ==> v->frame.x[i] < 0x100000000;
    ensures no_vmx: \old(v->frame.x[0]) % 0x100000000 == 1 ==> !tenon_bit(v->frame.x[1], 5);
    ensures no_svm: \old(v->frame.x[0]) % 0x100000000 == 0x80000001 ==>
      !tenon_bit(v->frame.x[1], 2);
    ensures hypervisor: \old(v->frame.x[0]) % 0x100000000 == 1 ==>
      tenon_bit(v->frame.x[1], 31); */
void tenon_x86_64_answer_cpuid(struct tenon_x86_64_vcpu *v);

/// Answers any other exit in v->exit, whose kind is TENON_EXIT_NONE; where that has become another one,
/// the exit is the hypervisor's (local_apic.h). \pre the vCPU is loaded here.
/*@ requires storage: \valid(v) && \valid_read(v->cpu);
    requires apart: \separated(v, v->cpu);
    requires loaded: x86_vcpu_placed(v) && x86_vcpu_staged(v);
    requires asked: v->exit.kind == TENON_EXIT_NONE;
    requires plan: x86_exit_has_plan(v) ==> x86_mmio_sane(&v->mmio);
    terminates \true; exits \false;
    assigns v->frame, v->event, v->waiting[0 .. 3], v->nmi, v->in_nmi, v->over, v->vmcb, v->vmx,
            v->changed, v->exit, v->local_apic, v->mmio, v->known[0 .. 5], x86_hw_xcr0, x86_hw_efer,
            x86_hw_tsc_aux, vmx_hw_dr6; */
void tenon_x86_64_answer(struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
