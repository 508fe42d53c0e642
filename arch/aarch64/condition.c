/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/condition.h"

#include "tenon/core/aarch64/outcome.h"

/*@ requires range: cond < 16;
    terminates \true; exits \false; assigns \nothing;
    ensures holds: \result == 1 <==> condition_holds(cond, pstate);
    ensures boolean: \result == 0 || \result == 1;
*/
static uint32_t holds(uint32_t cond, uint64_t pstate) {
  uint64_t n = TENON_AARCH64_FIELD(pstate, 31, 1);
  uint64_t z = TENON_AARCH64_FIELD(pstate, 30, 1);
  uint64_t c = TENON_AARCH64_FIELD(pstate, 29, 1);
  uint64_t v = TENON_AARCH64_FIELD(pstate, 28, 1);
  uint32_t base = cond / 2u;
  uint32_t result = 1u;
  if (base == 0u) {
    result = z == 1u ? 1u : 0u;
  } else if (base == 1u) {
    result = c == 1u ? 1u : 0u;
  } else if (base == 2u) {
    result = n == 1u ? 1u : 0u;
  } else if (base == 3u) {
    result = v == 1u ? 1u : 0u;
  } else if (base == 4u) {
    result = (c == 1u && z == 0u) ? 1u : 0u;
  } else if (base == 5u) {
    result = n == v ? 1u : 0u;
  } else if (base == 6u) {
    result = (n == v && z == 0u) ? 1u : 0u;
  } else {
    return 1u;
  }
  return cond % 2u == 1u ? 1u - result : result;
}

uint32_t tenon_aarch64_condition_failed(uint64_t esr, uint64_t pstate) {
  uint64_t ec = TENON_AARCH64_FIELD(esr, 26, 6);
  uint64_t it = TENON_AARCH64_FIELD(pstate, 10, 6) * 4u + TENON_AARCH64_FIELD(pstate, 25, 2);
  uint32_t cond = 14u;
  if (TENON_AARCH64_FIELD(pstate, 4, 1) == 0u) {
    return 0u;
  }
  if (ec != TENON_AARCH64_CLASS_WFX && ec != TENON_AARCH64_CLASS_MRRC_CP14 &&
      ec != TENON_AARCH64_CLASS_SMC32 &&
      (ec < TENON_AARCH64_CLASS_MCR_MRC_CP15 || ec > TENON_AARCH64_CLASS_VMRS)) {
    return 0u;
  }
  if (ec == TENON_AARCH64_CLASS_SMC32 && TENON_AARCH64_FIELD(esr, 19, 1) == 0u) {
    return 0u;
  }
  if (TENON_AARCH64_FIELD(esr, 24, 1) == 1u) {
    cond = (uint32_t)TENON_AARCH64_FIELD(esr, 20, 4);
  } else if (it != 0u) {
    cond = (uint32_t)(it / 16u);
  }
  return 1u - holds(cond, pstate);
}
