/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of condition.h: it may not prove. */
#define tenon_aarch64_condition_failed tenon_aarch64_condition_failed__red_1 /* must fail: failed */
#include "tenon/core/aarch64/condition.h"

/* COND alone: it says nothing where CV is 0, and nothing of an instruction of AArch64 state. */
uint32_t tenon_aarch64_condition_failed(uint64_t esr, uint64_t pstate) {
  (void)pstate;
  return (esr / 0x100000u) % 16u == 0u ? 1u : 0u;
}
