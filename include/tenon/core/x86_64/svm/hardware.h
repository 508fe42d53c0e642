/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What only SVM's instructions can do. The contracts here are assumed, not proved.
#ifndef TENON_CORE_X86_64_SVM_HARDWARE_H
#define TENON_CORE_X86_64_SVM_HARDWARE_H

#include "tenon/core/x86_64/hardware.h"
#include "tenon/core/x86_64/svm/intercepts.h"
#include "tenon/core/x86_64/vcpu_state.h"

/*@ ghost uint64_t svm_hw_hsave; */ // VM_HSAVE_PA

TENON_BEGIN_C

/// VMSAVE: FS, GS, TR, LDTR, KernelGSBase, STAR, LSTAR, CSTAR, SFMASK and SYSENTER of the host, to
/// the page at `address`. \pre EFER.SVME.
/*@ terminates \true; exits \false; assigns svm_hw_host_state;
    ensures saved: svm_hw_host_state == address; */
void tenon_svm_hw_save_host(uint64_t address);

/// Enters the guest until \#VMEXIT. Moves v->frame, but its shadow, between memory, VMCB and CPU;
/// the rest of the guest is in the VMCB before and after, and what holds the guest there is as it was: the
/// CPU writes none of it (APM volume 2, 15.6). The host's part of VMLOAD is back before
/// any instruction can depend on it. Interrupts are masked (IF=0) on return; an NMI that came is
/// taken then, by the host's own IDT.
///
/// \pre the vCPU is loaded on this CPU and its guest is held there.
/*@ requires storage: \valid(v);
    requires here: x86_vcpu_here(v);
    requires held: svm_isolates(&v->vmcb);
    requires host: svm_hw_host_state == v->cpu->host_state_address;
    terminates \false; exits \false;
    assigns v->frame.x[0 .. 15], v->frame.rip, v->frame.rflags, v->vmcb;
    ensures held: svm_isolates(&v->vmcb); */
void tenon_svm_world_switch(struct tenon_x86_64_vcpu *v);

#if defined(__x86_64__) && !__STDC_HOSTED__ && !defined(__FRAMAC__)
#include "tenon/core/x86_64/svm/hardware_asm.h"
#endif

TENON_END_C

#endif
