/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/hardware.h"
#include "tenon/core/riscv64/vcpu_lifecycle.h"

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
  //@ assert part: fs * FS <= rest;
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

/*@ requires range: cpu < 64;
    terminates \true; exits \false; assigns \nothing;
    ensures allows: \result == 1 <==> tenon_bit(mask, cpu);
    ensures boolean: \result <= 1; */
static uint32_t allows(uint64_t mask, uint32_t cpu) {
  return (mask & ((uint64_t)1 << cpu)) != 0u ? 1u : 0u;
}

static enum tenon_error check(const struct tenon_riscv64_vcpu *v,
                              const struct tenon_riscv64_cpu *cpu) {
  if (v->common.state != (uint32_t)TENON_VCPU_FREE || cpu->enabled == 0u || cpu->loaded != NULL) {
    return TENON_ERROR_wrong_state;
  }
  if (tenon_riscv64_hw_this_cpu() != cpu || cpu->id >= TENON_CPU_MAX) {
    return TENON_ERROR_wrong_cpu;
  }
  if (allows(v->common.cpu_mask, cpu->id) == 0u) {
    return TENON_ERROR_cpu_not_allowed;
  }
  return fits(v->stage2, &cpu->features) == 1u ? TENON_OK : TENON_ERROR_unsupported;
}

/* Who ran here before decides what this hart must forget (stage2.h). A VM that comes to this hart
 * for the first time may find first-stage translations under a VMID that another VM had in an
 * earlier generation: HFENCE.GVMA of all VMIDs speaks of second stages only. A vCPU that ran on
 * another hart since it was here has fenced there, and not here: SFENCE.VMA is local. */
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

/* hideleg comes before vsie, which is a part of what it delegates; the second stage comes last: no
 * walk may combine this VM's tables with the vsatp of whoever was here before. */
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

enum tenon_error tenon_riscv64_vcpu_bind(struct tenon_riscv64_vcpu *v,
                                         struct tenon_riscv64_cpu *cpu) {
  enum tenon_error error = check(v, cpu);
  if (error != TENON_OK) {
    return error;
  }
  tenon_riscv64_compose_controls(&cpu->features, &v->setup, &v->controls);
  load(v, cpu);
  v->cpu = cpu;
  cpu->loaded = v;
  v->common.last_cpu = cpu->id;
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

/* Floating point is saved only if the guest has changed it since it was loaded. */
static void save(struct tenon_riscv64_vcpu *v, const struct tenon_riscv64_features *f) {
  if (v->frame.sstatus / FS % 4u == FS_DIRTY) {
    tenon_riscv64_hw_save_fp(&v->fp);
    v->frame.sstatus = with_clean_fp(v->frame.sstatus);
  }
  tenon_riscv64_hw_save_registers(v->sysreg, f->has);
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
  v->cpu->loaded = NULL;
  v->common.state = TENON_VCPU_FREE;
  return TENON_OK;
}
