/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What a vCPU is on every ISA: its ids, its state word, its mailbox.
#ifndef TENON_CORE_VCPU_H
#define TENON_CORE_VCPU_H

#include "tenon/core/base.h"
#include "tenon/core/error.h"

/// The state word behind the types of lifecycle.def; checked where no compiler sees.
enum tenon_vcpu_state {
  TENON_VCPU_NONE = 0, ///< storage without a vCPU
  TENON_VCPU_CREATED,
  TENON_VCPU_FREE,
  TENON_VCPU_BOUND,
  TENON_VCPU_EXITED, ///< bound, and an exit waits for its answer
  TENON_VCPU_FAILED
};

/// Interrupts that other CPUs can request at once: ids 0 to 1023.
#define TENON_INTERRUPT_MAX 1024u
#define TENON_MAILBOX_WORDS 16u

/// Where another CPU finds the vCPU (the kick protocol): outside the guest, in the guest on CPU
/// `n` (TENON_RUN_IN_GUEST + n), or on its way out.
#define TENON_RUN_OUTSIDE 0u
#define TENON_RUN_EXITING 1u
#define TENON_RUN_IN_GUEST 2u

/// Requests from other CPUs. Written with word-sized atomic operations only (mailbox.hpp); the
/// vCPU's own CPU drains it into the interrupt sets before each entry.
struct tenon_mailbox {
  uint64_t interrupt[TENON_MAILBOX_WORDS]; ///< one bit per requested interrupt id
  uint64_t any;                            ///< nonzero: some word above, or `kick`, is set
  uint64_t kick;                           ///< nonzero: leave the guest, sticky until taken
  uint64_t run;                            ///< TENON_RUN_*
};

struct tenon_vcpu {
  uint32_t state;   ///< enum tenon_vcpu_state
  uint32_t error;   ///< enum tenon_error of a FailedVCpu
  uint64_t failure; ///< the hardware's own reason for a failed entry
  uint32_t vm_id;
  uint32_t vcpu_id;
  uint32_t preferred_cpu; ///< TENON_NONE: no preference
  uint32_t last_cpu;      ///< where it ran last, TENON_NONE: nowhere yet
  uint64_t cpu_mask;      ///< bit n: may be bound on CPU n
  uint32_t generation;    ///< counts resets, so that a stale handle is noticed
  uint32_t requesters;    ///< handles that are just leaving a request (mailbox.hpp)
  struct tenon_mailbox mailbox;
};

#endif
