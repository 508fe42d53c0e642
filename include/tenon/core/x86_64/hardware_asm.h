/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What hardware.h declares, as an instruction in place of a call. The proofs and the hosts of the
/// unit tests read the declaration alone.
#ifndef TENON_CORE_X86_64_HARDWARE_ASM_H
#define TENON_CORE_X86_64_HARDWARE_ASM_H

/* Inlined always, though it was declared as a function of its own, and never one. */
extern inline __attribute__((gnu_inline, always_inline)) void tenon_x86_64_hw_cpuid(
    uint32_t leaf, uint32_t subleaf, struct tenon_x86_64_cpuid *out) {
  __asm__ volatile("cpuid"
                   : "=a"(out->eax), "=b"(out->ebx), "=c"(out->ecx), "=d"(out->edx)
                   : "a"(leaf), "c"(subleaf));
}

#endif
