/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of nested_fault.h: this may not prove. */
#define tenon_x86_64_look_at_access tenon_x86_64_look_at_access__red_3 /* must fail: answered */
#include "tenon/core/x86_64/nested_fault.h"

/* What cannot be fetched is the core's. */
void tenon_x86_64_look_at_access(struct tenon_x86_64_vcpu *v) {
  v->exit.kind = TENON_EXIT_NONE;
  v->exit.cause = (uint32_t)TENON_X86_64_CAUSE_fetch_memory;
}
