/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of decode_abort.h: none of these may prove. */
#define tenon_aarch64_decode_instruction_abort \
  tenon_aarch64_decode_instruction_abort__red_2 /* must fail: again */
#define tenon_aarch64_decode_data_abort \
  tenon_aarch64_decode_data_abort__red_2 /* must fail: again */
#include "tenon/core/aarch64/decode_abort.h"

/* A fetch whose address is gone is passed over. */
void tenon_aarch64_decode_instruction_abort(const struct tenon_aarch64_fault *fault,
                                            struct tenon_exit *exit) {
  (void)fault;
  tenon_aarch64_outcome(exit, TENON_EXIT_NONE, TENON_AARCH64_CAUSE_ipa_unknown);
  exit->instruction_length = 4u;
}

/* Stops a guest for what another of its vCPUs did to its tables. */
void tenon_aarch64_decode_data_abort(const struct tenon_aarch64_fault *fault,
                                     const struct tenon_aarch64_frame *frame,
                                     struct tenon_exit *exit, struct tenon_aarch64_access *access) {
  (void)frame;
  tenon_aarch64_refuse(exit, TENON_AARCH64_CAUSE_ipa_unknown, fault->esr, fault->far);
  tenon_aarch64_no_access(access);
}
