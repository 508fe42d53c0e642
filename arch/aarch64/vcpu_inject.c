/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/vcpu_inject.h"

#include "tenon/core/aarch64/live.h"

/*@ requires storage: \valid_read(fault) && \valid_read(frame);
    terminates \true; exits \false; assigns \nothing;
    ensures pc: \result == instruction_at(fault->vector, fault->esr, frame->pc); */
static uint64_t instruction_pc(const struct tenon_aarch64_fault *fault,
                               const struct tenon_aarch64_frame *frame) {
  uint64_t class = (fault->esr / 0x4000000u) % 64u;
  if (fault->vector == (uint32_t)TENON_AARCH64_VECTOR_SYNC &&
      class == (uint64_t)TENON_AARCH64_CLASS_HVC64) {
    return tenon_value_subtract(frame->pc, 4u);
  }
  return frame->pc;
}

/* What the guest's registers and its exit say of the exception. */
/*@ requires parts: \valid_read(fault) && \valid_read(frame) && \valid_read(f) && \valid(in) &&
      \separated(in, fault) && \separated(in, frame) && \separated(in, f);
    terminates \true; exits \false;
    assigns *in;
    ensures pc: in->pc == instruction_at(fault->vector, fault->esr, frame->pc);
    ensures pstate: in->pstate == frame->pstate;
    ensures vbar: in->vbar == tenon_hw_register[TENON_AARCH64_SAVED_VBAR_EL1];
    ensures far: in->far == fault->far && in->syndrome == 0;
    ensures kind: in->kind == kind && in->flags == flags; */
static void describe(const struct tenon_aarch64_fault *fault,
                     const struct tenon_aarch64_frame *frame,
                     const struct tenon_aarch64_features *f, uint32_t kind, uint32_t flags,
                     struct tenon_aarch64_exception_input *in) {
  in->pc = instruction_pc(fault, frame);
  in->pstate = frame->pstate;
  in->vbar = tenon_aarch64_live_read(f->e2h, (uint32_t)TENON_AARCH64_SAVED_VBAR_EL1);
  in->sctlr = tenon_aarch64_live_read(f->e2h, (uint32_t)TENON_AARCH64_SAVED_SCTLR_EL1);
  in->far = fault->far;
  in->syndrome = 0;
  in->kind = kind;
  in->flags = flags;
  in->features = tenon_aarch64_exception_features(f);
}

/* A synchronous exception, which nothing masks. */
/*@ requires parts: \valid_read(in) && \valid(out) && \separated(in, out);
    requires kind: (in->kind == TENON_AARCH64_EXCEPTION_UNDEFINED && in->flags == 0) ||
      (in->kind == TENON_AARCH64_EXCEPTION_INSTRUCTION_ABORT && in->flags == 1) ||
      (in->kind == TENON_AARCH64_EXCEPTION_DATA_ABORT && (in->flags == 1 || in->flags == 3));
    terminates \true; exits \false;
    assigns *out;
    ensures vector: out->pc == in->vbar - in->vbar % 0x800 + tenon_vector_group(in->pstate);
    ensures masked: out->pstate % 0x400 == 0x3c5;
    ensures saved: out->elr == in->pc && out->spsr == in->pstate;
    ensures undefined: in->kind == TENON_AARCH64_EXCEPTION_UNDEFINED ==>
      out->esr == 0x2000000 && out->writes_far == 0;
    ensures abort: in->kind != TENON_AARCH64_EXCEPTION_UNDEFINED ==>
      out->esr == abort_esr(in->kind == TENON_AARCH64_EXCEPTION_INSTRUCTION_ABORT
                              ? TENON_ACCESS_EXECUTE
                              : in->flags == 3 ? TENON_ACCESS_WRITE : TENON_ACCESS_READ,
                            in->pstate);
    ensures far: in->kind != TENON_AARCH64_EXCEPTION_UNDEFINED ==>
      out->writes_far == 1 && out->far == in->far; */
static void take_synchronous(const struct tenon_aarch64_exception_input *in,
                             struct tenon_aarch64_exception_entry *out) {
  //@ assert unmasked: !tenon_exception_masked(in);
  tenon_aarch64_take_exception(in, out);
}

/*@ requires out: \valid_read(out);
    terminates \true; exits \false;
    assigns tenon_hw_register[..];
    ensures elr: tenon_hw_register[TENON_AARCH64_SAVED_ELR_EL1] == out->elr;
    ensures spsr: tenon_hw_register[TENON_AARCH64_SAVED_SPSR_EL1] == out->spsr;
    ensures esr: tenon_hw_register[TENON_AARCH64_SAVED_ESR_EL1] == out->esr;
    ensures far: tenon_hw_register[TENON_AARCH64_SAVED_FAR_EL1] ==
      (out->writes_far == 1 ? out->far : \old(tenon_hw_register[TENON_AARCH64_SAVED_FAR_EL1]));
    ensures others: \forall integer i; 0 <= i < TENON_AARCH64_SAVED_COUNT &&
      i != TENON_AARCH64_SAVED_ELR_EL1 && i != TENON_AARCH64_SAVED_SPSR_EL1 &&
      i != TENON_AARCH64_SAVED_ESR_EL1 && i != TENON_AARCH64_SAVED_FAR_EL1 ==>
      tenon_hw_register[i] == \old(tenon_hw_register[i]); */
static void write_exception(uint32_t e2h, const struct tenon_aarch64_exception_entry *out) {
  tenon_aarch64_live_write(e2h, (uint32_t)TENON_AARCH64_SAVED_ELR_EL1, out->elr);
  tenon_aarch64_live_write(e2h, (uint32_t)TENON_AARCH64_SAVED_SPSR_EL1, out->spsr);
  tenon_aarch64_live_write(e2h, (uint32_t)TENON_AARCH64_SAVED_ESR_EL1, out->esr);
  if (out->writes_far == 1u) {
    tenon_aarch64_live_write(e2h, (uint32_t)TENON_AARCH64_SAVED_FAR_EL1, out->far);
  }
}

/* The registers of EL1 after the exception; where the guest goes on is in *pc and *pstate. */
/*@ requires parts: \valid_read(fault) && \valid(frame) && \valid_read(f) &&
      \separated(frame, fault) && \separated(frame, f);
    requires kind: (kind == TENON_AARCH64_EXCEPTION_UNDEFINED && flags == 0) ||
      (kind == TENON_AARCH64_EXCEPTION_INSTRUCTION_ABORT && flags == 1) ||
      (kind == TENON_AARCH64_EXCEPTION_DATA_ABORT && (flags == 1 || flags == 3));
    terminates \true; exits \false;
    assigns frame->pc, frame->pstate, tenon_hw_register[..];
    ensures vector: frame->pc == exception_vector{Pre}(\old(frame->pstate));
    ensures masked: frame->pstate % 0x400 == 0x3c5;
    ensures elr: tenon_hw_register[TENON_AARCH64_SAVED_ELR_EL1] ==
      instruction_at(fault->vector, fault->esr, \old(frame->pc));
    ensures spsr: tenon_hw_register[TENON_AARCH64_SAVED_SPSR_EL1] == \old(frame->pstate);
    ensures esr: tenon_hw_register[TENON_AARCH64_SAVED_ESR_EL1] ==
      (kind == TENON_AARCH64_EXCEPTION_UNDEFINED ? 0x2000000 :
       abort_esr(kind == TENON_AARCH64_EXCEPTION_INSTRUCTION_ABORT ? TENON_ACCESS_EXECUTE :
                 flags == 3 ? TENON_ACCESS_WRITE : TENON_ACCESS_READ, \old(frame->pstate)));
    ensures far: tenon_hw_register[TENON_AARCH64_SAVED_FAR_EL1] ==
      (kind != TENON_AARCH64_EXCEPTION_UNDEFINED ? fault->far :
       \old(tenon_hw_register[TENON_AARCH64_SAVED_FAR_EL1])); */
static void raise_exception(const struct tenon_aarch64_fault *fault,
                            struct tenon_aarch64_frame *frame,
                            const struct tenon_aarch64_features *f, uint32_t kind, uint32_t flags) {
  struct tenon_aarch64_exception_input in;
  struct tenon_aarch64_exception_entry out;
  describe(fault, frame, f, kind, flags, &in);
  take_synchronous(&in, &out);
  //@ assert vector: out.pc == exception_vector{Pre}(\at(frame->pstate, Pre));
  write_exception(f->e2h, &out);
  frame->pc = out.pc;
  frame->pstate = out.pstate;
}

/* The exit is answered; of an instruction with several accesses, nothing is left. */
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is_loaded(v);
    terminates \true; exits \false;
    assigns v->access.remaining, v->common.state;
    ensures sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_BOUND);
    ensures no_access: v->access.remaining == 0; */
static void go_on(struct tenon_aarch64_vcpu *v) {
  v->access.remaining = 0;
  v->common.state = TENON_VCPU_BOUND;
}

/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_EXITED);
    requires kind: (kind == TENON_AARCH64_EXCEPTION_UNDEFINED && flags == 0) ||
      (kind == TENON_AARCH64_EXCEPTION_INSTRUCTION_ABORT && flags == 1) ||
      (kind == TENON_AARCH64_EXCEPTION_DATA_ABORT && (flags == 1 || flags == 3));
    terminates \true; exits \false;
    assigns v->frame.pc, v->frame.pstate, v->access.remaining, v->common.state,
            tenon_hw_register[..];
    ensures sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_BOUND);
    ensures vector: v->frame.pc == exception_vector{Pre}(\old(v->frame.pstate));
    ensures masked: v->frame.pstate % 0x400 == 0x3c5;
    ensures elr: tenon_hw_register[TENON_AARCH64_SAVED_ELR_EL1] == exit_pc{Pre}(v);
    ensures spsr: tenon_hw_register[TENON_AARCH64_SAVED_SPSR_EL1] == \old(v->frame.pstate);
    ensures esr: tenon_hw_register[TENON_AARCH64_SAVED_ESR_EL1] ==
      (kind == TENON_AARCH64_EXCEPTION_UNDEFINED ? 0x2000000 :
       abort_esr(kind == TENON_AARCH64_EXCEPTION_INSTRUCTION_ABORT ? TENON_ACCESS_EXECUTE :
                 flags == 3 ? TENON_ACCESS_WRITE : TENON_ACCESS_READ, \old(v->frame.pstate)));
    ensures far: tenon_hw_register[TENON_AARCH64_SAVED_FAR_EL1] ==
      (kind != TENON_AARCH64_EXCEPTION_UNDEFINED ? v->fault.far :
       \old(tenon_hw_register[TENON_AARCH64_SAVED_FAR_EL1]));
    ensures no_access: v->access.remaining == 0; */
static void take(struct tenon_aarch64_vcpu *v, uint32_t kind, uint32_t flags) {
  raise_exception(&v->fault, &v->frame, &v->cpu->features, kind, flags);
  //@ assert mode: v->frame.pstate % 32 == 5;
  go_on(v);
}

enum tenon_error tenon_aarch64_vcpu_inject_undefined(struct tenon_aarch64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_EXITED) {
    return TENON_ERROR_wrong_state;
  }
  take(v, (uint32_t)TENON_AARCH64_EXCEPTION_UNDEFINED, 0);
  return TENON_OK;
}

enum tenon_error tenon_aarch64_vcpu_inject_abort(struct tenon_aarch64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_EXITED) {
    return TENON_ERROR_wrong_state;
  }
  if (v->exit.access == TENON_ACCESS_EXECUTE) {
    take(v, (uint32_t)TENON_AARCH64_EXCEPTION_INSTRUCTION_ABORT, TENON_AARCH64_EXCEPTION_FAR);
  } else if (v->exit.access == TENON_ACCESS_WRITE) {
    take(v, (uint32_t)TENON_AARCH64_EXCEPTION_DATA_ABORT,
         TENON_AARCH64_EXCEPTION_FAR + TENON_AARCH64_EXCEPTION_WRITE);
  } else {
    take(v, (uint32_t)TENON_AARCH64_EXCEPTION_DATA_ABORT, TENON_AARCH64_EXCEPTION_FAR);
  }
  return TENON_OK;
}

enum tenon_error tenon_aarch64_vcpu_abandon(struct tenon_aarch64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_EXITED) {
    return TENON_ERROR_wrong_state;
  }
  v->frame.pc = instruction_pc(&v->fault, &v->frame);
  go_on(v);
  return TENON_OK;
}

/* FEAT_RAS alone has VSESR_EL2, the syndrome of a virtual SError. */
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is_loaded(v);
    terminates \true; exits \false;
    assigns tenon_hw_vse, tenon_hw_register[TENON_AARCH64_SAVED_VSESR_EL2];
    ensures sound: vcpu_sound(v);
    ensures pending: tenon_hw_vse == 1;
    ensures syndrome: register_exists(v->cpu->features.has, TENON_AARCH64_SAVED_VSESR_EL2) ==>
      tenon_hw_register[TENON_AARCH64_SAVED_VSESR_EL2] == syndrome; */
static void make_pending(struct tenon_aarch64_vcpu *v, uint64_t syndrome) {
  const struct tenon_aarch64_features *f = &v->cpu->features;
  if (f->has % 2u == 1u) {
    tenon_aarch64_live_write(f->e2h, (uint32_t)TENON_AARCH64_SAVED_VSESR_EL2, syndrome);
  }
  tenon_aarch64_hw_write_vse(1);
}

enum tenon_error tenon_aarch64_vcpu_inject_serror(struct tenon_aarch64_vcpu *v, uint64_t syndrome) {
  uint32_t state = v->common.state;
  if (state == (uint32_t)TENON_VCPU_FREE) {
    v->serror = 1;
    v->sysreg[TENON_AARCH64_SAVED_VSESR_EL2] = syndrome % 0x2000000u;
  } else if (state == (uint32_t)TENON_VCPU_BOUND || state == (uint32_t)TENON_VCPU_EXITED) {
    make_pending(v, syndrome % 0x2000000u);
  } else {
    return TENON_ERROR_wrong_state;
  }
  return TENON_OK;
}
