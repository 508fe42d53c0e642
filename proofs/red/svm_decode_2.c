/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of svm/decode.h: it may not prove. */
#define tenon_svm_decode tenon_svm_decode__red_2 /* must fail: what */
#include "tenon/core/x86_64/svm/decode.h"

/* An entry that failed is an exit like others: the guest would be entered again. */
void tenon_svm_decode(const struct tenon_x86_64_fault *fault,
                      const struct tenon_x86_64_frame *frame, struct tenon_exit *exit) {
  (void)frame;
  tenon_x86_64_plain_exit(tenon_svm_cause(fault->code), fault->code, 0, fault->length, exit);
}
