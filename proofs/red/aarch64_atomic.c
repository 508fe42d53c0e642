/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of atomic.h: it may not prove. */
#define tenon_aarch64_atomic tenon_aarch64_atomic__red_1 /* must fail: result */
#include "tenon/core/aarch64/atomic.h"

/* SMAX compares without sign. */
uint64_t tenon_aarch64_atomic(uint32_t operation, uint64_t old, uint64_t operand, uint32_t width) {
  switch (operation) {
    case TENON_AARCH64_OPERATION_ADD:
      return tenon_value_low(tenon_value_add(old, operand), width);
    case TENON_AARCH64_OPERATION_CLR:
      return old & (UINT64_MAX - operand);
    case TENON_AARCH64_OPERATION_EOR:
      return old ^ operand;
    case TENON_AARCH64_OPERATION_SET:
      return old | operand;
    case TENON_AARCH64_OPERATION_SMAX:
    case TENON_AARCH64_OPERATION_UMAX:
      return old > operand ? old : operand;
    case TENON_AARCH64_OPERATION_SMIN:
    case TENON_AARCH64_OPERATION_UMIN:
      return old > operand ? operand : old;
    default:
      return operand;
  }
}
