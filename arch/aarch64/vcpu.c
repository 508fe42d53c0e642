/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/vcpu.h"

#include "tenon/core/aarch64/host.h"
#include "tenon/core/aarch64/offsets.h"

#define AT_OFFSET(type, member, offset) \
  TENON_STATIC_ASSERT(offsetof(struct type, member) == (offset), "entry.S expects it there")
AT_OFFSET(tenon_aarch64_vcpu, frame.x, TENON_OFFSET_VCPU_X);
AT_OFFSET(tenon_aarch64_vcpu, frame.pc, TENON_OFFSET_VCPU_PC);
AT_OFFSET(tenon_aarch64_vcpu, frame.pstate, TENON_OFFSET_VCPU_PSTATE);
AT_OFFSET(tenon_aarch64_vcpu, fault.esr, TENON_OFFSET_VCPU_ESR);
AT_OFFSET(tenon_aarch64_vcpu, fault.vector, TENON_OFFSET_VCPU_VECTOR);
AT_OFFSET(tenon_aarch64_cpu, loaded, TENON_OFFSET_CPU_LOADED);
AT_OFFSET(tenon_aarch64_fp, fpcr, TENON_OFFSET_FP_FPCR);
AT_OFFSET(tenon_aarch64_fp, fpsr, TENON_OFFSET_FP_FPSR);
AT_OFFSET(tenon_aarch64_host_frame, pc, TENON_OFFSET_HOST_PC);
AT_OFFSET(tenon_aarch64_host_frame, pstate, TENON_OFFSET_HOST_PSTATE);
AT_OFFSET(tenon_aarch64_host_frame, esr, TENON_OFFSET_HOST_ESR);
AT_OFFSET(tenon_aarch64_host_frame, far, TENON_OFFSET_HOST_FAR);
TENON_STATIC_ASSERT(sizeof(struct tenon_aarch64_host_frame) == TENON_SIZE_HOST_FRAME,
                    "entry.S makes room for it");
TENON_STATIC_ASSERT(TENON_SIZE_HOST_FRAME % 16 == 0, "SP stays aligned to 16 bytes");
TENON_STATIC_ASSERT(sizeof(struct tenon_aarch64_vcpu) <= 4096, "one page per vCPU");

/* SPSR_EL2 of a vCPU's first instruction: EL1h, DAIF masked (DDI 0487 D1.5: reset). */
#define RESET_PSTATE 0x3c5u

static const uint64_t reset_value[TENON_AARCH64_SAVED_COUNT] = {
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) reset,
#include "tenon/core/aarch64/registers.def"
};

enum tenon_error tenon_aarch64_vcpu_create(struct tenon_aarch64_vcpu *v, uint32_t vm_id,
                                           uint32_t vcpu_id, uint32_t preferred_cpu,
                                           uint64_t cpu_mask,
                                           const struct tenon_aarch64_config *config) {
  if (v->common.state != (uint32_t)TENON_VCPU_NONE) {
    return TENON_ERROR_wrong_state;
  }
  if (cpu_mask == 0u) {
    return TENON_ERROR_invalid_argument;
  }
  v->common.error = TENON_OK;
  v->common.failure = 0;
  v->common.vm_id = vm_id;
  v->common.vcpu_id = vcpu_id;
  v->common.preferred_cpu = preferred_cpu;
  v->common.last_cpu = TENON_NONE;
  v->common.cpu_mask = cpu_mask;
  v->config = *config;
  v->cpu = NULL;
  v->stage2 = NULL;
  v->midr = 0;
  v->common.state = TENON_VCPU_CREATED;
  return TENON_OK;
}

static void reset_frame(struct tenon_aarch64_vcpu *v, uint64_t entry) {
  for (uint32_t i = 0; i < 31u; i++) {
    v->frame.x[i] = 0;
  }
  v->frame.x[0] = v->config.device_tree;
  v->frame.pc = entry;
  v->frame.pstate = RESET_PSTATE;
}

static void reset_registers(struct tenon_aarch64_vcpu *v) {
  for (uint32_t i = 0; i < TENON_AARCH64_REGISTER_COUNT; i++) {
    v->sysreg[i] = reset_value[i];
  }
  for (uint32_t i = 0; i < 64u; i++) {
    v->fp.q[i] = 0;
  }
  v->fp.fpcr = 0;
  v->fp.fpsr = 0;
}

enum tenon_error tenon_aarch64_vcpu_setup(struct tenon_aarch64_vcpu *v, uint64_t entry,
                                          struct tenon_stage2 *stage2,
                                          const struct tenon_aarch64_setup *setup) {
  if (v->common.state != (uint32_t)TENON_VCPU_CREATED) {
    return TENON_ERROR_wrong_state;
  }
  if (entry % 4u != 0u) {
    return TENON_ERROR_unaligned;
  }
  if (stage2->vmid == 0u || stage2->vmid > 0xffffu ||
      (stage2->levels != 3u && stage2->levels != 4u)) {
    return TENON_ERROR_invalid_argument;
  }
  reset_frame(v, entry);
  reset_registers(v);
  tenon_aarch64_interrupts_reset(&v->interrupts, 0);
  v->stage2 = stage2;
  v->setup = *setup;
  v->access.remaining = 0;
  v->serror = 0;
  v->common.state = TENON_VCPU_FREE;
  return TENON_OK;
}

static uint32_t is_unloaded(uint32_t state) {
  return state == (uint32_t)TENON_VCPU_FREE || state == (uint32_t)TENON_VCPU_FAILED ? 1u : 0u;
}

enum tenon_error tenon_aarch64_vcpu_reset(struct tenon_aarch64_vcpu *v) {
  if (is_unloaded(v->common.state) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  v->common.error = TENON_OK;
  v->common.failure = 0;
  /* Modulo 2^32, without the unsigned overflow that proofs refuse. */
  v->common.generation = v->common.generation == UINT32_MAX ? 0u : v->common.generation + 1u;
  v->stage2 = NULL;
  v->common.state = TENON_VCPU_CREATED;
  return TENON_OK;
}

enum tenon_error tenon_aarch64_vcpu_destroy(struct tenon_aarch64_vcpu *v) {
  if (is_unloaded(v->common.state) == 0u && v->common.state != (uint32_t)TENON_VCPU_CREATED) {
    return TENON_ERROR_wrong_state;
  }
  v->stage2 = NULL;
  v->cpu = NULL;
  v->common.state = TENON_VCPU_NONE;
  return TENON_OK;
}
