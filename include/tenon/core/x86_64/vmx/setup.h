/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Writing a VMCS, which is the current one.
#ifndef TENON_CORE_X86_64_VMX_SETUP_H
#define TENON_CORE_X86_64_VMX_SETUP_H

#include "tenon/core/value.h"
#include "tenon/core/x86_64/svm/intercepts.h"
#include "tenon/core/x86_64/vmx/nested.h"
#include "tenon/core/x86_64/vmx/vcpu.h"

TENON_BEGIN_C

/// EPT_POINTER of the vCPU's VM, on the CPU that it is loaded on.
/*@ requires storage: \valid_read(v) && \valid_read(v->cpu) && \valid_read(v->stage2);
    terminates \true; exits \false; assigns \nothing;
    // Write-back, four levels; accessed and dirty flags where the CPU has them.
    ensures pointer: v->stage2->common.root % 0x1000 == 0 ==> \result ==
      v->stage2->common.root + (v->cpu->features.ept / 0x200000 % 2 == 1 ? 0x5e : 0x1e); */
static inline uint64_t tenon_vmx_ept_pointer(const struct tenon_x86_64_vcpu *v) {
  uint64_t dirty = v->cpu->features.ept / TENON_VMX_EPT_DIRTY % 2u;
  return tenon_value_add(v->stage2->common.root,
                         TENON_VMX_EPT_POINTER + dirty * TENON_VMX_EPT_POINTER_FLAGS);
}

/// Everything but the host's part and the registers that are HELD, which the bind writes then.
/*@ requires storage: \valid(v) && \valid_read(v->cpu) && \valid_read(v->stage2);
    requires apart: \separated(v, v->cpu) && \separated(v, v->stage2);
    terminates \true; exits \false;
    assigns v->vmx.rip, v->vmx.rsp, v->vmx.host_rsp, v->vmx.host_epoch, v->vmx.slice,
            v->vmx.processor, v->vmx.composed, v->vmx.changed, v->vmx.forget_nested,
            v->vmx.refused, v->window, v->changed;
    ensures composed: v->vmx.composed == 1 && v->vmx.changed == 1;
    ensures no_host: v->vmx.host_rsp == 0 && v->vmx.host_epoch == 0;
    ensures forgets: v->vmx.forget_nested == 1;
    ensures prepared: v->changed == 1 && v->window == 0;
    ensures frame: v->vmx.rip == v->frame.rip && v->vmx.rsp == v->frame.x[4];
    ensures refused: v->vmx.refused == 1 || v->vmx.refused == \old(v->vmx.refused); */
void tenon_vmx_write_all(struct tenon_x86_64_vcpu *v);

/// The registers that are HELD, from the VMCB's save area; `all` 0: only those that the CPU itself
/// has to hold, STAR to KERNEL_GS_BASE and DR6.
/*@ requires storage: \valid(v) && \valid_read(v->cpu);
    terminates \true; exits \false;
    assigns v->vmx.cr2, v->vmx.refused, x86_hw_efer, x86_hw_tsc_aux, vmx_hw_dr6;
    ensures refused: v->vmx.refused == 1 || v->vmx.refused == \old(v->vmx.refused);
    ensures host: x86_hw_efer == \old(x86_hw_efer) && x86_hw_tsc_aux == \old(x86_hw_tsc_aux); */
void tenon_vmx_put_held(struct tenon_x86_64_vcpu *v, uint32_t all);

/// Reads one of them into the save area. SS brings the privilege level.
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->vmcb, v->known[0 .. 5];
    ensures held: \old(x86_vcpu_held(v)) ==> x86_vcpu_held(v);
    ensures changed: v->vmcb.clean == 0;
    ensures isolates: \old(svm_isolates(&v->vmcb)) ==> svm_isolates(&v->vmcb);
    ensures privilege: index == TENON_X86_64_REGISTER_SS_ATTRIBUTES ==>
      v->vmcb.cpl == v->vmcb.ss.attributes / 0x20 % 4; */
void tenon_vmx_take_held(struct tenon_x86_64_vcpu *v, uint32_t index);

/// Reads all of them.
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->vmcb, v->known[0 .. 5];
    ensures held: \old(x86_vcpu_held(v)) ==> x86_vcpu_held(v);
    ensures changed: v->vmcb.clean == 0;
    ensures isolates: \old(svm_isolates(&v->vmcb)) ==> svm_isolates(&v->vmcb); */
void tenon_vmx_take_all_held(struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
