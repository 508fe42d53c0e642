/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/vcpu_bind.h"

#include "tenon/core/aarch64/hardware.h"
#include "tenon/core/aarch64/interrupts_hardware.h"
#include "tenon/core/aarch64/vttbr.h"

/*@ requires sysreg: \valid_read(sysreg + (0 .. TENON_AARCH64_SAVED_COUNT - 1));
    requires known: has < 8;
    terminates \true; exits \false;
    assigns tenon_hw_register[..], tenon_hw_synchronized;
    ensures restored: \forall integer i; 0 <= i < TENON_AARCH64_SAVED_COUNT &&
      register_exists(has, i) ==> tenon_hw_register[i] == sysreg[i]; */
static void restore_registers(const uint64_t *sysreg, uint32_t e2h, uint32_t has) {
  if (e2h != 0u) {
    tenon_aarch64_hw_restore_registers_vhe(sysreg, has);
  } else {
    tenon_aarch64_hw_restore_registers(sysreg, has);
  }
}

/*@ requires sysreg: \valid(sysreg + (0 .. TENON_AARCH64_SAVED_COUNT - 1));
    requires known: has < 8;
    terminates \true; exits \false;
    assigns sysreg[0 .. TENON_AARCH64_SAVED_COUNT - 1],
            tenon_hw_register[TENON_AARCH64_SAVED_CNTV_CTL_EL0],
            tenon_hw_register[TENON_AARCH64_SAVED_CNTP_CTL_EL0];
    ensures saved: \forall integer i; 0 <= i < TENON_AARCH64_SAVED_COUNT &&
      register_exists(has, i) ==> sysreg[i] == \old(tenon_hw_register[i]);
    ensures others: \forall integer i; 0 <= i < TENON_AARCH64_SAVED_COUNT &&
      !register_exists(has, i) ==> sysreg[i] == \old(sysreg[i]);
    ensures stopped: tenon_hw_register[TENON_AARCH64_SAVED_CNTV_CTL_EL0] == 0 &&
                     tenon_hw_register[TENON_AARCH64_SAVED_CNTP_CTL_EL0] == 0; */
static void save_registers(uint64_t *sysreg, uint32_t e2h, uint32_t has) {
  if (e2h != 0u) {
    tenon_aarch64_hw_save_registers_vhe(sysreg, has);
  } else {
    tenon_aarch64_hw_save_registers(sysreg, has);
  }
}

/* MPIDR_EL1 bit 31 is RES1. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures mpidr: \result == bind_mpidr(mpidr); */
static uint64_t with_res1(uint64_t mpidr) {
  return (mpidr / 0x80000000u) % 2u == 1u ? mpidr : mpidr + 0x80000000u;
}

/* Who ran here before decides what this CPU must forget (stage2.h). */
/*@ requires stage2: \valid(stage2) && stage2_usable(stage2);
    requires cpu: \valid(cpu) && \separated(stage2, cpu) && cpu->id < TENON_CPU_MAX;
    requires vcpu: vcpu_id != TENON_NONE;
    terminates \true; exits \false;
    assigns stage2->resident[cpu->id], cpu->vmid_generation, tenon_hw_vttbr, tenon_hw_forgotten,
            tenon_hw_synchronized;
    ensures usable: stage2_usable(stage2);
    ensures vttbr: tenon_hw_vttbr == stage2_vttbr(stage2);
    ensures resident: stage2->resident[cpu->id] == vcpu_id;
    ensures generation: cpu->vmid_generation >= stage2->generation;
    ensures all: \old(bind_forgets_all(stage2, cpu)) ==> tenon_hw_forgotten == 2;
    ensures vm: \old(bind_forgets_vm(stage2, cpu, vcpu_id)) ==> tenon_hw_forgotten == 1;
    ensures levels: stage2->levels == \old(stage2->levels); */
static void enter_stage2(struct tenon_stage2 *stage2, struct tenon_aarch64_cpu *cpu,
                         uint32_t vcpu_id) {
  uint64_t vttbr = tenon_aarch64_stage2_vttbr(stage2);
  uint32_t forget = tenon_stage2_bind(stage2, cpu->id, vcpu_id, &cpu->vmid_generation);
  tenon_aarch64_hw_write_vttbr(vttbr);
  if (forget == (uint32_t)TENON_STAGE2_FORGET_ALL) {
    tenon_aarch64_hw_forget_all();
  } else if (forget == (uint32_t)TENON_STAGE2_FORGET_VM) {
    tenon_aarch64_hw_forget_vm(vttbr);
  }
}

/*@ // What stays of the CPU and of the second stage while the vCPU is loaded.
    predicate cpu_same{A, B}(struct tenon_aarch64_cpu *cpu) =
      \at(cpu->features.midr, A) == \at(cpu->features.midr, B) &&
      \at(cpu->features.pa_bits, A) == \at(cpu->features.pa_bits, B) &&
      \at(cpu->features.vmid_bits, A) == \at(cpu->features.vmid_bits, B) &&
      \at(cpu->features.list_registers, A) == \at(cpu->features.list_registers, B) &&
      \at(cpu->features.apr_registers, A) == \at(cpu->features.apr_registers, B) &&
      \at(cpu->features.has, A) == \at(cpu->features.has, B) &&
      \at(cpu->id, A) == \at(cpu->id, B) && \at(cpu->enabled, A) == \at(cpu->enabled, B);
    // What the controls are composed from.
    predicate features_same{A, B}(struct tenon_aarch64_features *f) =
      \at(f->e2h, A) == \at(f->e2h, B) && \at(f->pmu_counters, A) == \at(f->pmu_counters, B) &&
      \at(f->id_aa64pfr0, A) == \at(f->id_aa64pfr0, B) &&
      \at(f->id_aa64pfr1, A) == \at(f->id_aa64pfr1, B) &&
      \at(f->id_aa64dfr0, A) == \at(f->id_aa64dfr0, B) &&
      \at(f->id_aa64mmfr1, A) == \at(f->id_aa64mmfr1, B);
    predicate setup_same{A, B}(struct tenon_aarch64_setup *s) =
      \at(s->passthrough_interrupts, A) == \at(s->passthrough_interrupts, B) &&
      \at(s->passthrough_timer, A) == \at(s->passthrough_timer, B) &&
      \at(s->trap_wfi, A) == \at(s->trap_wfi, B) && \at(s->trap_wfe, A) == \at(s->trap_wfe, B);
    lemma composed_same{A, B}: \forall struct tenon_aarch64_features *f,
      struct tenon_aarch64_setup *s, integer hcr, cptr, mdcr, cnthctl;
      features_same{A, B}(f) ==> setup_same{A, B}(s) ==>
        controls_composed{B}(f, s, hcr, cptr, mdcr, cnthctl) ==>
        controls_composed{A}(f, s, hcr, cptr, mdcr, cnthctl);
    predicate scalars_same{A, B}(struct tenon_aarch64_vcpu *v) =
      \at(v->serror, A) == \at(v->serror, B) && \at(v->frame.pstate, A) == \at(v->frame.pstate, B) &&
      \at(v->common.vcpu_id, A) == \at(v->common.vcpu_id, B);
    predicate stage2_same{A, B}(struct tenon_stage2 *s) =
      \at(s->levels, A) == \at(s->levels, B) && \at(s->generation, A) == \at(s->generation, B);
    predicate interrupts_settled{L}(struct tenon_aarch64_vcpu *v) =
      tenon_aarch64_list_sound{L}(&v->interrupts) && tenon_aarch64_sets_sound{L}(&v->interrupts) &&
      tenon_aarch64_settled{L}(&v->interrupts) && \at(v->interrupts.resident, L) == 0; */

/* The guest's registers come before its second stage: with HCR_EL2.VM set, no walk may combine
 * this VM's tables with the registers of whoever was here before. */
/*@ requires storage: \valid(v) && \valid(cpu) && \separated(v, cpu);
    requires stage2: vcpu_has_stage2(v) && \separated(v->stage2, cpu);
    requires vcpu: v->common.vcpu_id != TENON_NONE && v->serror <= 1;
    requires cpu: cpu_sane(&cpu->features) && cpu->id < TENON_CPU_MAX;
    requires vbar: tenon_hw_vbar == 1;
    requires mandatory: (v->controls.hcr & 0x803d0627) == 0x803d0627;
    requires forbidden: (v->controls.hcr & 0xfbffffe37fc299c0) == 0;
    requires interrupts: interrupts_settled(v);
    requires count: v->interrupts.list_registers == bind_list_registers(v, cpu);
    requires vtcr: v->controls.vtcr ==
      vtcr_of(cpu->features.pa_bits, v->stage2->levels, cpu->features.vmid_bits);
    terminates \true; exits \false;
    assigns v->stage2->resident[cpu->id], cpu->vmid_generation,
            tenon_hw_register[..], tenon_hw_vpidr, tenon_hw_vmpidr, tenon_hw_vttbr,
            tenon_hw_forgotten, tenon_hw_hcr, tenon_hw_vse, tenon_hw_cptr, tenon_hw_mdcr,
            tenon_hw_cnthctl, tenon_hw_vtcr, tenon_hw_synchronized, tenon_hw_q[..],
            tenon_hw_fpcr, tenon_hw_fpsr;
    ensures registers: vcpu_registers_loaded(v, cpu->features.has);
    ensures fp: vcpu_fp_loaded(v);
    ensures serror: tenon_hw_vse == v->serror;
    ensures identity: tenon_hw_vpidr == v->midr &&
                      tenon_hw_vmpidr == bind_mpidr(v->config.mpidr);
    ensures stage2: vcpu_has_stage2(v);
    ensures vttbr: tenon_hw_vttbr == stage2_vttbr(v->stage2);
    ensures isolates: hw_isolates;
    ensures forbidden: (tenon_hw_hcr & 0xfbffffe37fc299c0) == 0;
    ensures hcr: tenon_hw_hcr == \old(v->controls.hcr);
    ensures cptr: tenon_hw_cptr == \old(v->controls.cptr);
    ensures mdcr: tenon_hw_mdcr == \old(v->controls.mdcr);
    ensures cnthctl: tenon_hw_cnthctl == \old(v->controls.cnthctl);
    ensures count: v->interrupts.list_registers == bind_list_registers(v, cpu);
    ensures vtcr: tenon_hw_vtcr ==
      vtcr_of(cpu->features.pa_bits, v->stage2->levels, cpu->features.vmid_bits);
    ensures resident: v->stage2->resident[cpu->id] == v->common.vcpu_id;
    ensures generation: cpu->vmid_generation >= v->stage2->generation;
    ensures all: \old(bind_forgets_all(v->stage2, cpu)) ==> tenon_hw_forgotten == 2;
    ensures vm: \old(bind_forgets_vm(v->stage2, cpu, v->common.vcpu_id)) ==>
                tenon_hw_forgotten == 1;
    ensures synchronized: tenon_hw_synchronized == 1;
    ensures cpu: cpu_sane(&cpu->features) && cpu_same{Pre, Post}(cpu);
    ensures scalars: scalars_same{Pre, Post}(v);
    ensures same: stage2_same{Pre, Post}(v->stage2);
    ensures interrupts: interrupts_settled(v); */
static void load(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu) {
  restore_registers(v->sysreg, cpu->features.e2h, cpu->features.has);
  tenon_aarch64_hw_write_identity(v->midr, with_res1(v->config.mpidr));
  enter_stage2(v->stage2, cpu, v->common.vcpu_id);
  tenon_aarch64_hw_write_controls(&v->controls);
  tenon_aarch64_hw_write_vse(v->serror);
  tenon_aarch64_hw_restore_fp(&v->fp);
  /*@ assert kept: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.lr[n] == \at(v->interrupts.lr[n], Pre); */
  /*@ assert kept_pending: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.pending.word[n] == \at(v->interrupts.pending.word[n], Pre); */
  /*@ assert kept_ended: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.ended.word[n] == \at(v->interrupts.ended.word[n], Pre); */
  //@ assert list: tenon_aarch64_list_sound(&v->interrupts);
  //@ assert sets: tenon_aarch64_sets_sound(&v->interrupts);
  //@ assert settled: tenon_aarch64_settled(&v->interrupts);
}

/*@ requires memory: \valid_read(v) && \valid_read(cpu);
    terminates \true; exits \false; assigns \nothing;
    ensures count: \result == bind_list_registers(v, cpu); */
static uint32_t list_registers(const struct tenon_aarch64_vcpu *v,
                               const struct tenon_aarch64_cpu *cpu) {
  return v->setup.passthrough_interrupts != 0u ? 0u : cpu->features.list_registers;
}

/*@ requires memory: \valid_read(v) && \valid_read(cpu) && \valid_read(v->stage2);
    terminates \true; exits \false; assigns \nothing;
    ensures fits: \result == 1 <==> bind_fits(v, cpu);
    ensures bit: \result <= 1; */
static uint32_t fits(const struct tenon_aarch64_vcpu *v, const struct tenon_aarch64_cpu *cpu) {
  if (v->cpu != NULL && v->interrupts.list_registers != list_registers(v, cpu)) {
    return 0;
  }
  if ((v->frame.pstate / 16u) % 2u == 1u && cpu->features.id_aa64pfr0 % 16u == 1u) {
    return 0;
  }
  if (v->stage2->vmid >= 256u && cpu->features.vmid_bits != 16u) {
    return 0;
  }
  return tenon_aarch64_levels_supported(cpu->features.pa_bits, v->stage2->levels);
}

/*@ requires memory: \valid_read(v) && \valid_read(cpu);
    requires stage2: vcpu_is(v, TENON_VCPU_FREE) ==> \valid_read(v->stage2);
    terminates \true; exits \false; assigns \nothing;
    behavior wrong_state:
      assumes !bind_in_state(v, cpu);
      ensures error: \result == TENON_ERROR_wrong_state;
    behavior wrong_cpu:
      assumes bind_in_state(v, cpu) && !bind_here(cpu);
      ensures error: \result == TENON_ERROR_wrong_cpu;
    behavior not_allowed:
      assumes bind_in_state(v, cpu) && bind_here(cpu) && !bind_allowed(v, cpu);
      ensures error: \result == TENON_ERROR_cpu_not_allowed;
    behavior unsupported:
      assumes bind_in_state(v, cpu) && bind_here(cpu) && bind_allowed(v, cpu) &&
              !bind_fits(v, cpu);
      ensures error: \result == TENON_ERROR_unsupported;
    behavior bound:
      assumes bind_in_state(v, cpu) && bind_here(cpu) && bind_allowed(v, cpu) &&
              bind_fits(v, cpu);
      ensures done: \result == TENON_OK;
    complete behaviors; disjoint behaviors; */
static enum tenon_error check(const struct tenon_aarch64_vcpu *v,
                              const struct tenon_aarch64_cpu *cpu) {
  if (v->common.state != (uint32_t)TENON_VCPU_FREE || cpu->enabled == 0u || cpu->loaded != NULL) {
    return TENON_ERROR_wrong_state;
  }
  const struct tenon_aarch64_cpu *here = tenon_aarch64_hw_this_cpu();
  if (here != cpu || cpu->id >= TENON_CPU_MAX) {
    return TENON_ERROR_wrong_cpu;
  }
  if (tenon_vcpu_is_allowed(&v->common, cpu->id) == 0u) {
    return TENON_ERROR_cpu_not_allowed;
  }
  return fits(v, cpu) == 1u ? TENON_OK : TENON_ERROR_unsupported;
}

/* Bind and unbind in steps: provers lose sight of one part of the vCPU while others change. */
/*@ requires storage: \valid(v) && \valid_read(cpu) && \separated(v, cpu);
    requires stage2: vcpu_has_stage2(v) && \separated(v->stage2, cpu);
    requires interrupts: vcpu_interrupts_sound(v) && vcpu_is(v, TENON_VCPU_FREE);
    requires cpu: cpu_sane(&cpu->features) && cpu->id < TENON_CPU_MAX;
    requires fits: v->cpu == \null ||
      v->interrupts.list_registers == bind_list_registers(v, cpu);
    terminates \true; exits \false;
    assigns v->midr, v->interrupts.list_registers;
    ensures stage2: vcpu_has_stage2(v);
    ensures midr: v->midr == (v->cpu == \null ? cpu->features.midr : \old(v->midr));
    ensures features: features_same{Pre, Post}(&cpu->features);
    ensures setup: setup_same{Pre, Post}(&v->setup);
    ensures count: v->interrupts.list_registers == bind_list_registers(v, cpu);
    ensures cpu: cpu_sane(&cpu->features) && cpu_same{Pre, Post}(cpu);
    ensures scalars: scalars_same{Pre, Post}(v);
    ensures same: stage2_same{Pre, Post}(v->stage2);
    ensures all: bind_forgets_all(v->stage2, cpu) <==> \old(bind_forgets_all(v->stage2, cpu));
    ensures vm: bind_forgets_vm(v->stage2, cpu, v->common.vcpu_id) <==>
                \old(bind_forgets_vm(v->stage2, cpu, v->common.vcpu_id));
    ensures interrupts: interrupts_settled(v); */
static void adopt(struct tenon_aarch64_vcpu *v, const struct tenon_aarch64_cpu *cpu) {
  if (v->cpu == NULL) {
    //@ assert none: \forall integer n; 0 <= n < 16 ==> v->interrupts.lr[n] == 0;
    v->midr = cpu->features.midr;
    v->interrupts.list_registers = list_registers(v, cpu);
  }
  //@ assert id: cpu->id == \at(cpu->id, Pre);
  //@ assert seen: cpu->vmid_generation == \at(cpu->vmid_generation, Pre);
  //@ assert given: v->stage2->generation == \at(v->stage2->generation, Pre);
  /*@ assert residents: \forall integer n; v->stage2->resident[n] == \at(v->stage2->resident[n], Pre)
        || n < 0 || TENON_CPU_MAX <= n; */
  /*@ assert kept: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.lr[n] == \at(v->interrupts.lr[n], Pre); */
  /*@ assert kept_pending: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.pending.word[n] == \at(v->interrupts.pending.word[n], Pre); */
  /*@ assert kept_ended: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.ended.word[n] == \at(v->interrupts.ended.word[n], Pre); */
  //@ assert list: tenon_aarch64_list_sound(&v->interrupts);
  //@ assert sets: tenon_aarch64_sets_sound(&v->interrupts);
  //@ assert settled: tenon_aarch64_settled(&v->interrupts);
}

/*@ requires memory: \valid_read(f) && \valid_read(s);
    requires levels: levels_supported(f->pa_bits, levels);
    terminates \true; exits \false; assigns \nothing;
    ensures mandatory: (\result.hcr & 0x803d0627) == 0x803d0627;
    ensures forbidden: (\result.hcr & 0xfbffffe37fc299c0) == 0;
    ensures composed: controls_composed{Pre}(f, s, \result.hcr, \result.cptr, \result.mdcr,
      \result.cnthctl);
    ensures vtcr: \result.vtcr == vtcr_of(f->pa_bits, levels, f->vmid_bits); */
static struct tenon_aarch64_controls controls_of(const struct tenon_aarch64_features *f,
                                                 const struct tenon_aarch64_setup *s,
                                                 uint32_t levels) {
  struct tenon_aarch64_controls controls;
  tenon_aarch64_compose_controls(f, s, levels, &controls);
  return controls;
}

/*@ requires storage: \valid(v) && \valid_read(cpu) && \separated(v, cpu);
    requires stage2: vcpu_has_stage2(v) && \separated(v->stage2, cpu);
    requires cpu: cpu_sane(&cpu->features);
    requires interrupts: interrupts_settled(v);
    requires count: v->interrupts.list_registers == bind_list_registers(v, cpu);
    terminates \true; exits \false;
    assigns v->controls;
    ensures stage2: vcpu_has_stage2(v);
    ensures cpu: cpu_sane(&cpu->features) && cpu_same{Pre, Post}(cpu);
    ensures scalars: scalars_same{Pre, Post}(v);
    ensures same: stage2_same{Pre, Post}(v->stage2);
    ensures all: bind_forgets_all(v->stage2, cpu) <==> \old(bind_forgets_all(v->stage2, cpu));
    ensures vm: bind_forgets_vm(v->stage2, cpu, v->common.vcpu_id) <==>
                \old(bind_forgets_vm(v->stage2, cpu, v->common.vcpu_id));
    ensures count: v->interrupts.list_registers == bind_list_registers(v, cpu);
    ensures set: v->controls == controls;
    ensures interrupts: interrupts_settled(v); */
static void set_controls(struct tenon_aarch64_vcpu *v, const struct tenon_aarch64_cpu *cpu,
                         struct tenon_aarch64_controls controls) {
  (void)cpu;
  v->controls = controls;
  //@ assert ends: v->interrupts.ends == \at(v->interrupts.ends, Pre);
  /*@ assert kept: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.lr[n] == \at(v->interrupts.lr[n], Pre); */
  /*@ assert kept_pending: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.pending.word[n] == \at(v->interrupts.pending.word[n], Pre); */
  /*@ assert kept_ended: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.ended.word[n] == \at(v->interrupts.ended.word[n], Pre); */
  //@ assert list: tenon_aarch64_list_sound(&v->interrupts);
  //@ assert pending: tenon_interrupt_set_same{Pre, Here}(&v->interrupts.pending);
  //@ assert ended: tenon_interrupt_set_same{Pre, Here}(&v->interrupts.ended);
  //@ assert sets: tenon_aarch64_sets_sound(&v->interrupts);
  //@ assert settled: tenon_aarch64_settled(&v->interrupts);
}

/*@ requires storage: \valid(v) && \valid(cpu) && \separated(v, cpu);
    requires stage2: vcpu_has_stage2(v) && \separated(v->stage2, cpu);
    requires mode: guest_mode(v->frame.pstate);
    requires scalars: v->serror <= 1 && v->common.vcpu_id != TENON_NONE;
    requires cpu: cpu_sane(&cpu->features) && cpu->enabled != 0 && tenon_hw_cpu == cpu;
    requires vttbr: tenon_hw_vttbr == stage2_vttbr(v->stage2);
    requires held: hw_isolates && tenon_hw_synchronized == 1;
    requires interrupts: interrupts_settled(v);
    requires count: v->interrupts.list_registers == bind_list_registers(v, cpu);
    requires vtcr: tenon_hw_vtcr ==
      vtcr_of(cpu->features.pa_bits, v->stage2->levels, cpu->features.vmid_bits);
    requires resident: cpu->id < TENON_CPU_MAX &&
      v->stage2->resident[cpu->id] == v->common.vcpu_id;
    terminates \true; exits \false;
    assigns v->common.state, v->common.last_cpu, v->fault.zva_bytes, v->interrupts.resident,
            v->interrupts.changed, tenon_hw_apr[..], tenon_hw_ich_vmcr;
    assigns v->cpu \from cpu;
    assigns cpu->loaded \from v;
    ensures bound: vcpu_is(v, TENON_VCPU_BOUND);
    ensures slot: v->cpu == cpu && cpu->loaded == v;
    ensures last: v->common.last_cpu == cpu->id;
    ensures sound: vcpu_sound(v);
    ensures cpu_sound: cpu_sound(cpu);
    ensures interrupts: vcpu_interrupts_sound(v);
    ensures cpu: cpu_same{Pre, Post}(cpu);
    ensures same: stage2_same{Pre, Post}(v->stage2);
    ensures count: v->interrupts.list_registers == bind_list_registers(v, cpu);
    ensures vtcr: tenon_hw_vtcr ==
      vtcr_of(cpu->features.pa_bits, v->stage2->levels, cpu->features.vmid_bits);
    ensures vttbr: tenon_hw_vttbr == stage2_vttbr(v->stage2);
    ensures generation: cpu->vmid_generation == \old(cpu->vmid_generation);
    ensures resident: v->stage2->resident[cpu->id] == v->common.vcpu_id;
    ensures pending: v->interrupts.list_registers != 0 ==> v->interrupts.changed == 1;
    ensures view: v->interrupts.list_registers != 0 ==>
                  tenon_hw_ich_vmcr == v->interrupts.ich_vmcr;
    ensures active: v->interrupts.list_registers != 0 ==>
      \forall integer n; 0 <= n < cpu->features.apr_registers ==>
        tenon_hw_apr[n] == v->interrupts.ap0r[n] && tenon_hw_apr[n + 4] == v->interrupts.ap1r[n];
*/
static void set_bound(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu) {
  tenon_aarch64_interrupts_load(&v->interrupts, cpu->features.apr_registers);
  v->fault.zva_bytes = cpu->features.zva_bytes;
  v->cpu = cpu;
  cpu->loaded = v;
  v->common.last_cpu = cpu->id;
  v->common.state = TENON_VCPU_BOUND;
}

enum tenon_error tenon_aarch64_vcpu_bind(struct tenon_aarch64_vcpu *v,
                                         struct tenon_aarch64_cpu *cpu) {
  enum tenon_error error = check(v, cpu);
  if (error != TENON_OK) {
    return error;
  }
  adopt(v, cpu);
  //@ ghost adopted:;
  set_controls(v, cpu, controls_of(&cpu->features, &v->setup, v->stage2->levels));
  /*@ assert composed: controls_composed{adopted}(&cpu->features, &v->setup, v->controls.hcr,
        v->controls.cptr, v->controls.mdcr, v->controls.cnthctl); */
  /*@ assert of_these: controls_composed{Pre}(&cpu->features, &v->setup, v->controls.hcr,
        v->controls.cptr, v->controls.mdcr, v->controls.cnthctl); */
  load(v, cpu);
  //@ assert scalars: scalars_same{Pre, Here}(v);
  //@ assert loaded: vcpu_controls_loaded{Pre, Here}(v, cpu);
  set_bound(v, cpu);
  return TENON_OK;
}

/* The host's own controls come back; its VBAR_EL2 and TPIDR_EL2 only when the CPU is disabled. */
/*@ requires host: \valid_read(host);
    terminates \true; exits \false;
    assigns tenon_hw_vttbr, tenon_hw_hcr, tenon_hw_vse, tenon_hw_cptr, tenon_hw_mdcr,
            tenon_hw_cnthctl, tenon_hw_vtcr, tenon_hw_synchronized;
    ensures host: tenon_hw_hcr == host->hcr && tenon_hw_cptr == host->cptr &&
                  tenon_hw_mdcr == host->mdcr && tenon_hw_cnthctl == host->cnthctl &&
                  tenon_hw_vtcr == host->vtcr && tenon_hw_vttbr == host->vttbr;
    ensures synchronized: tenon_hw_synchronized == 1; */
static void leave(const struct tenon_aarch64_host *host) {
  struct tenon_aarch64_controls controls;
  controls.hcr = host->hcr;
  controls.cptr = host->cptr;
  controls.mdcr = host->mdcr;
  controls.cnthctl = host->cnthctl;
  controls.vtcr = host->vtcr;
  tenon_aarch64_hw_write_vttbr(host->vttbr);
  tenon_aarch64_hw_write_controls(&controls);
}

/*@ requires storage: \valid(v);
    requires stage2: vcpu_has_stage2(v);
    requires apr: apr <= 4;
    requires list: tenon_aarch64_list_sound(&v->interrupts);
    requires sets: tenon_aarch64_sets_sound(&v->interrupts);
    requires settled: v->interrupts.resident == 0 ==> tenon_aarch64_settled(&v->interrupts);
    requires idle: v->interrupts.list_registers == 0 ==> v->interrupts.resident == 0;
    terminates \true; exits \false;
    assigns v->interrupts.lr[0 .. 15], v->interrupts.pending.word[0 .. 15],
            v->interrupts.ended.word[0 .. 15], v->interrupts.ends, v->interrupts.changed,
            v->interrupts.resident, v->interrupts.ich_vmcr, v->interrupts.ap0r[0 .. 3],
            v->interrupts.ap1r[0 .. 3], v->interrupts.linked.word[0 .. 15], tenon_hw_lr[..],
            tenon_hw_ich_hcr, tenon_hw_active[16 .. 31];
    ensures stage2: vcpu_has_stage2(v);
    ensures unlinked: v->interrupts.list_registers != 0 ==> ppis_unlinked(&v->interrupts);
    ensures given: \forall integer n; 0 <= n < v->interrupts.list_registers &&
      lr_links_ppi(\old(v->interrupts.lr[n])) && \old(v->interrupts.lr[n]) != 0 &&
      (\old(v->interrupts.resident) == 0 || tenon_lr_state(\old(tenon_hw_lr[n])) != 0) ==>
        tenon_hw_active[tenon_lr_intid(\old(v->interrupts.lr[n]))] == 0;
    ensures waiting: \forall integer k; v->interrupts.list_registers != 0 && 16 <= k < 32 &&
      \old(tenon_interrupt_set_has(&v->interrupts.linked, k) &&
           tenon_interrupt_set_has(&v->interrupts.pending, k)) ==> tenon_hw_active[k] == 0;
    ensures list: tenon_aarch64_list_sound(&v->interrupts);
    ensures sets: tenon_aarch64_sets_sound(&v->interrupts);
    ensures settled: tenon_aarch64_settled(&v->interrupts);
    ensures resident: v->interrupts.resident == 0;
    ensures off: v->interrupts.list_registers != 0 ==> tenon_hw_ich_hcr == 0;
    ensures empty: \forall integer n; 0 <= n < v->interrupts.list_registers ==>
      tenon_hw_lr[n] == 0;
    ensures view: v->interrupts.list_registers != 0 ==>
      v->interrupts.ich_vmcr == tenon_hw_ich_vmcr; */
static void save_interrupts(struct tenon_aarch64_vcpu *v, uint32_t apr) {
  tenon_aarch64_interrupts_save(&v->interrupts, apr);
  //@ assert vmid: v->stage2->vmid == \at(v->stage2->vmid, Pre);
  //@ assert levels: v->stage2->levels == \at(v->stage2->levels, Pre);
  //@ assert root: v->stage2->root == \at(v->stage2->root, Pre);
}

/*@ requires storage: \valid(v) && \valid_read(f) && \separated(v, f);
    requires stage2: vcpu_has_stage2(v);
    requires cpu: cpu_sane(f);
    requires list: tenon_aarch64_list_sound(&v->interrupts);
    requires sets: tenon_aarch64_sets_sound(&v->interrupts);
    requires settled: tenon_aarch64_settled(&v->interrupts);
    terminates \true; exits \false;
    assigns v->fp, v->sysreg[0 .. TENON_AARCH64_SAVED_COUNT - 1], v->serror,
            tenon_hw_register[TENON_AARCH64_SAVED_CNTV_CTL_EL0],
            tenon_hw_register[TENON_AARCH64_SAVED_CNTP_CTL_EL0];
    ensures stage2: vcpu_has_stage2(v);
    ensures list: tenon_aarch64_list_sound(&v->interrupts);
    ensures sets: tenon_aarch64_sets_sound(&v->interrupts);
    ensures settled: tenon_aarch64_settled(&v->interrupts);
    ensures registers: \forall integer n; 0 <= n < TENON_AARCH64_SAVED_COUNT &&
      register_exists(f->has, n) ==> v->sysreg[n] == \old(tenon_hw_register[n]);
    ensures others: \forall integer n; 0 <= n < TENON_AARCH64_SAVED_COUNT &&
      !register_exists(f->has, n) ==> v->sysreg[n] == \old(v->sysreg[n]);
    ensures q: \forall integer n; 0 <= n < 64 ==> v->fp.q[n] == tenon_hw_q[n];
    ensures fp: v->fp.fpcr == tenon_hw_fpcr && v->fp.fpsr == tenon_hw_fpsr;
    ensures timers: tenon_hw_register[TENON_AARCH64_SAVED_CNTV_CTL_EL0] == 0 &&
                    tenon_hw_register[TENON_AARCH64_SAVED_CNTP_CTL_EL0] == 0;
    ensures serror: v->serror == tenon_hw_vse && v->serror <= 1;
    ensures unlinked: \old(ppis_unlinked(&v->interrupts)) ==> ppis_unlinked(&v->interrupts); */
static void save_state(struct tenon_aarch64_vcpu *v, const struct tenon_aarch64_features *f) {
  tenon_aarch64_hw_save_fp(&v->fp);
  save_registers(v->sysreg, f->e2h, f->has);
  v->serror = tenon_aarch64_hw_read_vse();
  //@ assert root: v->stage2->root == \at(v->stage2->root, Pre);
  /*@ assert kept: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.lr[n] == \at(v->interrupts.lr[n], Pre); */
  /*@ assert kept_pending: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.pending.word[n] == \at(v->interrupts.pending.word[n], Pre); */
  /*@ assert kept_ended: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.ended.word[n] == \at(v->interrupts.ended.word[n], Pre); */
  //@ assert list: tenon_aarch64_list_sound(&v->interrupts);
  //@ assert sets: tenon_aarch64_sets_sound(&v->interrupts);
  //@ assert settled: tenon_aarch64_settled(&v->interrupts);
}

/*@ requires storage: \valid(v) && \valid(v->cpu) && \separated(v, v->cpu);
    requires stage2: vcpu_has_stage2(v) && \separated(v->stage2, v->cpu);
    requires mode: guest_mode(v->frame.pstate);
    requires scalars: v->serror <= 1 && v->common.vcpu_id != TENON_NONE;
    requires list: tenon_aarch64_list_sound(&v->interrupts);
    requires sets: tenon_aarch64_sets_sound(&v->interrupts);
    requires settled: tenon_aarch64_settled(&v->interrupts);
    requires resident: v->interrupts.resident == 0;
    terminates \true; exits \false;
    assigns v->common.state;
    assigns v->cpu->loaded \from \nothing;
    ensures free: vcpu_is(v, TENON_VCPU_FREE);
    ensures slot: v->cpu->loaded == \null;
    ensures sound: vcpu_sound(v);
    ensures unlinked: \old(ppis_unlinked(&v->interrupts)) ==> ppis_unlinked(&v->interrupts);
    ensures interrupts: vcpu_interrupts_sound(v); */
static void set_free(struct tenon_aarch64_vcpu *v) {
  v->cpu->loaded = NULL;
  v->common.state = TENON_VCPU_FREE;
}

enum tenon_error tenon_aarch64_vcpu_unbind(struct tenon_aarch64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_BOUND) {
    return TENON_ERROR_wrong_state;
  }
  if (tenon_aarch64_hw_this_cpu() != v->cpu) {
    return TENON_ERROR_wrong_cpu;
  }
  save_interrupts(v, v->cpu->features.apr_registers);
  /*@ assert kept: \forall integer i; 0 <= i < TENON_AARCH64_SAVED_COUNT ==>
        v->sysreg[i] == \at(v->sysreg[i], Pre); */
  save_state(v, &v->cpu->features);
  leave(&v->cpu->host);
  //@ assert sane: cpu_sane(&v->cpu->features);
  //@ assert vectors: tenon_hw_vbar == 1 && tenon_hw_synchronized == 1;
  set_free(v);
  //@ assert still_sane: cpu_sane(&v->cpu->features);
  return TENON_OK;
}
