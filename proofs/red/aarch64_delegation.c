/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of theorems/aarch64_delegation.h: none may prove. */
#define aarch64_delegation_interrupt aarch64_delegation_interrupt__red_1 /* must fail: guest */
#define aarch64_delegation_class aarch64_delegation_class__red_1         /* must fail: class_exit */
#define aarch64_delegation_taken aarch64_delegation_taken__red_1         /* must fail: stay */
#include "theorems/aarch64_delegation.h"

/* What is passed through is an exit as well. */
uint32_t aarch64_delegation_interrupt(const struct tenon_aarch64_features *f,
                                      const struct tenon_aarch64_setup *s,
                                      const struct tenon_aarch64_fault *fault,
                                      const struct tenon_aarch64_frame *frame,
                                      struct tenon_exit *exit,
                                      struct tenon_aarch64_access *access) {
  tenon_aarch64_decode(fault, frame, exit, access);
  return DELEGATION_EXIT;
}

/* Nobody's exception. */
uint32_t aarch64_delegation_class(const struct tenon_aarch64_fault *fault,
                                  const struct tenon_aarch64_frame *frame, struct tenon_exit *exit,
                                  struct tenon_aarch64_access *access) {
  exit->kind = TENON_EXIT_NONE;
  return DELEGATION_EXIT;
}

/* TWI in the place of TGE. */
uint32_t aarch64_delegation_taken(const struct tenon_aarch64_features *f,
                                  const struct tenon_aarch64_setup *s) {
  return (tenon_aarch64_hcr(f, s) & 0x2000u) != 0u ? 1u : 0u;
}
