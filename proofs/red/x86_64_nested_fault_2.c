/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of nested_fault.h: this may not prove. */
#define tenon_x86_64_look_at_access tenon_x86_64_look_at_access__red_2 /* must fail: raised */
#include "tenon/core/x86_64/nested_fault.h"

/* Of an operand that the guest cannot reach, the guest hears nothing. */
void tenon_x86_64_look_at_access(struct tenon_x86_64_vcpu *v) {
  v->exit.kind = TENON_EXIT_NONE;
  v->exit.cause = (uint32_t)TENON_X86_64_CAUSE_operand_fault;
}
