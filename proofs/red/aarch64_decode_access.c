/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of decode_access.h: none of these may prove. */
#define tenon_aarch64_access_from_syndrome \
  tenon_aarch64_access_from_syndrome__red_1 /* must fail: step */
#define tenon_aarch64_access_from_instruction \
  tenon_aarch64_access_from_instruction__red_1 /* must fail: none */
#include "tenon/core/aarch64/decode_access.h"

/* An access, but nobody says of what. */
void tenon_aarch64_access_from_syndrome(const struct tenon_aarch64_fault *fault,
                                        const struct tenon_aarch64_frame *frame,
                                        struct tenon_exit *exit,
                                        struct tenon_aarch64_access *access) {
  (void)frame;
  tenon_aarch64_no_access(access);
  tenon_aarch64_outcome(exit, TENON_EXIT_mmio_read, TENON_AARCH64_CAUSE_data_abort);
  exit->address = fault->ipa;
}

/* A plan for an instruction that is refused. */
void tenon_aarch64_access_from_instruction(const struct tenon_aarch64_fault *fault,
                                           const struct tenon_aarch64_frame *frame,
                                           struct tenon_exit *exit,
                                           struct tenon_aarch64_access *access) {
  tenon_aarch64_access_from_syndrome(fault, frame, exit, access);
  access->remaining = 1u;
}
