/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/vcpu_run.h"

#include "tenon/core/aarch64/advance.h"
#include "tenon/core/aarch64/capture.h"
#include "tenon/core/aarch64/decode.h"
#include "tenon/core/aarch64/hardware.h"
#include "tenon/core/aarch64/hardware_entry.h"
#include "tenon/core/aarch64/interrupts_hardware.h"
#include "tenon/core/aarch64/outcome.h"

#ifdef __FRAMAC__
#include "lemmas/aarch64_vcpu_run.h"
#endif

/* The parts of a vCPU, by pointers that are known to be apart, with what the steps below need. */
/*@ requires parts: \valid(fault) && \valid(exit) && \separated(fault, exit);
    terminates \true; exits \false;
    assigns fault->esr, fault->vector, fault->valid, *exit;
    ensures what: exit_what(exit, kind, TENON_AARCH64_CAUSE_unknown_reason, 0, value, 0);
    ensures plain: exit_plain(exit);
    ensures answer: exit_answer(exit, 0, 0, 0); */
static void void_record(struct tenon_aarch64_fault *fault, struct tenon_exit *exit, uint32_t kind,
                        uint64_t value) {
  fault->esr = 0;
  fault->vector = (uint32_t)TENON_AARCH64_VECTOR_SYNC;
  fault->valid = 0;
  tenon_aarch64_outcome(exit, kind, (uint32_t)TENON_AARCH64_CAUSE_unknown_reason);
  exit->value = value;
}

/* A store of a q register: decode sees memory only, the register is in the CPU. */
/*@ requires parts: \valid_read(access) && \valid(exit) && \separated(access, exit);
    terminates \true; exits \false;
    assigns exit->value; */
static void fetch_q(const struct tenon_aarch64_access *access, struct tenon_exit *exit) {
  uint32_t q = tenon_aarch64_access_q_source(access);
  if (q < 32u) {
    uint64_t half = tenon_aarch64_hw_read_q(2u * q + tenon_aarch64_access_q_half(access) % 2u);
    exit->value = tenon_aarch64_access_q_store(access, half);
  }
}

/*@ requires parts: \valid_read(access) && \valid_read(frame) && \valid(exit) &&
      \separated(exit, access) && \separated(exit, frame);
    terminates \true; exits \false;
    assigns *exit;
    ensures kind: exit->kind == TENON_EXIT_mmio_read || exit->kind == TENON_EXIT_mmio_write;
    ensures address: exit->address == \old(access->address); */
static void fill_access(const struct tenon_aarch64_access *access,
                        const struct tenon_aarch64_frame *frame, uint64_t far,
                        struct tenon_exit *exit) {
  tenon_aarch64_access_exit(access, frame, far, exit);
  if (exit->kind == (uint32_t)TENON_EXIT_mmio_write) {
    fetch_q(access, exit);
  }
}

/*@ requires parts: \valid(fault) && \valid_read(frame) && \separated(fault, frame);
    requires empty: fault_empty(fault);
    terminates \true; exits \false;
    assigns fault->far, fault->ipa, fault->sp, fault->valid, fault->instruction, tenon_hw_par; */
static inline void fill_record(struct tenon_aarch64_fault *fault,
                               const struct tenon_aarch64_frame *frame, uint32_t e2h) {
  tenon_aarch64_capture_more(fault, frame, e2h);
}

/*@ requires parts: \valid_read(fault) && \valid_read(frame) && \valid(exit) &&
      \valid(access) && \separated(fault, frame, exit, access);
    terminates \true; exits \false;
    assigns *exit, *access; */
static inline void fill_exit(const struct tenon_aarch64_fault *fault,
                             const struct tenon_aarch64_frame *frame, struct tenon_exit *exit,
                             struct tenon_aarch64_access *access) {
  tenon_aarch64_decode(fault, frame, exit, access);
}

/* Each step below keeps vCPU and interrupts sound, for the next one. */
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is_loaded(v);
    requires interrupts: vcpu_interrupts_sound(v);
    terminates \true; exits \false;
    assigns TENON_AARCH64_DELIVERY(v);
    ensures sound: vcpu_sound(v);
    ensures interrupts: vcpu_interrupts_sound(v); */
static void maintain(struct tenon_aarch64_vcpu *v) {
  tenon_aarch64_interrupts_maintain(&v->interrupts);
  //@ assert vmid: v->stage2->vmid == \at(v->stage2->vmid, Pre);
  //@ assert levels: v->stage2->levels == \at(v->stage2->levels, Pre);
  //@ assert root: v->stage2->root == \at(v->stage2->root, Pre);
}

/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is_loaded(v);
    requires interrupts: vcpu_interrupts_sound(v);
    terminates \true; exits \false;
    assigns TENON_AARCH64_DELIVERY(v);
    ensures sound: vcpu_sound(v);
    ensures interrupts: vcpu_interrupts_sound(v); */
static void deliver(struct tenon_aarch64_vcpu *v) {
  tenon_aarch64_interrupts_enter(&v->interrupts);
  //@ assert vmid: v->stage2->vmid == \at(v->stage2->vmid, Pre);
  //@ assert levels: v->stage2->levels == \at(v->stage2->levels, Pre);
  //@ assert root: v->stage2->root == \at(v->stage2->root, Pre);
}

/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is_loaded(v);
    requires interrupts: vcpu_interrupts_sound(v);
    terminates \false; exits \false;
    assigns v->frame, v->fault.esr, v->fault.vector, TENON_AARCH64_GUEST_STATE, tenon_hw_lr[..];
    ensures sound: vcpu_sound(v);
    ensures interrupts: vcpu_interrupts_sound(v); */
static inline void switch_world(struct tenon_aarch64_vcpu *v) {
  tenon_aarch64_world_switch(v);
  /*@ assert kept: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.lr[n] == \at(v->interrupts.lr[n], Pre); */
  /*@ assert kept_pending: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.pending.word[n] == \at(v->interrupts.pending.word[n], Pre); */
  /*@ assert kept_ended: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.ended.word[n] == \at(v->interrupts.ended.word[n], Pre); */
}

/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is_loaded(v);
    requires interrupts: vcpu_interrupts_sound(v);
    terminates \true; exits \false;
    assigns v->fault.far, v->fault.ipa, v->fault.sp, v->fault.valid, v->fault.instruction,
            tenon_hw_par;
    ensures sound: vcpu_sound(v);
    ensures interrupts: vcpu_interrupts_sound(v); */
static inline void capture(struct tenon_aarch64_vcpu *v) {
  if (tenon_aarch64_capture_start(&v->fault) == 1u) {
    fill_record(&v->fault, &v->frame, v->cpu->features.e2h);
  }
  //@ assert root: v->stage2->root == \at(v->stage2->root, Pre);
  /*@ assert kept: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.lr[n] == \at(v->interrupts.lr[n], Pre); */
  /*@ assert kept_pending: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.pending.word[n] == \at(v->interrupts.pending.word[n], Pre); */
  /*@ assert kept_ended: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.ended.word[n] == \at(v->interrupts.ended.word[n], Pre); */
}

/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is_loaded(v);
    requires interrupts: vcpu_interrupts_sound(v);
    terminates \true; exits \false;
    assigns v->exit, v->access;
    ensures sound: vcpu_sound(v);
    ensures interrupts: vcpu_interrupts_sound(v); */
static inline void decode(struct tenon_aarch64_vcpu *v) {
  fill_exit(&v->fault, &v->frame, &v->exit, &v->access);
  //@ assert vmid: v->stage2->vmid == \at(v->stage2->vmid, Pre);
  //@ assert levels: v->stage2->levels == \at(v->stage2->levels, Pre);
  //@ assert root: v->stage2->root == \at(v->stage2->root, Pre);
  /*@ assert kept: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.lr[n] == \at(v->interrupts.lr[n], Pre); */
  /*@ assert kept_pending: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.pending.word[n] == \at(v->interrupts.pending.word[n], Pre); */
  /*@ assert kept_ended: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.ended.word[n] == \at(v->interrupts.ended.word[n], Pre); */
}

/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is_loaded(v);
    requires interrupts: vcpu_interrupts_sound(v);
    terminates \true; exits \false;
    assigns v->exit.value;
    ensures sound: vcpu_sound(v);
    ensures interrupts: vcpu_interrupts_sound(v); */
static void fetch_value(struct tenon_aarch64_vcpu *v) {
  fetch_q(&v->access, &v->exit);
  /*@ assert kept: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.lr[n] == \at(v->interrupts.lr[n], Pre); */
  /*@ assert kept_pending: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.pending.word[n] == \at(v->interrupts.pending.word[n], Pre); */
  /*@ assert kept_ended: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.ended.word[n] == \at(v->interrupts.ended.word[n], Pre); */
}

/* What an exit of this kind still wants of the hardware, before its answer. */
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is_loaded(v);
    requires interrupts: vcpu_interrupts_sound(v);
    terminates \true; exits \false;
    assigns v->exit.value, TENON_AARCH64_DELIVERY(v);
    ensures sound: vcpu_sound(v);
    ensures interrupts: vcpu_interrupts_sound(v); */
TENON_SLOW static void finish_exit(struct tenon_aarch64_vcpu *v) {
  if (v->exit.kind == (uint32_t)TENON_EXIT_mmio_write) {
    fetch_value(v);
  } else if (v->exit.kind == (uint32_t)TENON_EXIT_external_interrupt) {
    maintain(v);
  }
}

/* Enters the guest, and says why it left. */
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is_loaded(v);
    requires interrupts: vcpu_interrupts_sound(v);
    terminates \false; exits \false;
    assigns v->frame, TENON_AARCH64_RECORD(v), v->exit, v->access, TENON_AARCH64_DELIVERY(v),
            TENON_AARCH64_GUEST_STATE;
    ensures sound: vcpu_sound(v);
    ensures interrupts: vcpu_interrupts_sound(v); */
static inline void enter(struct tenon_aarch64_vcpu *v) {
  if (v->interrupts.changed != 0u) {
    deliver(v);
  }
  switch_world(v);
  capture(v);
  decode(v);
}

/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is_loaded(v);
    requires interrupts: vcpu_interrupts_sound(v);
    terminates \true; exits \false;
    assigns v->frame.pc, v->frame.pstate;
    ensures sound: vcpu_sound(v);
    ensures interrupts: vcpu_interrupts_sound(v); */
static void skip(struct tenon_aarch64_vcpu *v) {
  tenon_aarch64_advance(&v->frame, v->exit.instruction_length);
  //@ assert mode: v->frame.pstate % 32 == \at(v->frame.pstate, Pre) % 32;
  /*@ assert kept: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.lr[n] == \at(v->interrupts.lr[n], Pre); */
  /*@ assert kept_pending: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.pending.word[n] == \at(v->interrupts.pending.word[n], Pre); */
  /*@ assert kept_ended: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.ended.word[n] == \at(v->interrupts.ended.word[n], Pre); */
}

/* The exit was answered here: goes on behind the instruction until there is one for others. */
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_EXITED);
    requires interrupts: vcpu_interrupts_sound(v);
    terminates \false; exits \false;
    assigns v->frame, TENON_AARCH64_RECORD(v), v->exit, v->access, TENON_AARCH64_DELIVERY(v),
            TENON_AARCH64_GUEST_STATE;
    ensures sound: vcpu_sound(v);
    ensures interrupts: vcpu_interrupts_sound(v);
    ensures kind: v->exit.kind != TENON_EXIT_NONE; */
TENON_SLOW static void go_on(struct tenon_aarch64_vcpu *v) {
  /*@ loop invariant sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_EXITED);
      loop invariant interrupts: vcpu_interrupts_sound(v);
      loop assigns v->frame, TENON_AARCH64_RECORD(v), v->exit, v->access,
                   TENON_AARCH64_DELIVERY(v), TENON_AARCH64_GUEST_STATE; */
  while (v->exit.kind == TENON_EXIT_NONE) {
    skip(v);
    enter(v);
  }
  finish_exit(v);
}

/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is_loaded(v);
    requires interrupts: vcpu_interrupts_sound(v);
    terminates \true; exits \false;
    assigns v->common.state;
    ensures sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_EXITED);
    ensures interrupts: vcpu_interrupts_sound(v); */
static inline void set_exited(struct tenon_aarch64_vcpu *v) { v->common.state = TENON_VCPU_EXITED; }

/* Most exits (Hypercall, MmioRead) take no branch here. */
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is_loaded(v);
    requires interrupts: vcpu_interrupts_sound(v);
    terminates \false; exits \false;
    assigns v->frame, TENON_AARCH64_RECORD(v), v->exit, v->access, v->common.state,
            TENON_AARCH64_DELIVERY(v), TENON_AARCH64_GUEST_STATE;
    ensures sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_EXITED);
    ensures interrupts: vcpu_interrupts_sound(v);
    ensures kind: v->exit.kind != TENON_EXIT_NONE; */
static inline void leave(struct tenon_aarch64_vcpu *v) {
  enter(v);
  set_exited(v);
  if (v->exit.kind > (uint32_t)TENON_EXIT_mmio_read) {
    go_on(v);
  }
}

/* An exit that no instruction of the guest caused: the record of the last one is void. */
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is_loaded(v);
    requires interrupts: vcpu_interrupts_sound(v);
    terminates \true; exits \false;
    assigns v->fault.esr, v->fault.vector, v->fault.valid, v->exit, v->common.state;
    ensures sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_EXITED);
    ensures interrupts: vcpu_interrupts_sound(v);
    ensures what: exit_what(&v->exit, kind, TENON_AARCH64_CAUSE_unknown_reason, 0, value, 0);
    ensures plain: exit_plain(&v->exit);
    ensures answer: exit_answer(&v->exit, 0, 0, 0); */
static void make_exit(struct tenon_aarch64_vcpu *v, uint32_t kind, uint64_t value) {
  void_record(&v->fault, &v->exit, kind, value);
  //@ assert vmid: v->stage2->vmid == \at(v->stage2->vmid, Pre);
  //@ assert levels: v->stage2->levels == \at(v->stage2->levels, Pre);
  //@ assert root: v->stage2->root == \at(v->stage2->root, Pre);
  /*@ assert kept: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.lr[n] == \at(v->interrupts.lr[n], Pre); */
  /*@ assert kept_pending: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.pending.word[n] == \at(v->interrupts.pending.word[n], Pre); */
  /*@ assert kept_ended: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.ended.word[n] == \at(v->interrupts.ended.word[n], Pre); */
  set_exited(v);
}

/* The next access of the instruction. */
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is_loaded(v);
    requires interrupts: vcpu_interrupts_sound(v);
    requires under_way: v->access.remaining != 0;
    terminates \true; exits \false;
    assigns v->exit, v->common.state;
    ensures sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_EXITED);
    ensures interrupts: vcpu_interrupts_sound(v);
    ensures access: v->exit.kind == TENON_EXIT_mmio_read || v->exit.kind == TENON_EXIT_mmio_write;
    ensures address: v->exit.address == \old(v->access.address); */
static void next_access(struct tenon_aarch64_vcpu *v) {
  fill_access(&v->access, &v->frame, v->fault.far, &v->exit);
  //@ assert vmid: v->stage2->vmid == \at(v->stage2->vmid, Pre);
  //@ assert levels: v->stage2->levels == \at(v->stage2->levels, Pre);
  //@ assert root: v->stage2->root == \at(v->stage2->root, Pre);
  /*@ assert kept: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.lr[n] == \at(v->interrupts.lr[n], Pre); */
  /*@ assert kept_pending: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.pending.word[n] == \at(v->interrupts.pending.word[n], Pre); */
  /*@ assert kept_ended: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.ended.word[n] == \at(v->interrupts.ended.word[n], Pre); */
  set_exited(v);
}

/* Takes an ended interrupt out, if there is one. */
/*@ requires storage: \valid(v) && \valid(intid) && \separated(v, intid) &&
      \separated(v->cpu, intid) && \separated(v->stage2, intid);
    requires sound: vcpu_sound(v) && vcpu_is_loaded(v);
    requires interrupts: vcpu_interrupts_sound(v);
    terminates \true; exits \false;
    assigns v->interrupts.ended.word[0 .. 15], v->interrupts.ends, v->interrupts.changed, *intid;
    ensures sound: vcpu_sound(v);
    ensures interrupts: vcpu_interrupts_sound(v);
    ensures some: \result == 1 <==> \old(vcpu_end_waits(v));
    ensures taken: \result == 1 ==>
      tenon_interrupt_set_has{Pre}(&v->interrupts.ended, *intid) &&
      !tenon_interrupt_set_has(&v->interrupts.ended, *intid); */
static uint32_t next_end(struct tenon_aarch64_vcpu *v, uint32_t *intid) {
  uint32_t some = tenon_aarch64_interrupts_next_end(&v->interrupts, intid);
  //@ assert vmid: v->stage2->vmid == \at(v->stage2->vmid, Pre);
  //@ assert levels: v->stage2->levels == \at(v->stage2->levels, Pre);
  //@ assert root: v->stage2->root == \at(v->stage2->root, Pre);
  /*@ assert kept: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.lr[n] == \at(v->interrupts.lr[n], Pre); */
  return some;
}

/* Before an entry: the rest of an instruction with several accesses, or an ended interrupt. */
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_BOUND);
    requires interrupts: vcpu_interrupts_sound(v);
    terminates \false; exits \false;
    assigns v->frame, TENON_AARCH64_RECORD(v), v->exit, v->access, v->common.state,
            TENON_AARCH64_DELIVERY(v), TENON_AARCH64_GUEST_STATE;
    ensures sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_EXITED);
    ensures interrupts: vcpu_interrupts_sound(v);
    ensures kind: v->exit.kind != TENON_EXIT_NONE;
    behavior next_access:
      assumes v->access.remaining != 0;
      ensures access: v->exit.kind == TENON_EXIT_mmio_read ||
                      v->exit.kind == TENON_EXIT_mmio_write;
      ensures address: v->exit.address == \old(v->access.address);
      ensures not_entered: vcpu_frame_same{Pre, Post}(v);
    behavior end:
      assumes v->access.remaining == 0 && vcpu_end_waits(v);
      ensures interrupt_end: v->exit.kind == TENON_EXIT_interrupt_end;
      ensures taken: tenon_interrupt_set_has{Pre}(&v->interrupts.ended, v->exit.value) &&
                     !tenon_interrupt_set_has(&v->interrupts.ended, v->exit.value);
      ensures not_entered: vcpu_frame_same{Pre, Post}(v); */
TENON_SLOW static void finish_last(struct tenon_aarch64_vcpu *v) {
  uint32_t intid = 0;
  if (v->access.remaining != 0u) {
    next_access(v);
  } else if (next_end(v, &intid) == 1u) {
    make_exit(v, (uint32_t)TENON_EXIT_interrupt_end, intid);
  } else {
    leave(v);
  }
}

void tenon_aarch64_vcpu_run(struct tenon_aarch64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_BOUND) {
    return;
  }
  if ((v->access.remaining | v->interrupts.ends) != 0u) {
    finish_last(v);
  } else {
    leave(v);
  }
}

void tenon_aarch64_vcpu_preempt(struct tenon_aarch64_vcpu *v) {
  if (v->common.state == (uint32_t)TENON_VCPU_BOUND) {
    make_exit(v, (uint32_t)TENON_EXIT_preempted, 0);
  }
}
