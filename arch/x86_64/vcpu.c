/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/svm/vcpu.h"
#include "tenon/core/x86_64/local_apic.h"
#include "tenon/core/x86_64/offsets.h"
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
  if (config->address % TENON_X86_64_PAGE != 0u || config->address > TENON_X86_64_ADDRESS_MAX) {
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

/*@ requires frame: \valid(frame);
    terminates \true; exits \false;
    assigns frame->x[0 .. 15], frame->rflags, frame->shadow;
    ensures x: \forall integer i; 0 <= i < 16 ==> frame->x[i] == 0;
    ensures rflags: frame->rflags == RESET_RFLAGS;
    ensures shadow: frame->shadow == 0; */
static void reset_frame(struct tenon_x86_64_frame *frame) {
  /*@ loop invariant range: 0 <= i <= 16;
      loop invariant zero: \forall integer k; 0 <= k < i ==> frame->x[k] == 0;
      loop assigns i, frame->x[0 .. 15];
      loop variant 16 - i; */
  for (uint32_t i = 0; i < 16u; i++) {
    frame->x[i] = 0;
  }
  frame->rflags = RESET_RFLAGS;
  frame->shadow = 0;
}

/*@ requires sysreg: \valid(sysreg + (0 .. TENON_X86_64_SAVED_COUNT - 1));
    terminates \true; exits \false;
    assigns sysreg[0 .. TENON_X86_64_SAVED_COUNT - 1];
    ensures reset: \forall integer i; 0 <= i < TENON_X86_64_SAVED_COUNT ==>
      sysreg[i] == x86_register_reset(i); */
static void reset_registers(uint64_t *sysreg) {
  /*@ loop invariant range: 0 <= i <= TENON_X86_64_SAVED_COUNT;
      loop invariant reset: \forall integer k; 0 <= k < i ==> sysreg[k] == x86_register_reset(k);
      loop assigns i, sysreg[0 .. TENON_X86_64_SAVED_COUNT - 1];
      loop variant TENON_X86_64_SAVED_COUNT - i; */
  for (uint32_t i = 0; i < (uint32_t)TENON_X86_64_SAVED_COUNT; i++) {
    sysreg[i] = reset_value[i];
  }
}

/*@ requires fp: \valid(fp);
    terminates \true; exits \false;
    assigns *fp;
    ensures reset: \forall integer i; 0 <= i < TENON_X86_64_XSAVE_BYTES ==>
      fp->byte[i] == x86_fp_reset(i); */
static void reset_fp(struct tenon_x86_64_xsave *fp) {
  /*@ loop invariant range: 0 <= i <= TENON_X86_64_XSAVE_BYTES;
      loop invariant zero: \forall integer k; 0 <= k < i ==> fp->byte[k] == 0;
      loop assigns i, fp->byte[0 .. TENON_X86_64_XSAVE_BYTES - 1];
      loop variant TENON_X86_64_XSAVE_BYTES - i; */
  for (uint32_t i = 0; i < TENON_X86_64_XSAVE_BYTES; i++) {
    fp->byte[i] = 0;
  }
  fp->byte[0] = FCW_LOW;
  fp->byte[1] = FCW_HIGH;
  fp->byte[MXCSR] = MXCSR_LOW;
  fp->byte[MXCSR + 1u] = MXCSR_HIGH;
  fp->byte[XSTATE_BV] = TENON_X86_64_XCR0_X87 + TENON_X86_64_XCR0_SSE;
}

/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->event, v->nmi, v->in_nmi, v->halted, v->waiting[0 .. 3], v->fault.linear,
            v->fault.fetched, v->mmio.pending, v->forget, v->changed, v->window, v->over;
    ensures nothing_waits: x86_nothing_waits(v);
    ensures changed: v->changed == 1;
    ensures alive: v->over == 0 && v->mmio.pending == 0 && v->halted == 0;
    ensures window: v->window == 0 && v->in_nmi == 0; */
static void reset_events(struct tenon_x86_64_vcpu *v) {
  v->event = 0;
  v->nmi = 0;
  v->in_nmi = 0;
  v->halted = 0;
  /*@ loop invariant range: 0 <= i <= 4;
      loop invariant zero: \forall integer k; 0 <= k < i ==> v->waiting[k] == 0;
      loop assigns i, v->waiting[0 .. 3];
      loop variant 4 - i; */
  for (uint32_t i = 0; i < TENON_X86_64_VECTOR_WORDS; i++) {
    v->waiting[i] = 0;
  }
  v->fault.linear = 0;
  v->fault.fetched = 0;
  v->mmio.pending = 0;
  v->forget = TENON_STAGE2_FORGET_VM; /* what the guest before this one has left */
  v->changed = 1;
  v->window = 0;
  v->over = 0;
}

/* 1: there is such a mode, and a CPU in it can be at `entry`. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures can: \result == 1 <==> x86_mode_begins(mode, entry);
    ensures boolean: \result <= 1; */
static uint32_t can_begin(uint32_t mode, uint64_t entry) {
  if (mode == (uint32_t)TENON_X86_64_MODE_LONG) return 1;
  if (mode == (uint32_t)TENON_X86_64_MODE_STARTUP) {
    return entry < STARTUP_LIMIT && entry % TENON_X86_64_PAGE == 0u ? 1u : 0u;
  }
  return mode < (uint32_t)TENON_X86_64_MODE_LONG && entry <= UINT32_MAX ? 1u : 0u;
}

/* Why a setup is refused. */
/*@ requires setup: \valid_read(setup);
    requires policy: setup->policy != \null ==> \valid_read(setup->policy);
    requires stage2: \valid_read(stage2);
    terminates \true; exits \false; assigns \nothing;
    ensures done: x86_setup_fits(setup, stage2, entry) && x86_setup_aligned(setup, stage2) ==>
      \result == TENON_OK;
    ensures invalid: !x86_setup_fits(setup, stage2, entry) ==>
      \result == TENON_ERROR_invalid_argument;
    ensures unaligned: x86_setup_fits(setup, stage2, entry) && !x86_setup_aligned(setup, stage2) ==>
      \result == TENON_ERROR_unaligned; */
static enum tenon_error check(uint64_t entry, const struct tenon_x86_64_stage2 *stage2,
                              const struct tenon_x86_64_setup *setup) {
  if (setup->policy == NULL || setup->policy->ready != 1u) return TENON_ERROR_invalid_argument;
  if (can_begin(setup->mode, entry) == 0u) return TENON_ERROR_invalid_argument;
  if (stage2->common.vmid == 0u || stage2->common.levels != 4u) return TENON_ERROR_invalid_argument;
  if (setup->policy_address % TENON_X86_64_PAGE != 0u ||
      setup->policy_address > TENON_X86_64_ADDRESS_MAX ||
      setup->page_table % TENON_X86_64_PAGE != 0u ||
      stage2->common.root % TENON_X86_64_PAGE != 0u) {
    return TENON_ERROR_unaligned;
  }
  return TENON_OK;
}

/*@ requires storage: \valid(v);
    requires stage2: \valid_read(stage2);
    requires setup: \valid_read(setup);
    requires apart: \separated(v, stage2) && \separated(v, setup);
    terminates \true; exits \false;
    assigns v->setup, v->seen;
    assigns v->stage2 \from stage2;
    ensures stage2: v->stage2 == stage2 && v->seen == \old(stage2->epoch);
    ensures setup: v->setup.mode == \old(setup->mode) &&
      v->setup.trap_pause == \old(setup->trap_pause) &&
      v->setup.page_table == \old(setup->page_table) &&
      v->setup.policy == \old(setup->policy) &&
      v->setup.policy_address == \old(setup->policy_address) &&
      v->setup.slice == \old(setup->slice) && v->setup.local_apic == \old(setup->local_apic); */
static void take(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_stage2 *stage2,
                 const struct tenon_x86_64_setup *setup) {
  v->setup = *setup;
  v->stage2 = stage2;
  v->seen = stage2->epoch;
}

/*@ requires storage: \valid(v);
    requires id: v->common.vcpu_id != TENON_NONE;
    requires limit: v->config.address <= TENON_X86_64_ADDRESS_MAX;
    requires behind: v->control_address == v->config.address + 0x1000;
    requires alive: v->over == 0 && v->mmio.pending == 0 && v->halted == 0;
    requires staged: x86_vcpu_staged(v);
    requires held: x86_vcpu_held(v);
    requires nowhere: v->vmx.loaded == 0 && v->vmx.launched == 0;
    terminates \true; exits \false;
    assigns v->common.state;
    ensures free: v->common.state == TENON_VCPU_FREE;
    ensures sound: x86_vcpu_sound(v); */
static void set_free(struct tenon_x86_64_vcpu *v) { v->common.state = TENON_VCPU_FREE; }

/* What is the same whichever extension serves. */
/*@ requires storage: \valid(v);
    requires staged: x86_vcpu_staged(v);
    requires isolates: svm_isolates(&v->vmcb) && svm_known_sound(v);
    terminates \true; exits \false;
    assigns v->frame.x[0 .. 15], TENON_X86_64_EVENTS(v), v->frame.shadow,
            v->sysreg[0 .. TENON_X86_64_SAVED_COUNT - 1], v->fp, v->fault.linear, v->fault.fetched,
            v->mmio.pending, v->in_nmi, v->halted, v->forget, v->window;
    ensures x: \forall integer i; 0 <= i < 16 ==> v->frame.x[i] == 0;
    ensures rflags: v->frame.rflags == RESET_RFLAGS && v->frame.shadow == 0;
    ensures registers: \forall integer i; 0 <= i < TENON_X86_64_SAVED_COUNT ==>
      v->sysreg[i] == x86_register_reset(i);
    ensures fp: \forall integer i; 0 <= i < TENON_X86_64_XSAVE_BYTES ==>
      v->fp.byte[i] == x86_fp_reset(i);
    ensures nothing_waits: x86_nothing_waits(v);
    ensures prepared: v->changed == 1 && v->window == 0 && v->in_nmi == 0;
    ensures alive: v->over == 0 && v->mmio.pending == 0 && v->halted == 0;
    ensures staged: x86_vcpu_staged(v);
    ensures held: x86_vcpu_held(v); */
static void reset_common(struct tenon_x86_64_vcpu *v) {
  reset_registers(v->sysreg);
  //@ assert isolates: svm_isolates(&v->vmcb) && svm_known_sound(v);
  reset_fp(&v->fp);
  //@ assert isolates: svm_isolates(&v->vmcb) && svm_known_sound(v);
  reset_frame(&v->frame);
  //@ assert isolates: svm_isolates(&v->vmcb) && svm_known_sound(v);
  reset_events(v);
  //@ assert isolates: svm_isolates(&v->vmcb);
  //@ assert known: svm_known_sound(v);
}

/* What is the core's beside that. */
/*@ requires storage: \valid(v);
    requires staged: x86_vcpu_staged(v);
    terminates \true; exits \false;
    assigns v->known[0 .. 5], v->vmx, v->local_apic;
    ensures staged: x86_vcpu_staged(v);
    ensures known: svm_known_sound(v);
    ensures nowhere: v->vmx.loaded == 0 && v->vmx.launched == 0; */
static void reset_private(struct tenon_x86_64_vcpu *v) {
  tenon_x86_64_reset_local_apic(v);
  tenon_svm_forget_lengths(v);
  //@ assert known: svm_known_sound(v);
  tenon_vmx_setup(v);
}

/* All that a guest starts with. RIP is the VMCB's part. */
/*@ requires storage: \valid(v);
    requires staged: x86_vcpu_staged(v) && v->stage2->common.vmid != 0;
    requires policy: v->setup.policy_address <= TENON_X86_64_ADDRESS_MAX;
    requires mode: v->setup.mode <= TENON_X86_64_MODE_STARTUP;
    terminates \true; exits \false;
    assigns v->frame, v->sysreg[0 .. TENON_X86_64_SAVED_COUNT - 1], v->fp, v->fault.linear,
            v->fault.fetched, v->mmio.pending, v->event, v->nmi, v->in_nmi, v->halted,
            v->waiting[0 .. 3], v->forget, v->changed, v->window, v->over, v->known[0 .. 5],
            v->vmcb, v->vmx, v->local_apic;
    ensures x: \forall integer i; 0 <= i < 16 ==> v->frame.x[i] == 0;
    ensures rflags: v->frame.rflags == RESET_RFLAGS && v->frame.shadow == 0;
    ensures registers: \forall integer i; 0 <= i < TENON_X86_64_SAVED_COUNT ==>
      v->sysreg[i] == x86_register_reset(i);
    ensures fp: \forall integer i; 0 <= i < TENON_X86_64_XSAVE_BYTES ==>
      v->fp.byte[i] == x86_fp_reset(i);
    ensures nothing_waits: x86_nothing_waits(v);
    ensures prepared: v->changed == 1 && v->window == 0 && v->in_nmi == 0;
    ensures alive: v->over == 0 && v->mmio.pending == 0 && v->halted == 0;
    ensures staged: x86_vcpu_staged(v);
    ensures held: x86_vcpu_held(v);
    ensures nowhere: v->vmx.loaded == 0 && v->vmx.launched == 0; */
static void reset(struct tenon_x86_64_vcpu *v, uint64_t entry) {
  reset_private(v);
  //@ assert vmid: v->stage2->common.vmid != 0;
  tenon_svm_setup(v, entry);
  //@ assert isolates: svm_isolates(&v->vmcb);
  //@ assert known: svm_known_sound(v);
  //@ assert staged: x86_vcpu_staged(v);
  reset_common(v);
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
  //@ assert addressed: x86_vcpu_addressed(v) && v->common.vcpu_id != TENON_NONE;
  take(v, stage2, setup);
  //@ assert root: stage2->common.root % 0x1000 == 0;
  reset(v, entry);
  //@ assert stage2: v->stage2 == stage2;
  //@ assert seen: v->seen == \at(stage2->epoch, Pre);
  //@ assert mode: v->setup.mode == \at(setup->mode, Pre);
  //@ assert trap_pause: v->setup.trap_pause == \at(setup->trap_pause, Pre);
  //@ assert page_table: v->setup.page_table == \at(setup->page_table, Pre);
  //@ assert policy: v->setup.policy == \at(setup->policy, Pre);
  //@ assert policy_address: v->setup.policy_address == \at(setup->policy_address, Pre);
  //@ assert slice: v->setup.slice == \at(setup->slice, Pre);
  //@ assert local_apic: v->setup.local_apic == \at(setup->local_apic, Pre);
  //@ assert alive: v->over == 0 && v->mmio.pending == 0 && v->halted == 0;
  //@ assert address: v->config.address == \at(v->config.address, Pre);
  //@ assert control: v->control_address == \at(v->control_address, Pre);
  //@ assert id: v->common.vcpu_id == \at(v->common.vcpu_id, Pre);
  //@ assert some: v->common.vcpu_id != TENON_NONE;
  //@ assert limit: v->config.address <= TENON_X86_64_ADDRESS_MAX;
  //@ assert behind: v->control_address == v->config.address + 0x1000;
  set_free(v);
  //@ assert stage2: v->stage2 == stage2;
  //@ assert seen: v->seen == \at(stage2->epoch, Pre);
  //@ assert waits: x86_nothing_waits(v);
  //@ assert held: x86_vcpu_held(v);
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
