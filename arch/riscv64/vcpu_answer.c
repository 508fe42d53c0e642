/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/vcpu_answer.h"

#include "sstatus.h"

#define SPP 0x100u

/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures exited: \result == 1 <==> rv_vcpu_is(v, TENON_VCPU_EXITED);
    ensures boolean: \result <= 1; */
static uint32_t has_exited(const struct tenon_riscv64_vcpu *v) {
  return v->common.state == (uint32_t)TENON_VCPU_EXITED ? 1u : 0u;
}

TENON_SLOW void tenon_riscv64_vcpu_keep_read(struct tenon_riscv64_vcpu *v, uint64_t value) {
  if (v->access.remaining == 1u) {
    v->access.old = value;
    v->common.state = TENON_VCPU_BOUND;
    return;
  }
  uint64_t returned = v->exit.kind == (uint32_t)TENON_EXIT_sysreg_read
                          ? value
                          : tenon_exit_returned(&v->exit, value);
  //@ assert returned: returned == rv_vcpu_returned{Pre}(v, value);
  tenon_riscv64_set_x(&v->frame, v->exit.register_index, returned);
  /*@ assert others: \forall integer i; 1 <= i < 32 && i != \at(v->exit.register_index, Pre) ==>
        v->frame.x[i] == \at(v->frame.x[i], Pre); */
  //@ assert pc: v->frame.pc == \at(v->frame.pc, Pre);
  //@ assert length: v->exit.instruction_length == \at(v->exit.instruction_length, Pre);
  //@ assert exit: rv_vcpu_returned(v, value) == rv_vcpu_returned{Pre}(v, value);
  //@ assert index: v->exit.register_index == \at(v->exit.register_index, Pre);
  //@ assert stage2: rv_vcpu_stage2_same{Pre, Here}(v);
  //@ assert hart: rv_vcpu_hart_same{Pre, Here}(v);
  //@ assert usable: rv_vcpu_has_stage2(v);
  //@ assert here: rv_vcpu_here(v);
  tenon_riscv64_vcpu_pass(v);
  //@ assert index_still: v->exit.register_index == \at(v->exit.register_index, Pre);
  /*@ assert others_still: \forall integer i;
        1 <= i < 32 && i != \at(v->exit.register_index, Pre) ==>
          v->frame.x[i] == \at(v->frame.x[i], Pre); */
}

TENON_SLOW void tenon_riscv64_vcpu_end_access(struct tenon_riscv64_vcpu *v) {
  tenon_riscv64_set_x(&v->frame, v->access.rd, v->access.old);
  v->access.remaining = 0;
}

/* sstatus of a guest that goes on in VS-mode. */
/*@ requires status: rv_guest_status(sstatus);
    terminates \true; exits \false; assigns \nothing;
    ensures status: rv_guest_status(\result);
    ensures privilege: \result / 0x100 % 2 == 1; */
static uint64_t in_supervisor(uint64_t sstatus) {
  //@ ghost uint64_t high = sstatus / 0x100u;
  //@ ghost uint64_t low = sstatus % 0x100u;
  //@ assert was: status_parts(sstatus, high, low);
  uint64_t entered = sstatus + (1u - sstatus / SPP % 2u) * SPP;
  //@ ghost uint64_t now = high + (1u - high % 2u);
  //@ assert now: status_parts(entered, now, low);
  //@ assert others: now / 2 == high / 2;
  return entered;
}

/* An exception into VS-mode at the guest's PC; of a CSR access nothing is left to do. */
/*@ requires storage: \valid(v);
    requires sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_EXITED);
    terminates \true; exits \false;
    assigns v->frame.pc, v->frame.sstatus, v->access.remaining, v->common.state,
            rv_hw_register[TENON_RISCV64_SAVED_VSSTATUS],
            rv_hw_register[TENON_RISCV64_SAVED_VSEPC], rv_hw_register[TENON_RISCV64_SAVED_VSCAUSE],
            rv_hw_register[TENON_RISCV64_SAVED_VSTVAL];
    ensures sound: rv_vcpu_sound(v) && rv_vcpu_is(v, TENON_VCPU_BOUND);
    ensures over: v->access.remaining == 0;
    ensures link: rv_hw_register[TENON_RISCV64_SAVED_VSEPC] == \old(v->frame.pc);
    ensures cause: rv_hw_register[TENON_RISCV64_SAVED_VSCAUSE] == code;
    ensures value: rv_hw_register[TENON_RISCV64_SAVED_VSTVAL] == tval;
    ensures vector: v->frame.pc ==
      rv_vector_base(\old(rv_hw_register[TENON_RISCV64_SAVED_VSTVEC]));
    ensures privilege: v->frame.sstatus / 0x100 % 2 == 1;
    ensures status: rv_hw_register[TENON_RISCV64_SAVED_VSSTATUS] ==
      \old(rv_status_entered(rv_hw_register[TENON_RISCV64_SAVED_VSSTATUS],
                             v->frame.sstatus / 0x100 % 2)); */
static void take(struct tenon_riscv64_vcpu *v, uint64_t code, uint64_t tval) {
  uint64_t privilege = v->frame.sstatus / SPP % 2u;
  uint64_t status = tenon_riscv64_hw_read_register(TENON_RISCV64_SAVED_VSSTATUS);
  uint64_t vector = tenon_riscv64_hw_read_register(TENON_RISCV64_SAVED_VSTVEC);
  tenon_riscv64_hw_write_register(TENON_RISCV64_SAVED_VSEPC, v->frame.pc);
  tenon_riscv64_hw_write_register(TENON_RISCV64_SAVED_VSCAUSE, code);
  tenon_riscv64_hw_write_register(TENON_RISCV64_SAVED_VSTVAL, tval);
  tenon_riscv64_hw_write_register(TENON_RISCV64_SAVED_VSSTATUS,
                                  tenon_riscv64_status_entered(status, privilege));
  v->frame.pc = tenon_riscv64_vector_base(vector);
  v->frame.sstatus = in_supervisor(v->frame.sstatus);
  v->access.remaining = 0;
  v->common.state = TENON_VCPU_BOUND;
  //@ assert stage2: rv_vcpu_stage2_same{Pre, Here}(v);
  //@ assert hart: rv_vcpu_hart_same{Pre, Here}(v);
  //@ assert usable: rv_vcpu_has_stage2(v);
  //@ assert here: rv_vcpu_here(v);
  //@ assert guest: rv_guest_status(v->frame.sstatus);
}

enum tenon_error tenon_riscv64_vcpu_inject_undefined(struct tenon_riscv64_vcpu *v) {
  if (has_exited(v) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  uint64_t instruction = 0;
  if (v->fault.scause == (uint64_t)TENON_RISCV64_CAUSE_virtual_instruction) {
    instruction = v->fault.stval != 0u ? v->fault.stval : v->fault.instruction;
  }
  take(v, TENON_RISCV64_INJECT_ILLEGAL, instruction);
  return TENON_OK;
}

enum tenon_error tenon_riscv64_vcpu_inject_abort(struct tenon_riscv64_vcpu *v) {
  if (has_exited(v) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  /* Of a walk too it is the access that walked, not what the walk did. */
  uint64_t code = TENON_RISCV64_INJECT_LOAD_FAULT;
  if (v->fault.scause == (uint64_t)TENON_RISCV64_CAUSE_instruction_guest_page_fault) {
    code = TENON_RISCV64_INJECT_FETCH_FAULT;
  } else if (v->fault.scause == (uint64_t)TENON_RISCV64_CAUSE_store_guest_page_fault) {
    code = TENON_RISCV64_INJECT_STORE_FAULT;
  }
  take(v, code, v->exit.virtual_address);
  return TENON_OK;
}

enum tenon_error tenon_riscv64_vcpu_abandon(struct tenon_riscv64_vcpu *v) {
  if (has_exited(v) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  v->access.remaining = 0;
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}
