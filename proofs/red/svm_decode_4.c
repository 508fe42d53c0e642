/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of svm/decode.h: it may not prove. */
#define tenon_svm_decode tenon_svm_decode__red_4 /* must fail: msr */
#include "tenon/core/x86_64/svm/decode.h"

/* RDMSR and WRMSR are mixed up. */
void tenon_svm_decode(const struct tenon_x86_64_fault *fault,
                      const struct tenon_x86_64_frame *frame, struct tenon_exit *exit) {
  tenon_x86_64_msr_exit(frame, fault->info % 2u == 0u ? 1u : 0u, fault->length, exit);
}
