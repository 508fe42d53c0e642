/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Virtual interrupts: vectors 0 to 255, as the guest's IDT has them. The interrupt controller that
/// chooses them is the hypervisor's.
#ifndef TENON_CORE_X86_64_VCPU_INTERRUPTS_H
#define TENON_CORE_X86_64_VCPU_INTERRUPTS_H

#include "tenon/core/x86_64/vectors.h"

/// Flags of tenon_x86_64_vcpu_inject_interrupt.
#define TENON_X86_64_INTERRUPT_LEVEL 1u  ///< pending until it is lowered, which no CPU can do
#define TENON_X86_64_INTERRUPT_NOTIFY 2u ///< asks for an exit at its end, which is not seen

/*@ predicate x86_vcpu_is_set_up{L}(struct tenon_x86_64_vcpu *v) =
      x86_vcpu_is{L}(v, TENON_VCPU_FREE) || x86_vcpu_is{L}(v, TENON_VCPU_BOUND) ||
      x86_vcpu_is{L}(v, TENON_VCPU_EXITED);

    predicate x86_vectors_same{A, B}(struct tenon_x86_64_vcpu *v) =
      \at(v->changed, A) == \at(v->changed, B) &&
      \forall integer i; 0 <= i < 4 ==> \at(v->waiting[i], A) == \at(v->waiting[i], B); */

TENON_BEGIN_C

/// Makes a vector wait until the guest takes it. While one waits that the guest cannot take yet,
/// the guest's next chance is an InterruptWindow exit. TENON_ERROR_wrong_state;
/// TENON_ERROR_invalid_argument: above 255; TENON_ERROR_unsupported: any flag.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->waiting[0 .. 3], v->changed;
    ensures known: \result == TENON_ERROR_invalid_argument <==> interrupt >= 256;
    ensures edge: interrupt < 256 && flags != 0 ==> \result == TENON_ERROR_unsupported;
    ensures state: interrupt < 256 && flags == 0 && !x86_vcpu_is_set_up(v) ==>
      \result == TENON_ERROR_wrong_state;
    ensures done: interrupt < 256 && flags == 0 && x86_vcpu_is_set_up(v) ==> \result == TENON_OK;
    ensures waits: \result == TENON_OK ==>
      x86_vector_waits(&v->waiting[0], interrupt) && v->changed == 1;
    ensures others: \result == TENON_OK ==> x86_vectors_only{Pre, Post}(&v->waiting[0], interrupt);
    ensures refused: \result != TENON_OK ==> x86_vectors_same{Pre, Post}(v); */
enum tenon_error tenon_x86_64_vcpu_inject_interrupt(struct tenon_x86_64_vcpu *v, uint32_t interrupt,
                                                    uint32_t flags);

/// Withdraws it if the guest has not taken it yet. TENON_ERROR_wrong_state;
/// TENON_ERROR_invalid_argument.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->waiting[0 .. 3];
    ensures known: \result == TENON_ERROR_invalid_argument <==> interrupt >= 256;
    ensures state: interrupt < 256 && !x86_vcpu_is_set_up(v) ==>
      \result == TENON_ERROR_wrong_state;
    ensures done: interrupt < 256 && x86_vcpu_is_set_up(v) ==> \result == TENON_OK;
    ensures gone: \result == TENON_OK ==> !x86_vector_waits(&v->waiting[0], interrupt);
    ensures others: \result == TENON_OK ==> x86_vectors_only{Pre, Post}(&v->waiting[0], interrupt);
    ensures refused: \result != TENON_OK ==> x86_vectors_same{Pre, Post}(v); */
enum tenon_error tenon_x86_64_vcpu_lower_interrupt(struct tenon_x86_64_vcpu *v, uint32_t interrupt);

/// Requests of other CPUs: bit n of `bits` is vector 64 * word + n; what is no vector is dropped.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->waiting[0 .. 3], v->changed;
    ensures either: word < 4 ==> \forall integer k; 0 <= k < 256 ==>
      (x86_vector_waits(&v->waiting[0], k) <==> \old(x86_vector_waits(&v->waiting[0], k)) ||
        (k / 64 == word && tenon_bit(bits, k % 64)));
    ensures prepared: word < 4 ==> v->changed == 1;
    ensures dropped: word >= 4 ==> x86_vectors_same{Pre, Post}(v); */
void tenon_x86_64_vcpu_merge_interrupts(struct tenon_x86_64_vcpu *v, uint32_t word, uint64_t bits);

/// 1 if a vector or an event waits, whatever RFLAGS.IF says: what ends a HLT.
/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures none: \result == 0 <==> v->event == 0 && x86_no_vector_waits(&v->waiting[0]); */
uint32_t tenon_x86_64_vcpu_has_interrupt(const struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
