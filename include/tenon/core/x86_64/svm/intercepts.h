/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What of a guest exits: the intercepts that isolation and the exits need (AMD APM volume 2, 15.9
/// and appendix B).
#ifndef TENON_CORE_X86_64_SVM_INTERCEPTS_H
#define TENON_CORE_X86_64_SVM_INTERCEPTS_H

#include "tenon/core/x86_64/svm/vmcb.h"

/* Word 0, at 0x00c. */
#define TENON_SVM_INTERCEPT_INTR 0x1u
#define TENON_SVM_INTERCEPT_NMI 0x2u
#define TENON_SVM_INTERCEPT_INIT 0x8u
#define TENON_SVM_INTERCEPT_VINTR 0x10u
#define TENON_SVM_INTERCEPT_RDPMC 0x8000u
#define TENON_SVM_INTERCEPT_CPUID 0x40000u
#define TENON_SVM_INTERCEPT_IRET 0x100000u
#define TENON_SVM_INTERCEPT_INVD 0x400000u
#define TENON_SVM_INTERCEPT_PAUSE 0x800000u
#define TENON_SVM_INTERCEPT_HLT 0x1000000u
#define TENON_SVM_INTERCEPT_INVLPGA 0x4000000u
#define TENON_SVM_INTERCEPT_IOIO 0x8000000u
#define TENON_SVM_INTERCEPT_MSR 0x10000000u
#define TENON_SVM_INTERCEPT_SHUTDOWN 0x80000000u

/// INTR, NMI, INIT, RDPMC, CPUID, INVD, HLT, INVLPGA, IOIO, MSR, SHUTDOWN.
#define TENON_SVM_MANDATORY_0 0x9d44800bu
/// VMRUN, VMMCALL, VMLOAD, VMSAVE, STGI, CLGI, SKINIT, WBINVD, MONITOR, MWAIT, XSETBV, RDPRU.
#define TENON_SVM_MANDATORY_1 0x6e7fu
/// \#DB and \#AC, of which a guest can make its CPU deliver one after the other without end
/// (CVE-2015-8104, CVE-2015-5307), and \#MC, which is the machine's.
#define TENON_SVM_MANDATORY_EXCEPTIONS 0x60002u

/// V_INTR_MASKING: the guest's IF is not the host's.
#define TENON_SVM_V_INTR_MASKING 0x1000000u
/// V_IRQ, without regard to V_TPR.
#define TENON_SVM_V_IRQ 0x100100u
#define TENON_SVM_NP_ENABLE 1u

/*@
  // Word 0: what must exit, and of VINTR, IRET and PAUSE any. vmcb.c asserts the bits of the words.
  predicate svm_is_word_0(integer word) =
    word - TENON_SVM_MANDATORY_0 \in {0x0, 0x10, 0x100000, 0x100010,
                                      0x800000, 0x800010, 0x900000, 0x900010};
  // Whoever runs with this VMCB is held.
  predicate svm_isolates{L}(struct tenon_svm_vmcb *b) =
    svm_is_word_0(\at(b->intercept[0], L)) &&
    \at(b->intercept[1], L) == TENON_SVM_MANDATORY_1 &&
    \at(b->intercept_exceptions, L) == TENON_SVM_MANDATORY_EXCEPTIONS &&
    \at(b->v_intr, L) / TENON_SVM_V_INTR_MASKING % 2 == 1 &&
    \at(b->nested_control, L) == TENON_SVM_NP_ENABLE && \at(b->asid, L) != 0;
*/

TENON_BEGIN_C

/// Word 0 of the intercepts; `window`: 1 asks for an exit when the guest can take an interrupt, 2 for
/// one at its IRET, 3 for both.
/*@ requires window: window <= 3;
    requires trap_pause: trap_pause <= 1;
    terminates \true; exits \false; assigns \nothing;
    ensures value: \result == TENON_SVM_MANDATORY_0 + trap_pause * TENON_SVM_INTERCEPT_PAUSE +
      window % 2 * TENON_SVM_INTERCEPT_VINTR + window / 2 * TENON_SVM_INTERCEPT_IRET;
    ensures word: svm_is_word_0(\result); */
static inline uint32_t tenon_svm_intercepts(uint32_t trap_pause, uint32_t window) {
  return TENON_SVM_MANDATORY_0 + trap_pause * TENON_SVM_INTERCEPT_PAUSE +
         window % 2u * TENON_SVM_INTERCEPT_VINTR + window / 2u * TENON_SVM_INTERCEPT_IRET;
}

TENON_END_C

#endif
