/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Virtual interrupts: vectors 0 to 255, as the guest's IDT has them, and TENON_X86_64_INTERRUPT_NMI.
/// The interrupt controller that chooses them is the hypervisor's.
#ifndef TENON_CORE_X86_64_VCPU_INTERRUPTS_H
#define TENON_CORE_X86_64_VCPU_INTERRUPTS_H

#include "tenon/core/x86_64/vectors.h"

/// Flags of tenon_x86_64_vcpu_inject_interrupt.
#define TENON_X86_64_INTERRUPT_LEVEL 1u  ///< pending until it is lowered, which no CPU can do
#define TENON_X86_64_INTERRUPT_NOTIFY 2u ///< asks for an exit at its end, which is not seen

/*@ predicate x86_is_interrupt(integer interrupt) =
      interrupt < 256 || interrupt == TENON_X86_64_INTERRUPT_NMI;

    // Of all that can wait, nothing but `interrupt` may have come or gone.
    predicate x86_interrupts_only{A, B}(struct tenon_x86_64_vcpu *v, integer interrupt) =
      x86_vectors_only{A, B}(\at(&v->waiting[0], A), interrupt) &&
      (interrupt != TENON_X86_64_INTERRUPT_NMI ==> \at(v->nmi, A) == \at(v->nmi, B));

    predicate x86_interrupt_waits(struct tenon_x86_64_vcpu *v, integer interrupt) =
      (interrupt == TENON_X86_64_INTERRUPT_NMI ==> v->nmi == 1) &&
      (interrupt < 256 ==> x86_vector_waits(&v->waiting[0], interrupt));

    predicate x86_interrupts_same{A, B}(struct tenon_x86_64_vcpu *v) =
      \at(v->changed, A) == \at(v->changed, B) && \at(v->nmi, A) == \at(v->nmi, B) &&
      \forall integer i; 0 <= i < 4 ==> \at(v->waiting[i], A) == \at(v->waiting[i], B); */

TENON_BEGIN_C

/// Makes an interrupt wait until the guest takes it. While one waits that the guest cannot take yet,
/// the guest's next chance is an InterruptWindow exit; of an NMI on SVM, the next exit of any kind at
/// the latest. TENON_ERROR_wrong_state; TENON_ERROR_invalid_argument: neither vector nor NMI;
/// TENON_ERROR_unsupported: any flag.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->waiting[0 .. 3], v->nmi, v->changed;
    ensures known: \result == TENON_ERROR_invalid_argument <==> !x86_is_interrupt(interrupt);
    ensures edge: x86_is_interrupt(interrupt) && flags != 0 ==>
      \result == TENON_ERROR_unsupported;
    ensures state: x86_is_interrupt(interrupt) && flags == 0 && !x86_vcpu_is_set_up(v) ==>
      \result == TENON_ERROR_wrong_state;
    ensures done: x86_is_interrupt(interrupt) && flags == 0 && x86_vcpu_is_set_up(v) ==>
      \result == TENON_OK;
    ensures waits: \result == TENON_OK ==> x86_interrupt_waits(v, interrupt) && v->changed == 1;
    ensures others: \result == TENON_OK ==> x86_interrupts_only{Pre, Post}(v, interrupt);
    ensures refused: \result != TENON_OK ==> x86_interrupts_same{Pre, Post}(v); */
enum tenon_error tenon_x86_64_vcpu_inject_interrupt(struct tenon_x86_64_vcpu *v, uint32_t interrupt,
                                                    uint32_t flags);

/// Withdraws it if the guest has not taken it yet. TENON_ERROR_wrong_state;
/// TENON_ERROR_invalid_argument.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->waiting[0 .. 3], v->nmi;
    ensures known: \result == TENON_ERROR_invalid_argument <==> !x86_is_interrupt(interrupt);
    ensures state: x86_is_interrupt(interrupt) && !x86_vcpu_is_set_up(v) ==>
      \result == TENON_ERROR_wrong_state;
    ensures done: x86_is_interrupt(interrupt) && x86_vcpu_is_set_up(v) ==> \result == TENON_OK;
    ensures gone: \result == TENON_OK ==> !x86_interrupt_waits(v, interrupt);
    ensures others: \result == TENON_OK ==> x86_interrupts_only{Pre, Post}(v, interrupt);
    ensures refused: \result != TENON_OK ==> x86_interrupts_same{Pre, Post}(v); */
enum tenon_error tenon_x86_64_vcpu_lower_interrupt(struct tenon_x86_64_vcpu *v, uint32_t interrupt);

/// Requests of other CPUs: bit n of `bits` is interrupt 64 * word + n; what is none is dropped.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->waiting[0 .. 3], v->nmi, v->changed;
    ensures either: word < 4 ==> \forall integer k; 0 <= k < 256 ==>
      (x86_vector_waits(&v->waiting[0], k) <==> \old(x86_vector_waits(&v->waiting[0], k)) ||
        (k / 64 == word && tenon_bit(bits, k % 64)));
    ensures vectors: word >= 4 ==> x86_vectors_only{Pre, Post}(&v->waiting[0], 256);
    ensures nmi: word == 4 && bits % 2 == 1 ==> v->nmi == 1;
    ensures no_nmi: word != 4 || bits % 2 == 0 ==> v->nmi == \old(v->nmi);
    ensures prepared: word < 4 || (word == 4 && bits % 2 == 1) ==> v->changed == 1;
    ensures dropped: word > 4 || (word == 4 && bits % 2 == 0) ==>
      x86_interrupts_same{Pre, Post}(v); */
void tenon_x86_64_vcpu_merge_interrupts(struct tenon_x86_64_vcpu *v, uint32_t word, uint64_t bits);

/// 1 if an interrupt or an event waits, whatever RFLAGS.IF says.
/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures none: \result == 0 <==>
      v->event == 0 && v->nmi == 0 && x86_no_vector_waits(&v->waiting[0]); */
uint32_t tenon_x86_64_vcpu_has_interrupt(const struct tenon_x86_64_vcpu *v);

/// 1 if what waits ends a HLT: an NMI, an event, or, while RFLAGS.IF is 1, an interrupt.
/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures none: \result == 0 <==> v->event == 0 && v->nmi == 0 &&
      (v->frame.rflags / TENON_X86_64_IF % 2 == 0 || x86_no_vector_waits(&v->waiting[0])); */
uint32_t tenon_x86_64_vcpu_is_woken(const struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
