/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/vcpu_lifecycle.h"

#include "tenon/core/aarch64/host.h"
#include "tenon/core/aarch64/offsets.h"

#define AT_OFFSET(type, member, offset) \
  TENON_STATIC_ASSERT(offsetof(struct type, member) == (offset), "entry.S expects it there")
AT_OFFSET(tenon_aarch64_vcpu, frame.x, TENON_OFFSET_VCPU_X);
AT_OFFSET(tenon_aarch64_vcpu, frame.pc, TENON_OFFSET_VCPU_PC);
AT_OFFSET(tenon_aarch64_vcpu, frame.pstate, TENON_OFFSET_VCPU_PSTATE);
AT_OFFSET(tenon_aarch64_vcpu, fault.esr, TENON_OFFSET_VCPU_ESR);
AT_OFFSET(tenon_aarch64_vcpu, fault.vector, TENON_OFFSET_VCPU_VECTOR);
AT_OFFSET(tenon_aarch64_vcpu, fault.valid, TENON_OFFSET_VCPU_VECTOR + 4);
AT_OFFSET(tenon_aarch64_fault, far, TENON_OFFSET_FAULT_FAR);
AT_OFFSET(tenon_aarch64_fault, ipa, TENON_OFFSET_FAULT_FAR + 8);
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
  enum tenon_error error = tenon_vcpu_check_create(&v->common, vcpu_id, cpu_mask);
  if (error != TENON_OK) {
    return error;
  }
  v->config.mpidr = config->mpidr;
  v->config.device_tree = config->device_tree;
  v->cpu = NULL;
  v->stage2 = NULL;
  v->midr = 0;
  tenon_vcpu_set_created(&v->common, vm_id, vcpu_id, preferred_cpu, cpu_mask);
  return TENON_OK;
}

/*@ requires frame: \valid(frame);
    terminates \true; exits \false;
    assigns frame->x[0 .. 30], frame->pc, frame->pstate;
    ensures pc: frame->pc == entry;
    ensures pstate: frame->pstate == RESET_PSTATE;
    ensures x: \forall integer i; 0 <= i < 31 ==> frame->x[i] == (i == 0 ? x0 : 0); */
static void reset_frame(struct tenon_aarch64_frame *frame, uint64_t entry, uint64_t x0) {
  frame->x[0] = x0;
  /*@ loop invariant range: 1 <= i <= 31;
      loop invariant zero: \forall integer k; 1 <= k < i ==> frame->x[k] == 0;
      loop assigns i, frame->x[1 .. 30];
      loop variant 31 - i; */
  for (uint32_t i = 1; i < 31u; i++) {
    frame->x[i] = 0;
  }
  frame->pc = entry;
  frame->pstate = RESET_PSTATE;
}

/*@ requires sysreg: \valid(sysreg + (0 .. TENON_AARCH64_SAVED_COUNT - 1));
    terminates \true; exits \false;
    assigns sysreg[0 .. TENON_AARCH64_SAVED_COUNT - 1];
    ensures reset: \forall integer i; 0 <= i < TENON_AARCH64_SAVED_COUNT ==>
      sysreg[i] == register_reset(i); */
static void reset_registers(uint64_t *sysreg) {
  /*@ loop invariant range: 0 <= i <= TENON_AARCH64_SAVED_COUNT;
      loop invariant reset: \forall integer k; 0 <= k < i ==> sysreg[k] == register_reset(k);
      loop assigns i, sysreg[0 .. TENON_AARCH64_SAVED_COUNT - 1];
      loop variant TENON_AARCH64_SAVED_COUNT - i; */
  for (uint32_t i = 0; i < TENON_AARCH64_REGISTER_COUNT; i++) {
    sysreg[i] = reset_value[i];
  }
}

/*@ requires fp: \valid(fp);
    terminates \true; exits \false;
    assigns fp->q[0 .. 63], fp->fpcr, fp->fpsr;
    ensures q: \forall integer i; 0 <= i < 64 ==> fp->q[i] == 0;
    ensures control: fp->fpcr == 0 && fp->fpsr == 0; */
static void reset_fp(struct tenon_aarch64_fp *fp) {
  /*@ loop invariant range: 0 <= i <= 64;
      loop invariant zero: \forall integer k; 0 <= k < i ==> fp->q[k] == 0;
      loop assigns i, fp->q[0 .. 63];
      loop variant 64 - i; */
  for (uint32_t i = 0; i < 64u; i++) {
    fp->q[i] = 0;
  }
  fp->fpcr = 0;
  fp->fpsr = 0;
}

/*@ requires stage2: \valid_read(stage2);
    terminates \true; exits \false; assigns \nothing;
    ensures usable: \result == 1 <==> stage2_usable(stage2);
    ensures bit: \result <= 1; */
static uint32_t is_usable(const struct tenon_stage2 *stage2) {
  return stage2->vmid != 0u && stage2->vmid <= 0xffffu && stage2->root < 0x1000000000000u &&
                 stage2->root % 4096u == 0u && (stage2->levels == 3u || stage2->levels == 4u)
             ? 1u
             : 0u;
}

/*@ requires frame: \valid(frame);
    requires sysreg: \valid(sysreg + (0 .. TENON_AARCH64_SAVED_COUNT - 1));
    requires fp: \valid(fp);
    requires apart: \separated(frame, sysreg + (0 .. TENON_AARCH64_SAVED_COUNT - 1), fp);
    terminates \true; exits \false;
    assigns *frame, sysreg[0 .. TENON_AARCH64_SAVED_COUNT - 1], *fp;
    ensures pc: frame->pc == entry;
    ensures pstate: frame->pstate == RESET_PSTATE;
    ensures x: \forall integer i; 0 <= i < 31 ==> frame->x[i] == (i == 0 ? x0 : 0);
    ensures registers: \forall integer i; 0 <= i < TENON_AARCH64_SAVED_COUNT ==>
      sysreg[i] == register_reset(i);
    ensures q: \forall integer i; 0 <= i < 64 ==> fp->q[i] == 0;
    ensures fp: fp->fpcr == 0 && fp->fpsr == 0; */
static void reset_all_registers(struct tenon_aarch64_frame *frame, uint64_t *sysreg,
                                struct tenon_aarch64_fp *fp, uint64_t entry, uint64_t x0) {
  reset_fp(fp);
  reset_registers(sysreg);
  reset_frame(frame, entry, x0);
}

/* All parts at once, by pointers that are known to be apart: provers lose sight of one part while
 * another one of the same struct changes. */
/*@ requires frame: \valid(frame);
    requires sysreg: \valid(sysreg + (0 .. TENON_AARCH64_SAVED_COUNT - 1));
    requires fp: \valid(fp);
    requires interrupts: \valid(interrupts);
    requires apart: \separated(frame, sysreg + (0 .. TENON_AARCH64_SAVED_COUNT - 1), fp,
                               interrupts);
    terminates \true; exits \false;
    assigns *frame, sysreg[0 .. TENON_AARCH64_SAVED_COUNT - 1], *fp, *interrupts;
    ensures pc: frame->pc == entry;
    ensures pstate: frame->pstate == RESET_PSTATE;
    ensures x: \forall integer i; 0 <= i < 31 ==> frame->x[i] == (i == 0 ? x0 : 0);
    ensures registers: \forall integer i; 0 <= i < TENON_AARCH64_SAVED_COUNT ==>
      sysreg[i] == register_reset(i);
    ensures q: \forall integer i; 0 <= i < 64 ==> fp->q[i] == 0;
    ensures fp: fp->fpcr == 0 && fp->fpsr == 0;
    ensures resident: interrupts->resident == 0 && interrupts->ends == 0;
    ensures count: interrupts->list_registers == 0;
    ensures free: \forall integer n; 0 <= n < 16 ==> interrupts->lr[n] == 0;
    ensures list: tenon_aarch64_list_sound(interrupts);
    ensures sets: tenon_aarch64_sets_sound(interrupts);
    ensures settled: tenon_aarch64_settled(interrupts); */
static void reset_guest(struct tenon_aarch64_frame *frame, uint64_t *sysreg,
                        struct tenon_aarch64_fp *fp, struct tenon_aarch64_interrupts *interrupts,
                        uint64_t entry, uint64_t x0) {
  reset_all_registers(frame, sysreg, fp, entry, x0);
  tenon_aarch64_interrupts_reset(interrupts, 0);
}

/*@ requires storage: \valid(v);
    requires stage2: \valid(stage2) && \separated(v, stage2) && stage2_usable(stage2);
    requires mode: guest_mode(v->frame.pstate);
    requires scalars: v->serror == 0 && v->common.vcpu_id != TENON_NONE;
    requires nowhere: v->cpu == \null;
    requires list: tenon_aarch64_list_sound(&v->interrupts);
    requires sets: tenon_aarch64_sets_sound(&v->interrupts);
    requires settled: tenon_aarch64_settled(&v->interrupts);
    requires idle: v->interrupts.resident == 0 && v->interrupts.list_registers == 0;
    terminates \true; exits \false;
    assigns v->common.state;
    assigns v->stage2 \from stage2;
    ensures free: v->common.state == TENON_VCPU_FREE;
    ensures stage2: v->stage2 == stage2;
    ensures sound: vcpu_sound(v);
    ensures interrupts: vcpu_interrupts_sound(v); */
static void set_free(struct tenon_aarch64_vcpu *v, struct tenon_stage2 *stage2) {
  v->stage2 = stage2;
  v->common.state = TENON_VCPU_FREE;
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
  if (is_usable(stage2) == 0u) {
    return TENON_ERROR_invalid_argument;
  }
  uint32_t passthrough_interrupts = setup->passthrough_interrupts;
  uint32_t passthrough_timer = setup->passthrough_timer;
  uint32_t trap_wfi = setup->trap_wfi;
  uint32_t trap_wfe = setup->trap_wfe;
  v->setup.passthrough_interrupts = passthrough_interrupts;
  v->setup.passthrough_timer = passthrough_timer;
  v->setup.trap_wfi = trap_wfi;
  v->setup.trap_wfe = trap_wfe;
  v->access.remaining = 0;
  v->serror = 0;
  //@ assert usable: stage2_usable(stage2);
  //@ ghost configured:;
  reset_guest(&v->frame, v->sysreg, &v->fp, &v->interrupts, entry, v->config.device_tree);
  //@ assert root: stage2->root == \at(stage2->root, configured);
  //@ assert vmid: stage2->vmid == \at(stage2->vmid, configured);
  //@ assert levels: stage2->levels == \at(stage2->levels, configured);
  set_free(v, stage2);
  return TENON_OK;
}

enum tenon_error tenon_aarch64_vcpu_reset(struct tenon_aarch64_vcpu *v) {
  if (tenon_vcpu_is_unloaded(&v->common) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  tenon_vcpu_set_reset(&v->common);
  v->stage2 = NULL;
  v->cpu = NULL;
  return TENON_OK;
}

enum tenon_error tenon_aarch64_vcpu_destroy(struct tenon_aarch64_vcpu *v) {
  if (tenon_vcpu_is_unloaded(&v->common) == 0u && v->common.state != (uint32_t)TENON_VCPU_CREATED) {
    return TENON_ERROR_wrong_state;
  }
  v->stage2 = NULL;
  v->cpu = NULL;
  v->common.state = TENON_VCPU_NONE;
  return TENON_OK;
}
