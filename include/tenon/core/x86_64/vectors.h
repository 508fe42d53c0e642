/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Interrupts that wait until the guest can take them: a set of 256 vectors, the highest first.
#ifndef TENON_CORE_X86_64_VECTORS_H
#define TENON_CORE_X86_64_VECTORS_H

#include "tenon/core/bits.h"
#include "tenon/core/x86_64/event.h"
#include "tenon/core/x86_64/vcpu_state.h"

#define TENON_X86_64_VECTORS 256u

/*@ predicate x86_vector_waits(uint64_t *waiting, integer vector) =
      tenon_bit(waiting[vector / 64], vector % 64);

    predicate x86_no_vector_waits(uint64_t *waiting) =
      \forall integer k; 0 <= k < 256 ==> !x86_vector_waits(waiting, k);

    // Nothing but `vector` may have come or gone between two moments.
    predicate x86_vectors_only{A, B}(uint64_t *waiting, integer vector) =
      \forall integer k; 0 <= k < 256 && k != vector ==>
        (x86_vector_waits{A}(waiting, k) <==> x86_vector_waits{B}(waiting, k));

    // The guest's next instruction boundary lets an interrupt in, and nothing else is delivered.
    predicate x86_takes_vector(struct tenon_x86_64_vcpu *v) =
      v->event == 0 && v->frame.rflags / TENON_X86_64_IF % 2 == 1 && v->frame.shadow == 0; */

TENON_BEGIN_C

/// Makes a vector wait; nothing happens if it does already.
/*@ requires memory: \valid(waiting + (0 .. 3));
    requires range: vector < 256;
    terminates \true; exits \false;
    assigns waiting[vector / 64];
    ensures waits: x86_vector_waits(waiting, vector);
    ensures others: x86_vectors_only{Pre, Post}(waiting, vector); */
void tenon_x86_64_vectors_insert(uint64_t *waiting, uint32_t vector);

/// Withdraws a vector; nothing happens if it does not wait.
/*@ requires memory: \valid(waiting + (0 .. 3));
    requires range: vector < 256;
    terminates \true; exits \false;
    assigns waiting[vector / 64];
    ensures gone: !x86_vector_waits(waiting, vector);
    ensures others: x86_vectors_only{Pre, Post}(waiting, vector); */
void tenon_x86_64_vectors_remove(uint64_t *waiting, uint32_t vector);

/// Makes the vectors of one word wait: bit `b` of `bits` is vector `word * 64 + b`.
/*@ requires memory: \valid(waiting + (0 .. 3));
    requires range: word < 4;
    terminates \true; exits \false;
    assigns waiting[word];
    ensures either: \forall integer k; 0 <= k < 256 ==> (x86_vector_waits(waiting, k) <==>
      \old(x86_vector_waits(waiting, k)) || (k / 64 == word && tenon_bit(bits, k % 64))); */
void tenon_x86_64_vectors_merge(uint64_t *waiting, uint32_t word, uint64_t bits);

/// The highest vector that waits, or TENON_NONE.
/*@ requires readable: \valid_read(waiting + (0 .. 3));
    terminates \true; exits \false; assigns \nothing;
    ensures none: \result == TENON_NONE <==> x86_no_vector_waits(waiting);
    ensures some: \result != TENON_NONE ==>
      \result < 256 && x86_vector_waits(waiting, \result);
    ensures greatest: \result != TENON_NONE ==>
      \forall integer k; \result < k < 256 ==> !x86_vector_waits(waiting, k); */
uint32_t tenon_x86_64_vectors_highest(const uint64_t *waiting);

/// Chooses what the next entry delivers: the event that already waits in v->event, else the highest
/// vector if the guest can take one now. \return 1: another vector waits, and the guest's next
/// chance to take it must exit.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->event, v->waiting[0 .. 3];
    ensures boolean: \result <= 1;
    ensures window: \result == 0 <==> x86_no_vector_waits(&v->waiting[0]);
    ensures kept: \old(v->event) != 0 ==> v->event == \old(v->event);
    ensures stays: \old(!x86_takes_vector(v) || x86_no_vector_waits(&v->waiting[0])) ==>
      v->event == \old(v->event) &&
      \forall integer i; 0 <= i < 4 ==> v->waiting[i] == \old(v->waiting[i]);
    ensures taken: \old(x86_takes_vector(v) && !x86_no_vector_waits(&v->waiting[0])) ==>
      x86_event_is_valid(v->event) && x86_event_type(v->event) == TENON_X86_64_EVENT_INTERRUPT &&
      \old(x86_vector_waits(&v->waiting[0], x86_event_vector(\at(v->event, Post)))) &&
      !x86_vector_waits(&v->waiting[0], x86_event_vector(v->event)) &&
      x86_vectors_only{Pre, Post}(&v->waiting[0], x86_event_vector(v->event));
    ensures greatest: \old(x86_takes_vector(v) && !x86_no_vector_waits(&v->waiting[0])) ==>
      \forall integer k; x86_event_vector(v->event) < k < 256 ==>
        !\old(x86_vector_waits(&v->waiting[0], k)); */
uint32_t tenon_x86_64_vectors_prepare(struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
