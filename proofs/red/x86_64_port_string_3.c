/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contract of port_string.h: none of these may prove. */
#define tenon_x86_64_look_at_string tenon_x86_64_look_at_string__red_3 /* must fail: refused */
#include "tenon/core/x86_64/port_string.h"

#include "tenon/core/outcome.h"

/* The guest's own fault is the hypervisor's. */
void tenon_x86_64_look_at_string(struct tenon_x86_64_vcpu *v, uint32_t port) {
  tenon_outcome_refused(&v->exit, (uint32_t)TENON_X86_64_CAUSE_operand_fault, port, 0);
  v->changed = 1;
}
