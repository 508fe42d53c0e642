/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_lifecycle.h: none of these may prove. */
#define tenon_x86_64_vcpu_setup tenon_x86_64_vcpu_setup__red_3 /* must fail: nothing_waits */
#include "tenon/core/x86_64/vcpu_lifecycle.h"

/* An interrupt of the guest before comes to the next one. */
enum tenon_error tenon_x86_64_vcpu_setup(struct tenon_x86_64_vcpu *v, uint64_t entry,
                                         struct tenon_x86_64_stage2 *stage2,
                                         const struct tenon_x86_64_setup *setup) {
  if (v->common.state != (uint32_t)TENON_VCPU_CREATED) return TENON_ERROR_wrong_state;
  v->setup = *setup;
  v->stage2 = stage2;
  v->frame.rip = entry;
  v->event = 0;
  v->nmi = 0;
  v->changed = 1;
  v->common.state = TENON_VCPU_FREE;
  return TENON_OK;
}
