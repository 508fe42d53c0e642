/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of decode_abort.h: none of these may prove. */
#define tenon_aarch64_decode_instruction_abort \
  tenon_aarch64_decode_instruction_abort__red_1 /* must fail: nested */
#define tenon_aarch64_decode_data_abort \
  tenon_aarch64_decode_data_abort__red_1 /* must fail: skipped */
#include "tenon/core/aarch64/decode_abort.h"

/* Refuses every abort of a fetch. */
void tenon_aarch64_decode_instruction_abort(const struct tenon_aarch64_fault *fault,
                                            struct tenon_exit *exit) {
  tenon_aarch64_refuse(exit, TENON_AARCH64_CAUSE_instruction_abort, fault->esr, fault->far);
}

/* Cache maintenance becomes a device access. */
void tenon_aarch64_decode_data_abort(const struct tenon_aarch64_fault *fault,
                                     const struct tenon_aarch64_frame *frame,
                                     struct tenon_exit *exit, struct tenon_aarch64_access *access) {
  tenon_aarch64_access_from_syndrome(fault, frame, exit, access);
}
