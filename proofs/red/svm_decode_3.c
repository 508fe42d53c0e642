/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of svm/decode.h: it may not prove. */
#define tenon_svm_decode tenon_svm_decode__red_3 /* must fail: refused */
#include "tenon/core/x86_64/svm/decode.h"

/* INS and OUTS are taken for IN and OUT. */
void tenon_svm_decode(const struct tenon_x86_64_fault *fault,
                      const struct tenon_x86_64_frame *frame, struct tenon_exit *exit) {
  uint64_t size = fault->info / 0x10u % 8u;
  uint32_t width = size == 1u || size == 2u || size == 4u ? (uint32_t)size : 4u;
  tenon_x86_64_port_exit(frame, (uint32_t)(fault->info / 0x10000u % 0x10000u), width,
                         (uint32_t)(fault->info % 2u), fault->length, exit);
}
