/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_lifecycle.h: none of these may prove. */
#define tenon_riscv64_vcpu_create tenon_riscv64_vcpu_create__red_1   /* must fail: ids */
#define tenon_riscv64_vcpu_setup tenon_riscv64_vcpu_setup__red_1     /* must fail: registers */
#define tenon_riscv64_vcpu_bind tenon_riscv64_vcpu_bind__red_1       /* must fail: all */
#define tenon_riscv64_vcpu_unbind tenon_riscv64_vcpu_unbind__red_1   /* must fail: host */
#define tenon_riscv64_vcpu_reset tenon_riscv64_vcpu_reset__red_1     /* must fail: stale */
#define tenon_riscv64_vcpu_destroy tenon_riscv64_vcpu_destroy__red_1 /* must fail: nowhere */
#include "tenon/core/riscv64/vcpu_lifecycle.h"

/* It never ran, and yet has a hart where it ran last. */
enum tenon_error tenon_riscv64_vcpu_create(struct tenon_riscv64_vcpu *v, uint32_t vm_id,
                                           uint32_t vcpu_id, uint32_t preferred_cpu,
                                           uint64_t cpu_mask,
                                           const struct tenon_riscv64_config *config) {
  if (v->common.state != (uint32_t)TENON_VCPU_NONE) return TENON_ERROR_wrong_state;
  if (cpu_mask == 0u || vcpu_id == TENON_NONE) return TENON_ERROR_invalid_argument;
  v->common.error = TENON_OK;
  v->common.failure = 0;
  v->common.vm_id = vm_id;
  v->common.vcpu_id = vcpu_id;
  v->common.preferred_cpu = preferred_cpu;
  v->common.last_cpu = preferred_cpu;
  v->common.cpu_mask = cpu_mask;
  v->config = *config;
  v->cpu = NULL;
  v->stage2 = NULL;
  v->common.state = TENON_VCPU_CREATED;
  return TENON_OK;
}

/* What the registers held before. */
enum tenon_error tenon_riscv64_vcpu_setup(struct tenon_riscv64_vcpu *v, uint64_t entry,
                                          struct tenon_stage2 *stage2,
                                          const struct tenon_riscv64_setup *setup) {
  if (v->common.state != (uint32_t)TENON_VCPU_CREATED) return TENON_ERROR_wrong_state;
  if (entry % 2u != 0u) return TENON_ERROR_unaligned;
  v->setup = *setup;
  v->frame.pc = entry;
  v->stage2 = stage2;
  v->common.state = TENON_VCPU_FREE;
  return TENON_OK;
}

/* The hart keeps what it has of older VM identifiers. */
enum tenon_error tenon_riscv64_vcpu_bind(struct tenon_riscv64_vcpu *v,
                                         struct tenon_riscv64_cpu *cpu) {
  if (v->common.state != (uint32_t)TENON_VCPU_FREE || cpu->enabled == 0u || cpu->loaded != NULL) {
    return TENON_ERROR_wrong_state;
  }
  tenon_riscv64_hw_write_controls(&v->controls);
  tenon_riscv64_hw_restore_registers(v->sysreg, cpu->features.has % 2u);
  tenon_riscv64_hw_forget_vm(v->stage2->vmid);
  v->cpu = cpu;
  cpu->loaded = v;
  v->common.last_cpu = cpu->id;
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

/* The host goes on under the guest's controls. */
enum tenon_error tenon_riscv64_vcpu_unbind(struct tenon_riscv64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_BOUND) return TENON_ERROR_wrong_state;
  if (tenon_riscv64_hw_this_cpu() != v->cpu) return TENON_ERROR_wrong_cpu;
  tenon_riscv64_hw_save_fp(&v->fp);
  tenon_riscv64_hw_save_registers(v->sysreg, v->cpu->features.has);
  v->cpu->loaded = NULL;
  v->common.state = TENON_VCPU_FREE;
  return TENON_OK;
}

/* Old handles still fit. */
enum tenon_error tenon_riscv64_vcpu_reset(struct tenon_riscv64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_FREE &&
      v->common.state != (uint32_t)TENON_VCPU_FAILED) {
    return TENON_ERROR_wrong_state;
  }
  v->common.error = TENON_OK;
  v->common.failure = 0;
  v->stage2 = NULL;
  v->cpu = NULL;
  v->common.state = TENON_VCPU_CREATED;
  return TENON_OK;
}

/* Its second stage is still there. */
enum tenon_error tenon_riscv64_vcpu_destroy(struct tenon_riscv64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_FREE &&
      v->common.state != (uint32_t)TENON_VCPU_FAILED &&
      v->common.state != (uint32_t)TENON_VCPU_CREATED) {
    return TENON_ERROR_wrong_state;
  }
  v->cpu = NULL;
  v->common.state = TENON_VCPU_NONE;
  return TENON_OK;
}
