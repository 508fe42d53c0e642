/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of capture.h: it may not prove. */
#define tenon_aarch64_capture tenon_aarch64_capture__red_2 /* must fail: gone */
#include "tenon/core/aarch64/capture.h"

/* Says that the code is gone, and has not looked: the guest tries the access for ever. */
void tenon_aarch64_capture(struct tenon_aarch64_fault *fault,
                           const struct tenon_aarch64_frame *frame, uint32_t e2h) {
  (void)frame;
  (void)e2h;
  fault->valid = TENON_AARCH64_FAULT_GONE;
}
