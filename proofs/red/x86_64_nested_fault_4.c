/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of nested_fault.h: this may not prove. */
#define tenon_x86_64_look_at_access tenon_x86_64_look_at_access__red_4 /* must fail: idle */
#include "tenon/core/x86_64/nested_fault.h"

/* The write of a change comes first. */
void tenon_x86_64_look_at_access(struct tenon_x86_64_vcpu *v) { v->mmio.pending = 1; }
