/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What svm/hardware.h declares, as an instruction in place of a function. The proofs and the hosts of
/// the unit tests read the declaration alone.
#ifndef TENON_CORE_X86_64_SVM_HARDWARE_ASM_H
#define TENON_CORE_X86_64_SVM_HARDWARE_ASM_H

/* A call that keeps rsp and rbp alone: saving the other callee-saved registers is the caller's, whose
 * own prologue has done it. For code without a red zone. */
extern inline __attribute__((gnu_inline, always_inline)) void tenon_svm_world_switch(
    struct tenon_x86_64_vcpu *v) {
  __asm__ volatile("call tenon_svm_enter_guest"
                   : "+D"(v)
                   :
                   : "memory", "cc", "rax", "rbx", "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11",
                     "r12", "r13", "r14", "r15");
}

#endif
