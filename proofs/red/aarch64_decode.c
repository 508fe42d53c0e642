/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of decode.h: it may not prove. */
#define tenon_aarch64_decode tenon_aarch64_decode__red_1 /* must fail: idle */
#include "tenon/core/aarch64/decode.h"

/* Leaves the access of the exit before: a later answer would go on with it. */
void tenon_aarch64_decode(const struct tenon_aarch64_fault *fault,
                          const struct tenon_aarch64_frame *frame, struct tenon_exit *exit,
                          struct tenon_aarch64_access *access) {
  if (fault->vector != TENON_AARCH64_VECTOR_SYNC) {
    tenon_aarch64_decode_asynchronous(fault, exit);
  } else {
    tenon_aarch64_decode_class(fault, frame, exit);
    tenon_aarch64_without_access(exit, access);
  }
}
