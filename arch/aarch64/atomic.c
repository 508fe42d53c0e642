/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/atomic.h"

/*@ terminates \true; exits \false; assigns \nothing;
    ensures half: \result == value_modulus(width) / 2;
*/
static uint64_t sign_of(uint32_t width) {
  if (width == 1u) {
    return 0x80u;
  }
  if (width == 2u) {
    return 0x8000u;
  }
  return width == 4u ? 0x80000000u : 0x8000000000000000u;
}

/* Two's complement: a number with the sign bit is less than one without. */
/*@ requires a: a == value_low(a, width);
    requires b: b == value_low(b, width);
    terminates \true; exits \false; assigns \nothing;
    ensures greater: \result == (value_signed(a, width) > value_signed(b, width) ? 1 : 0);
*/
static uint32_t greater_signed(uint64_t a, uint64_t b, uint32_t width) {
  uint64_t sign = sign_of(width);
  if (a < sign && b >= sign) {
    return 1u;
  }
  if (a >= sign && b < sign) {
    return 0u;
  }
  return a > b ? 1u : 0u;
}

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
      return greater_signed(old, operand, width) == 1u ? old : operand;
    case TENON_AARCH64_OPERATION_SMIN:
      return greater_signed(old, operand, width) == 1u ? operand : old;
    case TENON_AARCH64_OPERATION_UMAX:
      return old > operand ? old : operand;
    case TENON_AARCH64_OPERATION_UMIN:
      return old > operand ? operand : old;
    default:
      return operand;
  }
}
