/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/psci.h"

#define LOW32(value) ((value) % 0x100000000u)

/// Sets what a PSCI call asks for.
/*@ requires exit: \valid(exit);
    terminates \true; exits \false;
    assigns exit->kind, exit->cause, exit->address, exit->value, exit->argument;
    ensures what: exit_what(exit, kind, cause, address, value, argument);
*/
static void ask(struct tenon_exit *exit, uint32_t kind, uint32_t cause, uint64_t address,
                uint64_t value, uint64_t argument) {
  exit->kind = kind;
  exit->cause = cause;
  exit->address = address;
  exit->value = value;
  exit->argument = argument;
}

void tenon_aarch64_psci(const struct tenon_aarch64_frame *frame, struct tenon_exit *exit) {
  uint32_t function = (uint32_t)LOW32(exit->value);
  uint64_t x1 = frame->x[1];
  uint64_t x2 = frame->x[2];
  uint64_t x3 = frame->x[3];
  if (function < TENON_PSCI_CPU_SUSPEND_64) {
    x1 = LOW32(x1);
    x2 = LOW32(x2);
    x3 = LOW32(x3);
  }
  if (function == TENON_PSCI_CPU_ON_64 || function == TENON_PSCI_CPU_ON_32) {
    ask(exit, TENON_EXIT_cpu_up, TENON_AARCH64_CAUSE_psci_cpu_on, x1, x2, x3);
  } else if (function == TENON_PSCI_CPU_OFF) {
    ask(exit, TENON_EXIT_cpu_down, TENON_AARCH64_CAUSE_psci_cpu_off, 0, 0, 0);
  } else if (function == TENON_PSCI_CPU_SUSPEND_64 || function == TENON_PSCI_CPU_SUSPEND_32) {
    ask(exit, TENON_EXIT_cpu_suspend, TENON_AARCH64_CAUSE_psci_cpu_suspend, LOW32(x1), x2, x3);
  } else if (function == TENON_PSCI_SYSTEM_OFF) {
    ask(exit, TENON_EXIT_system_down, TENON_AARCH64_CAUSE_psci_system_off, 0, 0, 0);
  } else if (function == TENON_PSCI_SYSTEM_RESET) {
    ask(exit, TENON_EXIT_system_reset, TENON_AARCH64_CAUSE_psci_system_reset, 0, 0, 0);
  } else if (function == TENON_PSCI_SYSTEM_RESET2_64 || function == TENON_PSCI_SYSTEM_RESET2_32) {
    ask(exit, TENON_EXIT_system_reset, TENON_AARCH64_CAUSE_psci_system_reset2, LOW32(x1), x2, 0);
  } else {
    return;
  }
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures has: \result == 1 <==> psci_has(function);
    ensures boolean: \result == 0 || \result == 1;
*/
static uint32_t psci_has(uint32_t function) {
  switch (function) {
    case TENON_PSCI_VERSION:
    case TENON_PSCI_CPU_SUSPEND_32:
    case TENON_PSCI_CPU_OFF:
    case TENON_PSCI_CPU_ON_32:
    case TENON_PSCI_AFFINITY_INFO_32:
    case TENON_PSCI_MIGRATE_INFO_TYPE:
    case TENON_PSCI_SYSTEM_OFF:
    case TENON_PSCI_SYSTEM_RESET:
    case TENON_PSCI_FEATURES:
    case TENON_PSCI_SYSTEM_RESET2_32:
    case TENON_PSCI_CPU_SUSPEND_64:
    case TENON_PSCI_CPU_ON_64:
    case TENON_PSCI_AFFINITY_INFO_64:
    case TENON_PSCI_SYSTEM_RESET2_64:
    case TENON_SMCCC_VERSION:
      return 1u;
    default:
      return 0u;
  }
}

uint32_t tenon_aarch64_smccc_answer(uint32_t function, uint64_t argument, uint64_t *result) {
  uint32_t asked = (uint32_t)LOW32(argument);
  *result = 0;
  if (function == TENON_PSCI_VERSION) {
    *result = TENON_PSCI_VERSION_1_1;
  } else if (function == TENON_SMCCC_VERSION) {
    *result = TENON_SMCCC_VERSION_1_1;
  } else if (function == TENON_PSCI_MIGRATE_INFO_TYPE) {
    *result = TENON_PSCI_NO_MIGRATION;
  } else if (function == TENON_PSCI_FEATURES) {
    if (psci_has(asked) == 0u) {
      *result = TENON_PSCI_NOT_SUPPORTED;
    }
  } else if (function == TENON_SMCCC_ARCH_FEATURES) {
    if (asked != TENON_SMCCC_VERSION && asked != TENON_SMCCC_ARCH_FEATURES) {
      *result = TENON_PSCI_NOT_SUPPORTED;
    }
  } else {
    return 0u;
  }
  return 1u;
}
