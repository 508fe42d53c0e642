/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of decode_class.h: none of these may prove. */
#define tenon_aarch64_decode_asynchronous \
  tenon_aarch64_decode_asynchronous__red_1                           /* must fail: refused */
#define tenon_aarch64_decode_class tenon_aarch64_decode_class__red_1 /* must fail: skipped */
#include "tenon/core/aarch64/decode_class.h"

/* Takes an SError for an interrupt. */
void tenon_aarch64_decode_asynchronous(const struct tenon_aarch64_fault *fault,
                                       struct tenon_exit *exit) {
  tenon_aarch64_outcome(exit, TENON_EXIT_external_interrupt,
                        fault->vector == TENON_AARCH64_VECTOR_FIQ ? TENON_AARCH64_CAUSE_fiq
                                                                  : TENON_AARCH64_CAUSE_irq);
}

/* Refuses an AArch32 instruction whose condition fails: the guest should just go on. */
void tenon_aarch64_decode_class(const struct tenon_aarch64_fault *fault,
                                const struct tenon_aarch64_frame *frame, struct tenon_exit *exit) {
  (void)frame;
  tenon_aarch64_refuse(exit, TENON_AARCH64_CAUSE_condition_failed, fault->esr, 0);
}
