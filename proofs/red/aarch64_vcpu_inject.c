/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_inject.h: none of these may prove. */
#define tenon_aarch64_vcpu_inject_undefined \
  tenon_aarch64_vcpu_inject_undefined__red_1 /* must fail: vector */
#define tenon_aarch64_vcpu_inject_abort tenon_aarch64_vcpu_inject_abort__red_1 /* must fail: esr */
#define tenon_aarch64_vcpu_abandon tenon_aarch64_vcpu_abandon__red_1           /* must fail: pc */
#define tenon_aarch64_vcpu_inject_serror \
  tenon_aarch64_vcpu_inject_serror__red_1 /* must fail: done */
#include "tenon/core/aarch64/vcpu_inject.h"

/* Goes on behind the instruction, as if it had been one. */
enum tenon_error tenon_aarch64_vcpu_inject_undefined(struct tenon_aarch64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_EXITED) {
    return TENON_ERROR_wrong_state;
  }
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

/* An undefined instruction instead of an abort. */
enum tenon_error tenon_aarch64_vcpu_inject_abort(struct tenon_aarch64_vcpu *v) {
  return tenon_aarch64_vcpu_inject_undefined(v);
}

/* Stays behind an HVC, which would then not be made again. */
enum tenon_error tenon_aarch64_vcpu_abandon(struct tenon_aarch64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_EXITED) {
    return TENON_ERROR_wrong_state;
  }
  v->access.remaining = 0;
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

/* Notes it in memory while the guest's state is in the CPU. */
enum tenon_error tenon_aarch64_vcpu_inject_serror(struct tenon_aarch64_vcpu *v, uint64_t syndrome) {
  (void)syndrome;
  v->serror = 1;
  return TENON_OK;
}
