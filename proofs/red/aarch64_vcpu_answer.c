/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_answer.h: none of these may prove. */
#define tenon_aarch64_vcpu_complete_call \
  tenon_aarch64_vcpu_complete_call__red_1                          /* must fail: passed */
#define tenon_aarch64_vcpu_resume tenon_aarch64_vcpu_resume__red_1 /* must fail: done */
#include "tenon/core/aarch64/vcpu_answer.h"

/* An SMC that is made again and again: PC stays at it. */
enum tenon_error tenon_aarch64_vcpu_complete_call(struct tenon_aarch64_vcpu *v, uint64_t value) {
  if (v->common.state != (uint32_t)TENON_VCPU_EXITED) {
    return TENON_ERROR_wrong_state;
  }
  v->frame.x[0] = value;
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

/* Says so, and leaves the exit unanswered. */
enum tenon_error tenon_aarch64_vcpu_resume(struct tenon_aarch64_vcpu *v) {
  return v->common.state == (uint32_t)TENON_VCPU_EXITED ? TENON_OK : TENON_ERROR_wrong_state;
}
