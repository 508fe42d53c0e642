/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of nested_fault.h: this may not prove. */
#define tenon_x86_64_look_at_access tenon_x86_64_look_at_access__red_5 /* must fail: stays */
#include "tenon/core/x86_64/nested_fault.h"

/* The next run is prepared anew though nothing has changed. */
void tenon_x86_64_look_at_access(struct tenon_x86_64_vcpu *v) {
  v->exit.cause = (uint32_t)TENON_X86_64_CAUSE_fetch_fault;
  v->changed = 1;
}
