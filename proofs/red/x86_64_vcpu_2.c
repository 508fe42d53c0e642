/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_lifecycle.h: none of these may prove. */
#define tenon_x86_64_vcpu_setup tenon_x86_64_vcpu_setup__red_2 /* must fail: isolates */
#include "tenon/core/x86_64/vcpu_lifecycle.h"

/* Nothing of the guest exits. */
enum tenon_error tenon_x86_64_vcpu_setup(struct tenon_x86_64_vcpu *v, uint64_t entry,
                                         struct tenon_x86_64_stage2 *stage2,
                                         const struct tenon_x86_64_setup *setup) {
  if (v->common.state != (uint32_t)TENON_VCPU_CREATED) return TENON_ERROR_wrong_state;
  v->setup = *setup;
  v->stage2 = stage2;
  v->frame.rip = entry;
  v->vmcb.asid = stage2->common.vmid;
  v->vmcb.nested_cr3 = stage2->common.root;
  v->common.state = TENON_VCPU_FREE;
  return TENON_OK;
}
