/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Interrupts that wait until the guest can take them: a set of 256 vectors, the highest first.
#ifndef TENON_CORE_X86_64_VECTORS_H
#define TENON_CORE_X86_64_VECTORS_H

#include "tenon/core/x86_64/vcpu_state.h"

#define TENON_X86_64_VECTORS 256u

/*@ predicate x86_vector_waits{L}(uint64_t *waiting, integer vector) =
      (\at(waiting[vector / 64], L) & (1 << vector % 64)) != 0; */

TENON_BEGIN_C

/// The highest vector that waits, or TENON_NONE.
/*@ requires readable: \valid_read(waiting + (0 .. 3));
    terminates \true; exits \false; assigns \nothing;
    ensures some: \result != TENON_NONE ==>
      \result < 256 && x86_vector_waits(waiting, \result); */
uint32_t tenon_x86_64_vectors_highest(const uint64_t *waiting);

/// Chooses what the next entry delivers: the event that already waits in v->event, else the highest
/// vector if the guest can take one now. \return 1: another vector waits, and the guest's next
/// chance to take it must exit.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->event, v->waiting[0 .. 3];
    ensures boolean: \result <= 1;
    ensures kept: \old(v->event) != 0 ==> v->event == \old(v->event); */
uint32_t tenon_x86_64_vectors_prepare(struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
