/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/vcpu_run.h"

#include "tenon/core/aarch64/advance.h"
#include "tenon/core/aarch64/capture.h"
#include "tenon/core/aarch64/decode.h"
#include "tenon/core/aarch64/hardware.h"
#include "tenon/core/aarch64/hardware_entry.h"
#include "tenon/core/aarch64/interrupts_hardware.h"
#include "tenon/core/aarch64/outcome.h"
#include "tenon/core/aarch64/short_way.h"

/*@ // The parts of tenon_aarch64_list_sound.
    predicate list_free(struct tenon_aarch64_interrupts *i) =
      \forall integer n; i->list_registers <= n < 16 ==> i->lr[n] == 0;

    predicate list_ids(struct tenon_aarch64_interrupts *i) =
      \forall integer n; 0 <= n < 16 && i->lr[n] != 0 ==>
        tenon_lr_intid(i->lr[n]) < 1020 && tenon_lr_group(i->lr[n]) == 1;

    predicate list_once(struct tenon_aarch64_interrupts *i) =
      \forall integer n, m; 0 <= n < m < 16 && i->lr[n] != 0 && i->lr[m] != 0 ==>
        tenon_lr_intid(i->lr[n]) != tenon_lr_intid(i->lr[m]); */

#ifdef __FRAMAC__
// clang-format off
/* What each step below needs, and keeps for the next one: what vcpu_sound and
 * vcpu_interrupts_sound say of a loaded vCPU, in the parts that provers can follow. */
#define STEP_NEEDS(v)                                                                          \
  requires storage: \valid(v);                                                                 \
  requires stage2: vcpu_has_stage2(v);                                                         \
  requires here: vcpu_here(v);                                                                 \
  requires mode: guest_mode((v)->frame.pstate);                                                \
  requires scalars: (v)->serror <= 1 && (v)->common.vcpu_id != TENON_NONE;                     \
  requires list: tenon_aarch64_list_sound(&(v)->interrupts);                                   \
  requires sets: tenon_aarch64_sets_sound(&(v)->interrupts);                                   \
  requires settled: (v)->interrupts.resident == 0 ==> tenon_aarch64_settled(&(v)->interrupts); \
  requires none: (v)->interrupts.list_registers == 0 ==> (v)->interrupts.resident == 0;
#define STEP_KEEPS(v)                                                                          \
  ensures stage2: vcpu_has_stage2(v);                                                          \
  ensures here: vcpu_here(v);                                                                  \
  ensures mode: guest_mode((v)->frame.pstate);                                                 \
  ensures scalars: (v)->serror <= 1 && (v)->common.vcpu_id != TENON_NONE;                      \
  ensures list: tenon_aarch64_list_sound(&(v)->interrupts);                                    \
  ensures sets: tenon_aarch64_sets_sound(&(v)->interrupts);                                    \
  ensures settled: (v)->interrupts.resident == 0 ==> tenon_aarch64_settled(&(v)->interrupts);  \
  ensures none: (v)->interrupts.list_registers == 0 ==> (v)->interrupts.resident == 0;
/* From the hardware to the exit, on the parts of a vCPU. */
#define FILL_PARTS                                                                             \
  requires parts: \valid(fault) && \valid_read(frame) && \valid(exit) && \valid(access) &&      \
    \separated(fault, frame, exit, access);
#define FILL_NEEDS                                                                             \
  FILL_PARTS requires empty: fault->valid == 0;
#define FILLED                                                                                 \
  fault->far, fault->ipa, fault->sp, fault->valid, fault->instruction, *exit, *access,         \
      tenon_hw_par
#define FILL_ENSURES                                                                           \
  ensures finished: \result == 1 ==> exit->kind != TENON_EXIT_NONE;                            \
  ensures boolean: \result <= 1;
/* The same on a vCPU of which only these parts are looked at. */
#define TAKE_NEEDS(v)                                                                          \
  requires storage: \valid(v) && \valid_read((v)->cpu);                                        \
  requires empty: (v)->fault.valid == 0;
#define TAKEN(v) TENON_AARCH64_RECORD(v), (v)->exit, (v)->access, tenon_hw_par
#define TAKE_ENSURES(v)                                                                        \
  ensures finished: \result == 1 ==> (v)->exit.kind != TENON_EXIT_NONE;                        \
  ensures boolean: \result <= 1;
/* What a run yields before the guest is entered again: the next access, or an ended interrupt. */
#define RUN_WITHOUT_ENTRY(v)                                                                   \
  behavior next_access:                                                                        \
    assumes (v)->access.remaining != 0;                                                        \
    ensures access: (v)->exit.kind == TENON_EXIT_mmio_read ||                                  \
                    (v)->exit.kind == TENON_EXIT_mmio_write;                                   \
    ensures address: (v)->exit.address == \old((v)->access.address);                           \
    ensures not_entered: vcpu_frame_same{Pre, Post}(v);                                        \
  behavior end:                                                                                \
    assumes (v)->access.remaining == 0 && vcpu_end_waits(v);                                   \
    ensures interrupt_end: (v)->exit.kind == TENON_EXIT_interrupt_end;                         \
    ensures taken: tenon_interrupt_set_has{Pre}(&(v)->interrupts.ended, (v)->exit.value) &&    \
                   !tenon_interrupt_set_has(&(v)->interrupts.ended, (v)->exit.value);          \
    ensures not_entered: vcpu_frame_same{Pre, Post}(v);
// clang-format on
#endif

/*@ // An exit that no instruction caused, opaque to most steps.
    predicate plain_exit{L}(struct tenon_exit *e, integer kind, integer value) =
      exit_what{L}(e, kind, TENON_AARCH64_CAUSE_unknown_reason, 0, value, 0) &&
      exit_plain{L}(e) && exit_answer{L}(e, 0, 0, 0); */

/* The parts of a vCPU, by pointers that are known to be apart, with what the steps below need. */
/*@ requires parts: \valid(exit);
    terminates \true; exits \false;
    assigns *exit;
    ensures plain: plain_exit(exit, kind, value); */
static void fill_plain(struct tenon_exit *exit, uint32_t kind, uint64_t value) {
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

/* 0: the core answers the exit, or the hardware must be asked first, or the access has a plan. */
/*@ requires parts: \valid_read(exit) && \valid_read(access);
    terminates \true; exits \false; assigns \nothing;
    ensures finished: \result == 1 <==> exit->kind != TENON_EXIT_NONE &&
      exit->kind != TENON_EXIT_external_interrupt && access->remaining == 0;
    ensures boolean: \result <= 1; */
static inline uint32_t is_finished(const struct tenon_exit *exit,
                                   const struct tenon_aarch64_access *access) {
  return exit->kind != TENON_EXIT_NONE && exit->kind != (uint32_t)TENON_EXIT_external_interrupt &&
                 access->remaining == 0u
             ? 1u
             : 0u;
}

/* The two steps from the hardware to the exit. 1: the exit needs no more. */
/*@ FILL_NEEDS
    terminates \true; exits \false;
    assigns FILLED;
    FILL_ENSURES */
TENON_SLOW static uint32_t fill_both(struct tenon_aarch64_fault *fault,
                                     const struct tenon_aarch64_frame *frame, uint32_t e2h,
                                     struct tenon_exit *exit, struct tenon_aarch64_access *access) {
  tenon_aarch64_capture(fault, frame, e2h);
  tenon_aarch64_decode(fault, frame, exit, access);
  return is_finished(exit, access);
}

/* The second one alone, where the record is complete. */
/*@ FILL_PARTS
    terminates \true; exits \false;
    assigns *exit, *access;
    FILL_ENSURES */
TENON_FAST static inline uint32_t fill_decoded(const struct tenon_aarch64_fault *fault,
                                               const struct tenon_aarch64_frame *frame,
                                               struct tenon_exit *exit,
                                               struct tenon_aarch64_access *access) {
  tenon_aarch64_decode(fault, frame, exit, access);
  return is_finished(exit, access);
}

/* The same, out of the way of an access that the syndrome describes. */
/*@ FILL_PARTS
    terminates \true; exits \false;
    assigns *exit, *access;
    FILL_ENSURES */
TENON_SLOW static uint32_t fill_apart(const struct tenon_aarch64_fault *fault,
                                      const struct tenon_aarch64_frame *frame,
                                      struct tenon_exit *exit,
                                      struct tenon_aarch64_access *access) {
  return fill_decoded(fault, frame, exit, access);
}

/*@ FILL_PARTS
    terminates \true; exits \false;
    assigns *exit, access->remaining;
    FILL_ENSURES */
TENON_APART static uint32_t fill_store(const struct tenon_aarch64_fault *fault,
                                       const struct tenon_aarch64_frame *frame,
                                       struct tenon_exit *exit,
                                       struct tenon_aarch64_access *access) {
  tenon_aarch64_access_from_syndrome(fault, frame, exit, access);
  return 1u;
}

/* The short way of an access; one across two pages is refused, by name. */
/*@ FILL_NEEDS
    requires access: esr_describes(fault->esr) && !pstate_aarch32(frame->pstate);
    requires read: fault->far == tenon_hw_far && fault->ipa == tenon_hw_hpfar &&
      sctlr == tenon_hw_register[TENON_AARCH64_SAVED_SCTLR_EL1];
    terminates \true; exits \false;
    assigns fault->ipa, fault->valid, *exit, *access;
    FILL_ENSURES */
TENON_FAST static inline uint32_t fill_described(struct tenon_aarch64_fault *fault,
                                                 const struct tenon_aarch64_frame *frame,
                                                 uint64_t sctlr, struct tenon_exit *exit,
                                                 struct tenon_aarch64_access *access) {
  uint32_t order = tenon_aarch64_capture_described(fault, frame->pstate, sctlr);
  if (fault->ipa % 0x1000u > 0xff8u) {
    return fill_apart(fault, frame, exit, access);
  }
  if (TENON_AARCH64_FIELD(fault->esr, 6, 1) == 1u) {
    return fill_store(fault, frame, exit, access);
  }
  tenon_aarch64_load(fault->esr, fault->ipa, fault->far, order, exit, access);
  return 1u;
}

/*@ FILL_NEEDS
    terminates \true; exits \false;
    assigns FILLED;
    FILL_ENSURES */
TENON_FAST static inline uint32_t fill_exit(struct tenon_aarch64_fault *fault,
                                            const struct tenon_aarch64_frame *frame, uint32_t e2h,
                                            struct tenon_exit *exit,
                                            struct tenon_aarch64_access *access) {
  if (tenon_aarch64_capture_needed(fault->esr) == 1u) {
    return fill_both(fault, frame, e2h, exit, access);
  }
  fault->far = 0;
  return fill_decoded(fault, frame, exit, access);
}

/* The short way of a hypercall. */
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->fault.far, v->exit, v->access;
    ensures kind: v->exit.kind == TENON_EXIT_hypercall; */
static inline void take_hypercall(struct tenon_aarch64_vcpu *v) {
  v->fault.far = 0;
  tenon_aarch64_hypercall(v->fault.esr, v->frame.x[0], &v->exit, &v->access);
}

/* The short way of an access that the syndrome describes. */
/*@ TAKE_NEEDS(v)
    requires access: esr_describes(v->fault.esr) && !pstate_aarch32(v->frame.pstate);
    terminates \true; exits \false;
    assigns TAKEN(v);
    TAKE_ENSURES(v) */
TENON_APART static uint32_t take_access(struct tenon_aarch64_vcpu *v) {
  uint64_t sctlr = tenon_aarch64_hw_read_abort(&v->fault, v->cpu->features.e2h);
  return fill_described(&v->fault, &v->frame, sctlr, &v->exit, &v->access);
}

/* Every other exit. */
/*@ TAKE_NEEDS(v)
    terminates \true; exits \false;
    assigns TAKEN(v);
    TAKE_ENSURES(v) */
static inline uint32_t take_exit(struct tenon_aarch64_vcpu *v) {
  return fill_exit(&v->fault, &v->frame, v->cpu->features.e2h, &v->exit, &v->access);
}

/* Why the guest left. 1: the exit needs no more. */
/*@ TAKE_NEEDS(v)
    terminates \true; exits \false;
    assigns TAKEN(v);
    TAKE_ENSURES(v) */
TENON_FAST static inline uint32_t take(struct tenon_aarch64_vcpu *v) {
  if (v->fault.vector == (uint32_t)TENON_AARCH64_VECTOR_SYNC) {
    if (tenon_aarch64_is_plain_hypercall(v->fault.esr, v->frame.x[0]) == 1u) {
      take_hypercall(v);
      return 1u;
    }
    if (tenon_aarch64_is_plain_access(v->fault.esr, v->frame.pstate) == 1u) {
      return take_access(v);
    }
  }
  return take_exit(v);
}

/* Each step below keeps vCPU and interrupts sound, for the next one. */
/*@ STEP_NEEDS(v)
    terminates \true; exits \false;
    assigns TENON_AARCH64_DELIVERY(v);
    STEP_KEEPS(v) */
static void maintain(struct tenon_aarch64_vcpu *v) {
  tenon_aarch64_interrupts_maintain(&v->interrupts);
  //@ assert vmid: v->stage2->vmid == \at(v->stage2->vmid, Pre);
  //@ assert levels: v->stage2->levels == \at(v->stage2->levels, Pre);
  //@ assert root: v->stage2->root == \at(v->stage2->root, Pre);
}

/*@ STEP_NEEDS(v)
    terminates \true; exits \false;
    assigns TENON_AARCH64_DELIVERY(v);
    STEP_KEEPS(v) */
static void deliver(struct tenon_aarch64_vcpu *v) {
  tenon_aarch64_interrupts_enter(&v->interrupts);
  //@ assert vmid: v->stage2->vmid == \at(v->stage2->vmid, Pre);
  //@ assert levels: v->stage2->levels == \at(v->stage2->levels, Pre);
  //@ assert root: v->stage2->root == \at(v->stage2->root, Pre);
}

/*@ STEP_NEEDS(v)
    terminates \false; exits \false;
    assigns v->frame, v->fault.esr, v->fault.vector, v->fault.valid, TENON_AARCH64_GUEST_STATE,
            tenon_hw_lr[..];
    STEP_KEEPS(v)
    ensures empty: v->fault.valid == 0; */
static inline void switch_world(struct tenon_aarch64_vcpu *v) {
  tenon_aarch64_world_switch(v);
  //@ assert vmid: v->stage2->vmid == \at(v->stage2->vmid, Pre);
  //@ assert levels: v->stage2->levels == \at(v->stage2->levels, Pre);
  //@ assert root: v->stage2->root == \at(v->stage2->root, Pre);
  //@ assert count: v->interrupts.list_registers == \at(v->interrupts.list_registers, Pre);
  /*@ assert kept: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.lr[n] == \at(v->interrupts.lr[n], Pre); */
  //@ assert free: list_free(&v->interrupts);
  //@ assert ids: list_ids(&v->interrupts);
  //@ assert once: list_once(&v->interrupts);
  //@ assert kept_pending: tenon_interrupt_set_same{Pre, Here}(&v->interrupts.pending);
  //@ assert kept_ended: tenon_interrupt_set_same{Pre, Here}(&v->interrupts.ended);
}

/*@ STEP_NEEDS(v)
    terminates \true; exits \false;
    assigns v->exit.value;
    STEP_KEEPS(v) */
static void fetch_value(struct tenon_aarch64_vcpu *v) { fetch_q(&v->access, &v->exit); }

/* What an exit of this kind still wants of the hardware, before its answer. */
/*@ STEP_NEEDS(v)
    terminates \true; exits \false;
    assigns v->exit.value, TENON_AARCH64_DELIVERY(v);
    STEP_KEEPS(v) */
static void finish_exit(struct tenon_aarch64_vcpu *v) {
  if (v->exit.kind == (uint32_t)TENON_EXIT_mmio_write && v->access.remaining != 0u) {
    fetch_value(v);
  } else if (v->exit.kind == (uint32_t)TENON_EXIT_external_interrupt) {
    maintain(v);
  }
}

/* Says why the guest left. 1: the exit needs no more. */
/*@ STEP_NEEDS(v)
    requires empty: v->fault.valid == 0;
    terminates \true; exits \false;
    assigns TENON_AARCH64_RECORD(v), v->exit, v->access, tenon_hw_par;
    STEP_KEEPS(v)
    ensures finished: \result == 1 ==> v->exit.kind != TENON_EXIT_NONE;
    ensures boolean: \result <= 1; */
TENON_FAST static inline uint32_t look(struct tenon_aarch64_vcpu *v) {
  uint32_t finished = take(v);
  //@ assert loaded: v->cpu->loaded == v && v->cpu->enabled != 0;
  //@ assert sane: cpu_sane(&v->cpu->features);
  //@ assert vmid: v->stage2->vmid == \at(v->stage2->vmid, Pre);
  //@ assert levels: v->stage2->levels == \at(v->stage2->levels, Pre);
  //@ assert root: v->stage2->root == \at(v->stage2->root, Pre);
  //@ assert count: v->interrupts.list_registers == \at(v->interrupts.list_registers, Pre);
  /*@ assert kept: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.lr[n] == \at(v->interrupts.lr[n], Pre); */
  //@ assert free: list_free(&v->interrupts);
  //@ assert ids: list_ids(&v->interrupts);
  //@ assert once: list_once(&v->interrupts);
  //@ assert kept_pending: tenon_interrupt_set_same{Pre, Here}(&v->interrupts.pending);
  //@ assert kept_ended: tenon_interrupt_set_same{Pre, Here}(&v->interrupts.ended);
  return finished;
}

/* Enters the guest, and says why it left. */
/*@ STEP_NEEDS(v)
    terminates \false; exits \false;
    assigns v->frame, TENON_AARCH64_RECORD(v), v->exit, v->access, TENON_AARCH64_DELIVERY(v),
            TENON_AARCH64_GUEST_STATE;
    STEP_KEEPS(v)
    ensures finished: \result == 1 ==> v->exit.kind != TENON_EXIT_NONE;
    ensures boolean: \result <= 1; */
TENON_FAST static inline uint32_t enter(struct tenon_aarch64_vcpu *v) {
  if (v->interrupts.changed != 0u) {
    deliver(v);
  }
  switch_world(v);
  return look(v);
}

/*@ STEP_NEEDS(v)
    terminates \true; exits \false;
    assigns v->frame.pc, v->frame.pstate;
    STEP_KEEPS(v)
    ensures again: v->exit.instruction_length == 0 ==> vcpu_frame_same{Pre, Post}(v); */
static void skip(struct tenon_aarch64_vcpu *v) {
  if (v->exit.instruction_length == 0u) {
    return;
  }
  tenon_aarch64_advance(&v->frame, v->exit.instruction_length);
  //@ assert count: v->interrupts.list_registers == \at(v->interrupts.list_registers, Pre);
  /*@ assert kept: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.lr[n] == \at(v->interrupts.lr[n], Pre); */
  //@ assert free: list_free(&v->interrupts);
  //@ assert ids: list_ids(&v->interrupts);
  //@ assert once: list_once(&v->interrupts);
  //@ assert kept_pending: tenon_interrupt_set_same{Pre, Here}(&v->interrupts.pending);
  //@ assert kept_ended: tenon_interrupt_set_same{Pre, Here}(&v->interrupts.ended);
}

/* The exit was answered here: goes on behind the instruction, or tries it again, until there is an
 * exit for others. Each entry takes a pending interrupt first, and so does a kick end this. */
/*@ STEP_NEEDS(v)
    terminates \false; exits \false;
    assigns v->frame, TENON_AARCH64_RECORD(v), v->exit, v->access, TENON_AARCH64_DELIVERY(v),
            TENON_AARCH64_GUEST_STATE;
    STEP_KEEPS(v)
    ensures kind: v->exit.kind != TENON_EXIT_NONE; */
TENON_SLOW static void go_on(struct tenon_aarch64_vcpu *v) {
  /*@ loop invariant stage2: vcpu_has_stage2(v);
      loop invariant here: vcpu_here(v);
      loop invariant mode: guest_mode(v->frame.pstate);
      loop invariant scalars: v->serror <= 1 && v->common.vcpu_id != TENON_NONE;
      loop invariant list: tenon_aarch64_list_sound(&v->interrupts);
      loop invariant sets: tenon_aarch64_sets_sound(&v->interrupts);
      loop invariant settled: v->interrupts.resident == 0 ==>
        tenon_aarch64_settled(&v->interrupts);
      loop invariant none: v->interrupts.list_registers == 0 ==> v->interrupts.resident == 0;
      loop assigns v->frame, TENON_AARCH64_RECORD(v), v->exit, v->access,
                   TENON_AARCH64_DELIVERY(v), TENON_AARCH64_GUEST_STATE; */
  while (v->exit.kind == TENON_EXIT_NONE) {
    skip(v);
    (void)enter(v);
  }
  finish_exit(v);
}

/* Most exits need no more. */
/*@ STEP_NEEDS(v)
    terminates \false; exits \false;
    assigns v->frame, TENON_AARCH64_RECORD(v), v->exit, v->access, TENON_AARCH64_DELIVERY(v),
            TENON_AARCH64_GUEST_STATE;
    STEP_KEEPS(v)
    ensures kind: v->exit.kind != TENON_EXIT_NONE; */
static inline void leave(struct tenon_aarch64_vcpu *v) {
  if (enter(v) == 0u) {
    go_on(v);
  }
}

/*@ STEP_NEEDS(v)
    terminates \true; exits \false;
    assigns v->fault.esr, v->fault.vector, v->fault.valid;
    STEP_KEEPS(v)
    ensures frame: vcpu_frame_same{Pre, Post}(v);
    ensures same_ends: tenon_interrupt_set_same{Pre, Post}(&v->interrupts.ended); */
static inline void void_record(struct tenon_aarch64_vcpu *v) {
  v->fault.esr = 0;
  v->fault.vector = (uint32_t)TENON_AARCH64_VECTOR_SYNC;
  v->fault.valid = 0;
}

/*@ STEP_NEEDS(v)
    terminates \true; exits \false;
    assigns v->exit;
    STEP_KEEPS(v)
    ensures frame: vcpu_frame_same{Pre, Post}(v);
    ensures same_ends: tenon_interrupt_set_same{Pre, Post}(&v->interrupts.ended);
    ensures plain: plain_exit(&v->exit, kind, value); */
static inline void set_plain(struct tenon_aarch64_vcpu *v, uint32_t kind, uint64_t value) {
  fill_plain(&v->exit, kind, value);
  //@ assert vmid: v->stage2->vmid == \at(v->stage2->vmid, Pre);
  //@ assert levels: v->stage2->levels == \at(v->stage2->levels, Pre);
  //@ assert root: v->stage2->root == \at(v->stage2->root, Pre);
  //@ assert count: v->interrupts.list_registers == \at(v->interrupts.list_registers, Pre);
  /*@ assert kept: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.lr[n] == \at(v->interrupts.lr[n], Pre); */
  //@ assert free: list_free(&v->interrupts);
  //@ assert ids: list_ids(&v->interrupts);
  //@ assert once: list_once(&v->interrupts);
  //@ assert kept_pending: tenon_interrupt_set_same{Pre, Here}(&v->interrupts.pending);
  //@ assert kept_ended: tenon_interrupt_set_same{Pre, Here}(&v->interrupts.ended);
}

/* An exit that no instruction of the guest caused: the record of the last one is void. */
/*@ STEP_NEEDS(v)
    terminates \true; exits \false;
    assigns v->fault.esr, v->fault.vector, v->fault.valid, v->exit;
    STEP_KEEPS(v)
    ensures frame: vcpu_frame_same{Pre, Post}(v);
    ensures same_ends: tenon_interrupt_set_same{Pre, Post}(&v->interrupts.ended);
    ensures kind: v->exit.kind == kind;
    ensures value: v->exit.value == value;
    ensures plain: plain_exit(&v->exit, kind, value); */
static void make_exit(struct tenon_aarch64_vcpu *v, uint32_t kind, uint64_t value) {
  void_record(v);
  set_plain(v, kind, value);
}

/* The next access of the instruction. */
/*@ STEP_NEEDS(v)
    requires under_way: v->access.remaining != 0;
    terminates \true; exits \false;
    assigns v->exit;
    STEP_KEEPS(v)
    ensures access: v->exit.kind == TENON_EXIT_mmio_read || v->exit.kind == TENON_EXIT_mmio_write;
    ensures address: v->exit.address == \old(v->access.address); */
static void next_access(struct tenon_aarch64_vcpu *v) {
  fill_access(&v->access, &v->frame, v->fault.far, &v->exit);
  //@ assert vmid: v->stage2->vmid == \at(v->stage2->vmid, Pre);
  //@ assert levels: v->stage2->levels == \at(v->stage2->levels, Pre);
  //@ assert root: v->stage2->root == \at(v->stage2->root, Pre);
  //@ assert count: v->interrupts.list_registers == \at(v->interrupts.list_registers, Pre);
  /*@ assert kept: \forall integer n; 0 <= n < 16 ==>
        v->interrupts.lr[n] == \at(v->interrupts.lr[n], Pre); */
  //@ assert free: list_free(&v->interrupts);
  //@ assert ids: list_ids(&v->interrupts);
  //@ assert once: list_once(&v->interrupts);
  //@ assert kept_pending: tenon_interrupt_set_same{Pre, Here}(&v->interrupts.pending);
  //@ assert kept_ended: tenon_interrupt_set_same{Pre, Here}(&v->interrupts.ended);
}

/* Takes an ended interrupt out: its id, or TENON_NONE if there is none. */
/*@ STEP_NEEDS(v)
    terminates \true; exits \false;
    assigns v->interrupts.ended.word[0 .. 15], v->interrupts.ends, v->interrupts.changed;
    STEP_KEEPS(v)
    ensures frame: vcpu_frame_same{Pre, Post}(v);
    ensures none: \result == TENON_NONE <==> !\old(vcpu_end_waits(v));
    ensures taken: \result != TENON_NONE ==>
      tenon_interrupt_set_has{Pre}(&v->interrupts.ended, \result) &&
      !tenon_interrupt_set_has(&v->interrupts.ended, \result); */
static uint32_t next_end(struct tenon_aarch64_vcpu *v) {
  uint32_t intid = 0;
  return tenon_aarch64_interrupts_next_end(&v->interrupts, &intid) == 1u ? intid : TENON_NONE;
}

/* Before an entry: the rest of an instruction with several accesses, or an ended interrupt. 0: there
 * is neither. */
/*@ STEP_NEEDS(v)
    terminates \true; exits \false;
    assigns v->fault.esr, v->fault.vector, v->fault.valid, v->exit,
            v->interrupts.ended.word[0 .. 15], v->interrupts.ends, v->interrupts.changed;
    STEP_KEEPS(v)
    ensures boolean: \result <= 1;
    ensures kind: \result == 1 ==> v->exit.kind != TENON_EXIT_NONE;
    ensures found: \old(v->access.remaining != 0 || vcpu_end_waits(v)) ==> \result == 1;
    RUN_WITHOUT_ENTRY(v) */
TENON_SLOW static uint32_t finish_last(struct tenon_aarch64_vcpu *v) {
  if (v->access.remaining != 0u) {
    next_access(v);
    return 1u;
  }
  uint32_t intid = next_end(v);
  if (intid == TENON_NONE) {
    return 0u;
  }
  make_exit(v, (uint32_t)TENON_EXIT_interrupt_end, intid);
  return 1u;
}

/*@ STEP_NEEDS(v)
    terminates \false; exits \false;
    assigns v->frame, TENON_AARCH64_RECORD(v), v->exit, v->access, TENON_AARCH64_DELIVERY(v),
            TENON_AARCH64_GUEST_STATE;
    STEP_KEEPS(v)
    ensures kind: v->exit.kind != TENON_EXIT_NONE;
    RUN_WITHOUT_ENTRY(v) */
static inline void run_bound(struct tenon_aarch64_vcpu *v) {
  uint32_t found = 0;
  if ((v->access.remaining | v->interrupts.ends) != 0u) {
    found = finish_last(v);
  }
  if (found == 0u) {
    leave(v);
  }
}

/*@ STEP_NEEDS(v)
    terminates \true; exits \false;
    assigns v->common.state;
    ensures exited: vcpu_is(v, TENON_VCPU_EXITED);
    ensures same: v->exit.kind == \old(v->exit.kind) && v->exit.value == \old(v->exit.value);
    ensures same_ends: tenon_interrupt_set_same{Pre, Post}(&v->interrupts.ended);
    ensures sound: vcpu_sound(v);
    ensures interrupts: vcpu_interrupts_sound(v); */
static inline void set_exited(struct tenon_aarch64_vcpu *v) { v->common.state = TENON_VCPU_EXITED; }

void tenon_aarch64_vcpu_run(struct tenon_aarch64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_BOUND) {
    return;
  }
  run_bound(v);
  set_exited(v);
}

void tenon_aarch64_vcpu_preempt(struct tenon_aarch64_vcpu *v) {
  if (v->common.state == (uint32_t)TENON_VCPU_BOUND) {
    make_exit(v, (uint32_t)TENON_EXIT_preempted, 0);
    set_exited(v);
  }
}
