/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of capture.h: none of these may prove. */
#define tenon_aarch64_capture_plan tenon_aarch64_capture_plan__red_1 /* must fail: plan */
#define tenon_aarch64_capture tenon_aarch64_capture__red_1           /* must fail: ipa_from_hpfar */
#include "tenon/core/aarch64/capture.h"

/* HPFAR_EL2 after a permission fault, where it is UNKNOWN. */
uint32_t tenon_aarch64_capture_plan(uint32_t vector, uint64_t esr, uint64_t pstate) {
  (void)vector;
  (void)esr;
  (void)pstate;
  return TENON_AARCH64_CAPTURE_FAR + TENON_AARCH64_CAPTURE_HPFAR;
}

/* Takes the guest-virtual address for the guest-physical one. */
void tenon_aarch64_capture(struct tenon_aarch64_fault *fault,
                           const struct tenon_aarch64_frame *frame, uint32_t e2h) {
  (void)frame;
  (void)e2h;
  fault->ipa = fault->far;
  fault->valid = TENON_AARCH64_FAULT_IPA;
}
