/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What answers do to a guest: an exception, the value of a register, the end of an access to a
/// device.
#ifndef TENON_CORE_X86_64_VCPU_EFFECTS_H
#define TENON_CORE_X86_64_VCPU_EFFECTS_H

#include "tenon/core/x86_64/vectors.h"
#include "tenon/core/x86_64/vmx/hardware.h"

TENON_BEGIN_C

/// Gives the guest an exception at the instruction that exited. What was being delivered when the
/// exit came is combined with it: an interrupt waits again, an exception may make it a double
/// fault; after that, the guest has shut down. A fault's handler finds RF set, as the CPU would have
/// pushed it; of a debug exception the CPU has saved RF as it is.
/*@ requires storage: \valid(v) && x86_vcpu_placed(v);
    requires vector: vector < 32;
    requires error: error < 0x100000000;
    terminates \true; exits \false;
    assigns TENON_X86_64_EVENTS(v);
    ensures changed: v->changed == 1;
    ensures raised: !x86_event_is_valid(\old(v->event)) || x86_event_type(\old(v->event)) != 3 ==>
      x86_event_is_valid(v->event) && x86_event_vector(v->event) == vector &&
      x86_event_type(v->event) == 3;
    ensures interrupt: x86_event_is_valid(\old(v->event)) && x86_event_type(\old(v->event)) == 0 ==>
      x86_vector_waits(&v->waiting[0], x86_event_vector(\old(v->event)));
    ensures nmi: x86_event_is_valid(\old(v->event)) && x86_event_type(\old(v->event)) == 2
      ? v->nmi == 1 : v->nmi == \old(v->nmi);
    ensures over: v->over == (v->event == 0 ? 1 : \old(v->over));
    ensures resume: vector != TENON_X86_64_VECTOR_DB ==>
      v->frame.rflags / TENON_X86_64_RF % 2 == 1;
    ensures saved: vector == TENON_X86_64_VECTOR_DB ==> v->frame.rflags == \old(v->frame.rflags); */
void tenon_x86_64_vcpu_raise(struct tenon_x86_64_vcpu *v, uint32_t vector, uint64_t error);

/// What an RDMSR returns, in EDX:EAX.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->frame.x[0], v->frame.x[2];
    ensures low: v->frame.x[0] == value % 0x100000000;
    ensures high: v->frame.x[2] == value / 0x100000000; */
static inline void tenon_x86_64_vcpu_give_msr(struct tenon_x86_64_vcpu *v, uint64_t value) {
  v->frame.x[TENON_X86_64_RAX] = value % 0x100000000u;
  v->frame.x[TENON_X86_64_RDX] = value / 0x100000000u;
}

/// Ends an element of INS or OUTS. `value`: what the port gave.
/*@ requires storage: \valid(v) && x86_vcpu_placed(v) && x86_vcpu_staged(v);
    terminates \true; exits \false;
    assigns v->frame, v->event, TENON_X86_64_HELD_STATE(v), v->changed;
    ensures changed: v->changed == 1 || v->changed == \old(v->changed); */
TENON_APART void tenon_x86_64_vcpu_end_string(struct tenon_x86_64_vcpu *v, uint64_t value);

/// Carries out the instruction of an MmioRead, as far as it needs no write.
/*@ requires storage: \valid(v) && x86_vcpu_placed(v) && x86_vcpu_staged(v);
    requires plan: x86_mmio_sane(&v->mmio);
    terminates \true; exits \false;
    assigns v->frame, v->event, TENON_X86_64_HELD_STATE(v), v->changed, v->mmio;
    ensures changed: v->changed == 1 || v->changed == \old(v->changed);
    ensures plan: x86_mmio_sane(&v->mmio);
    ensures pending: v->mmio.pending != 0 ==> v->changed == 1; */
TENON_APART void tenon_x86_64_vcpu_load_device(struct tenon_x86_64_vcpu *v, uint64_t value);

/// Ends the instruction of an MmioWrite.
/*@ requires storage: \valid(v) && x86_vcpu_placed(v);
    requires plan: x86_mmio_sane(&v->mmio);
    terminates \true; exits \false;
    assigns v->frame, v->event, TENON_X86_64_HELD_STATE(v), v->changed;
    ensures changed: v->changed == 1 || v->changed == \old(v->changed); */
TENON_APART void tenon_x86_64_vcpu_store_device(struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
