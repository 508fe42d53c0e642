/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// An event that an entry delivers to the guest: a word as SVM's EVENTINJ and EXITINTINFO have it
/// (AMD APM volume 2, 15.20). VMX spreads the same fields over two.
#ifndef TENON_CORE_X86_64_EVENT_H
#define TENON_CORE_X86_64_EVENT_H

#include "tenon/core/base.h"

/// Vector in bits 7:0, type in 10:8, error code in 63:32.
#define TENON_X86_64_EVENT_TYPE 0x100u
#define TENON_X86_64_EVENT_HAS_ERROR 0x800u
#define TENON_X86_64_EVENT_VALID 0x80000000u
#define TENON_X86_64_EVENT_ERROR 0x100000000u

/// Types.
#define TENON_X86_64_EVENT_INTERRUPT 0u
#define TENON_X86_64_EVENT_NMI 2u
#define TENON_X86_64_EVENT_EXCEPTION 3u
#define TENON_X86_64_EVENT_SOFTWARE 4u

/// An NMI among the ids of interrupts, which are vectors otherwise.
#define TENON_X86_64_INTERRUPT_NMI 256u

/// Vectors.
#define TENON_X86_64_VECTOR_DB 1u
#define TENON_X86_64_VECTOR_NMI 2u
#define TENON_X86_64_VECTOR_UD 6u
#define TENON_X86_64_VECTOR_DF 8u
#define TENON_X86_64_VECTOR_SS 12u
#define TENON_X86_64_VECTOR_GP 13u
#define TENON_X86_64_VECTOR_PF 14u
#define TENON_X86_64_VECTOR_AC 17u
#define TENON_X86_64_VECTOR_MC 18u

/*@
  predicate x86_event_is_valid(integer event) = event / 0x80000000 % 2 == 1;
  logic integer x86_event_vector(integer event) = event % 0x100;
  logic integer x86_event_type(integer event) = event / 0x100 % 8;
  // Exceptions that push an error code.
  predicate x86_vector_has_error(integer vector) =
    vector \in {8, 10, 11, 12, 13, 14, 17, 21, 29, 30};
  // Divide error, invalid TSS, segment not present, stack, general protection.
  predicate x86_vector_contributes(integer vector) = vector \in {0, 10, 11, 12, 13};
  // Table 8-3: what exception `second` in the delivery of exception `first` makes.
  predicate x86_double_fault(integer first, integer second) =
    x86_vector_contributes(second) && (x86_vector_contributes(first) || first == 14) ||
    first == 14 && second == 14;
  // INT n, INT3 and INTO: the guest executes the instruction again.
  predicate x86_event_is_repeated(integer event) =
    x86_event_type(event) == 4 ||
    (x86_event_type(event) == 3 && x86_event_vector(event) \in {3, 4});
*/

TENON_BEGIN_C

/// An external interrupt of this vector.
/*@ requires vector: vector < 256;
    terminates \true; exits \false; assigns \nothing;
    ensures valid: x86_event_is_valid(\result);
    ensures vector: x86_event_vector(\result) == vector;
    ensures type: x86_event_type(\result) == 0; */
static inline uint64_t tenon_x86_64_event_interrupt(uint32_t vector) {
  return TENON_X86_64_EVENT_VALID + (uint64_t)vector;
}

/// 1: this event is an NMI.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures nmi: \result == 1 <==>
      x86_event_is_valid(event) && x86_event_type(event) == TENON_X86_64_EVENT_NMI;
    ensures boolean: \result <= 1; */
static inline uint32_t tenon_x86_64_event_is_nmi(uint64_t event) {
  uint64_t valid = event / TENON_X86_64_EVENT_VALID % 2u;
  return valid == 1u && event / TENON_X86_64_EVENT_TYPE % 8u == TENON_X86_64_EVENT_NMI ? 1u : 0u;
}

/// An exception; its error code goes with it if its vector has one and the guest is in protected
/// mode (`is_protected` 1): in real mode exceptions push none.
/*@ requires vector: vector < 32;
    requires error: error < 0x100000000;
    terminates \true; exits \false; assigns \nothing;
    ensures valid: x86_event_is_valid(\result);
    ensures vector: x86_event_vector(\result) == vector;
    ensures type: x86_event_type(\result) == 3;
    ensures error: x86_vector_has_error(vector) && is_protected != 0 ==>
      \result / 0x100000000 == error && \result / 0x800 % 2 == 1;
    ensures none: !x86_vector_has_error(vector) || is_protected == 0 ==>
      \result / 0x100000000 == 0 && \result / 0x800 % 2 == 0; */
uint64_t tenon_x86_64_event_exception(uint32_t vector, uint64_t error, uint32_t is_protected);

/// What an event whose delivery was cut short becomes: itself, or 0 if the guest makes it again.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures again: x86_event_is_valid(event) && !x86_event_is_repeated(event) ==>
      \result == event;
    ensures none: !x86_event_is_valid(event) || x86_event_is_repeated(event) ==> \result == 0; */
uint64_t tenon_x86_64_event_again(uint64_t event);

/// What the guest sees that takes exception `next` while `before` was being delivered: `next`, a
/// double fault, or 0, a shutdown (APM volume 2, table 8-3). `before` may be no event.
/// `is_protected` as above.
/*@ requires next: x86_event_is_valid(next) && x86_event_type(next) == 3;
    terminates \true; exits \false; assigns \nothing;
    ensures alone: !x86_event_is_valid(before) || x86_event_type(before) != 3 ==>
      \result == next;
    ensures shutdown: x86_event_is_valid(before) && x86_event_type(before) == 3 &&
      x86_event_vector(before) == TENON_X86_64_VECTOR_DF ==> \result == 0;
    ensures double_fault: x86_event_is_valid(before) && x86_event_type(before) == 3 &&
      x86_double_fault(x86_event_vector(before), x86_event_vector(next)) ==>
        x86_event_is_valid(\result) && x86_event_type(\result) == 3 &&
        x86_event_vector(\result) == TENON_X86_64_VECTOR_DF && \result / 0x100000000 == 0 &&
        (\result / 0x800 % 2 == 1 <==> is_protected != 0);
    ensures next: x86_event_is_valid(before) && x86_event_type(before) == 3 &&
      x86_event_vector(before) != TENON_X86_64_VECTOR_DF &&
      !x86_double_fault(x86_event_vector(before), x86_event_vector(next)) ==> \result == next; */
uint64_t tenon_x86_64_event_combine(uint64_t before, uint64_t next, uint32_t is_protected);

TENON_END_C

#endif
