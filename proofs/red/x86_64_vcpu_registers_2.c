/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_registers.h: none of these may prove. */
#define tenon_x86_64_vcpu_get_register tenon_x86_64_vcpu_get_register__red_2 /* must fail: none */
#define tenon_x86_64_vcpu_set_register tenon_x86_64_vcpu_set_register__red_2 /* must fail: xcr0 */
#include "tenon/core/x86_64/vcpu_registers.h"

/* A register that is none has a value. */
uint64_t tenon_x86_64_vcpu_get_register(const struct tenon_x86_64_vcpu *v, uint32_t index) {
  return index == (uint32_t)TENON_X86_64_REGISTER_RIP ? v->frame.rip : v->frame.rflags;
}

/* XSETBV of whatever it is: the host's own #GP. */
void tenon_x86_64_vcpu_set_register(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value) {
  if (index == (uint32_t)TENON_X86_64_REGISTER_XCR0) {
    tenon_x86_64_hw_write_xcr0(value);
  } else if (index < 16u) {
    v->frame.x[index] = value;
  }
}
