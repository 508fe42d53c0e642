/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of psci.h: none of these may prove. */
#define tenon_aarch64_psci tenon_aarch64_psci__red_1                 /* must fail: what */
#define tenon_aarch64_smccc_answer tenon_aarch64_smccc_answer__red_1 /* must fail: value */
#include "tenon/core/aarch64/psci.h"

/* A 32-bit CPU_ON that takes all 64 bits of x1. */
void tenon_aarch64_psci(const struct tenon_aarch64_frame *frame, struct tenon_exit *exit) {
  if (exit->value % 0x100000000u == TENON_PSCI_CPU_ON_32) {
    exit->kind = TENON_EXIT_cpu_up;
    exit->cause = TENON_AARCH64_CAUSE_psci_cpu_on;
    exit->address = frame->x[1];
    exit->value = frame->x[2];
    exit->argument = frame->x[3];
  }
}

/* Claims every feature. */
uint32_t tenon_aarch64_smccc_answer(uint32_t function, uint64_t argument, uint64_t *result) {
  (void)function;
  (void)argument;
  *result = 0;
  return 1;
}
