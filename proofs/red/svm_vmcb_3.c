/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of svm/compose.h: it must not prove. */
#define tenon_svm_compose tenon_svm_compose__red_3 /* must fail: table */
#include "tenon/core/x86_64/svm/compose.h"

/* Whatever table was there before. */
void tenon_svm_compose(struct tenon_svm_vmcb *b, const struct tenon_x86_64_setup *setup,
                       const struct tenon_stage2 *stage2) {
  b->intercept_cr = 0;
  b->intercept_dr = 0;
  b->intercept_exceptions = TENON_SVM_MANDATORY_EXCEPTIONS;
  b->intercept[0] = tenon_svm_intercepts(setup->trap_pause != 0u ? 1u : 0u, 0);
  b->intercept[1] = TENON_SVM_MANDATORY_1;
  b->intercept[2] = 0;
  b->asid = stage2->vmid;
  b->v_intr = TENON_SVM_V_INTR_MASKING;
  b->nested_control = TENON_SVM_NP_ENABLE;
  b->iopm_address = setup->policy_address;
  b->msrpm_address = setup->policy_address + 0x3000u;
  b->clean = 0;
}
