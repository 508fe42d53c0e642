/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/sbi.h"

#define LOW32(value) ((value) % 0x100000000u)

/*@ requires exit: \valid(exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: outcome_what(exit, kind, cause, address, value, argument);
    ensures plain: outcome_plain(exit);
    ensures answer: outcome_answer(exit, 0, 4, 0); */
static void ask(struct tenon_exit *exit, uint32_t kind, uint32_t cause, uint64_t address,
                uint64_t value, uint64_t argument) {
  tenon_outcome(exit, kind, cause);
  exit->address = address;
  exit->value = value;
  exit->argument = argument;
  exit->instruction_length = 4;
}

/*@ requires exit: \valid(exit);
    requires function: function \in {0, 1, 3};
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: rv_hsm_outcome(exit, function, a0, a1, a2);
    ensures plain: outcome_plain(exit);
    ensures answer: outcome_answer(exit, 0, 4, 0); */
static void hsm(struct tenon_exit *exit, uint64_t function, uint64_t a0, uint64_t a1, uint64_t a2) {
  if (function == TENON_SBI_HSM_START) {
    ask(exit, TENON_EXIT_cpu_up, TENON_RISCV64_CAUSE_sbi_hart_start, a0, a1, a2);
  } else if (function == TENON_SBI_HSM_STOP) {
    ask(exit, TENON_EXIT_cpu_down, TENON_RISCV64_CAUSE_sbi_hart_stop, 0, 0, 0);
  } else {
    ask(exit, TENON_EXIT_cpu_suspend, TENON_RISCV64_CAUSE_sbi_hart_suspend, LOW32(a0), a1, a2);
  }
}

void tenon_riscv64_decode_sbi(const struct tenon_riscv64_frame *frame, struct tenon_exit *exit) {
  uint64_t a0 = frame->x[10];
  uint64_t a1 = frame->x[11];
  uint64_t a2 = frame->x[12];
  uint64_t function = frame->x[16];
  uint64_t extension = frame->x[17];
  if (extension == TENON_SBI_HSM && (function < 2u || function == TENON_SBI_HSM_SUSPEND)) {
    hsm(exit, function, a0, a1, a2);
  } else if (extension == TENON_SBI_IPI && function == 0u) {
    ask(exit, TENON_EXIT_send_ipi, TENON_RISCV64_CAUSE_sbi_send_ipi, a1, 1u, a0);
  } else if (extension == TENON_SBI_LEGACY_SHUTDOWN ||
             (extension == TENON_SBI_SRST && function == 0u && LOW32(a0) == 0u)) {
    ask(exit, TENON_EXIT_system_down, TENON_RISCV64_CAUSE_sbi_shutdown, 0, 0, 0);
  } else if (extension == TENON_SBI_SRST && function == 0u && LOW32(a0) <= 2u) {
    ask(exit, TENON_EXIT_system_reset, TENON_RISCV64_CAUSE_sbi_reset, LOW32(a0), LOW32(a1), 0);
  } else {
    ask(exit, TENON_EXIT_hypercall, TENON_RISCV64_CAUSE_ecall_vs, extension, function, 0);
  }
}
