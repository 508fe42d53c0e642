/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_interrupts.h: none of these may prove. */
#define tenon_aarch64_vcpu_inject_interrupt \
  tenon_aarch64_vcpu_inject_interrupt__red_1 /* must fail: pending */
#define tenon_aarch64_vcpu_lower_interrupt \
  tenon_aarch64_vcpu_lower_interrupt__red_1 /* must fail: error */
#include "tenon/core/aarch64/vcpu_interrupts.h"

/* Says how the interrupt behaves, and does not request it. */
enum tenon_error tenon_aarch64_vcpu_inject_interrupt(struct tenon_aarch64_vcpu *v, uint32_t intid,
                                                     uint32_t flags) {
  if (v->common.state < (uint32_t)TENON_VCPU_FREE ||
      v->common.state > (uint32_t)TENON_VCPU_EXITED) {
    return TENON_ERROR_wrong_state;
  }
  return tenon_aarch64_interrupts_configure(&v->interrupts, intid, 0, flags);
}

/* Does not ask for the state. */
enum tenon_error tenon_aarch64_vcpu_lower_interrupt(struct tenon_aarch64_vcpu *v, uint32_t intid) {
  return tenon_aarch64_interrupts_lower(&v->interrupts, intid);
}
