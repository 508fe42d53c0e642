/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/hardware.h"
#include "tenon/core/aarch64/nested.h"
#include "tenon/core/aarch64/vcpu.h"
#include "tenon/core/aarch64/vcpu_interrupts.h"

/* MPIDR_EL1 bit 31 is RES1. */
#define MPIDR_RES1 0x80000000u

static void restore_registers(const struct tenon_aarch64_vcpu *v,
                              const struct tenon_aarch64_features *f) {
  if (f->e2h != 0u) {
    tenon_aarch64_hw_restore_registers_vhe(v->sysreg, f->has);
  } else {
    tenon_aarch64_hw_restore_registers(v->sysreg, f->has);
  }
}

static void save_registers(struct tenon_aarch64_vcpu *v, const struct tenon_aarch64_features *f) {
  if (f->e2h != 0u) {
    tenon_aarch64_hw_save_registers_vhe(v->sysreg, f->has);
  } else {
    tenon_aarch64_hw_save_registers(v->sysreg, f->has);
  }
}

/* Who ran here before decides what this CPU must forget (stage2.h). */
static void enter_stage2(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu) {
  uint64_t vttbr = tenon_aarch64_stage2_vttbr(v->stage2);
  uint32_t forget = tenon_stage2_bind(v->stage2, cpu->id, v->common.vcpu_id, &cpu->vmid_generation);
  tenon_aarch64_hw_write_vttbr(vttbr);
  if (forget == (uint32_t)TENON_STAGE2_FORGET_ALL) {
    tenon_aarch64_hw_forget_all();
  } else if (forget == (uint32_t)TENON_STAGE2_FORGET_VM) {
    tenon_aarch64_hw_forget_vm(vttbr);
  }
}

/* The guest's registers come before its second stage: with HCR_EL2.VM set, no walk may combine
 * this VM's tables with the registers of whoever was here before. */
static void load(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu) {
  restore_registers(v, &cpu->features);
  tenon_aarch64_hw_write_identity(v->midr, v->config.mpidr | MPIDR_RES1);
  enter_stage2(v, cpu);
  tenon_aarch64_hw_write_controls(&v->controls);
  tenon_aarch64_hw_write_vse(v->serror);
  tenon_aarch64_hw_restore_fp(&v->fp);
  tenon_aarch64_interrupts_load(v);
}

static enum tenon_error check(const struct tenon_aarch64_vcpu *v,
                              const struct tenon_aarch64_cpu *cpu) {
  if (v->common.state != (uint32_t)TENON_VCPU_FREE || cpu->enabled == 0u || cpu->loaded != NULL) {
    return TENON_ERROR_wrong_state;
  }
  if (tenon_aarch64_hw_this_cpu() != cpu || cpu->id >= TENON_CPU_MAX) {
    return TENON_ERROR_wrong_cpu;
  }
  if (((v->common.cpu_mask >> cpu->id) & 1u) == 0u) {
    return TENON_ERROR_cpu_not_allowed;
  }
  if (v->cpu != NULL && v->interrupts.list_registers != cpu->features.list_registers) {
    return TENON_ERROR_unsupported;
  }
  if (tenon_aarch64_levels_supported(cpu->features.pa_bits, v->stage2->levels) == 0u) {
    return TENON_ERROR_unsupported;
  }
  return TENON_OK;
}

enum tenon_error tenon_aarch64_vcpu_bind(struct tenon_aarch64_vcpu *v,
                                         struct tenon_aarch64_cpu *cpu) {
  enum tenon_error error = check(v, cpu);
  if (error != TENON_OK) {
    return error;
  }
  if (v->cpu == NULL) {
    v->midr = cpu->features.midr;
    v->interrupts.list_registers = cpu->features.list_registers;
  }
  v->cpu = cpu;
  v->fault.zva_bytes = cpu->features.zva_bytes;
  tenon_aarch64_compose_controls(&cpu->features, &v->setup, v->stage2->levels, &v->controls);
  load(v, cpu);
  cpu->loaded = v;
  v->common.last_cpu = cpu->id;
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

/* The host's own controls come back; its VBAR_EL2 and TPIDR_EL2 only when the CPU is disabled. */
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

enum tenon_error tenon_aarch64_vcpu_unbind(struct tenon_aarch64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_BOUND) {
    return TENON_ERROR_wrong_state;
  }
  if (tenon_aarch64_hw_this_cpu() != v->cpu) {
    return TENON_ERROR_wrong_cpu;
  }
  tenon_aarch64_interrupts_save(v);
  tenon_aarch64_hw_save_fp(&v->fp);
  save_registers(v, &v->cpu->features);
  v->serror = tenon_aarch64_hw_read_vse();
  leave(&v->cpu->host);
  v->cpu->loaded = NULL;
  v->common.state = TENON_VCPU_FREE;
  return TENON_OK;
}
