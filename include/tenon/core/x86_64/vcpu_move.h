/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Past an instruction that the core or the hypervisor has carried out.
#ifndef TENON_CORE_X86_64_VCPU_MOVE_H
#define TENON_CORE_X86_64_VCPU_MOVE_H

#include "tenon/core/value.h"
#include "tenon/core/x86_64/vcpu_state.h"
#include "tenon/core/x86_64/vmx/hardware.h"

TENON_BEGIN_C

/// Behind an instruction that the core or the hypervisor has carried out: RFLAGS.RF ends with it, and
/// a guest that steps itself (RFLAGS.TF) takes its debug exception.
/*@ requires storage: \valid(v) && x86_vcpu_placed(v);
    terminates \true; exits \false;
    assigns v->frame.rflags, v->event, v->changed, TENON_X86_64_HELD_STATE(v);
    ensures changed: v->changed == 1 || v->changed == \old(v->changed);
    ensures resume: v->frame.rflags / TENON_X86_64_RF % 2 == 0; */
void tenon_x86_64_vcpu_step(struct tenon_x86_64_vcpu *v);

/// The same as tenon_x86_64_vcpu_move where `next`, which is beyond a multiple of 4 GiB, is the RIP only
/// of 64-bit code.
/*@ requires storage: \valid(v) && x86_vcpu_placed(v);
    terminates \true; exits \false;
    assigns v->frame.rip, v->frame.rflags, v->frame.shadow, v->event, v->changed,
            TENON_X86_64_HELD_STATE(v);
    ensures changed: v->changed == 1 || v->changed == \old(v->changed); */
TENON_SLOW void tenon_x86_64_vcpu_move_beyond(struct tenon_x86_64_vcpu *v, uint64_t next);

/// Moves the guest `length` bytes on: RIP wraps as the guest's mode says, STI's and MOV SS's shadow
/// and RF end, and a guest that steps itself takes its debug exception.
/*@ requires storage: \valid(v) && x86_vcpu_placed(v);
    terminates \true; exits \false;
    assigns v->frame.rip, v->frame.rflags, v->frame.shadow, v->event, v->changed,
            TENON_X86_64_HELD_STATE(v);
    ensures changed: v->changed == 1 || v->changed == \old(v->changed);
    ensures moved: \old(v->frame.rip) % 0x100000000 + length < 0x100000000 ==>
      v->frame.rip == \old(v->frame.rip) + length && v->frame.shadow == 0; */
static inline void tenon_x86_64_vcpu_move(struct tenon_x86_64_vcpu *v, uint32_t length) {
  uint64_t next = tenon_value_add(v->frame.rip, length);
  if (TENON_RARE(next % 0x100000000u < length)) {
    tenon_x86_64_vcpu_move_beyond(v, next);
    return;
  }
  v->frame.rip = next;
  v->frame.shadow = 0;
  if ((v->frame.rflags & (TENON_X86_64_TF | TENON_X86_64_RF)) != 0u) tenon_x86_64_vcpu_step(v);
}

/// Moves it past the instruction of an exit that is answered, if it has one.
/*@ requires storage: \valid(v) && x86_vcpu_placed(v);
    terminates \true; exits \false;
    assigns v->frame.rip, v->frame.rflags, v->frame.shadow, v->event, v->changed,
            TENON_X86_64_HELD_STATE(v);
    ensures changed: v->changed == 1 || v->changed == \old(v->changed);
    ensures moved: \old(v->frame.rip) % 0x100000000 + v->exit.instruction_length < 0x100000000 ==>
      v->frame.rip == \old(v->frame.rip) + v->exit.instruction_length; */
static inline void tenon_x86_64_vcpu_pass(struct tenon_x86_64_vcpu *v) {
  if (v->exit.instruction_length != 0u) {
    tenon_x86_64_vcpu_move(v, v->exit.instruction_length);
  }
}

TENON_END_C

#endif
