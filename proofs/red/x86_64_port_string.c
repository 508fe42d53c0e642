/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contract of port_string.h: none of these may prove. */
#define tenon_x86_64_look_at_string tenon_x86_64_look_at_string__red_1 /* must fail: left */
#include "tenon/core/x86_64/port_string.h"

#include "tenon/core/outcome.h"

/* An element that is none. */
void tenon_x86_64_look_at_string(struct tenon_x86_64_vcpu *v, uint32_t port) {
  uint32_t reads = v->string.reads;
  tenon_outcome(&v->exit, reads == 1u ? TENON_EXIT_io_read : TENON_EXIT_io_write,
                (uint32_t)TENON_X86_64_CAUSE_io_string);
  v->exit.address = port;
  v->exit.width = v->string.width;
}
