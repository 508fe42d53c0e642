/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of decode.h: it may not prove. */
#define tenon_aarch64_decode tenon_aarch64_decode__red_1 /* must fail: answer */
#include "tenon/core/aarch64/decode.h"

/* Advances the guest past an HVC, which the hardware has done already. */
void tenon_aarch64_decode(const struct tenon_aarch64_fault *fault,
                          const struct tenon_aarch64_frame *frame, struct tenon_exit *exit,
                          struct tenon_aarch64_access *access) {
  tenon_aarch64_decode_any(fault, frame, exit, access);
  if (exit->kind == TENON_EXIT_hypercall) {
    exit->instruction_length = 4u;
  }
}
