/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of virtual.h: it may not prove. */
#define tenon_riscv64_decode_virtual tenon_riscv64_decode_virtual__red_2 /* must fail: refused */
#include "tenon/core/riscv64/virtual.h"

/* Whoever waits is let wait, the guest's kernel or not. */
void tenon_riscv64_decode_virtual(uint32_t word, const struct tenon_riscv64_frame *frame,
                                  struct tenon_exit *exit, struct tenon_riscv64_access *access) {
  (void)frame;
  access->remaining = 0;
  if (word == 0x10500073u) {
    tenon_outcome(exit, TENON_EXIT_halt, (uint32_t)TENON_RISCV64_CAUSE_wfi);
    exit->instruction_length = 4;
  } else {
    tenon_outcome_refused(exit, (uint32_t)TENON_RISCV64_CAUSE_virtual_instruction, word, 0);
  }
}
