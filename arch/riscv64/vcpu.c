/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/host.h"
#include "tenon/core/riscv64/offsets.h"
#include "tenon/core/riscv64/vcpu_lifecycle.h"

#define AT_OFFSET(type, member, offset) \
  TENON_STATIC_ASSERT(offsetof(struct type, member) == (offset), "assembly expects it there")
AT_OFFSET(tenon_riscv64_vcpu, frame.x, TENON_RISCV64_OFFSET_VCPU_X);
AT_OFFSET(tenon_riscv64_vcpu, frame.pc, TENON_RISCV64_OFFSET_VCPU_PC);
AT_OFFSET(tenon_riscv64_vcpu, frame.sstatus, TENON_RISCV64_OFFSET_VCPU_SSTATUS);
AT_OFFSET(tenon_riscv64_vcpu, frame.hstatus, TENON_RISCV64_OFFSET_VCPU_HSTATUS);
AT_OFFSET(tenon_riscv64_vcpu, fault.scause, TENON_RISCV64_OFFSET_VCPU_SCAUSE);
AT_OFFSET(tenon_riscv64_vcpu, host, TENON_RISCV64_OFFSET_VCPU_HOST);
AT_OFFSET(tenon_riscv64_fault, stval, TENON_RISCV64_OFFSET_FAULT_STVAL);
AT_OFFSET(tenon_riscv64_fault, htval, TENON_RISCV64_OFFSET_FAULT_HTVAL);
AT_OFFSET(tenon_riscv64_fault, htinst, TENON_RISCV64_OFFSET_FAULT_HTINST);
AT_OFFSET(tenon_riscv64_cpu, loaded, TENON_RISCV64_OFFSET_CPU_LOADED);
AT_OFFSET(tenon_riscv64_cpu, scratch, TENON_RISCV64_OFFSET_CPU_SCRATCH);
AT_OFFSET(tenon_riscv64_cpu, host.optional, TENON_RISCV64_OFFSET_CPU_HOST_OPTIONAL);
AT_OFFSET(tenon_riscv64_fp, fcsr, TENON_RISCV64_OFFSET_FP_FCSR);
AT_OFFSET(tenon_riscv64_controls, hedeleg, 8);
AT_OFFSET(tenon_riscv64_controls, henvcfg, 32);
AT_OFFSET(tenon_riscv64_host, hgatp, 56);
AT_OFFSET(tenon_riscv64_host, senvcfg, 72);
AT_OFFSET(tenon_riscv64_host, stvec, 80);
AT_OFFSET(tenon_riscv64_host, sscratch, 88);
AT_OFFSET(tenon_riscv64_host, optional, 96);
AT_OFFSET(tenon_riscv64_host, hviprio2, 160);
AT_OFFSET(tenon_riscv64_host_frame, pc, TENON_RISCV64_OFFSET_HOST_PC);
AT_OFFSET(tenon_riscv64_host_frame, sstatus, TENON_RISCV64_OFFSET_HOST_SSTATUS);
AT_OFFSET(tenon_riscv64_host_frame, scause, TENON_RISCV64_OFFSET_HOST_SCAUSE);
AT_OFFSET(tenon_riscv64_host_frame, stval, TENON_RISCV64_OFFSET_HOST_STVAL);
TENON_STATIC_ASSERT(sizeof(struct tenon_riscv64_host_frame) == TENON_RISCV64_SIZE_HOST_FRAME,
                    "entry.S makes room for it");
TENON_STATIC_ASSERT(TENON_RISCV64_SIZE_HOST_FRAME % 16 == 0, "sp stays aligned to 16 bytes");
TENON_STATIC_ASSERT(sizeof(struct tenon_riscv64_vcpu) <= 4096, "one page per vCPU");

/* sstatus at a vCPU's first entry: UXL 64 bits, SPP: to VS-mode. */
#define RESET_SSTATUS 0x200000100u
#define A0 10u
#define A1 11u

static const uint64_t reset_value[TENON_RISCV64_SAVED_COUNT] = {
#define TENON_RISCV64_SWITCHED(name, number, reset, why) reset,
#include "tenon/core/riscv64/registers.def"
};

enum tenon_error tenon_riscv64_vcpu_create(struct tenon_riscv64_vcpu *v, uint32_t vm_id,
                                           uint32_t vcpu_id, uint32_t preferred_cpu,
                                           uint64_t cpu_mask,
                                           const struct tenon_riscv64_config *config) {
  enum tenon_error error = tenon_vcpu_check_create(&v->common, vcpu_id, cpu_mask);
  if (error != TENON_OK) {
    return error;
  }
  v->config.hart_id = config->hart_id;
  v->config.device_tree = config->device_tree;
  v->cpu = NULL;
  v->stage2 = NULL;
  tenon_vcpu_set_created(&v->common, vm_id, vcpu_id, preferred_cpu, cpu_mask);
  return TENON_OK;
}

/*@ requires frame: \valid(frame);
    terminates \true; exits \false;
    assigns *frame;
    ensures pc: frame->pc == entry;
    ensures sstatus: frame->sstatus == RESET_SSTATUS;
    ensures status: rv_guest_status(frame->sstatus);
    ensures hstatus: frame->hstatus == 0;
    ensures x: \forall integer i; 0 <= i < 32 ==>
      frame->x[i] == (i == 10 ? a0 : i == 11 ? a1 : 0); */
static void reset_frame(struct tenon_riscv64_frame *frame, uint64_t entry, uint64_t a0,
                        uint64_t a1) {
  /*@ loop invariant range: 0 <= i <= 32;
      loop invariant zero: \forall integer k; 0 <= k < i ==> frame->x[k] == 0;
      loop assigns i, frame->x[0 .. 31];
      loop variant 32 - i; */
  for (uint32_t i = 0; i < 32u; i++) {
    frame->x[i] = 0;
  }
  frame->x[A0] = a0;
  frame->x[A1] = a1;
  frame->pc = entry;
  frame->sstatus = RESET_SSTATUS;
  frame->hstatus = 0;
}

/*@ requires sysreg: \valid(sysreg + (0 .. TENON_RISCV64_SAVED_COUNT - 1));
    terminates \true; exits \false;
    assigns sysreg[0 .. TENON_RISCV64_SAVED_COUNT - 1];
    ensures reset: \forall integer i; 0 <= i < TENON_RISCV64_SAVED_COUNT ==>
      sysreg[i] == rv_register_reset(i); */
static void reset_registers(uint64_t *sysreg) {
  /*@ loop invariant range: 0 <= i <= TENON_RISCV64_SAVED_COUNT;
      loop invariant reset: \forall integer k; 0 <= k < i ==> sysreg[k] == rv_register_reset(k);
      loop assigns i, sysreg[0 .. TENON_RISCV64_SAVED_COUNT - 1];
      loop variant TENON_RISCV64_SAVED_COUNT - i; */
  for (uint32_t i = 0; i < TENON_RISCV64_REGISTER_COUNT; i++) {
    sysreg[i] = reset_value[i];
  }
}

/*@ requires fp: \valid(fp);
    terminates \true; exits \false;
    assigns *fp;
    ensures f: \forall integer i; 0 <= i < 32 ==> fp->f[i] == 0;
    ensures fcsr: fp->fcsr == 0; */
static void reset_fp(struct tenon_riscv64_fp *fp) {
  /*@ loop invariant range: 0 <= i <= 32;
      loop invariant zero: \forall integer k; 0 <= k < i ==> fp->f[k] == 0;
      loop assigns i, fp->f[0 .. 31];
      loop variant 32 - i; */
  for (uint32_t i = 0; i < 32u; i++) {
    fp->f[i] = 0;
  }
  fp->fcsr = 0;
}

/*@ requires stage2: \valid_read(stage2);
    terminates \true; exits \false; assigns \nothing;
    ensures usable: \result == 1 <==> rv_stage2_usable(stage2);
    ensures bit: \result <= 1; */
static uint32_t is_usable(const struct tenon_stage2 *stage2) {
  return stage2->vmid <= 0x3fffu && stage2->root < 0x100000000000000u &&
                 stage2->root % 0x4000u == 0u && (stage2->levels == 3u || stage2->levels == 4u)
             ? 1u
             : 0u;
}

/*@ requires storage: \valid(v);
    requires stage2: \valid(stage2) && \separated(v, stage2) && rv_stage2_usable(stage2);
    requires status: rv_guest_status(v->frame.sstatus);
    requires id: v->common.vcpu_id != TENON_NONE;
    terminates \true; exits \false;
    assigns v->common.state;
    assigns v->stage2 \from stage2;
    ensures free: v->common.state == TENON_VCPU_FREE;
    ensures stage2: v->stage2 == stage2;
    ensures sound: rv_vcpu_sound(v); */
static void set_free(struct tenon_riscv64_vcpu *v, struct tenon_stage2 *stage2) {
  v->stage2 = stage2;
  v->common.state = TENON_VCPU_FREE;
}

enum tenon_error tenon_riscv64_vcpu_setup(struct tenon_riscv64_vcpu *v, uint64_t entry,
                                          struct tenon_stage2 *stage2,
                                          const struct tenon_riscv64_setup *setup) {
  if (v->common.state != (uint32_t)TENON_VCPU_CREATED) {
    return TENON_ERROR_wrong_state;
  }
  if (entry % 2u != 0u) {
    return TENON_ERROR_unaligned;
  }
  if (is_usable(stage2) == 0u) {
    return TENON_ERROR_invalid_argument;
  }
  uint32_t trap_wfi = setup->trap_wfi;
  uint32_t counters = setup->counters;
  v->setup.trap_wfi = trap_wfi;
  v->setup.counters = counters;
  v->access.remaining = 0;
  //@ assert usable: rv_stage2_usable(stage2);
  //@ ghost configured:;
  reset_fp(&v->fp);
  reset_registers(v->sysreg);
  reset_frame(&v->frame, entry, v->config.hart_id, v->config.device_tree);
  //@ assert root: stage2->root == \at(stage2->root, configured);
  //@ assert vmid: stage2->vmid == \at(stage2->vmid, configured);
  //@ assert levels: stage2->levels == \at(stage2->levels, configured);
  //@ assert status: rv_guest_status(v->frame.sstatus);
  set_free(v, stage2);
  return TENON_OK;
}

enum tenon_error tenon_riscv64_vcpu_reset(struct tenon_riscv64_vcpu *v) {
  if (tenon_vcpu_is_unloaded(&v->common) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  tenon_vcpu_set_reset(&v->common);
  /* Fences of its VM left it out: its next bind forgets. */
  v->common.last_cpu = TENON_NONE;
  v->stage2 = NULL;
  v->cpu = NULL;
  return TENON_OK;
}

enum tenon_error tenon_riscv64_vcpu_destroy(struct tenon_riscv64_vcpu *v) {
  if (tenon_vcpu_is_unloaded(&v->common) == 0u && v->common.state != (uint32_t)TENON_VCPU_CREATED) {
    return TENON_ERROR_wrong_state;
  }
  v->stage2 = NULL;
  v->cpu = NULL;
  v->common.state = TENON_VCPU_NONE;
  return TENON_OK;
}
