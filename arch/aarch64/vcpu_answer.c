/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/vcpu_answer.h"

#include "tenon/core/aarch64/live.h"

/* First the parts of a vCPU, by pointers that are known to be apart; then the vCPU as a whole. */

/* SP of the guest's instruction: PSTATE.SP selects, at EL1 only. */
/*@ terminates \true; exits \false;
    assigns tenon_hw_register[TENON_AARCH64_SAVED_SP_EL0],
            tenon_hw_register[TENON_AARCH64_SAVED_SP_EL1];
    ensures el1: pstate % 16 == 5 ==> tenon_hw_register[TENON_AARCH64_SAVED_SP_EL1] == value;
    ensures el0: pstate % 16 != 5 ==> tenon_hw_register[TENON_AARCH64_SAVED_SP_EL0] == value; */
static void write_sp(uint64_t pstate, uint32_t e2h, uint64_t value) {
  uint32_t index =
      (uint32_t)(pstate % 16u == 5u ? TENON_AARCH64_SAVED_SP_EL1 : TENON_AARCH64_SAVED_SP_EL0);
  tenon_aarch64_live_write(e2h, index, value);
}

/* Loaded q register `i`, 0 or 1. */
/*@ requires access: \valid_read(access);
    requires known: i <= 1;
    terminates \true; exits \false;
    assigns tenon_hw_q[..];
    ensures others: \forall integer k; 0 <= k < 64 &&
      k / 2 != (i == 0 ? access->rt : access->rt2) % 32 ==>
      tenon_hw_q[k] == \old(tenon_hw_q[k]); */
static void load_q(const struct tenon_aarch64_access *access, uint32_t i) {
  uint32_t q = (i == 0u ? access->rt : access->rt2) % 32u;
  tenon_aarch64_hw_write_q(2u * q, tenon_aarch64_access_q_loaded(access, i, 0));
  tenon_aarch64_hw_write_q(2u * q + 1u, tenon_aarch64_access_q_loaded(access, i, 1));
}

/* After the last step: what `access.c` cannot write, because it is in the CPU. */
/*@ requires access: \valid_read(access);
    terminates \true; exits \false;
    assigns tenon_hw_q[..], tenon_hw_register[TENON_AARCH64_SAVED_SP_EL0],
            tenon_hw_register[TENON_AARCH64_SAVED_SP_EL1]; */
static void finish_access(const struct tenon_aarch64_access *access, uint64_t pstate,
                          uint32_t e2h) {
  uint32_t loads = tenon_aarch64_access_q_loads(access);
  if (loads > 0u) {
    load_q(access, 0);
  }
  if (loads > 1u) {
    load_q(access, 1);
  }
  if (tenon_aarch64_access_writes_sp(access) == 1u) {
    write_sp(pstate, e2h, access->writeback);
  }
}

/*@ requires parts: \valid(access) && \valid(frame) && \separated(access, frame);
    requires under_way: access->remaining != 0;
    terminates \true; exits \false;
    assigns access->address, access->value[0 .. 3], access->remaining, access->done,
            frame->x[0 .. 30], frame->pc, frame->pstate;
    ensures mode: frame->pstate % 32 == \old(frame->pstate) % 32;
    ensures registers: access->remaining != 0 ==>
      \forall integer i; 0 <= i < 31 ==> frame->x[i] == \old(frame->x[i]);
    ensures pc: access->remaining != 0 ==> frame->pc == \old(frame->pc);
    ensures pstate: access->remaining != 0 ==> frame->pstate == \old(frame->pstate); */
static void read_step(struct tenon_aarch64_access *access, struct tenon_aarch64_frame *frame,
                      uint64_t value) {
  (void)tenon_aarch64_access_complete_read(access, frame, value);
}

/*@ requires parts: \valid(access) && \valid(frame) && \separated(access, frame);
    requires under_way: access->remaining != 0;
    terminates \true; exits \false;
    assigns access->address, access->remaining, access->done, frame->x[0 .. 30], frame->pc,
            frame->pstate;
    ensures mode: frame->pstate % 32 == \old(frame->pstate) % 32;
    ensures registers: access->remaining != 0 ==>
      \forall integer i; 0 <= i < 31 ==> frame->x[i] == \old(frame->x[i]);
    ensures pc: access->remaining != 0 ==> frame->pc == \old(frame->pc);
    ensures pstate: access->remaining != 0 ==> frame->pstate == \old(frame->pstate); */
static void write_step(struct tenon_aarch64_access *access, struct tenon_aarch64_frame *frame) {
  (void)tenon_aarch64_access_complete_write(access, frame);
}

/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures exited: \result == 1 <==> vcpu_is(v, TENON_VCPU_EXITED);
    ensures bit: \result <= 1; */
static uint32_t is_exited(const struct tenon_aarch64_vcpu *v) {
  return v->common.state == (uint32_t)TENON_VCPU_EXITED ? 1u : 0u;
}

/*@ requires storage: \valid(v);
    requires stage2: vcpu_has_stage2(v);
    requires mode: guest_mode(v->frame.pstate);
    requires scalars: v->serror <= 1 && v->common.vcpu_id != TENON_NONE;
    requires here: vcpu_here(v);
    terminates \true; exits \false;
    assigns v->common.state;
    ensures sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_BOUND); */
static inline void set_bound(struct tenon_aarch64_vcpu *v) { v->common.state = TENON_VCPU_BOUND; }

/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_EXITED);
    terminates \true; exits \false;
    assigns v->frame.pc, v->frame.pstate, v->common.state;
    ensures sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_BOUND);
    ensures pc: v->frame.pc ==
      advanced_pc(\old(v->frame.pc), \old(v->frame.pstate), v->exit.instruction_length);
    ensures pstate: v->frame.pstate == advanced_pstate(\old(v->frame.pstate)); */
static inline void advance_bound(struct tenon_aarch64_vcpu *v) {
  tenon_aarch64_advance(&v->frame, v->exit.instruction_length);
  //@ assert mode: v->frame.pstate % 32 == \at(v->frame.pstate, Pre) % 32;
  set_bound(v);
}

TENON_SLOW void tenon_aarch64_vcpu_advance(struct tenon_aarch64_vcpu *v) { advance_bound(v); }

/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_EXITED);
    requires under_way: v->access.remaining != 0;
    terminates \true; exits \false;
    assigns v->frame.x[0 .. 30], v->frame.pc, v->frame.pstate, v->access.address, v->access.value[0 .. 3], v->access.remaining, v->access.done, v->common.state,
            tenon_hw_q[..], tenon_hw_register[TENON_AARCH64_SAVED_SP_EL0],
            tenon_hw_register[TENON_AARCH64_SAVED_SP_EL1];
    ensures sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_BOUND);
    ensures waits: v->access.remaining != 0 ==> guest_same{Pre, Post}(v); */
/* One access of an instruction is done, or all of them: then what is in the CPU follows. */
TENON_SLOW static void take_read(struct tenon_aarch64_vcpu *v, uint64_t value) {
  read_step(&v->access, &v->frame, value);
  //@ assert root: v->stage2->root == \at(v->stage2->root, Pre);
  //@ assert vmid: v->stage2->vmid == \at(v->stage2->vmid, Pre);
  //@ assert levels: v->stage2->levels == \at(v->stage2->levels, Pre);
  //@ assert mode: v->frame.pstate % 32 == \at(v->frame.pstate, Pre) % 32;
  //@ assert cpu: v->cpu == tenon_hw_cpu && v->cpu->loaded == v && v->cpu->enabled != 0;
  //@ assert sane: cpu_sane(&v->cpu->features);
  //@ assert tables: tenon_hw_vttbr == stage2_vttbr(v->stage2);
  //@ assert stage2: vcpu_has_stage2(v);
  //@ assert here: vcpu_here(v);
  if (v->access.remaining == 0u) {
    finish_access(&v->access, v->frame.pstate, v->cpu->features.e2h);
  }
  set_bound(v);
}

/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_EXITED);
    requires under_way: v->access.remaining != 0;
    terminates \true; exits \false;
    assigns v->frame.x[0 .. 30], v->frame.pc, v->frame.pstate, v->access.address, v->access.remaining, v->access.done, v->common.state,
            tenon_hw_q[..], tenon_hw_register[TENON_AARCH64_SAVED_SP_EL0],
            tenon_hw_register[TENON_AARCH64_SAVED_SP_EL1];
    ensures sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_BOUND);
    ensures waits: v->access.remaining != 0 ==> guest_same{Pre, Post}(v); */
TENON_SLOW static void take_write(struct tenon_aarch64_vcpu *v) {
  write_step(&v->access, &v->frame);
  //@ assert root: v->stage2->root == \at(v->stage2->root, Pre);
  //@ assert vmid: v->stage2->vmid == \at(v->stage2->vmid, Pre);
  //@ assert levels: v->stage2->levels == \at(v->stage2->levels, Pre);
  //@ assert mode: v->frame.pstate % 32 == \at(v->frame.pstate, Pre) % 32;
  //@ assert cpu: v->cpu == tenon_hw_cpu && v->cpu->loaded == v && v->cpu->enabled != 0;
  //@ assert sane: cpu_sane(&v->cpu->features);
  //@ assert tables: tenon_hw_vttbr == stage2_vttbr(v->stage2);
  //@ assert stage2: vcpu_has_stage2(v);
  //@ assert here: vcpu_here(v);
  if (v->access.remaining == 0u) {
    finish_access(&v->access, v->frame.pstate, v->cpu->features.e2h);
  }
  set_bound(v);
}

/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_EXITED);
    terminates \true; exits \false;
    assigns v->frame.x[0 .. 30];
    ensures sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_EXITED);
    ensures value: v->exit.register_index < 31 ==> v->frame.x[v->exit.register_index] == value;
    ensures others: \forall integer i; 0 <= i < 31 && i != v->exit.register_index ==>
      v->frame.x[i] == \old(v->frame.x[i]);
    ensures same: v->frame.pc == \old(v->frame.pc) && v->frame.pstate == \old(v->frame.pstate) &&
      v->exit.instruction_length == \old(v->exit.instruction_length) &&
      v->exit.register_index == \old(v->exit.register_index); */
static inline void set_register(struct tenon_aarch64_vcpu *v, uint64_t value) {
  if (v->exit.register_index < 31u) {
    v->frame.x[v->exit.register_index] = value;
  }
}

/* A read without a plan: a register, or an access that the exit describes. */
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_EXITED);
    terminates \true; exits \false;
    assigns v->frame.x[0 .. 30], v->frame.pc, v->frame.pstate, v->common.state;
    ensures sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_BOUND);
    ensures value: v->exit.register_index < 31 ==>
      v->frame.x[v->exit.register_index] == value;
    ensures others: \forall integer i; 0 <= i < 31 && i != v->exit.register_index ==>
      v->frame.x[i] == \old(v->frame.x[i]);
    ensures passed: exit_passed{Pre, Post}(v); */
static inline void answer_register(struct tenon_aarch64_vcpu *v, uint64_t value) {
  set_register(v, value);
  //@ assert pc: v->frame.pc == \at(v->frame.pc, Pre);
  //@ assert pstate: v->frame.pstate == \at(v->frame.pstate, Pre);
  //@ assert length: v->exit.instruction_length == \at(v->exit.instruction_length, Pre);
  if (v->exit.instruction_length == 0u) {
    set_bound(v);
  } else {
    advance_bound(v);
  }
}

/* What is left of a read when it is not plain. */
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_EXITED);
    terminates \true; exits \false;
    assigns TENON_AARCH64_STEP(v);
    ensures sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_BOUND);
    ensures done: \result == TENON_OK;
    TENON_AARCH64_READ_OUTCOMES(v) */
TENON_SLOW static enum tenon_error complete_any(struct tenon_aarch64_vcpu *v, uint64_t value) {
  if (v->access.remaining != 0u) {
    take_read(v, value);
  } else {
    answer_register(v, tenon_exit_returned(&v->exit, value));
  }
  return TENON_OK;
}

/* One access or register, little-endian, unsigned, and no step of AArch32's ITSTATE. */
/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures plain: \result == 1 <==> v->access.remaining == 0 && v->exit.sign_extend == 0 &&
      (v->exit.flags / TENON_EXIT_FLAG_BIG_ENDIAN) % 2 == 0 && !pstate_aarch32(v->frame.pstate);
    ensures boolean: \result <= 1; */
static inline uint32_t is_plain_read(const struct tenon_aarch64_vcpu *v) {
  return v->access.remaining == 0u && v->exit.sign_extend == 0u &&
                 (v->exit.flags / TENON_EXIT_FLAG_BIG_ENDIAN) % 2u == 0u &&
                 (v->frame.pstate / 16u) % 2u == 0u
             ? 1u
             : 0u;
}

/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_EXITED);
    requires plain: v->access.remaining == 0 && v->exit.sign_extend == 0 &&
      (v->exit.flags / TENON_EXIT_FLAG_BIG_ENDIAN) % 2 == 0;
    terminates \true; exits \false;
    assigns v->frame.x[0 .. 30], v->frame.pc, v->frame.pstate, v->common.state;
    ensures sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_BOUND);
    ensures value: v->exit.register_index < 31 ==>
      v->frame.x[v->exit.register_index] == exit_returned(&v->exit, value);
    ensures others: \forall integer i; 0 <= i < 31 && i != v->exit.register_index ==>
      v->frame.x[i] == \old(v->frame.x[i]);
    ensures passed: exit_passed{Pre, Post}(v); */
static inline void complete_plain(struct tenon_aarch64_vcpu *v, uint64_t value) {
  uint64_t low = tenon_value_low(value, v->exit.width);
  //@ assert low: low == exit_returned(&v->exit, value);
  answer_register(v, low);
}

enum tenon_error tenon_aarch64_vcpu_complete_read(struct tenon_aarch64_vcpu *v, uint64_t value) {
  if (is_exited(v) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  if (is_plain_read(v) == 0u) {
    return complete_any(v, value);
  }
  complete_plain(v, value);
  return TENON_OK;
}

enum tenon_error tenon_aarch64_vcpu_complete_write(struct tenon_aarch64_vcpu *v) {
  if (is_exited(v) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  if (v->access.remaining != 0u) {
    take_write(v);
  } else {
    tenon_aarch64_vcpu_pass(v);
  }
  return TENON_OK;
}
