/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// From the record of an INS or OUTS to the exit of one element.
#ifndef TENON_CORE_X86_64_PORT_STRING_H
#define TENON_CORE_X86_64_PORT_STRING_H

#include "tenon/core/x86_64/vcpu_state.h"

TENON_BEGIN_C

/// Makes v->exit the IoRead or IoWrite of an element, with the cause io_string and the length 0: its
/// answer moves RIP only behind the last one. Without an element left, or where the guest takes a
/// fault of its operand, it is the core's to answer; an operand that is not in memory stays Unhandled.
/// \pre v->string.reads, width and repeat are what the record says, and so is `port`; the save area is
/// as tenon_x86_64_fetch_code needs it, with the limits of segments as well.
/*@ requires storage: \valid(v);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v);
    terminates \true; exits \false;
    assigns v->exit, v->string, v->frame.rflags, v->event, v->waiting[0 .. 3], v->over, v->changed,
            v->vmcb, v->vmx;
    ensures kind: v->exit.kind \in {TENON_EXIT_io_read, TENON_EXIT_io_write, TENON_EXIT_unhandled,
                                    TENON_EXIT_COUNT}; */
void tenon_x86_64_look_at_string(struct tenon_x86_64_vcpu *v, uint32_t port);

TENON_END_C

#endif
