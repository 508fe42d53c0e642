/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A vCPU's life but for running: create, setup, bind, unbind, reset, destroy. Each operation
/// checks the state word and changes nothing when it refuses.
#ifndef TENON_CORE_AARCH64_VCPU_LIFECYCLE_H
#define TENON_CORE_AARCH64_VCPU_LIFECYCLE_H

#include "tenon/core/aarch64/vcpu_state.h"

TENON_BEGIN_C

/// Makes a vCPU in zeroed storage: NONE to CREATED.
/// TENON_ERROR_wrong_state; TENON_ERROR_invalid_argument: an empty mask, or TENON_NONE as id.
/*@ requires storage: \valid(v);
    requires config: \valid_read(config);
    requires apart: \separated(v, config);
    requires sound: vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->common.state, v->common.error, v->common.failure, v->common.vm_id,
            v->common.vcpu_id, v->common.preferred_cpu, v->common.last_cpu, v->common.cpu_mask,
            v->config.mpidr, v->config.device_tree, v->midr;
    assigns v->cpu \from \nothing;
    assigns v->stage2 \from \nothing;
    ensures sound: vcpu_sound(v);
    ensures refused: \result != TENON_OK ==> v->common.state == \old(v->common.state);
    behavior created:
      assumes vcpu_is(v, TENON_VCPU_NONE) && cpu_mask != 0 && vcpu_id != TENON_NONE;
      ensures done: \result == TENON_OK && vcpu_is(v, TENON_VCPU_CREATED);
      ensures ids: v->common.vm_id == vm_id && v->common.vcpu_id == vcpu_id &&
                   v->common.preferred_cpu == preferred_cpu && v->common.cpu_mask == cpu_mask &&
                   v->common.last_cpu == TENON_NONE;
      ensures config: v->config.mpidr == config->mpidr &&
                      v->config.device_tree == config->device_tree;
      ensures nowhere: v->cpu == \null && v->stage2 == \null;
      ensures no_error: v->common.error == TENON_OK && v->common.failure == 0;
    behavior wrong_state:
      assumes !vcpu_is(v, TENON_VCPU_NONE);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    behavior invalid:
      assumes vcpu_is(v, TENON_VCPU_NONE) && (cpu_mask == 0 || vcpu_id == TENON_NONE);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_invalid_argument;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_aarch64_vcpu_create(struct tenon_aarch64_vcpu *v, uint32_t vm_id,
                                           uint32_t vcpu_id, uint32_t preferred_cpu,
                                           uint64_t cpu_mask,
                                           const struct tenon_aarch64_config *config);

/*@
  // registers.def: SCTLR_EL1's RES1 bits, the GIC's system registers on, everything else zero.
  logic integer register_reset(integer i) =
    i == TENON_AARCH64_SAVED_SCTLR_EL1 ? 0x30d00800 : i == TENON_AARCH64_SAVED_ICC_SRE_EL1 ? 7 : 0;
*/

/// Entry point, second stage, what traps: CREATED to FREE. The registers get their reset values:
/// EL1h, DAIF masked, MMU and caches off, x0 = device tree.
/// TENON_ERROR_wrong_state; TENON_ERROR_unaligned: `entry`; TENON_ERROR_invalid_argument: a
/// second stage without VMID, with other than 3 or 4 levels or a root that is not page-aligned.
/*@ requires storage: \valid(v);
    requires stage2: \valid(stage2);
    requires setup: \valid_read(setup);
    requires apart: \separated(v, stage2) && \separated(v, setup);
    requires sound: vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->common.state, v->frame, v->sysreg[0 .. TENON_AARCH64_SAVED_COUNT - 1], v->fp,
            v->interrupts, v->setup, v->access.remaining, v->serror;
    assigns v->stage2 \from stage2;
    ensures refused: \result != TENON_OK ==> v->common.state == \old(v->common.state);
    behavior done:
      assumes vcpu_is(v, TENON_VCPU_CREATED) && entry % 4 == 0 && stage2_usable(stage2);
      ensures done: \result == TENON_OK;
      ensures free: v->common.state == TENON_VCPU_FREE;
      ensures sound: vcpu_sound(v);
      ensures pc: v->frame.pc == entry;
      ensures pstate: v->frame.pstate == 0x3c5;
      ensures x: \forall integer i; 0 <= i < 31 ==>
        v->frame.x[i] == (i == 0 ? \old(v->config.device_tree) : 0);
      ensures registers: \forall integer i; 0 <= i < TENON_AARCH64_SAVED_COUNT ==>
        v->sysreg[i] == register_reset(i);
      ensures q: \forall integer i; 0 <= i < 64 ==> v->fp.q[i] == 0;
      ensures fp: v->fp.fpcr == 0 && v->fp.fpsr == 0;
      ensures stage2: v->stage2 == stage2;
      ensures interrupts: v->setup.passthrough_interrupts == \old(setup->passthrough_interrupts);
      ensures timer: v->setup.passthrough_timer == \old(setup->passthrough_timer);
      ensures wfi: v->setup.trap_wfi == \old(setup->trap_wfi);
      ensures wfe: v->setup.trap_wfe == \old(setup->trap_wfe);
      ensures nothing_waits: v->access.remaining == 0 && v->serror == 0 &&
                             v->interrupts.resident == 0 && v->interrupts.ends == 0;
      ensures interrupts_sound: vcpu_interrupts_sound(v);
    behavior wrong_state:
      assumes !vcpu_is(v, TENON_VCPU_CREATED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    behavior unaligned:
      assumes vcpu_is(v, TENON_VCPU_CREATED) && entry % 4 != 0;
      assigns \nothing;
      ensures error: \result == TENON_ERROR_unaligned;
    behavior invalid:
      assumes vcpu_is(v, TENON_VCPU_CREATED) && entry % 4 == 0 && !stage2_usable(stage2);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_invalid_argument;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_aarch64_vcpu_setup(struct tenon_aarch64_vcpu *v, uint64_t entry,
                                          struct tenon_stage2 *stage2,
                                          const struct tenon_aarch64_setup *setup);

/// Undoes setup: FREE or FAILED to CREATED. TENON_ERROR_wrong_state.
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->common.state, v->common.error, v->common.failure, v->common.generation;
    assigns v->stage2 \from \nothing;
    assigns v->cpu \from \nothing;
    ensures sound: vcpu_sound(v);
    behavior done:
      assumes vcpu_is(v, TENON_VCPU_FREE) || vcpu_is(v, TENON_VCPU_FAILED);
      ensures created: \result == TENON_OK && vcpu_is(v, TENON_VCPU_CREATED);
      ensures nowhere: v->stage2 == \null && v->cpu == \null;
      ensures no_error: v->common.error == TENON_OK && v->common.failure == 0;
      ensures stale: v->common.generation == (\old(v->common.generation) + 1) % 0x100000000;
    behavior wrong_state:
      assumes !vcpu_is(v, TENON_VCPU_FREE) && !vcpu_is(v, TENON_VCPU_FAILED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_aarch64_vcpu_reset(struct tenon_aarch64_vcpu *v);

/// Ends the vCPU: CREATED, FREE or FAILED to NONE. TENON_ERROR_wrong_state.
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->common.state;
    assigns v->stage2 \from \nothing;
    assigns v->cpu \from \nothing;
    ensures sound: vcpu_sound(v);
    behavior done:
      assumes vcpu_is(v, TENON_VCPU_CREATED) || vcpu_is(v, TENON_VCPU_FREE) ||
              vcpu_is(v, TENON_VCPU_FAILED);
      ensures none: \result == TENON_OK && vcpu_is(v, TENON_VCPU_NONE);
      ensures nowhere: v->stage2 == \null && v->cpu == \null;
    behavior wrong_state:
      assumes !vcpu_is(v, TENON_VCPU_CREATED) && !vcpu_is(v, TENON_VCPU_FREE) &&
              !vcpu_is(v, TENON_VCPU_FAILED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_aarch64_vcpu_destroy(struct tenon_aarch64_vcpu *v);

TENON_END_C

#endif
