/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// PSCI 1.1 (Arm DEN 0022) and SMCCC 1.1 (Arm DEN 0028): which call of a guest stops or starts
/// something, and which ones have an answer that needs no state.
#ifndef TENON_CORE_AARCH64_PSCI_H
#define TENON_CORE_AARCH64_PSCI_H

#include "tenon/core/aarch64/frame.h"
#include "tenon/core/aarch64/outcome.h"
#include "tenon/core/base.h"
#include "tenon/core/exit.h"

/* Function identifiers; with bit 30 set the arguments are 64 bits wide (DEN 0028 2.4). */
#define TENON_PSCI_VERSION 0x84000000u
#define TENON_PSCI_CPU_SUSPEND_32 0x84000001u
#define TENON_PSCI_CPU_OFF 0x84000002u
#define TENON_PSCI_CPU_ON_32 0x84000003u
#define TENON_PSCI_AFFINITY_INFO_32 0x84000004u
#define TENON_PSCI_MIGRATE_INFO_TYPE 0x84000006u
#define TENON_PSCI_SYSTEM_OFF 0x84000008u
#define TENON_PSCI_SYSTEM_RESET 0x84000009u
#define TENON_PSCI_FEATURES 0x8400000au
#define TENON_PSCI_SYSTEM_RESET2_32 0x84000012u
#define TENON_PSCI_CPU_SUSPEND_64 0xc4000001u
#define TENON_PSCI_CPU_ON_64 0xc4000003u
#define TENON_PSCI_AFFINITY_INFO_64 0xc4000004u
#define TENON_PSCI_SYSTEM_RESET2_64 0xc4000012u
#define TENON_SMCCC_VERSION 0x80000000u
#define TENON_SMCCC_ARCH_FEATURES 0x80000001u

/* Return values (DEN 0022 5.2.2); negative ones as the guest's 64-bit register holds them. */
#define TENON_PSCI_SUCCESS UINT64_C(0)
#define TENON_PSCI_NOT_SUPPORTED UINT64_MAX
#define TENON_PSCI_INVALID_PARAMETERS (UINT64_MAX - 1u)
#define TENON_PSCI_DENIED (UINT64_MAX - 2u)
#define TENON_PSCI_ALREADY_ON (UINT64_MAX - 3u)
#define TENON_PSCI_ON_PENDING (UINT64_MAX - 4u)
#define TENON_PSCI_INTERNAL_FAILURE (UINT64_MAX - 5u)
#define TENON_PSCI_NOT_PRESENT (UINT64_MAX - 6u)
#define TENON_PSCI_DISABLED (UINT64_MAX - 7u)
#define TENON_PSCI_INVALID_ADDRESS (UINT64_MAX - 8u)

/// AFFINITY_INFO's answers (DEN 0022 5.7).
#define TENON_PSCI_AFFINITY_ON UINT64_C(0)
#define TENON_PSCI_AFFINITY_OFF UINT64_C(1)
#define TENON_PSCI_AFFINITY_ON_PENDING UINT64_C(2)

/// What this implementation calls itself: PSCI 1.1, SMCCC 1.1 (major in bits 31:16).
#define TENON_PSCI_VERSION_1_1 UINT64_C(0x10001)
#define TENON_SMCCC_VERSION_1_1 UINT64_C(0x10001)
/// MIGRATE_INFO_TYPE: there is no trusted OS, or it needs no migration (DEN 0022 5.9).
#define TENON_PSCI_NO_MIGRATION UINT64_C(2)

TENON_BEGIN_C

/*@
  // The function number is in W0 (DEN 0028 3.1).
  logic integer call_function(integer x0) = x0 % 0x100000000;
  logic integer call_argument(integer function, integer x) =
    (function / 0x40000000) % 2 == 1 ? x : x % 0x100000000;

  predicate is_psci_cpu_suspend(integer f) =
    f == TENON_PSCI_CPU_SUSPEND_32 || f == TENON_PSCI_CPU_SUSPEND_64;
  predicate is_psci_cpu_on(integer f) = f == TENON_PSCI_CPU_ON_32 || f == TENON_PSCI_CPU_ON_64;
  predicate is_psci_reset2(integer f) =
    f == TENON_PSCI_SYSTEM_RESET2_32 || f == TENON_PSCI_SYSTEM_RESET2_64;
  predicate is_psci_transition(integer f) =
    is_psci_cpu_suspend(f) || f == TENON_PSCI_CPU_OFF || is_psci_cpu_on(f) ||
    f == TENON_PSCI_SYSTEM_OFF || f == TENON_PSCI_SYSTEM_RESET || is_psci_reset2(f);

  // power_state and reset_type are 32 bits wide in both calling conventions (DEN 0022 5.1.2,
  // 5.1.14); everything else follows the convention.
  predicate psci_what{L}(struct tenon_exit *e, integer f, integer x1, integer x2, integer x3) =
    (is_psci_cpu_suspend(f) ==>
       exit_what{L}(e, TENON_EXIT_cpu_suspend, TENON_AARCH64_CAUSE_psci_cpu_suspend,
                    x1 % 0x100000000, call_argument(f, x2), call_argument(f, x3))) &&
    (f == TENON_PSCI_CPU_OFF ==>
       exit_what{L}(e, TENON_EXIT_cpu_down, TENON_AARCH64_CAUSE_psci_cpu_off, 0, 0, 0)) &&
    (is_psci_cpu_on(f) ==>
       exit_what{L}(e, TENON_EXIT_cpu_up, TENON_AARCH64_CAUSE_psci_cpu_on, call_argument(f, x1),
                    call_argument(f, x2), call_argument(f, x3))) &&
    (f == TENON_PSCI_SYSTEM_OFF ==>
       exit_what{L}(e, TENON_EXIT_system_down, TENON_AARCH64_CAUSE_psci_system_off, 0, 0, 0)) &&
    (f == TENON_PSCI_SYSTEM_RESET ==>
       exit_what{L}(e, TENON_EXIT_system_reset, TENON_AARCH64_CAUSE_psci_system_reset, 0, 0, 0)) &&
    (is_psci_reset2(f) ==>
       exit_what{L}(e, TENON_EXIT_system_reset, TENON_AARCH64_CAUSE_psci_system_reset2,
                    x1 % 0x100000000, call_argument(f, x2), 0));
*/

/// Turns a Hypercall whose function number (`exit->value`) is a PSCI call that stops or starts
/// something into CpuUp, CpuDown, CpuSuspend, SystemDown or SystemReset; leaves others alone.
/*@ requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(frame, exit);
    terminates \true; exits \false;
    assigns exit->kind, exit->cause, exit->address, exit->value, exit->argument;
    behavior transition:
      assumes is_psci_transition(call_function(exit->value));
      ensures what: psci_what(exit, call_function(\old(exit->value)), frame->x[1], frame->x[2],
                              frame->x[3]);
    behavior other:
      assumes !is_psci_transition(call_function(exit->value));
      ensures same: exit_what(exit, \old(exit->kind), \old(exit->cause), \old(exit->address),
                              \old(exit->value), \old(exit->argument));
    complete behaviors; disjoint behaviors;
*/
void tenon_aarch64_psci(const struct tenon_aarch64_frame *frame, struct tenon_exit *exit);

/*@
  // PSCI_FEATURES: what tenon answers itself, turns into an exit, or asks the VM layer to answer.
  predicate psci_has(integer f) =
    f == TENON_PSCI_VERSION || is_psci_transition(f) || f == TENON_PSCI_AFFINITY_INFO_32 ||
    f == TENON_PSCI_AFFINITY_INFO_64 || f == TENON_PSCI_MIGRATE_INFO_TYPE ||
    f == TENON_PSCI_FEATURES || f == TENON_SMCCC_VERSION;

  predicate smccc_arch_has(integer f) = f == TENON_SMCCC_VERSION || f == TENON_SMCCC_ARCH_FEATURES;
*/

/// Answers a call that needs no state: PSCI_VERSION, PSCI_FEATURES and MIGRATE_INFO_TYPE,
/// SMCCC_VERSION and SMCCC_ARCH_FEATURES. `argument` is the guest's x1.
/// \return 1 and *result := the guest's x0; 0, and *result is 0, if another layer must answer.
/*@ requires result: \valid(result);
    terminates \true; exits \false;
    assigns *result;
    behavior version:
      assumes function == TENON_PSCI_VERSION;
      ensures value: \result == 1 && *result == 0x10001;
    behavior migrate_info_type:
      assumes function == TENON_PSCI_MIGRATE_INFO_TYPE;
      ensures value: \result == 1 && *result == 2;
    behavior smccc_version:
      assumes function == TENON_SMCCC_VERSION;
      ensures value: \result == 1 && *result == 0x10001;
    behavior supported:
      assumes (function == TENON_PSCI_FEATURES && psci_has(argument % 0x100000000)) ||
              (function == TENON_SMCCC_ARCH_FEATURES && smccc_arch_has(argument % 0x100000000));
      ensures value: \result == 1 && *result == 0;
    behavior unsupported:
      assumes (function == TENON_PSCI_FEATURES && !psci_has(argument % 0x100000000)) ||
              (function == TENON_SMCCC_ARCH_FEATURES && !smccc_arch_has(argument % 0x100000000));
      ensures value: \result == 1 && *result == 0xffffffffffffffff;
    behavior elsewhere:
      assumes function != TENON_PSCI_VERSION && function != TENON_PSCI_MIGRATE_INFO_TYPE &&
              function != TENON_SMCCC_VERSION && function != TENON_PSCI_FEATURES &&
              function != TENON_SMCCC_ARCH_FEATURES;
      ensures value: \result == 0 && *result == 0;
    complete behaviors; disjoint behaviors;
*/
uint32_t tenon_aarch64_smccc_answer(uint32_t function, uint64_t argument, uint64_t *result);

TENON_END_C

#endif
