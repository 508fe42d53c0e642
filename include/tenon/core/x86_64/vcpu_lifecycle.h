/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A vCPU's life but for running: create, setup, bind, unbind, reset, destroy. Each operation
/// checks the state word and changes nothing when it refuses.
#ifndef TENON_CORE_X86_64_VCPU_LIFECYCLE_H
#define TENON_CORE_X86_64_VCPU_LIFECYCLE_H

#include "tenon/core/bits.h"
#include "tenon/core/x86_64/hardware.h"
#include "tenon/core/x86_64/svm/intercepts.h"
#include "tenon/core/x86_64/vcpu_state.h"
#include "tenon/core/x86_64/vmx/hardware.h"

TENON_BEGIN_C

/// Makes a vCPU in zeroed storage, aligned to 4 KiB: NONE to CREATED. TENON_ERROR_wrong_state;
/// TENON_ERROR_invalid_argument: an empty mask, or TENON_NONE as id; TENON_ERROR_unaligned:
/// config->address.
/*@ requires storage: \valid(v);
    requires config: \valid_read(config);
    requires apart: \separated(v, config);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->common.state, v->common.error, v->common.failure, v->common.vm_id,
            v->common.vcpu_id, v->common.preferred_cpu, v->common.last_cpu, v->common.cpu_mask,
            v->config.address, v->config.apic_id, v->control_address;
    assigns v->cpu \from \nothing;
    assigns v->stage2 \from \nothing;
    ensures sound: x86_vcpu_sound(v);
    behavior created:
      assumes x86_vcpu_is(v, TENON_VCPU_NONE) && cpu_mask != 0 && vcpu_id != TENON_NONE &&
              config->address % 0x1000 == 0 && config->address <= 0xfffffffffffff;
      ensures done: \result == TENON_OK && x86_vcpu_is(v, TENON_VCPU_CREATED);
      ensures ids: v->common.vm_id == vm_id && v->common.vcpu_id == vcpu_id &&
                   v->common.preferred_cpu == preferred_cpu && v->common.cpu_mask == cpu_mask &&
                   v->common.last_cpu == TENON_NONE;
      ensures config: v->config.address == config->address &&
                      v->config.apic_id == config->apic_id &&
                      v->control_address == config->address + 0x1000;
      ensures nowhere: v->cpu == \null && v->stage2 == \null;
      ensures no_error: v->common.error == TENON_OK && v->common.failure == 0;
    behavior wrong_state:
      assumes !x86_vcpu_is(v, TENON_VCPU_NONE);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    behavior invalid:
      assumes x86_vcpu_is(v, TENON_VCPU_NONE) && (cpu_mask == 0 || vcpu_id == TENON_NONE);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_invalid_argument;
    behavior unaligned:
      assumes x86_vcpu_is(v, TENON_VCPU_NONE) && cpu_mask != 0 && vcpu_id != TENON_NONE &&
              (config->address % 0x1000 != 0 || config->address > 0xfffffffffffff);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_unaligned;
    complete behaviors; disjoint behaviors; */
enum tenon_error tenon_x86_64_vcpu_create(struct tenon_x86_64_vcpu *v, uint32_t vm_id,
                                          uint32_t vcpu_id, uint32_t preferred_cpu,
                                          uint64_t cpu_mask,
                                          const struct tenon_x86_64_config *config);

/*@
  // registers.def: x87 is enabled in XCR0, everything else is zero.
  logic integer x86_register_reset(integer i) = i == TENON_X86_64_SAVED_XCR0 ? 1 : 0;
  // The area of XSAVE as FNINIT leaves it: FCW 37f, MXCSR 1f80, and XSTATE_BV has x87 and SSE.
  logic integer x86_fp_reset(integer i) =
    i == 0 ? 0x7f : i == 1 ? 0x3 : i == 24 ? 0x80 : i == 25 ? 0x1f : i == 512 ? 3 : 0;
  // There is such a mode, and a CPU in it can be at `entry`.
  predicate x86_mode_begins(integer mode, integer entry) =
    mode == TENON_X86_64_MODE_LONG ||
    (mode == TENON_X86_64_MODE_STARTUP && entry < 0x100000 && entry % 0x1000 == 0) ||
    (mode < TENON_X86_64_MODE_LONG && entry < 0x100000000);
  predicate x86_setup_fits{L}(struct tenon_x86_64_setup *s, struct tenon_x86_64_stage2 *stage2,
                              integer entry) =
    x86_mode_begins(\at(s->mode, L), entry) && \at(s->policy, L) != \null &&
    \at(s->policy->ready, L) == 1 && \at(stage2->common.vmid, L) != 0 &&
    \at(stage2->common.levels, L) == 4;
  predicate x86_setup_aligned{L}(struct tenon_x86_64_setup *s,
                                 struct tenon_x86_64_stage2 *stage2) =
    \at(s->policy_address, L) % 0x1000 == 0 &&
    \at(s->policy_address, L) <= TENON_X86_64_ADDRESS_MAX && \at(s->page_table, L) % 0x1000 == 0 &&
    \at(stage2->common.root, L) % 0x1000 == 0;
  predicate x86_nothing_waits{L}(struct tenon_x86_64_vcpu *v) =
    \at(v->event, L) == 0 && \at(v->nmi, L) == 0 &&
    \forall integer i; 0 <= i < 4 ==> \at(v->waiting[i], L) == 0;
*/

/// Entry point, second stage, policy: CREATED to FREE. The registers get their reset values.
/// TENON_ERROR_wrong_state; TENON_ERROR_unaligned: an address of `setup`, or the root, or the policy's is
/// beyond 52 bits;
/// TENON_ERROR_invalid_argument: no policy, no such mode, an entry beyond 4 GiB but in long mode, one
/// that is no page of the first MiB in start-up mode, a second stage without ASID (ASID 0 is the
/// host's) or with other than 4 levels.
/*@ requires storage: \valid(v);
    requires stage2: \valid(stage2);
    requires setup: \valid_read(setup);
    requires policy: setup->policy != \null ==> \valid_read(setup->policy);
    requires apart: \separated(v, stage2) && \separated(v, setup);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->common.state, v->frame, v->sysreg[0 .. TENON_X86_64_SAVED_COUNT - 1], v->fp,
            v->setup, v->fault.linear, v->fault.fetched, v->mmio.pending, v->event, v->nmi,
            v->in_nmi, v->halted, v->waiting[0 .. 3], v->forget, v->changed, v->window, v->over, v->seen,
            v->known[0 .. 5], v->vmcb, v->vmx, v->local_apic;
    assigns v->stage2 \from stage2;
    ensures sound: x86_vcpu_sound(v);
    ensures refused: \result != TENON_OK ==> v->common.state == \old(v->common.state);
    behavior done:
      assumes x86_vcpu_is(v, TENON_VCPU_CREATED) && x86_setup_fits(setup, stage2, entry) &&
              x86_setup_aligned(setup, stage2);
      ensures done: \result == TENON_OK && v->common.state == TENON_VCPU_FREE;
      ensures stage2: v->stage2 == stage2;
      ensures seen: v->seen == \old(stage2->epoch);
      ensures setup: v->setup.mode == \old(setup->mode) &&
        v->setup.trap_pause == \old(setup->trap_pause) &&
        v->setup.page_table == \old(setup->page_table) &&
        v->setup.policy == \old(setup->policy) &&
        v->setup.policy_address == \old(setup->policy_address) &&
        v->setup.slice == \old(setup->slice) && v->setup.local_apic == \old(setup->local_apic);
      ensures x: \forall integer i; 0 <= i < 16 ==> v->frame.x[i] == 0;
      ensures rflags: v->frame.rflags == 2 && v->frame.shadow == 0;
      ensures registers: \forall integer i; 0 <= i < TENON_X86_64_SAVED_COUNT ==>
        v->sysreg[i] == x86_register_reset(i);
      ensures fp: \forall integer i; 0 <= i < TENON_X86_64_XSAVE_BYTES ==>
        v->fp.byte[i] == x86_fp_reset(i);
      ensures nothing_waits: x86_nothing_waits(v);
      ensures prepared: v->changed == 1 && v->window == 0 && v->in_nmi == 0;
      ensures alive: v->over == 0 && v->mmio.pending == 0 && v->halted == 0;
      ensures isolates: svm_isolates(&v->vmcb);
    behavior wrong_state:
      assumes !x86_vcpu_is(v, TENON_VCPU_CREATED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    behavior invalid:
      assumes x86_vcpu_is(v, TENON_VCPU_CREATED) && !x86_setup_fits(setup, stage2, entry);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_invalid_argument;
    behavior unaligned:
      assumes x86_vcpu_is(v, TENON_VCPU_CREATED) && x86_setup_fits(setup, stage2, entry) &&
              !x86_setup_aligned(setup, stage2);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_unaligned;
    complete behaviors; disjoint behaviors; */
enum tenon_error tenon_x86_64_vcpu_setup(struct tenon_x86_64_vcpu *v, uint64_t entry,
                                         struct tenon_x86_64_stage2 *stage2,
                                         const struct tenon_x86_64_setup *setup);

/*@
  predicate x86_bind_in_state{L}(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_cpu *cpu) =
    x86_vcpu_is{L}(v, TENON_VCPU_FREE) && \at(cpu->enabled, L) != 0 && \at(cpu->loaded, L) == \null;
  predicate x86_bind_here{L}(struct tenon_x86_64_cpu *cpu) =
    \at(x86_hw_cpu, L) == cpu && \at(cpu->id, L) < TENON_CPU_MAX;
  // The CPU has this ASID, and what the vCPU has enabled of XCR0.
  predicate x86_bind_fits{L}(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_features *f) =
    0 < \at(v->stage2->common.vmid, L) < \at(f->asids, L);
*/

/*@ // Nothing that a bind has changed of the host's own registers is left.
    predicate x86_host_is_back{L}(struct tenon_x86_64_cpu *cpu) =
      (\forall integer i; 0 <= i < 4 ==> \at(x86_hw_dr[i], L) == \at(cpu->host.dr[i], L)) &&
      \at(x86_hw_dr7, L) == \at(cpu->host.dr7, L) &&
      (\at(cpu->features.has, L) / TENON_X86_64_HAS_XSAVE % 2 == 1 ==>
         \at(x86_hw_xcr0, L) == \at(cpu->host.xcr0, L)) &&
      (\at(cpu->features.has, L) / TENON_X86_64_HAS_TSC_AUX % 2 == 1 ==>
         \at(x86_hw_tsc_aux, L) == \at(cpu->host.tsc_aux, L)) &&
      (\at(cpu->features.has, L) / TENON_X86_64_HAS_PKRU % 2 == 1 ==>
         \at(x86_hw_pkru, L) == \at(cpu->host.pkru, L) % 0x100000000); */

/// Loads the vCPU on the CPU that executes this: FREE to BOUND. TENON_ERROR_wrong_state;
/// TENON_ERROR_wrong_cpu: `cpu` is another one; TENON_ERROR_cpu_not_allowed;
/// TENON_ERROR_unsupported: the CPU lacks the VM's ASID, a timer for setup's `slice`, a field of the
/// VMCS, or state that the guest has in use or has enabled in XCR0.
/*@ requires storage: \valid(v) && \valid(cpu);
    requires apart: \separated(v, cpu);
    requires sound: x86_vcpu_sound(v);
    requires stage2: x86_vcpu_is(v, TENON_VCPU_FREE) ==>
      \valid(v->stage2) && \separated(v, cpu, v->stage2);
    terminates \true; exits \false;
    assigns v->identity, v->forget, v->changed, v->vmcb.clean, v->common.last_cpu, v->common.state,
            v->stage2->common.resident[0 .. TENON_CPU_MAX - 1], cpu->vmid_generation,
            cpu->owes, cpu->host.xcr0, cpu->host.tsc_aux, cpu->host.pkru, cpu->host.dr[0 .. 3],
            cpu->host.dr7, cpu->vmx, v->vmx, v->vmcs, v->window, x86_hw_xcr0, x86_hw_pkru, x86_hw_efer,
            x86_hw_tsc_aux, x86_hw_dr[0 .. 3], x86_hw_dr7, svm_hw_host_state, vmx_hw_current,
            vmx_hw_dr6;
    assigns v->cpu \from cpu;
    assigns cpu->loaded \from v;
    ensures sound: x86_vcpu_sound(v);
    ensures wrong_state: !\old(x86_bind_in_state(v, cpu)) ==> \result == TENON_ERROR_wrong_state;
    ensures wrong_cpu: \old(x86_bind_in_state(v, cpu)) && !\old(x86_bind_here(cpu)) ==>
      \result == TENON_ERROR_wrong_cpu;
    ensures done: \result == TENON_OK ==> x86_vcpu_is(v, TENON_VCPU_BOUND) && v->cpu == cpu &&
      cpu->loaded == v && v->common.last_cpu == cpu->id;
    ensures fits: \result == TENON_OK ==> tenon_bit(v->common.cpu_mask, cpu->id) &&
      v->stage2->common.vmid < cpu->features.asids;
    // What another CPU, or another vCPU here, may have left is forgotten before the guest runs.
    ensures forgets: \result == TENON_OK && \old(v->common.last_cpu) != cpu->id ==>
      v->forget != TENON_STAGE2_KEEP;
    ensures pays: \result == TENON_OK && cpu->owes != 0 ==> v->forget == TENON_STAGE2_FORGET_ALL;
    ensures owes: \old(cpu->owes) != 0 ==> cpu->owes != 0;
    // The host's breakpoints are kept, and off.
    ensures breakpoints: \result == TENON_OK ==> x86_hw_dr7 == 0x400 &&
      cpu->host.dr7 == \old(x86_hw_dr7) &&
      \forall integer i; 0 <= i < 4 ==> cpu->host.dr[i] == \old(x86_hw_dr[i]);
    ensures refused: \result != TENON_OK ==> v->common.state == \old(v->common.state) &&
      cpu->loaded == \old(cpu->loaded); */
enum tenon_error tenon_x86_64_vcpu_bind(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_cpu *cpu);

/// Saves the guest from the CPU that executes this: BOUND to FREE. TENON_ERROR_wrong_state;
/// TENON_ERROR_wrong_cpu: it is loaded on another one.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->sysreg[0 .. TENON_X86_64_SAVED_COUNT - 1], v->fp, v->common.state, v->vmx, v->vmcb,
            v->known[0 .. 5], x86_hw_xcr0, x86_hw_pkru, x86_hw_efer, x86_hw_tsc_aux, x86_hw_dr[0 .. 3], x86_hw_dr7,
            vmx_hw_current, vmx_hw_dr6;
    assigns v->cpu->loaded \from \nothing;
    ensures sound: x86_vcpu_sound(v);
    ensures wrong_state: !\old(x86_vcpu_is(v, TENON_VCPU_BOUND)) ==>
      \result == TENON_ERROR_wrong_state;
    ensures done: \result == TENON_OK ==> x86_vcpu_is(v, TENON_VCPU_FREE) &&
      v->cpu->loaded == \null;
    ensures host: \result == TENON_OK ==> x86_host_is_back(v->cpu); */
enum tenon_error tenon_x86_64_vcpu_unbind(struct tenon_x86_64_vcpu *v);

/// Undoes setup: FREE or FAILED to CREATED. TENON_ERROR_wrong_state.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->common.state, v->common.error, v->common.failure, v->common.generation;
    assigns v->stage2 \from \nothing;
    assigns v->cpu \from \nothing;
    ensures sound: x86_vcpu_sound(v);
    behavior done:
      assumes x86_vcpu_is(v, TENON_VCPU_FREE) || x86_vcpu_is(v, TENON_VCPU_FAILED);
      ensures created: \result == TENON_OK && x86_vcpu_is(v, TENON_VCPU_CREATED);
      ensures nowhere: v->cpu == \null && v->stage2 == \null;
      ensures stale: v->common.generation == (\old(v->common.generation) + 1) % 0x100000000;
    behavior wrong_state:
      assumes !x86_vcpu_is(v, TENON_VCPU_FREE) && !x86_vcpu_is(v, TENON_VCPU_FAILED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors; */
enum tenon_error tenon_x86_64_vcpu_reset(struct tenon_x86_64_vcpu *v);

/// Ends the vCPU: CREATED, FREE or FAILED to NONE. TENON_ERROR_wrong_state.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->common.state;
    assigns v->stage2 \from \nothing;
    assigns v->cpu \from \nothing;
    ensures sound: x86_vcpu_sound(v);
    behavior done:
      assumes x86_vcpu_is(v, TENON_VCPU_CREATED) || x86_vcpu_is(v, TENON_VCPU_FREE) ||
              x86_vcpu_is(v, TENON_VCPU_FAILED);
      ensures none: \result == TENON_OK && x86_vcpu_is(v, TENON_VCPU_NONE);
      ensures nowhere: v->cpu == \null && v->stage2 == \null;
    behavior wrong_state:
      assumes !x86_vcpu_is(v, TENON_VCPU_CREATED) && !x86_vcpu_is(v, TENON_VCPU_FREE) &&
              !x86_vcpu_is(v, TENON_VCPU_FAILED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors; */
enum tenon_error tenon_x86_64_vcpu_destroy(struct tenon_x86_64_vcpu *v);

/// Takes the guest's state from the CPU that it is loaded on: for unbind, and for an entry that
/// failed.
/*@ requires storage: \valid(v) && \valid(v->cpu);
    requires apart: \separated(v, v->cpu);
    terminates \true; exits \false;
    assigns v->sysreg[0 .. TENON_X86_64_SAVED_COUNT - 1], v->fp, v->vmx, v->vmcb,
            v->known[0 .. 5], x86_hw_xcr0, x86_hw_pkru, x86_hw_efer, x86_hw_tsc_aux, x86_hw_dr[0 .. 3], x86_hw_dr7, vmx_hw_current,
            vmx_hw_dr6;
    assigns v->cpu->loaded \from \nothing;
    ensures slot: v->cpu->loaded == \null;
    ensures gone: v->vmx.loaded == 0;
    ensures held: \old(x86_vcpu_held(v)) ==> x86_vcpu_held(v);
    ensures host: x86_host_is_back(v->cpu); */
void tenon_x86_64_vcpu_unload(struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
