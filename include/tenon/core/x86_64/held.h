/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Registers that are HELD by registers.def, wherever they are: in the VMCB, or in a VMCS that is
/// loaded. A guest of VMX that is not loaded has them in the VMCB's save area too.
#ifndef TENON_CORE_X86_64_HELD_H
#define TENON_CORE_X86_64_HELD_H

#include "tenon/core/x86_64/svm/vcpu.h"
#include "tenon/core/x86_64/vmx/vcpu.h"

#define TENON_X86_64_CS_LONG 0x200u

TENON_BEGIN_C

/// One of them; what is none reads as 0. EFER is without SVME.
/*@ requires storage: \valid_read(v) && x86_vcpu_placed(v);
    terminates \true; exits \false; assigns \nothing;
    ensures none: index <= TENON_X86_64_REGISTER_RFLAGS || index >= TENON_X86_64_REGISTER_END ==>
      \result == 0; */
static inline uint64_t tenon_x86_64_get_held(const struct tenon_x86_64_vcpu *v, uint32_t index) {
  return TENON_RARE(v->vmx.loaded != 0u) ? tenon_vmx_get_register(v, index)
                                         : tenon_svm_get_register(v, index);
}

/// Writes it.
/*@ requires storage: \valid(v) && x86_vcpu_placed(v);
    terminates \true; exits \false;
    assigns TENON_X86_64_HELD_STATE(v);
    ensures held: \old(x86_vcpu_held(v)) ==> x86_vcpu_held(v);
    ensures host: x86_hw_efer == \old(x86_hw_efer) && x86_hw_tsc_aux == \old(x86_hw_tsc_aux); */
static inline void tenon_x86_64_set_held(struct tenon_x86_64_vcpu *v, uint32_t index,
                                         uint64_t value) {
  if (TENON_RARE(v->vmx.loaded != 0u)) {
    tenon_vmx_set_register(v, index, value);
  } else {
    tenon_svm_set_register(v, index, value);
    v->vmx.changed = 1;
  }
}

/// The guest's privilege level. VMX has it in SS.
/*@ requires storage: \valid_read(v) && x86_vcpu_placed(v);
    terminates \true; exits \false; assigns \nothing; */
static inline uint32_t tenon_x86_64_get_cpl(const struct tenon_x86_64_vcpu *v) {
  if (v->vmx.loaded == 0u) return v->vmcb.cpl;
  uint64_t rights = tenon_vmx_get_register(v, (uint32_t)TENON_X86_64_REGISTER_SS_ATTRIBUTES);
  return (uint32_t)(rights / 0x20u % 4u);
}

/// 1 if the guest runs 64-bit code: its RIP does not wrap at 32 bits.
/*@ requires storage: \valid_read(v) && x86_vcpu_placed(v);
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
static inline uint32_t tenon_x86_64_is_64_bit(const struct tenon_x86_64_vcpu *v) {
  uint64_t code = tenon_x86_64_get_held(v, (uint32_t)TENON_X86_64_REGISTER_CS_ATTRIBUTES);
  uint64_t efer = tenon_x86_64_get_held(v, (uint32_t)TENON_X86_64_REGISTER_EFER);
  return (code & TENON_X86_64_CS_LONG) != 0u && (efer & 0x400u) != 0u ? 1u : 0u;
}

TENON_END_C

#endif
