/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A vCPU's life but for running: create, setup, bind, unbind, reset, destroy. Each operation
/// checks the state word and changes nothing when it refuses.
#ifndef TENON_CORE_RISCV64_VCPU_LIFECYCLE_H
#define TENON_CORE_RISCV64_VCPU_LIFECYCLE_H

#include "tenon/core/bits.h"
#include "tenon/core/riscv64/vcpu_state.h"

TENON_BEGIN_C

/// Makes a vCPU in zeroed storage: NONE to CREATED.
/// TENON_ERROR_wrong_state; TENON_ERROR_invalid_argument: an empty mask, or TENON_NONE as id.
/*@ requires storage: \valid(v);
    requires config: \valid_read(config);
    requires apart: \separated(v, config);
    requires sound: rv_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->common.state, v->common.error, v->common.failure, v->common.vm_id,
            v->common.vcpu_id, v->common.preferred_cpu, v->common.last_cpu, v->common.cpu_mask,
            v->config.hart_id, v->config.device_tree;
    assigns v->cpu \from \nothing;
    assigns v->stage2 \from \nothing;
    ensures sound: rv_vcpu_sound(v);
    ensures refused: \result != TENON_OK ==> v->common.state == \old(v->common.state);
    behavior created:
      assumes rv_vcpu_is(v, TENON_VCPU_NONE) && cpu_mask != 0 && vcpu_id != TENON_NONE;
      ensures done: \result == TENON_OK && rv_vcpu_is(v, TENON_VCPU_CREATED);
      ensures ids: v->common.vm_id == vm_id && v->common.vcpu_id == vcpu_id &&
                   v->common.preferred_cpu == preferred_cpu && v->common.cpu_mask == cpu_mask &&
                   v->common.last_cpu == TENON_NONE;
      ensures config: v->config.hart_id == config->hart_id &&
                      v->config.device_tree == config->device_tree;
      ensures nowhere: v->cpu == \null && v->stage2 == \null;
      ensures no_error: v->common.error == TENON_OK && v->common.failure == 0;
    behavior wrong_state:
      assumes !rv_vcpu_is(v, TENON_VCPU_NONE);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    behavior invalid:
      assumes rv_vcpu_is(v, TENON_VCPU_NONE) && (cpu_mask == 0 || vcpu_id == TENON_NONE);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_invalid_argument;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_riscv64_vcpu_create(struct tenon_riscv64_vcpu *v, uint32_t vm_id,
                                           uint32_t vcpu_id, uint32_t preferred_cpu,
                                           uint64_t cpu_mask,
                                           const struct tenon_riscv64_config *config);

/*@
  // registers.def: UXL of vsstatus is 64 bits, no timer is set, everything else is zero.
  logic integer rv_register_reset(integer i) =
    i == TENON_RISCV64_SAVED_VSSTATUS ? 0x200000000 :
    i == TENON_RISCV64_SAVED_VSTIMECMP ? 0xffffffffffffffff : 0;
*/

/// Entry point, second stage, what traps: CREATED to FREE. The registers get their reset values:
/// VS-mode, interrupts and translation off, a0 = hart id, a1 = device tree.
/// TENON_ERROR_wrong_state; TENON_ERROR_unaligned: `entry`; TENON_ERROR_invalid_argument: a second
/// stage with other than 3 or 4 levels, a root that is not aligned, or a VMID beyond 14 bits.
/*@ requires storage: \valid(v);
    requires stage2: \valid(stage2);
    requires setup: \valid_read(setup);
    requires apart: \separated(v, stage2) && \separated(v, setup);
    requires sound: rv_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->common.state, v->frame, v->sysreg[0 .. TENON_RISCV64_SAVED_COUNT - 1], v->fp,
            v->setup, v->access.remaining;
    assigns v->stage2 \from stage2;
    ensures sound: rv_vcpu_sound(v);
    ensures refused: \result != TENON_OK ==> v->common.state == \old(v->common.state);
    behavior done:
      assumes rv_vcpu_is(v, TENON_VCPU_CREATED) && entry % 2 == 0 && rv_stage2_usable(stage2);
      ensures done: \result == TENON_OK && v->common.state == TENON_VCPU_FREE;
      ensures pc: v->frame.pc == entry;
      ensures privilege: v->frame.sstatus / 0x100 % 2 == 1;
      ensures x: \forall integer i; 1 <= i < 32 ==> v->frame.x[i] ==
        (i == 10 ? \old(v->config.hart_id) : i == 11 ? \old(v->config.device_tree) : 0);
      ensures registers: \forall integer i; 0 <= i < TENON_RISCV64_SAVED_COUNT ==>
        v->sysreg[i] == rv_register_reset(i);
      ensures f: \forall integer i; 0 <= i < 32 ==> v->fp.f[i] == 0;
      ensures fcsr: v->fp.fcsr == 0;
      ensures stage2: v->stage2 == stage2;
      ensures setup: v->setup.trap_wfi == \old(setup->trap_wfi) &&
                     v->setup.counters == \old(setup->counters);
      ensures nothing_waits: v->access.remaining == 0;
    behavior wrong_state:
      assumes !rv_vcpu_is(v, TENON_VCPU_CREATED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    behavior unaligned:
      assumes rv_vcpu_is(v, TENON_VCPU_CREATED) && entry % 2 != 0;
      assigns \nothing;
      ensures error: \result == TENON_ERROR_unaligned;
    behavior invalid:
      assumes rv_vcpu_is(v, TENON_VCPU_CREATED) && entry % 2 == 0 && !rv_stage2_usable(stage2);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_invalid_argument;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_riscv64_vcpu_setup(struct tenon_riscv64_vcpu *v, uint64_t entry,
                                          struct tenon_stage2 *stage2,
                                          const struct tenon_riscv64_setup *setup);

/*@
  // A hart on which nothing is loaded, and a vCPU on none.
  predicate rv_bind_in_state{L}(struct tenon_riscv64_vcpu *v, struct tenon_riscv64_cpu *cpu) =
    rv_vcpu_is{L}(v, TENON_VCPU_FREE) && \at(cpu->enabled, L) != 0 && \at(cpu->loaded, L) == \null;
  predicate rv_bind_here{L}(struct tenon_riscv64_cpu *cpu) =
    \at(rv_hw_cpu, L) == cpu && \at(cpu->id, L) < TENON_CPU_MAX;
  predicate rv_bind_allowed{L}(struct tenon_riscv64_vcpu *v, struct tenon_riscv64_cpu *cpu) =
    tenon_bit(\at(v->common.cpu_mask, L), \at(cpu->id, L));

  logic integer rv_vmid_limit(integer bits) =
    bits == 0 ? 1 : bits == 1 ? 2 : bits == 2 ? 4 : bits == 3 ? 8 : bits == 4 ? 16 :
    bits == 5 ? 32 : bits == 6 ? 64 : bits == 7 ? 128 : bits == 8 ? 256 : bits == 9 ? 512 :
    bits == 10 ? 1024 : bits == 11 ? 2048 : bits == 12 ? 4096 : bits == 13 ? 8192 : 16384;
  // The hart has the mode, and keeps all of the VMID, which is 0 only where there is none.
  predicate rv_bind_fits{L}(struct tenon_stage2 *s, struct tenon_riscv64_features *f) =
    \at(f->modes, L) / (\at(s->levels, L) == 3 ? 0x100 : 0x200) % 2 == 1 &&
    \at(s->vmid, L) < rv_vmid_limit(\at(f->vmid_bits, L)) &&
    (\at(s->vmid, L) != 0 || \at(f->vmid_bits, L) == 0);

  // What the hart must forget: all second stages, if the VM's identifier is younger than what it has
  // forgotten for, or none; what it has of the VM, if this vCPU was not the last of it to run here,
  // or has run elsewhere since.
  predicate rv_bind_forgets_all{L}(struct tenon_stage2 *s, struct tenon_riscv64_cpu *cpu) =
    \at(s->vmid, L) == 0 || \at(cpu->vmid_generation, L) < \at(s->generation, L);
  predicate rv_bind_forgets_vm{L}(struct tenon_stage2 *s, struct tenon_riscv64_cpu *cpu,
                                  integer vcpu_id, integer last_cpu) =
    !rv_bind_forgets_all{L}(s, cpu) &&
    (\at(s->resident[\at(cpu->id, L)], L) != vcpu_id || last_cpu != \at(cpu->id, L));
*/

/// Loads the vCPU on the hart that executes this: FREE to BOUND. TENON_ERROR_wrong_state;
/// TENON_ERROR_wrong_cpu: `cpu` is another one; TENON_ERROR_cpu_not_allowed;
/// TENON_ERROR_unsupported:
/// the hart lacks the mode of the second stage, or VMIDs as large as the VM's.
/*@ requires storage: \valid(v) && \valid(cpu);
    requires apart: \separated(v, cpu) && (rv_vcpu_is_set_up(v) ==> \separated(v->stage2, cpu));
    requires sound: rv_vcpu_sound(v) && rv_cpu_sound(cpu);
    terminates \true; exits \false;
    assigns v->frame.sstatus, v->frame.hstatus, v->controls, v->common.last_cpu, v->common.state,
            v->stage2->resident[0 .. TENON_CPU_MAX - 1], cpu->vmid_generation, rv_hw_hedeleg,
            rv_hw_hideleg, rv_hw_hcounteren, rv_hw_henvcfg, rv_hw_hgatp,
            rv_hw_register[..], rv_hw_f[..], rv_hw_fcsr, rv_hw_forgotten;
    assigns v->cpu \from cpu;
    assigns cpu->loaded \from v;
    ensures sound: rv_vcpu_sound(v) && rv_cpu_sound(cpu);
    ensures refused: \result != TENON_OK ==> v->common.state == \old(v->common.state) &&
      v->cpu == \old(v->cpu) && cpu->loaded == \old(cpu->loaded);
    behavior bound:
      assumes rv_bind_in_state(v, cpu) && rv_bind_here(cpu) && rv_bind_allowed(v, cpu) &&
              rv_bind_fits(v->stage2, &cpu->features);
      ensures done: \result == TENON_OK && rv_vcpu_is(v, TENON_VCPU_BOUND) && v->cpu == cpu &&
                    cpu->loaded == v && v->common.last_cpu == cpu->id;
      ensures registers: \forall integer i; 0 <= i < TENON_RISCV64_SAVED_COUNT &&
        rv_register_exists(cpu->features.has, i) ==> rv_hw_register[i] == v->sysreg[i];
      ensures fp: cpu->features.fp == 1 ==>
        (\forall integer i; 0 <= i < 32 ==> rv_hw_f[i] == v->fp.f[i]) && rv_hw_fcsr == v->fp.fcsr;
      ensures clean: cpu->features.fp == 1 ==> v->frame.sstatus / 0x2000 % 4 == 2;
      ensures privilege: v->frame.sstatus / 0x100 % 2 == \old(v->frame.sstatus) / 0x100 % 2;
      ensures resident: v->stage2->resident[cpu->id] == v->common.vcpu_id;
      ensures generation: cpu->vmid_generation >= v->stage2->generation || v->stage2->vmid == 0;
      ensures all: \old(rv_bind_forgets_all(v->stage2, cpu)) ==> rv_hw_forgotten == 2;
      ensures vm: \old(rv_bind_forgets_vm(v->stage2, cpu, v->common.vcpu_id, v->common.last_cpu))
        ==> rv_hw_forgotten == 1;
      ensures waits: (v->frame.hstatus & 0x200000) != 0 <==> v->setup.trap_wfi != 0;
    behavior wrong_state:
      assumes !rv_bind_in_state(v, cpu);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    behavior wrong_cpu:
      assumes rv_bind_in_state(v, cpu) && !rv_bind_here(cpu);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_cpu;
    behavior not_allowed:
      assumes rv_bind_in_state(v, cpu) && rv_bind_here(cpu) && !rv_bind_allowed(v, cpu);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_cpu_not_allowed;
    behavior unsupported:
      assumes rv_bind_in_state(v, cpu) && rv_bind_here(cpu) && rv_bind_allowed(v, cpu) &&
              !rv_bind_fits(v->stage2, &cpu->features);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_unsupported;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_riscv64_vcpu_bind(struct tenon_riscv64_vcpu *v,
                                         struct tenon_riscv64_cpu *cpu);

/// Saves the guest from the hart that executes this: BOUND to FREE. TENON_ERROR_wrong_state;
/// TENON_ERROR_wrong_cpu: it is loaded on another one.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_is(v, TENON_VCPU_BOUND) && v->cpu == rv_hw_cpu ==> rv_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.sstatus, v->sysreg[0 .. TENON_RISCV64_SAVED_COUNT - 1], v->fp,
            v->common.state, rv_hw_register[..], rv_hw_hedeleg, rv_hw_hideleg,
            rv_hw_hcounteren, rv_hw_henvcfg, rv_hw_hgatp;
    assigns v->cpu->loaded \from \nothing;
    behavior wrong_state:
      assumes !rv_vcpu_is(v, TENON_VCPU_BOUND);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    behavior wrong_cpu:
      assumes rv_vcpu_is(v, TENON_VCPU_BOUND) && v->cpu != rv_hw_cpu;
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_cpu;
    behavior free:
      assumes rv_vcpu_is(v, TENON_VCPU_BOUND) && v->cpu == rv_hw_cpu;
      ensures done: \result == TENON_OK && rv_vcpu_is(v, TENON_VCPU_FREE);
      ensures slot: v->cpu->loaded == \null;
      ensures sound: rv_vcpu_sound(v);
      ensures registers: \forall integer i; 0 <= i < TENON_RISCV64_SAVED_COUNT &&
        rv_register_exists(v->cpu->features.has, i) ==>
          v->sysreg[i] == \old(rv_hw_register[i]);
      ensures others: \forall integer i; 0 <= i < TENON_RISCV64_SAVED_COUNT &&
        !rv_register_exists(v->cpu->features.has, i) ==> v->sysreg[i] == \old(v->sysreg[i]);
      ensures dirty: \old(v->frame.sstatus) / 0x2000 % 4 == 3 ==>
        (\forall integer i; 0 <= i < 32 ==> v->fp.f[i] == rv_hw_f[i]) && v->fp.fcsr == rv_hw_fcsr;
      ensures clean: \old(v->frame.sstatus) / 0x2000 % 4 != 3 ==>
        (\forall integer i; 0 <= i < 32 ==> v->fp.f[i] == \old(v->fp.f[i])) &&
        v->fp.fcsr == \old(v->fp.fcsr);
      ensures host: rv_hw_hgatp == v->cpu->host.hgatp &&
                    rv_hw_hedeleg == v->cpu->host.hedeleg &&
                    rv_hw_hideleg == v->cpu->host.hideleg;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_riscv64_vcpu_unbind(struct tenon_riscv64_vcpu *v);

/// Undoes setup: FREE or FAILED to CREATED. TENON_ERROR_wrong_state.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->common.state, v->common.error, v->common.failure, v->common.generation,
            v->common.last_cpu;
    assigns v->stage2 \from \nothing;
    assigns v->cpu \from \nothing;
    ensures sound: rv_vcpu_sound(v);
    behavior done:
      assumes rv_vcpu_is(v, TENON_VCPU_FREE) || rv_vcpu_is(v, TENON_VCPU_FAILED);
      ensures created: \result == TENON_OK && rv_vcpu_is(v, TENON_VCPU_CREATED);
      ensures nowhere: v->stage2 == \null && v->cpu == \null && v->common.last_cpu == TENON_NONE;
      ensures no_error: v->common.error == TENON_OK && v->common.failure == 0;
      ensures stale: v->common.generation == (\old(v->common.generation) + 1) % 0x100000000;
    behavior wrong_state:
      assumes !rv_vcpu_is(v, TENON_VCPU_FREE) && !rv_vcpu_is(v, TENON_VCPU_FAILED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_riscv64_vcpu_reset(struct tenon_riscv64_vcpu *v);

/// Ends the vCPU: CREATED, FREE or FAILED to NONE. TENON_ERROR_wrong_state.
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->common.state;
    assigns v->stage2 \from \nothing;
    assigns v->cpu \from \nothing;
    ensures sound: rv_vcpu_sound(v);
    behavior done:
      assumes rv_vcpu_is(v, TENON_VCPU_CREATED) || rv_vcpu_is(v, TENON_VCPU_FREE) ||
              rv_vcpu_is(v, TENON_VCPU_FAILED);
      ensures none: \result == TENON_OK && rv_vcpu_is(v, TENON_VCPU_NONE);
      ensures nowhere: v->stage2 == \null && v->cpu == \null;
    behavior wrong_state:
      assumes !rv_vcpu_is(v, TENON_VCPU_CREATED) && !rv_vcpu_is(v, TENON_VCPU_FREE) &&
              !rv_vcpu_is(v, TENON_VCPU_FAILED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_riscv64_vcpu_destroy(struct tenon_riscv64_vcpu *v);

TENON_END_C

#endif
