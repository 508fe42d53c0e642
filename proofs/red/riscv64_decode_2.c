/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of decode.h: it may not prove. */
#define tenon_riscv64_decode tenon_riscv64_decode__red_2 /* must fail: call */
#include "tenon/core/riscv64/decode.h"

/* Whatever is called goes to the hypervisor as a call: a hart that stops never stops. */
void tenon_riscv64_decode(const struct tenon_riscv64_fault *fault,
                          const struct tenon_riscv64_frame *frame, struct tenon_exit *exit,
                          struct tenon_riscv64_access *access) {
  access->remaining = 0;
  if (fault->scause == 10u) {
    tenon_riscv64_plain_call(exit, frame->x[17], frame->x[16]);
  } else {
    tenon_outcome_refused(exit, TENON_RISCV64_CAUSE_reserved_exception, fault->scause, 0);
  }
}
