/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of virtual.h: none of these may prove. */
#define tenon_riscv64_decode_virtual tenon_riscv64_decode_virtual__red_1 /* must fail: refused */
#define tenon_riscv64_access_exit tenon_riscv64_access_exit__red_1       /* must fail: clear */
#include "tenon/core/riscv64/virtual.h"

/* Everything but CSR accesses taken for WFI. */
void tenon_riscv64_decode_virtual(uint32_t word, const struct tenon_riscv64_frame *frame,
                                  struct tenon_exit *exit, struct tenon_riscv64_access *access) {
  (void)word;
  (void)frame;
  access->remaining = 0;
  tenon_outcome(exit, TENON_EXIT_halt, (uint32_t)TENON_RISCV64_CAUSE_wfi);
  exit->instruction_length = 4;
}

/* CSRRC sets what it should clear. */
void tenon_riscv64_access_exit(const struct tenon_riscv64_access *access, struct tenon_exit *exit) {
  uint64_t value = access->operand;
  if (access->operation != TENON_RISCV64_CSR_WRITE) {
    value = access->old | access->operand;
  }
  tenon_outcome(exit, TENON_EXIT_sysreg_write, (uint32_t)TENON_RISCV64_CAUSE_csr);
  exit->address = access->csr;
  exit->value = value;
  exit->width = 8;
  exit->register_width = 8;
  exit->access = TENON_ACCESS_WRITE;
  exit->instruction_length = 4;
}
