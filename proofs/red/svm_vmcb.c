/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of svm/compose.h: none of these may prove. */
#define tenon_svm_compose tenon_svm_compose__red_1 /* must fail: isolates */
#include "tenon/core/x86_64/svm/compose.h"

/* A guest that does not trap PAUSE has no nested paging. */
void tenon_svm_compose(struct tenon_svm_vmcb *b, const struct tenon_x86_64_setup *setup,
                       const struct tenon_stage2 *stage2) {
  b->intercept_exceptions = TENON_SVM_MANDATORY_EXCEPTIONS;
  b->intercept[0] = tenon_svm_intercepts(setup->trap_pause != 0u ? 1u : 0u, 0);
  b->intercept[1] = TENON_SVM_MANDATORY_1;
  b->asid = stage2->vmid;
  b->v_intr = TENON_SVM_V_INTR_MASKING;
  b->nested_control = setup->trap_pause;
}

/* With a window, the bits of the others go: VINTR alone. */
/*@ requires window: window <= 3;
    requires trap_pause: trap_pause <= 1;
    terminates \true; exits \false; assigns \nothing;
    ensures word: svm_is_word_0(\result); */
uint32_t tenon_svm_intercepts__red_1(uint32_t trap_pause, uint32_t window) { /* must fail: word */
  return window != 0u ? TENON_SVM_INTERCEPT_VINTR
                      : TENON_SVM_MANDATORY_0 + trap_pause * TENON_SVM_INTERCEPT_PAUSE;
}

/* The window of an NMI is that of an interrupt too. */
/*@ requires window: window <= 3;
    requires trap_pause: trap_pause <= 1;
    terminates \true; exits \false; assigns \nothing;
    ensures value: \result == TENON_SVM_MANDATORY_0 + trap_pause * TENON_SVM_INTERCEPT_PAUSE +
      window % 2 * TENON_SVM_INTERCEPT_VINTR + window / 2 * TENON_SVM_INTERCEPT_IRET; */
uint32_t tenon_svm_intercepts__red_2(uint32_t trap_pause, uint32_t window) { /* must fail: value */
  return TENON_SVM_MANDATORY_0 + trap_pause * TENON_SVM_INTERCEPT_PAUSE +
         (window != 0u ? TENON_SVM_INTERCEPT_VINTR : 0u) + window / 2u * TENON_SVM_INTERCEPT_IRET;
}
