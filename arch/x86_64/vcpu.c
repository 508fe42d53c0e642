/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/svm/vcpu.h"
#include "tenon/core/x86_64/local_apic.h"
#include "tenon/core/x86_64/offsets.h"
#include "tenon/core/x86_64/svm/length.h"
#include "tenon/core/x86_64/vcpu_lifecycle.h"
#include "tenon/core/x86_64/vmx/vcpu.h"

#define AT_OFFSET(type, member, offset) \
  TENON_STATIC_ASSERT(offsetof(struct type, member) == (offset), "assembly expects it there")
AT_OFFSET(tenon_x86_64_vcpu, frame.x, TENON_X86_64_OFFSET_VCPU_X);
AT_OFFSET(tenon_x86_64_vcpu, frame.rip, TENON_X86_64_OFFSET_VCPU_RIP);
AT_OFFSET(tenon_x86_64_vcpu, frame.rflags, TENON_X86_64_OFFSET_VCPU_RFLAGS);
AT_OFFSET(tenon_x86_64_vcpu, control_address, TENON_X86_64_OFFSET_VCPU_CONTROL);
AT_OFFSET(tenon_x86_64_vcpu, vmx.host_rsp, TENON_X86_64_OFFSET_VCPU_HOST_RSP);
AT_OFFSET(tenon_x86_64_vcpu, vmx.cr2, TENON_X86_64_OFFSET_VCPU_CR2);
AT_OFFSET(tenon_x86_64_vcpu, vmcb, TENON_X86_64_OFFSET_VCPU_VMCB);
AT_OFFSET(tenon_x86_64_cpu, loaded, TENON_X86_64_OFFSET_CPU_LOADED);
AT_OFFSET(tenon_x86_64_cpu, host_state_address, TENON_X86_64_OFFSET_CPU_HOST_STATE);
TENON_STATIC_ASSERT(sizeof(struct tenon_x86_64_vcpu) == 12288, "three pages per vCPU");

#define RESET_RFLAGS 2u
#define ADDRESS_LIMIT 0xfffffffffffffu
/* A start-up IPI names one of 256 pages. */
#define STARTUP_LIMIT 0x100000u
/* x87's control word, at the start of the area, and MXCSR. */
#define FCW_LOW 0x7fu
#define FCW_HIGH 0x03u
#define MXCSR 24u
#define MXCSR_LOW 0x80u
#define MXCSR_HIGH 0x1fu
/* XSTATE_BV: x87 and SSE are in the area. */
#define XSTATE_BV 512u

static const uint64_t reset_value[TENON_X86_64_SAVED_COUNT] = {
#define TENON_X86_64_SWITCHED(name, reset, why) reset,
#include "tenon/core/x86_64/registers.def"
};

enum tenon_error tenon_x86_64_vcpu_create(struct tenon_x86_64_vcpu *v, uint32_t vm_id,
                                          uint32_t vcpu_id, uint32_t preferred_cpu,
                                          uint64_t cpu_mask,
                                          const struct tenon_x86_64_config *config) {
  enum tenon_error error = tenon_vcpu_check_create(&v->common, vcpu_id, cpu_mask);
  if (error != TENON_OK) {
    return error;
  }
  if (config->address % TENON_X86_64_PAGE != 0u || config->address > ADDRESS_LIMIT) {
    return TENON_ERROR_unaligned;
  }
  v->config.address = config->address;
  v->config.apic_id = config->apic_id;
  v->control_address = config->address + TENON_X86_64_OFFSET_VCPU_VMCB;
  v->cpu = NULL;
  v->stage2 = NULL;
  tenon_vcpu_set_created(&v->common, vm_id, vcpu_id, preferred_cpu, cpu_mask);
  return TENON_OK;
}

static void reset_frame(struct tenon_x86_64_frame *frame) {
  for (uint32_t i = 0; i < 16u; i++) {
    frame->x[i] = 0;
  }
  frame->rip = 0;
  frame->rflags = RESET_RFLAGS;
  frame->shadow = 0;
}

static void reset_registers(uint64_t *sysreg) {
  for (uint32_t i = 0; i < (uint32_t)TENON_X86_64_SAVED_COUNT; i++) {
    sysreg[i] = reset_value[i];
  }
}

static void reset_fp(struct tenon_x86_64_xsave *fp) {
  for (uint32_t i = 0; i < TENON_X86_64_XSAVE_BYTES; i++) {
    fp->byte[i] = 0;
  }
  fp->byte[0] = FCW_LOW;
  fp->byte[1] = FCW_HIGH;
  fp->byte[MXCSR] = MXCSR_LOW;
  fp->byte[MXCSR + 1u] = MXCSR_HIGH;
  fp->byte[XSTATE_BV] = TENON_X86_64_XCR0_X87 + TENON_X86_64_XCR0_SSE;
}

static void reset_events(struct tenon_x86_64_vcpu *v) {
  v->event = 0;
  v->nmi = 0;
  v->in_nmi = 0;
  for (uint32_t i = 0; i < TENON_X86_64_VECTOR_WORDS; i++) {
    v->waiting[i] = 0;
  }
  v->fault.linear = 0;
  v->fault.fetched = 0;
  v->mmio.pending = 0;
  v->forget = TENON_STAGE2_KEEP;
  v->changed = 1;
  v->window = 0;
  v->over = 0;
}

/* 1: there is such a mode, and a CPU in it can be at `entry`. */
static uint32_t can_begin(uint32_t mode, uint64_t entry) {
  if (mode == (uint32_t)TENON_X86_64_MODE_LONG) return 1;
  if (mode == (uint32_t)TENON_X86_64_MODE_STARTUP) {
    return entry < STARTUP_LIMIT && entry % TENON_X86_64_PAGE == 0u ? 1u : 0u;
  }
  return mode < (uint32_t)TENON_X86_64_MODE_LONG && entry <= UINT32_MAX ? 1u : 0u;
}

/* Why a setup is refused. */
static enum tenon_error check(uint64_t entry, const struct tenon_x86_64_stage2 *stage2,
                              const struct tenon_x86_64_setup *setup) {
  if (setup->policy == NULL || setup->policy->ready != 1u) return TENON_ERROR_invalid_argument;
  if (can_begin(setup->mode, entry) == 0u) return TENON_ERROR_invalid_argument;
  if (stage2->common.vmid == 0u || stage2->common.levels != 4u) return TENON_ERROR_invalid_argument;
  if (setup->policy_address % TENON_X86_64_PAGE != 0u ||
      setup->page_table % TENON_X86_64_PAGE != 0u) {
    return TENON_ERROR_unaligned;
  }
  return TENON_OK;
}

enum tenon_error tenon_x86_64_vcpu_setup(struct tenon_x86_64_vcpu *v, uint64_t entry,
                                         struct tenon_x86_64_stage2 *stage2,
                                         const struct tenon_x86_64_setup *setup) {
  if (v->common.state != (uint32_t)TENON_VCPU_CREATED) {
    return TENON_ERROR_wrong_state;
  }
  enum tenon_error error = check(entry, stage2, setup);
  if (error != TENON_OK) {
    return error;
  }
  v->setup = *setup;
  v->stage2 = stage2;
  v->seen = stage2->epoch;
  reset_frame(&v->frame);
  reset_registers(v->sysreg);
  reset_fp(&v->fp);
  reset_events(v);
  tenon_x86_64_reset_local_apic(v);
  tenon_svm_forget_lengths(v);
  tenon_svm_setup(v, entry);
  tenon_vmx_setup(v);
  v->common.state = TENON_VCPU_FREE;
  return TENON_OK;
}

enum tenon_error tenon_x86_64_vcpu_reset(struct tenon_x86_64_vcpu *v) {
  if (tenon_vcpu_is_unloaded(&v->common) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  tenon_vcpu_set_reset(&v->common);
  v->stage2 = NULL;
  v->cpu = NULL;
  return TENON_OK;
}

enum tenon_error tenon_x86_64_vcpu_destroy(struct tenon_x86_64_vcpu *v) {
  if (tenon_vcpu_is_unloaded(&v->common) == 0u && v->common.state != (uint32_t)TENON_VCPU_CREATED) {
    return TENON_ERROR_wrong_state;
  }
  v->stage2 = NULL;
  v->cpu = NULL;
  v->common.state = TENON_VCPU_NONE;
  return TENON_OK;
}
