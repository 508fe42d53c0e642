/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Writing a VMCS, which is the current one.
#ifndef TENON_CORE_X86_64_VMX_SETUP_H
#define TENON_CORE_X86_64_VMX_SETUP_H

#include "tenon/core/x86_64/vmx/nested.h"
#include "tenon/core/x86_64/vmx/vcpu.h"

TENON_BEGIN_C

/// EPT_POINTER of the vCPU's VM, on the CPU that it is loaded on.
/*@ requires storage: \valid_read(v) && \valid_read(v->cpu) && \valid_read(v->stage2);
    terminates \true; exits \false; assigns \nothing; */
static inline uint64_t tenon_vmx_ept_pointer(const struct tenon_x86_64_vcpu *v) {
  uint64_t dirty = v->cpu->features.ept & TENON_VMX_EPT_DIRTY;
  return v->stage2->common.root + TENON_VMX_EPT_POINTER +
         (dirty != 0u ? TENON_VMX_EPT_POINTER_FLAGS : 0u);
}

/// Everything but the host's part and the registers that are HELD, which the bind writes then.
/*@ requires storage: \valid(v) && \valid_read(v->cpu) && \valid_read(v->stage2);
    requires apart: \separated(v, v->cpu, v->stage2);
    terminates \true; exits \false; assigns v->vmx, v->window, v->changed; */
void tenon_vmx_write_all(struct tenon_x86_64_vcpu *v);

/// The registers that are HELD, from the VMCB's save area; `all` 0: only those that the CPU itself
/// has to hold, STAR to KERNEL_GS_BASE and DR6.
/*@ requires storage: \valid(v) && \valid_read(v->cpu);
    terminates \true; exits \false;
    assigns v->vmx, x86_hw_efer, x86_hw_tsc_aux, vmx_hw_dr6; */
void tenon_vmx_put_held(struct tenon_x86_64_vcpu *v, uint32_t all);

/// Reads one of them into the save area. SS brings the privilege level.
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->vmcb; */
void tenon_vmx_take_held(struct tenon_x86_64_vcpu *v, uint32_t index);

/// Reads all of them.
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->vmcb; */
void tenon_vmx_take_all_held(struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
