/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of vcpu_lifecycle.h: it may not prove. */
#define tenon_riscv64_vcpu_reset tenon_riscv64_vcpu_reset__red_2 /* must fail: nowhere */
#include "tenon/core/riscv64/vcpu_lifecycle.h"

/* Its next life is bound where translations of this one are. */
enum tenon_error tenon_riscv64_vcpu_reset(struct tenon_riscv64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_FREE &&
      v->common.state != (uint32_t)TENON_VCPU_FAILED) {
    return TENON_ERROR_wrong_state;
  }
  tenon_vcpu_set_reset(&v->common);
  v->stage2 = NULL;
  v->cpu = NULL;
  return TENON_OK;
}
