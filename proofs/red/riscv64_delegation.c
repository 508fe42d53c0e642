/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of theorems/riscv64_delegation.h: none may prove. */
#define riscv64_delegation_exception riscv64_delegation_exception__red_1 /* must fail: guest */
#define riscv64_delegation_interrupt riscv64_delegation_interrupt__red_1 /* must fail: not_both */
#define riscv64_delegation_taken riscv64_delegation_taken__red_1         /* must fail: stay */
#include "theorems/riscv64_delegation.h"

/* A breakpoint goes to the hypervisor as well. */
uint32_t riscv64_delegation_exception(const struct tenon_riscv64_features *f,
                                      const struct tenon_riscv64_setup *s,
                                      const struct tenon_riscv64_fault *fault,
                                      const struct tenon_riscv64_frame *frame,
                                      struct tenon_exit *exit,
                                      struct tenon_riscv64_access *access) {
  (void)f;
  (void)s;
  if (fault->scause <= 8u && fault->scause != 3u) return DELEGATION_GUEST;
  tenon_riscv64_decode(fault, frame, exit, access);
  return DELEGATION_EXIT;
}

/* The guest's own interrupts are exits too. */
uint32_t riscv64_delegation_interrupt(const struct tenon_riscv64_features *f,
                                      const struct tenon_riscv64_setup *s,
                                      const struct tenon_riscv64_fault *fault,
                                      const struct tenon_riscv64_frame *frame,
                                      struct tenon_exit *exit,
                                      struct tenon_riscv64_access *access) {
  const uint64_t code = fault->scause - 0x8000000000000000u;
  (void)f;
  (void)s;
  tenon_riscv64_decode(fault, frame, exit, access);
  return code == 2u || code == 6u || code == 10u ? DELEGATION_GUEST : DELEGATION_EXIT;
}

/* VTW in the place of VTSR. */
uint32_t riscv64_delegation_taken(const struct tenon_riscv64_features *f,
                                  const struct tenon_riscv64_setup *s) {
  struct tenon_riscv64_controls controls;
  tenon_riscv64_compose_controls(f, s, &controls);
  return (controls.hstatus & 0x200000u) != 0u ? 1u : 0u;
}
