/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_registers.h: none of these may prove. */
#define tenon_x86_64_vcpu_get_register tenon_x86_64_vcpu_get_register__red_1 /* must fail: live */
#define tenon_x86_64_vcpu_set_register \
  tenon_x86_64_vcpu_set_register__red_1 /* must fail: forgets */
#include "tenon/core/x86_64/held.h"
#include "tenon/core/x86_64/vcpu_registers.h"

/* What was saved last, although the guest is on this CPU. */
uint64_t tenon_x86_64_vcpu_get_register(const struct tenon_x86_64_vcpu *v, uint32_t index) {
  if (index < 16u) return v->frame.x[index];
  if (index == (uint32_t)TENON_X86_64_REGISTER_RIP) return v->frame.rip;
  if (index == (uint32_t)TENON_X86_64_REGISTER_RFLAGS) return v->frame.rflags;
  if (index < (uint32_t)TENON_X86_64_REGISTER_DR0) return 0;
  if (index >= (uint32_t)TENON_X86_64_REGISTER_END) return 0;
  return v->sysreg[index - (uint32_t)TENON_X86_64_REGISTER_DR0];
}

/* The CPU translates on by the page table that the guest had. */
void tenon_x86_64_vcpu_set_register(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value) {
  if (index > (uint32_t)TENON_X86_64_REGISTER_RFLAGS) tenon_x86_64_set_held(v, index, value);
}
