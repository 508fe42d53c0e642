/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of vcpu_answer.h: it may not prove. */
#define tenon_riscv64_vcpu_inject_abort \
  tenon_riscv64_vcpu_inject_abort__red_2 /* must fail: cause */
#include "tenon/core/riscv64/vcpu_answer.h"

/* Of a walk, what the walk did, and not the access that walked. */
enum tenon_error tenon_riscv64_vcpu_inject_abort(struct tenon_riscv64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_EXITED) return TENON_ERROR_wrong_state;
  uint64_t code = TENON_RISCV64_INJECT_LOAD_FAULT;
  if (v->exit.access == TENON_ACCESS_EXECUTE) {
    code = TENON_RISCV64_INJECT_FETCH_FAULT;
  } else if (v->exit.access == TENON_ACCESS_WRITE) {
    code = TENON_RISCV64_INJECT_STORE_FAULT;
  }
  tenon_riscv64_hw_write_register(TENON_RISCV64_SAVED_VSCAUSE, code);
  v->access.remaining = 0;
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}
