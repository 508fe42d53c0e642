/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_answer.h: none of these may prove. */
#define tenon_riscv64_vcpu_keep_read tenon_riscv64_vcpu_keep_read__red_1   /* must fail: kept */
#define tenon_riscv64_vcpu_end_access tenon_riscv64_vcpu_end_access__red_1 /* must fail: value */
#define tenon_riscv64_vcpu_inject_undefined \
  tenon_riscv64_vcpu_inject_undefined__red_1 /* must fail: privilege */
#define tenon_riscv64_vcpu_inject_abort \
  tenon_riscv64_vcpu_inject_abort__red_1                             /* must fail: cause */
#define tenon_riscv64_vcpu_abandon tenon_riscv64_vcpu_abandon__red_1 /* must fail: over */
#include "tenon/core/riscv64/vcpu_answer.h"

/* The guest's register changes before the write of the same instruction is answered. */
void tenon_riscv64_vcpu_keep_read(struct tenon_riscv64_vcpu *v, uint64_t value) {
  v->access.old = value;
  tenon_riscv64_set_x(&v->frame, v->access.rd, value);
  v->common.state = TENON_VCPU_BOUND;
}

/* The instruction is over, and its register was forgotten. */
void tenon_riscv64_vcpu_end_access(struct tenon_riscv64_vcpu *v) { v->access.remaining = 0; }

/* The guest's handler runs in the mode of the instruction. */
enum tenon_error tenon_riscv64_vcpu_inject_undefined(struct tenon_riscv64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_EXITED) return TENON_ERROR_wrong_state;
  tenon_riscv64_hw_write_register(TENON_RISCV64_SAVED_VSEPC, v->frame.pc);
  tenon_riscv64_hw_write_register(TENON_RISCV64_SAVED_VSCAUSE, TENON_RISCV64_INJECT_ILLEGAL);
  v->frame.pc =
      tenon_riscv64_vector_base(tenon_riscv64_hw_read_register(TENON_RISCV64_SAVED_VSTVEC));
  v->access.remaining = 0;
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

/* A store's fault reads as a load's. */
enum tenon_error tenon_riscv64_vcpu_inject_abort(struct tenon_riscv64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_EXITED) return TENON_ERROR_wrong_state;
  tenon_riscv64_hw_write_register(TENON_RISCV64_SAVED_VSCAUSE, TENON_RISCV64_INJECT_LOAD_FAULT);
  v->access.remaining = 0;
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

/* The next run still offers the write of the abandoned instruction. */
enum tenon_error tenon_riscv64_vcpu_abandon(struct tenon_riscv64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_EXITED) return TENON_ERROR_wrong_state;
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

/* The contract of tenon_riscv64_vcpu_pass().
   tenon_riscv64_vcpu_pass__red_1 must fail: passed */
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_EXITED);
    terminates \true; exits \false;
    assigns v->frame.pc, v->common.state;
    ensures passed: rv_exit_passed{Pre, Post}(v); */
void tenon_riscv64_vcpu_pass__red_1(struct tenon_riscv64_vcpu *v) {
  /* Four bytes, behind a compressed instruction too. */
  v->frame.pc = tenon_value_add(v->frame.pc, 4);
  v->common.state = TENON_VCPU_BOUND;
}

/* The contract of tenon_riscv64_vcpu_complete_call().
   tenon_riscv64_vcpu_complete_call__red_1 must fail: value */
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_EXITED);
    terminates \true; exits \false;
    assigns v->frame.x[10 .. 11], v->frame.pc, v->common.state;
    ensures value: v->frame.x[11] ==
      (v->frame.x[17] < TENON_SBI_LEGACY_END ? \old(v->frame.x[11]) : 0); */
void tenon_riscv64_vcpu_complete_call__red_1(struct tenon_riscv64_vcpu *v, uint64_t value) {
  /* a1 keeps what the guest had there: it reads as the call's value. */
  v->frame.x[10] = value;
  tenon_riscv64_vcpu_pass(v);
}

/* The contract of tenon_riscv64_vcpu_complete_write().
   tenon_riscv64_vcpu_complete_write__red_1 must fail: success */
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_EXITED);
    terminates \true; exits \false;
    assigns v->frame.x[1 .. 31], v->frame.pc, v->access.remaining, v->common.state;
    ensures success: v->access.remaining != 2 && v->exit.kind == TENON_EXIT_send_ipi ==>
      v->frame.x[10] == 0 && v->frame.x[11] == 0; */
void tenon_riscv64_vcpu_complete_write__red_1(struct tenon_riscv64_vcpu *v) {
  /* A call that sent an interrupt never learns that it did. */
  tenon_riscv64_vcpu_pass(v);
}

/* The contract of tenon_riscv64_vcpu_complete_read().
   tenon_riscv64_vcpu_complete_read__red_1 must fail: value */
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_EXITED);
    terminates \true; exits \false;
    assigns v->frame.x[1 .. 31], v->frame.pc, v->common.state;
    ensures value: 1 <= v->exit.register_index < 32 ==>
      v->frame.x[v->exit.register_index] == rv_vcpu_returned(v, value); */
void tenon_riscv64_vcpu_complete_read__red_1(struct tenon_riscv64_vcpu *v, uint64_t value) {
  /* The whole answer, whatever the width, the sign and the byte order. */
  tenon_riscv64_set_x(&v->frame, v->exit.register_index, value);
  tenon_riscv64_vcpu_pass(v);
}
