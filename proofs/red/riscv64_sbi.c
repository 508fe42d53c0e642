/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of sbi.h: it may not prove. */
#define tenon_riscv64_decode_sbi tenon_riscv64_decode_sbi__red_1 /* must fail: what */
#include "tenon/core/riscv64/sbi.h"

/* HSM's hart_get_status starts a hart. */
void tenon_riscv64_decode_sbi(const struct tenon_riscv64_frame *frame, struct tenon_exit *exit) {
  uint64_t extension = frame->x[17];
  uint64_t function = frame->x[16];
  uint64_t a0 = frame->x[10];
  uint64_t a1 = frame->x[11];
  uint64_t a2 = frame->x[12];
  tenon_outcome(exit, TENON_EXIT_hypercall, (uint32_t)TENON_RISCV64_CAUSE_ecall_vs);
  exit->address = extension;
  exit->value = function;
  exit->instruction_length = 4;
  if (extension == TENON_SBI_HSM) {
    exit->kind = (uint32_t)TENON_EXIT_cpu_up;
    exit->cause = (uint32_t)TENON_RISCV64_CAUSE_sbi_hart_start;
    exit->address = a0;
    exit->value = a1;
    exit->argument = a2;
  }
}
