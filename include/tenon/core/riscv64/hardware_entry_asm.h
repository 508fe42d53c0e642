/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What hardware_entry.h declares, as assembly in place of a call. The proofs and the hosts of the
/// unit tests read the declarations alone.
#ifndef TENON_CORE_RISCV64_HARDWARE_ENTRY_ASM_H
#define TENON_CORE_RISCV64_HARDWARE_ENTRY_ASM_H

/* Inlined always, though it was declared as a function of its own, and never one. */
#define TENON_ASSEMBLY extern inline __attribute__((gnu_inline, always_inline))

/* A call that keeps sp, gp, tp and s0 alone: whoever runs a vCPU in a loop keeps little else across
 * it, so that saving the other callee-saved registers here would be in vain. */
TENON_ASSEMBLY uint64_t tenon_riscv64_world_switch(struct tenon_riscv64_vcpu *v) {
  register uint64_t a0 __asm__("a0") = (uint64_t)v;
  __asm__ volatile("call tenon_riscv64_enter"
                   : "+r"(a0)
                   :
                   : "memory", "ra", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "a1", "a2", "a3",
                     "a4", "a5", "a6", "a7", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9",
                     "s10", "s11");
  return a0;
}

TENON_ASSEMBLY uint64_t tenon_riscv64_hw_stval(void) {
  uint64_t value;
  __asm__ volatile("csrr %0, stval" : "=r"(value));
  return value;
}

#undef TENON_ASSEMBLY

#endif
