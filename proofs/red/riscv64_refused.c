/* SPDX-License-Identifier: Apache-2.0 */
/* Refusals that are none, under the true contracts: none of these may prove. */
#define tenon_riscv64_claim tenon_riscv64_claim__red_2             /* must fail: refused */
#define tenon_riscv64_enable tenon_riscv64_enable__red_1           /* must fail: refused */
#define tenon_riscv64_vcpu_create tenon_riscv64_vcpu_create__red_2 /* must fail: refused */
#define tenon_riscv64_vcpu_setup tenon_riscv64_vcpu_setup__red_2   /* must fail: refused */
#define tenon_riscv64_vcpu_bind tenon_riscv64_vcpu_bind__red_2     /* must fail: refused */
#include "tenon/core/riscv64/percpu.h"
#include "tenon/core/riscv64/vcpu_lifecycle.h"

/* A hart that gets no id is claimed all the same. */
enum tenon_error tenon_riscv64_claim(struct tenon_riscv64_cpu *cpu, uint32_t id) {
  if (cpu->claimed != 0u) return TENON_ERROR_wrong_state;
  cpu->claimed = 1;
  return id >= TENON_CPU_MAX ? TENON_ERROR_invalid_argument : TENON_OK;
}

/* A hart that lacks what it needs is enabled. */
enum tenon_error tenon_riscv64_enable(struct tenon_riscv64_cpu *cpu) {
  if (cpu->enabled != 0u) return TENON_ERROR_already_enabled;
  tenon_riscv64_detect(&cpu->features);
  cpu->enabled = 1;
  tenon_riscv64_hw_enable(cpu);
  return tenon_riscv64_has_hardware_support() == 0u ? TENON_ERROR_unsupported : TENON_OK;
}

/* A vCPU without CPUs is there. */
enum tenon_error tenon_riscv64_vcpu_create(struct tenon_riscv64_vcpu *v, uint32_t vm_id,
                                           uint32_t vcpu_id, uint32_t preferred_cpu,
                                           uint64_t cpu_mask,
                                           const struct tenon_riscv64_config *config) {
  (void)preferred_cpu, (void)config;
  if (v->common.state != (uint32_t)TENON_VCPU_NONE) return TENON_ERROR_wrong_state;
  if (vcpu_id == TENON_NONE) return TENON_ERROR_invalid_argument;
  v->common.vm_id = vm_id;
  v->common.vcpu_id = vcpu_id;
  v->cpu = NULL;
  v->stage2 = NULL;
  v->common.state = TENON_VCPU_CREATED;
  return cpu_mask == 0u ? TENON_ERROR_invalid_argument : TENON_OK;
}

/* A vCPU with an odd entry is free to run. */
enum tenon_error tenon_riscv64_vcpu_setup(struct tenon_riscv64_vcpu *v, uint64_t entry,
                                          struct tenon_stage2 *stage2,
                                          const struct tenon_riscv64_setup *setup) {
  if (v->common.state != (uint32_t)TENON_VCPU_CREATED) return TENON_ERROR_wrong_state;
  v->setup = *setup;
  v->frame.pc = entry;
  v->stage2 = stage2;
  v->common.state = TENON_VCPU_FREE;
  return entry % 2u != 0u ? TENON_ERROR_unaligned : TENON_OK;
}

/* A vCPU whose mask lacks this hart has it. */
enum tenon_error tenon_riscv64_vcpu_bind(struct tenon_riscv64_vcpu *v,
                                         struct tenon_riscv64_cpu *cpu) {
  if (v->common.state != (uint32_t)TENON_VCPU_FREE || cpu->enabled == 0u || cpu->loaded != NULL) {
    return TENON_ERROR_wrong_state;
  }
  if (tenon_riscv64_hw_this_cpu() != cpu || cpu->id >= TENON_CPU_MAX) {
    return TENON_ERROR_wrong_cpu;
  }
  cpu->loaded = v;
  return v->common.cpu_mask == 0u ? TENON_ERROR_cpu_not_allowed : TENON_ERROR_unsupported;
}
