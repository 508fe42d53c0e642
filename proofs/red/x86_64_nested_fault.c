/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of nested_fault.h: this may not prove. */
#define tenon_x86_64_look_at_access tenon_x86_64_look_at_access__red_1 /* must fail: plan */
#include "tenon/core/x86_64/nested_fault.h"

/* A device's exit, whatever the instruction is. */
void tenon_x86_64_look_at_access(struct tenon_x86_64_vcpu *v) {
  v->exit.kind = TENON_EXIT_mmio_read;
}
