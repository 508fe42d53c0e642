/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What a vCPU is on every ISA: its ids, its state word, its mailbox.
#ifndef TENON_CORE_VCPU_H
#define TENON_CORE_VCPU_H

#include "tenon/core/base.h"
#include "tenon/core/bits.h"
#include "tenon/core/error.h"

TENON_BEGIN_C

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

/// Whether these make a vCPU here. TENON_ERROR_wrong_state: there is one already;
/// TENON_ERROR_invalid_argument: an empty mask, or TENON_NONE as id.
/*@ requires readable: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    behavior wrong_state:
      assumes v->state != TENON_VCPU_NONE;
      ensures error: \result == TENON_ERROR_wrong_state;
    behavior invalid:
      assumes v->state == TENON_VCPU_NONE && (cpu_mask == 0 || vcpu_id == TENON_NONE);
      ensures error: \result == TENON_ERROR_invalid_argument;
    behavior fits:
      assumes v->state == TENON_VCPU_NONE && cpu_mask != 0 && vcpu_id != TENON_NONE;
      ensures done: \result == TENON_OK;
    complete behaviors; disjoint behaviors; */
enum tenon_error tenon_vcpu_check_create(const struct tenon_vcpu *v, uint32_t vcpu_id,
                                         uint64_t cpu_mask);

/// NONE to CREATED: a vCPU that has not run anywhere yet and has not failed.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->state, v->error, v->failure, v->vm_id, v->vcpu_id, v->preferred_cpu, v->last_cpu,
            v->cpu_mask;
    ensures created: v->state == TENON_VCPU_CREATED;
    ensures ids: v->vm_id == vm_id && v->vcpu_id == vcpu_id &&
      v->preferred_cpu == preferred_cpu && v->cpu_mask == cpu_mask && v->last_cpu == TENON_NONE;
    ensures no_error: v->error == TENON_OK && v->failure == 0; */
void tenon_vcpu_set_created(struct tenon_vcpu *v, uint32_t vm_id, uint32_t vcpu_id,
                            uint32_t preferred_cpu, uint64_t cpu_mask);

/// 1: no CPU has it loaded, and it was set up: FREE or FAILED.
/*@ requires readable: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures unloaded: \result == 1 <==>
      v->state == TENON_VCPU_FREE || v->state == TENON_VCPU_FAILED;
    ensures boolean: \result <= 1; */
uint32_t tenon_vcpu_is_unloaded(const struct tenon_vcpu *v);

/// To CREATED again: without an error, and old handles are stale.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->state, v->error, v->failure, v->generation;
    ensures created: v->state == TENON_VCPU_CREATED;
    ensures no_error: v->error == TENON_OK && v->failure == 0;
    ensures stale: v->generation == (\old(v->generation) + 1) % 0x100000000; */
void tenon_vcpu_set_reset(struct tenon_vcpu *v);

/// 1: the mask has this CPU.
/*@ requires readable: \valid_read(v);
    requires range: cpu < TENON_CPU_MAX;
    terminates \true; exits \false; assigns \nothing;
    ensures allowed: \result == 1 <==> tenon_bit(v->cpu_mask, cpu);
    ensures boolean: \result <= 1; */
static inline uint32_t tenon_vcpu_is_allowed(const struct tenon_vcpu *v, uint32_t cpu) {
  return (v->cpu_mask & ((uint64_t)1 << cpu)) != 0u ? 1u : 0u;
}

TENON_END_C

#endif
