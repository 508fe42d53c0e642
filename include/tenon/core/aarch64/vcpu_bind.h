/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Loading a vCPU on a CPU and taking it off: what of the guest is moved, stated against the
/// registers of the CPU.
#ifndef TENON_CORE_AARCH64_VCPU_BIND_H
#define TENON_CORE_AARCH64_VCPU_BIND_H

#include "tenon/core/aarch64/vcpu_state.h"

TENON_BEGIN_C

/*@
  // A CPU on which nothing is loaded, and a vCPU on no CPU.
  predicate bind_in_state{L}(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu) =
    vcpu_is{L}(v, TENON_VCPU_FREE) && \at(cpu->enabled, L) != 0 && \at(cpu->loaded, L) == \null;

  predicate bind_here{L}(struct tenon_aarch64_cpu *cpu) =
    \at(tenon_hw_cpu, L) == cpu && \at(cpu->id, L) < TENON_CPU_MAX;

  predicate bind_allowed{L}(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu) =
    tenon_bit(\at(v->common.cpu_mask, L), \at(cpu->id, L));

  // List registers of the virtual CPU interface: none if the guest has the physical one.
  logic integer bind_list_registers{L}(struct tenon_aarch64_vcpu *v,
                                       struct tenon_aarch64_cpu *cpu) =
    \at(v->setup.passthrough_interrupts, L) != 0 ? 0 : \at(cpu->features.list_registers, L);

  // What the vCPU saved fits this CPU, and so do its identifier and its tables. An ERET to AArch32 on
  // a CPU that is AArch64 alone (ID_AA64PFR0_EL1.EL0 = 1) would stay at EL2 (DDI 0487 D1.4).
  predicate bind_fits{L}(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu) =
    (\at(v->cpu, L) == \null ||
     \at(v->interrupts.list_registers, L) == bind_list_registers{L}(v, cpu)) &&
    (\at(v->stage2->vmid, L) < 256 || \at(cpu->features.vmid_bits, L) == 16) &&
    ((\at(v->frame.pstate, L) / 16) % 2 == 0 ||
     id_field(\at(cpu->features.id_aa64pfr0, L), 1) != 1) &&
    levels_supported(\at(cpu->features.pa_bits, L), \at(v->stage2->levels, L));

  // What the CPU must forget (stage2.h): all VMs, if the VMID is younger than all it has seen; this
  // VM, if another of its vCPUs ran here last.
  predicate bind_forgets_all{L}(struct tenon_stage2 *s, struct tenon_aarch64_cpu *cpu) =
    \at(cpu->vmid_generation, L) < \at(s->generation, L);

  predicate bind_forgets_vm{L}(struct tenon_stage2 *s, struct tenon_aarch64_cpu *cpu,
                               integer vcpu_id) =
    !bind_forgets_all{L}(s, cpu) &&
    \at(s->resident[\at(cpu->id, L)], L) != vcpu_id &&
    \at(s->resident[\at(cpu->id, L)], L) != TENON_NONE;

  // MPIDR_EL1 as the guest reads it: bit 31 is RES1.
  logic integer bind_mpidr(integer mpidr) =
    (mpidr / 0x80000000) % 2 == 1 ? mpidr : mpidr + 0x80000000;

  // The guest's registers are in the CPU.
  predicate vcpu_registers_loaded{L}(struct tenon_aarch64_vcpu *v, integer has) =
    \forall integer i; 0 <= i < TENON_AARCH64_SAVED_COUNT && register_exists(has, i) ==>
      \at(tenon_hw_register[i], L) == \at(v->sysreg[i], L);

  // What traps.h composes for the vCPU and the CPU as they are at F is in the hardware at L, and with
  // it the trap of each row of registers.def.
  predicate vcpu_controls_loaded{F, L}(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *c) =
    controls_composed{F}(\at(&c->features, F), \at(&v->setup, F), \at(tenon_hw_hcr, L),
                         \at(tenon_hw_cptr, L), \at(tenon_hw_mdcr, L),
                         \at(tenon_hw_cnthctl, L));

  predicate vcpu_fp_loaded{L}(struct tenon_aarch64_vcpu *v) =
    (\forall integer i; 0 <= i < 64 ==> \at(tenon_hw_q[i], L) == \at(v->fp.q[i], L)) &&
    \at(tenon_hw_fpcr, L) == \at(v->fp.fpcr, L) && \at(tenon_hw_fpsr, L) == \at(v->fp.fpsr, L);
*/

/// Loads the vCPU on the CPU that executes this call: FREE to BOUND.
/// TENON_ERROR_wrong_state: of the vCPU, or `cpu` is not enabled or not idle;
/// TENON_ERROR_wrong_cpu: `cpu` is another one; TENON_ERROR_cpu_not_allowed: by the mask;
/// TENON_ERROR_unsupported: it has run on a CPU with other list registers, or this CPU lacks the
/// AArch32 state that it is in, or cannot hold its VM's identifier or walk its second stage.
/*@ requires storage: \valid(v) && \valid(cpu);
    requires apart: \separated(v, cpu) && \separated(v->stage2, cpu);
    requires sound: vcpu_sound(v);
    requires interrupts: vcpu_is_set_up(v) ==> vcpu_interrupts_sound(v);
    requires cpu_sound: cpu_sound(cpu);
    terminates \true; exits \false;
    assigns v->common.state, v->common.last_cpu, v->midr, v->controls, v->fault.zva_bytes,
            v->interrupts.list_registers, v->interrupts.resident, v->interrupts.changed,
            v->stage2->resident[0 .. TENON_CPU_MAX - 1], cpu->vmid_generation;
    assigns v->cpu \from cpu;
    assigns cpu->loaded \from v;
    assigns tenon_hw_register[..], tenon_hw_vpidr, tenon_hw_vmpidr, tenon_hw_vttbr,
            tenon_hw_forgotten, tenon_hw_hcr, tenon_hw_vse, tenon_hw_cptr, tenon_hw_mdcr,
            tenon_hw_cnthctl, tenon_hw_vtcr, tenon_hw_synchronized, tenon_hw_q[..],
            tenon_hw_fpcr, tenon_hw_fpsr, tenon_hw_apr[..], tenon_hw_ich_vmcr;
    ensures refused: \result != TENON_OK ==> v->common.state == \old(v->common.state) &&
      v->cpu == \old(v->cpu) && cpu->loaded == \old(cpu->loaded);
    ensures refused_sound: \result != TENON_OK ==> vcpu_sound(v);
    ensures refused_interrupts: \result != TENON_OK && vcpu_is_set_up(v) ==>
      vcpu_interrupts_sound(v);
    ensures refused_cpu: \result != TENON_OK ==> cpu_sound(cpu);
    behavior wrong_state:
      assumes !bind_in_state(v, cpu);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    behavior wrong_cpu:
      assumes bind_in_state(v, cpu) && !bind_here(cpu);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_cpu;
    behavior not_allowed:
      assumes bind_in_state(v, cpu) && bind_here(cpu) && !bind_allowed(v, cpu);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_cpu_not_allowed;
    behavior unsupported:
      assumes bind_in_state(v, cpu) && bind_here(cpu) && bind_allowed(v, cpu) &&
              !bind_fits(v, cpu);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_unsupported;
    behavior bound:
      assumes bind_in_state(v, cpu) && bind_here(cpu) && bind_allowed(v, cpu) &&
              bind_fits(v, cpu);
      ensures done: \result == TENON_OK && vcpu_is(v, TENON_VCPU_BOUND);
      ensures slot: v->cpu == cpu && cpu->loaded == v;
      ensures last: v->common.last_cpu == cpu->id;
      ensures sound: vcpu_sound(v);
      ensures interrupts_sound: vcpu_interrupts_sound(v);
      ensures cpu_sound: cpu_sound(cpu);
      ensures features: cpu->features.has == \old(cpu->features.has);
      ensures registers: vcpu_registers_loaded(v, cpu->features.has);
      ensures fp: vcpu_fp_loaded(v);
      ensures serror: tenon_hw_vse == v->serror;
      ensures identity: tenon_hw_vpidr == v->midr &&
                        tenon_hw_vmpidr == bind_mpidr(v->config.mpidr);
      ensures midr: v->midr == (\old(v->cpu) == \null ? cpu->features.midr : \old(v->midr));
      ensures stage2: tenon_hw_vttbr == stage2_vttbr(v->stage2) &&
        tenon_hw_vtcr == vtcr_of(cpu->features.pa_bits, v->stage2->levels,
                                 cpu->features.vmid_bits);
      ensures held: hw_isolates && (tenon_hw_hcr & 0xfbffffe37fc299c0) == 0;
      ensures controls: vcpu_controls_loaded{Pre, Post}(v, cpu);
      ensures resident: v->stage2->resident[cpu->id] == v->common.vcpu_id;
      ensures forgets_all: \old(bind_forgets_all(v->stage2, cpu)) ==> tenon_hw_forgotten == 2;
      ensures forgets_vm: \old(bind_forgets_vm(v->stage2, cpu, v->common.vcpu_id)) ==>
                          tenon_hw_forgotten == 1;
      ensures generation: cpu->vmid_generation >= v->stage2->generation;
      ensures list_registers: v->interrupts.list_registers == bind_list_registers(v, cpu);
      ensures pending: v->interrupts.list_registers != 0 ==> v->interrupts.changed == 1;
      ensures view: v->interrupts.list_registers != 0 ==>
                    tenon_hw_ich_vmcr == v->interrupts.ich_vmcr;
      ensures active: v->interrupts.list_registers != 0 ==>
        \forall integer n; 0 <= n < cpu->features.apr_registers ==>
          tenon_hw_apr[n] == v->interrupts.ap0r[n] && tenon_hw_apr[n + 4] == v->interrupts.ap1r[n];
      ensures synchronized: tenon_hw_synchronized == 1;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_aarch64_vcpu_bind(struct tenon_aarch64_vcpu *v,
                                         struct tenon_aarch64_cpu *cpu);

/// Saves the guest's state from this CPU: BOUND to FREE. `v->cpu` stays, as the CPU it ran on.
/// PPIs that are linked and not ended are deactivated, so that this CPU takes them again; the guest
/// finds them pending or active as before, and ends them for itself.
/// TENON_ERROR_wrong_state; TENON_ERROR_wrong_cpu.
/*@ requires storage: \valid(v);
    requires sound: vcpu_is(v, TENON_VCPU_BOUND) && v->cpu == tenon_hw_cpu ==> vcpu_sound(v);
    requires interrupts: vcpu_is_set_up(v) ==> vcpu_interrupts_sound(v);
    terminates \true; exits \false;
    assigns v->common.state, v->serror, v->sysreg[0 .. TENON_AARCH64_SAVED_COUNT - 1], v->fp,
            v->interrupts.lr[0 .. 15], v->interrupts.pending.word[0 .. 15],
            v->interrupts.ended.word[0 .. 15], v->interrupts.ends, v->interrupts.changed,
            v->interrupts.resident, v->interrupts.ich_vmcr, v->interrupts.ap0r[0 .. 3],
            v->interrupts.ap1r[0 .. 3], v->interrupts.linked.word[0 .. 15];
    assigns v->cpu->loaded \from \nothing;
    assigns tenon_hw_register[..], tenon_hw_vttbr, tenon_hw_hcr, tenon_hw_vse, tenon_hw_cptr,
            tenon_hw_mdcr, tenon_hw_cnthctl, tenon_hw_vtcr, tenon_hw_synchronized, tenon_hw_lr[..],
            tenon_hw_ich_hcr, tenon_hw_active[16 .. 31];
    behavior wrong_state:
      assumes !vcpu_is(v, TENON_VCPU_BOUND);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    behavior wrong_cpu:
      assumes vcpu_is(v, TENON_VCPU_BOUND) && v->cpu != tenon_hw_cpu;
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_cpu;
    behavior free:
      assumes vcpu_is(v, TENON_VCPU_BOUND) && v->cpu == tenon_hw_cpu;
      ensures done: \result == TENON_OK && vcpu_is(v, TENON_VCPU_FREE);
      ensures slot: v->cpu->loaded == \null;
      ensures sound: vcpu_sound(v);
      ensures interrupts_sound: vcpu_interrupts_sound(v);
      ensures cpu_sound: cpu_sound(v->cpu);
      ensures registers: \forall integer i; 0 <= i < TENON_AARCH64_SAVED_COUNT &&
        register_exists(v->cpu->features.has, i) ==>
          v->sysreg[i] == \old(tenon_hw_register[i]);
      ensures other_registers: \forall integer i; 0 <= i < TENON_AARCH64_SAVED_COUNT &&
        !register_exists(v->cpu->features.has, i) ==> v->sysreg[i] == \old(v->sysreg[i]);
      ensures q: \forall integer i; 0 <= i < 64 ==> v->fp.q[i] == tenon_hw_q[i];
      ensures fp: v->fp.fpcr == tenon_hw_fpcr && v->fp.fpsr == tenon_hw_fpsr;
      ensures serror: v->serror == \old(tenon_hw_vse);
      ensures timers: tenon_hw_register[TENON_AARCH64_SAVED_CNTV_CTL_EL0] == 0 &&
                      tenon_hw_register[TENON_AARCH64_SAVED_CNTP_CTL_EL0] == 0;
      ensures host: tenon_hw_hcr == v->cpu->host.hcr && tenon_hw_cptr == v->cpu->host.cptr &&
                    tenon_hw_mdcr == v->cpu->host.mdcr &&
                    tenon_hw_cnthctl == v->cpu->host.cnthctl &&
                    tenon_hw_vtcr == v->cpu->host.vtcr && tenon_hw_vttbr == v->cpu->host.vttbr;
      ensures view: v->interrupts.list_registers != 0 ==>
                    v->interrupts.ich_vmcr == tenon_hw_ich_vmcr;
      ensures off: v->interrupts.list_registers != 0 ==> tenon_hw_ich_hcr == 0;
      ensures empty: \forall integer n; 0 <= n < v->interrupts.list_registers ==>
                     tenon_hw_lr[n] == 0;
      // No PPI of this CPU stays active for it, and none of another one will be deactivated.
      ensures unlinked: v->interrupts.list_registers != 0 ==> ppis_unlinked(&v->interrupts);
      ensures given: \forall integer n; 0 <= n < v->interrupts.list_registers &&
        lr_links_ppi(\old(v->interrupts.lr[n])) && \old(v->interrupts.lr[n]) != 0 &&
        (\old(v->interrupts.resident) == 0 || tenon_lr_state(\old(tenon_hw_lr[n])) != 0) ==>
          tenon_hw_active[tenon_lr_intid(\old(v->interrupts.lr[n]))] == 0;
      ensures waiting: \forall integer k; v->interrupts.list_registers != 0 && 16 <= k < 32 &&
        \old(tenon_interrupt_set_has(&v->interrupts.linked, k) &&
             tenon_interrupt_set_has(&v->interrupts.pending, k)) ==> tenon_hw_active[k] == 0;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_aarch64_vcpu_unbind(struct tenon_aarch64_vcpu *v);

TENON_END_C

#endif
