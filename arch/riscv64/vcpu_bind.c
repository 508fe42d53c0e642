/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/hardware.h"
#include "tenon/core/riscv64/vcpu_lifecycle.h"

#include "sstatus.h"

/* sstatus.FS is bits 14:13, SD bit 63. */
#define FS 0x2000u
#define FS_CLEAN 0x4000u
#define FS_DIRTY 3u
#define SD 0x8000000000000000u

/* FS := Clean, so that the hart says Dirty when the guest has changed something; SD goes with it.
  */
/*@ requires status: rv_guest_status(sstatus);
    terminates \true; exits \false; assigns \nothing;
    ensures status: rv_guest_status(\result);
    ensures clean: \result / 0x2000 % 4 == 2;
    ensures privilege: \result / 0x100 % 2 == sstatus / 0x100 % 2; */
static uint64_t with_clean_fp(uint64_t sstatus) {
  uint64_t fs = sstatus / FS % 4u;
  uint64_t rest = sstatus % SD;
  //@ ghost uint64_t high = rest / 0x100u;
  //@ ghost uint64_t top = high / 0x80u;
  //@ ghost uint64_t was = sstatus / 0x100u;
  //@ assert was: status_parts(sstatus, was, rest % 0x100);
  //@ ghost uint64_t dirty = sstatus / SD;
  //@ assert high: was == dirty * 0x80000000000000 + high;
  //@ assert spp: was % 2 == high % 2;
  //@ assert vs: was / 2 % 4 == high / 2 % 4;
  //@ assert was_fs: fs == was / 0x20 % 4;
  //@ assert part: was / 0x20 == dirty * 0x4000000000000 + high / 0x20;
  //@ assert fs: fs == high / 0x20 % 4;
  //@ assert both: high / 0x20 == top * 4 + fs;
  //@ assert upper: status_upper(high, top * 4 + fs, high % 0x20);
  //@ assert is: status_parts(rest - fs * FS + FS_CLEAN, (top * 4 + 2) * 0x20 + high % 0x20, rest % 0x100);
  //@ assert clean: status_upper((top * 4 + 2) * 0x20 + high % 0x20, top * 4 + 2, high % 0x20);
  return rest - fs * FS + FS_CLEAN;
}

/*@ requires bits: bits <= 14;
    terminates \true; exits \false; assigns \nothing;
    ensures limit: \result == rv_vmid_limit(bits); */
static uint32_t vmid_limit_of(uint32_t bits) {
  static const uint16_t limit[15] = {1,   2,   4,    8,    16,   32,   64,   128,
                                     256, 512, 1024, 2048, 4096, 8192, 16384};
  return limit[bits];
}

/*@ requires stage2: \valid_read(s) && rv_stage2_usable(s);
    requires features: \valid_read(f) && rv_cpu_sane(f);
    terminates \true; exits \false; assigns \nothing;
    ensures fits: \result == 1 <==> rv_bind_fits(s, f);
    ensures boolean: \result <= 1; */
static uint32_t fits(const struct tenon_stage2 *s, const struct tenon_riscv64_features *f) {
  uint32_t mode = s->levels == 3u ? f->modes / 0x100u % 2u : f->modes / 0x200u % 2u;
  return mode == 1u && s->vmid < vmid_limit_of(f->vmid_bits) &&
                 (s->vmid != 0u || f->vmid_bits == 0u)
             ? 1u
             : 0u;
}

/*@ requires memory: \valid_read(v) && \valid_read(cpu);
    requires stage2: rv_vcpu_is(v, TENON_VCPU_FREE) ==> \valid_read(v->stage2) &&
      rv_stage2_usable(v->stage2);
    requires features: cpu->enabled != 0 ==> rv_cpu_sane(&cpu->features);
    terminates \true; exits \false; assigns \nothing;
    behavior wrong_state:
      assumes !rv_bind_in_state(v, cpu);
      ensures error: \result == TENON_ERROR_wrong_state;
    behavior wrong_cpu:
      assumes rv_bind_in_state(v, cpu) && !rv_bind_here(cpu);
      ensures error: \result == TENON_ERROR_wrong_cpu;
    behavior not_allowed:
      assumes rv_bind_in_state(v, cpu) && rv_bind_here(cpu) && !rv_bind_allowed(v, cpu);
      ensures error: \result == TENON_ERROR_cpu_not_allowed;
    behavior unsupported:
      assumes rv_bind_in_state(v, cpu) && rv_bind_here(cpu) && rv_bind_allowed(v, cpu) &&
              !rv_bind_fits(v->stage2, &cpu->features);
      ensures error: \result == TENON_ERROR_unsupported;
    behavior bound:
      assumes rv_bind_in_state(v, cpu) && rv_bind_here(cpu) && rv_bind_allowed(v, cpu) &&
              rv_bind_fits(v->stage2, &cpu->features);
      ensures done: \result == TENON_OK;
    complete behaviors; disjoint behaviors; */
static enum tenon_error check(const struct tenon_riscv64_vcpu *v,
                              const struct tenon_riscv64_cpu *cpu) {
  if (v->common.state != (uint32_t)TENON_VCPU_FREE || cpu->enabled == 0u || cpu->loaded != NULL) {
    return TENON_ERROR_wrong_state;
  }
  const struct tenon_riscv64_cpu *here = tenon_riscv64_hw_this_cpu();
  if (here != cpu || cpu->id >= TENON_CPU_MAX) {
    return TENON_ERROR_wrong_cpu;
  }
  if (tenon_vcpu_is_allowed(&v->common, cpu->id) == 0u) {
    return TENON_ERROR_cpu_not_allowed;
  }
  return fits(v->stage2, &cpu->features) == 1u ? TENON_OK : TENON_ERROR_unsupported;
}

/* Who ran here before decides what this hart must forget (stage2.h). A VM that comes to this hart
 * for the first time may find first-stage translations under a VMID that another VM had in an
 * earlier generation: HFENCE.GVMA of all VMIDs speaks of second stages only. A vCPU that ran on
 * another hart since it was here has fenced there, and not here: SFENCE.VMA is local. */
/*@ requires stage2: \valid(s) && rv_stage2_usable(s);
    requires cpu: \valid(cpu) && \separated(s, cpu) && cpu->id < TENON_CPU_MAX;
    requires vcpu: vcpu_id != TENON_NONE;
    terminates \true; exits \false;
    assigns s->resident[cpu->id], cpu->vmid_generation, rv_hw_hgatp, rv_hw_forgotten;
    ensures usable: rv_stage2_usable(s);
    ensures hgatp: rv_hw_hgatp == rv_stage2_hgatp(s);
    ensures resident: s->resident[cpu->id] == vcpu_id;
    ensures generation: cpu->vmid_generation >= s->generation || s->vmid == 0;
    ensures all: \old(rv_bind_forgets_all(s, cpu)) ==> rv_hw_forgotten == 2;
    ensures vm: \old(rv_bind_forgets_vm(s, cpu, vcpu_id, last_cpu)) ==> rv_hw_forgotten == 1; */
static void enter_stage2(struct tenon_stage2 *s, struct tenon_riscv64_cpu *cpu, uint32_t vcpu_id,
                         uint32_t last_cpu) {
  uint32_t before = s->resident[cpu->id];
  uint32_t forget = tenon_stage2_bind(s, cpu->id, vcpu_id, &cpu->vmid_generation);
  tenon_riscv64_hw_write_hgatp(tenon_riscv64_stage2_hgatp(s));
  if (forget == (uint32_t)TENON_STAGE2_FORGET_ALL) {
    tenon_riscv64_hw_forget_all();
  } else if (forget == (uint32_t)TENON_STAGE2_FORGET_VM || before == TENON_NONE ||
             last_cpu != cpu->id) {
    tenon_riscv64_hw_forget_vm(s->vmid);
  }
}

/*@ // What stays of the hart and of the second stage while the vCPU is loaded.
    predicate rv_cpu_same{A, B}(struct tenon_riscv64_cpu *cpu) =
      \at(cpu->features.vmid_bits, A) == \at(cpu->features.vmid_bits, B) &&
      \at(cpu->features.modes, A) == \at(cpu->features.modes, B) &&
      \at(cpu->features.has, A) == \at(cpu->features.has, B) &&
      \at(cpu->features.fp, A) == \at(cpu->features.fp, B) &&
      \at(cpu->id, A) == \at(cpu->id, B) && \at(cpu->enabled, A) == \at(cpu->enabled, B);
    predicate rv_stage2_same{A, B}(struct tenon_stage2 *s) =
      \at(s->levels, A) == \at(s->levels, B) && \at(s->vmid, A) == \at(s->vmid, B) &&
      \at(s->generation, A) == \at(s->generation, B);
    // What isolates a guest is on in these controls.
    predicate rv_controls_isolate{L}(struct tenon_riscv64_controls *c) =
      rv_guest_entry(\at(c->hstatus, L)) && (\at(c->hedeleg, L) & 0xffffffffffff4e00) == 0 &&
      (\at(c->hideleg, L) & 0xfffffffffffffbbb) == 0 &&
      (\at(c->hcounteren, L) & 0xfffffffffffffff8) == 0 &&
      (\at(c->henvcfg, L) & 0x7fffffffffffffff) == 0; */

/* hideleg comes before vsie, which is a part of what it delegates; the second stage comes last: no
 * walk may combine this VM's tables with the vsatp of whoever was here before. */
/*@ requires storage: \valid(v) && \valid(cpu) && \separated(v, cpu);
    requires stage2: rv_vcpu_has_stage2(v) && \separated(v->stage2, cpu);
    requires vcpu: v->common.vcpu_id != TENON_NONE;
    requires cpu: rv_cpu_sane(&cpu->features) && cpu->id < TENON_CPU_MAX;
    requires stvec: rv_hw_stvec == 1;
    requires controls: rv_controls_isolate(&v->controls);
    requires status: rv_guest_status(v->frame.sstatus);
    terminates \true; exits \false;
    assigns v->frame.sstatus, v->frame.hstatus, v->stage2->resident[cpu->id],
            cpu->vmid_generation, rv_hw_hedeleg, rv_hw_hideleg, rv_hw_hcounteren, rv_hw_henvcfg,
            rv_hw_hgatp, rv_hw_register[..], rv_hw_f[..], rv_hw_fcsr, rv_hw_forgotten;
    ensures registers: \forall integer i; 0 <= i < TENON_RISCV64_SAVED_COUNT &&
      rv_register_exists(cpu->features.has, i) ==> rv_hw_register[i] == v->sysreg[i];
    ensures fp: cpu->features.fp == 1 ==>
      (\forall integer i; 0 <= i < 32 ==> rv_hw_f[i] == v->fp.f[i]) && rv_hw_fcsr == v->fp.fcsr;
    ensures clean: cpu->features.fp == 1 ==> v->frame.sstatus / 0x2000 % 4 == 2;
    ensures privilege: v->frame.sstatus / 0x100 % 2 == \old(v->frame.sstatus) / 0x100 % 2;
    ensures isolates: rv_hw_isolates;
    ensures entry: rv_guest_entry(v->frame.hstatus);
    ensures hstatus: v->frame.hstatus == \old(v->controls.hstatus);
    ensures hedeleg: rv_hw_hedeleg == \old(v->controls.hedeleg);
    ensures hideleg: rv_hw_hideleg == \old(v->controls.hideleg);
    ensures hcounteren: rv_hw_hcounteren == \old(v->controls.hcounteren);
    ensures henvcfg: rv_hw_henvcfg == \old(v->controls.henvcfg);
    ensures status: rv_guest_status(v->frame.sstatus);
    ensures stage2: rv_vcpu_has_stage2(v);
    ensures hgatp: rv_hw_hgatp == rv_stage2_hgatp(v->stage2);
    ensures resident: v->stage2->resident[cpu->id] == v->common.vcpu_id;
    ensures generation: cpu->vmid_generation >= v->stage2->generation || v->stage2->vmid == 0;
    ensures all: \old(rv_bind_forgets_all(v->stage2, cpu)) ==> rv_hw_forgotten == 2;
    ensures vm: \old(rv_bind_forgets_vm(v->stage2, cpu, v->common.vcpu_id, v->common.last_cpu))
      ==> rv_hw_forgotten == 1;
    ensures cpu: rv_cpu_same{Pre, Post}(cpu);
    ensures same: rv_stage2_same{Pre, Post}(v->stage2);
    ensures id: v->common.vcpu_id == \old(v->common.vcpu_id); */
static void load(struct tenon_riscv64_vcpu *v, struct tenon_riscv64_cpu *cpu) {
  tenon_riscv64_hw_write_controls(&v->controls);
  tenon_riscv64_hw_restore_registers(v->sysreg, cpu->features.has);
  if (cpu->features.fp == 1u) {
    tenon_riscv64_hw_restore_fp(&v->fp);
    v->frame.sstatus = with_clean_fp(v->frame.sstatus);
  }
  v->frame.hstatus = v->controls.hstatus;
  enter_stage2(v->stage2, cpu, v->common.vcpu_id, v->common.last_cpu);
}

/*@ requires storage: \valid(v) && \valid(cpu) && \separated(v, cpu);
    requires stage2: rv_vcpu_has_stage2(v) && \separated(v->stage2, cpu);
    requires vcpu: v->common.vcpu_id != TENON_NONE;
    requires cpu: rv_cpu_sane(&cpu->features) && cpu->enabled != 0 && rv_hw_cpu == cpu;
    requires held: rv_hw_isolates && rv_guest_entry(v->frame.hstatus);
    requires status: rv_guest_status(v->frame.sstatus);
    requires hgatp: rv_hw_hgatp == rv_stage2_hgatp(v->stage2);
    terminates \true; exits \false;
    assigns v->common.state, v->common.last_cpu;
    assigns v->cpu \from cpu;
    assigns cpu->loaded \from v;
    ensures bound: rv_vcpu_is(v, TENON_VCPU_BOUND);
    ensures slot: v->cpu == cpu && cpu->loaded == v;
    ensures last: v->common.last_cpu == cpu->id;
    ensures sound: rv_vcpu_sound(v) && rv_cpu_sound(cpu);
    ensures stage2: v->stage2 == \old(v->stage2);
    ensures generation: cpu->vmid_generation == \old(cpu->vmid_generation);
    ensures same: rv_stage2_same{Pre, Post}(v->stage2) && rv_cpu_same{Pre, Post}(cpu); */
static void set_bound(struct tenon_riscv64_vcpu *v, struct tenon_riscv64_cpu *cpu) {
  v->cpu = cpu;
  cpu->loaded = v;
  v->common.last_cpu = cpu->id;
  v->common.state = TENON_VCPU_BOUND;
}

enum tenon_error tenon_riscv64_vcpu_bind(struct tenon_riscv64_vcpu *v,
                                         struct tenon_riscv64_cpu *cpu) {
  enum tenon_error error = check(v, cpu);
  if (error != TENON_OK) {
    return error;
  }
  tenon_riscv64_compose_controls(&cpu->features, &v->setup, &v->controls);
  //@ assert entry: rv_guest_entry(v->controls.hstatus);
  load(v, cpu);
  set_bound(v, cpu);
  return TENON_OK;
}

/* Floating point is saved only if the guest has changed it since it was loaded. */
/*@ requires storage: \valid(v) && \valid_read(f) && \separated(v, f);
    requires stage2: rv_vcpu_has_stage2(v);
    requires cpu: rv_cpu_sane(f);
    requires status: rv_guest_status(v->frame.sstatus);
    terminates \true; exits \false;
    assigns v->frame.sstatus, v->sysreg[0 .. TENON_RISCV64_SAVED_COUNT - 1], v->fp,
            rv_hw_register[..];
    ensures stage2: rv_vcpu_has_stage2(v);
    ensures status: rv_guest_status(v->frame.sstatus);
    ensures privilege: v->frame.sstatus / 0x100 % 2 == \old(v->frame.sstatus) / 0x100 % 2;
    ensures registers: \forall integer i; 0 <= i < TENON_RISCV64_SAVED_COUNT &&
      rv_register_exists(f->has, i) ==> v->sysreg[i] == \old(rv_hw_register[i]);
    ensures others: \forall integer i; 0 <= i < TENON_RISCV64_SAVED_COUNT &&
      !rv_register_exists(f->has, i) ==> v->sysreg[i] == \old(v->sysreg[i]);
    ensures dirty: \old(v->frame.sstatus) / 0x2000 % 4 == 3 ==>
      (\forall integer i; 0 <= i < 32 ==> v->fp.f[i] == rv_hw_f[i]) && v->fp.fcsr == rv_hw_fcsr;
    ensures clean: \old(v->frame.sstatus) / 0x2000 % 4 != 3 ==>
      (\forall integer i; 0 <= i < 32 ==> v->fp.f[i] == \old(v->fp.f[i])) &&
      v->fp.fcsr == \old(v->fp.fcsr); */
static void save(struct tenon_riscv64_vcpu *v, const struct tenon_riscv64_features *f) {
  if (v->frame.sstatus / FS % 4u == FS_DIRTY) {
    tenon_riscv64_hw_save_fp(&v->fp);
    v->frame.sstatus = with_clean_fp(v->frame.sstatus);
  }
  tenon_riscv64_hw_save_registers(v->sysreg, f->has);
}

/*@ requires storage: \valid(v) && \valid(v->cpu) && \separated(v, v->cpu);
    requires stage2: rv_vcpu_has_stage2(v) && \separated(v->stage2, v->cpu);
    requires vcpu: v->common.vcpu_id != TENON_NONE;
    requires status: rv_guest_status(v->frame.sstatus);
    terminates \true; exits \false;
    assigns v->common.state;
    assigns v->cpu->loaded \from \nothing;
    ensures free: rv_vcpu_is(v, TENON_VCPU_FREE);
    ensures slot: v->cpu->loaded == \null;
    ensures sound: rv_vcpu_sound(v); */
static void set_free(struct tenon_riscv64_vcpu *v) {
  v->cpu->loaded = NULL;
  v->common.state = TENON_VCPU_FREE;
}

enum tenon_error tenon_riscv64_vcpu_unbind(struct tenon_riscv64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_BOUND) {
    return TENON_ERROR_wrong_state;
  }
  if (tenon_riscv64_hw_this_cpu() != v->cpu) {
    return TENON_ERROR_wrong_cpu;
  }
  save(v, &v->cpu->features);
  tenon_riscv64_hw_leave_guest(&v->cpu->host);
  set_free(v);
  return TENON_OK;
}
