/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// From the record of an INS or OUTS to the exit of one element.
#ifndef TENON_CORE_X86_64_PORT_STRING_H
#define TENON_CORE_X86_64_PORT_STRING_H

#include "tenon/core/x86_64/vcpu_state.h"
#include "tenon/core/x86_64/vmx/hardware.h"

TENON_BEGIN_C

/// Makes v->exit the IoRead or IoWrite of an element, with the cause io_string and the length 0: its
/// answer moves RIP only behind the last one. Without an element left, or where the guest takes a
/// fault of its operand, it is the core's to answer; an operand that is not in memory stays Unhandled.
/// \pre v->string.reads, width and repeat are what the record says, and so is `port`; the save area is
/// as tenon_x86_64_fetch_code needs it, with the limits of segments as well.
/*@ requires storage: \valid(v);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v) && x86_vcpu_placed(v);
    requires record: v->string.width \in {1, 2, 4} && v->string.reads <= 1;
    terminates \true; exits \false;
    assigns v->exit, v->string, TENON_X86_64_EVENTS(v), TENON_X86_64_HELD_STATE(v);
    ensures kind: v->exit.kind \in {TENON_EXIT_io_read, TENON_EXIT_io_write, TENON_EXIT_unhandled,
                                    TENON_EXIT_NONE};
    ensures record: v->string.width == \old(v->string.width) &&
      v->string.reads == \old(v->string.reads) && v->string.repeat == \old(v->string.repeat);
    ensures element: v->exit.kind \in {TENON_EXIT_io_read, TENON_EXIT_io_write} ==>
      v->exit.kind == (v->string.reads == 1 ? TENON_EXIT_io_read : TENON_EXIT_io_write) &&
      v->exit.cause == TENON_X86_64_CAUSE_io_string && v->exit.address == port &&
      v->exit.width == v->string.width && v->exit.instruction_length == 0;
    // What an OUTS writes is of its width, and the core carries none out that is at its end.
    ensures value: v->exit.kind == TENON_EXIT_io_write ==>
      v->exit.value < value_modulus(v->exit.width);
    ensures left: v->exit.kind \in {TENON_EXIT_io_read, TENON_EXIT_io_write} ==>
      x86_string_ended(&v->string, &v->frame.x[0]) == 0;
    ensures answered: v->exit.kind == TENON_EXIT_NONE ==>
      v->exit.cause \in {TENON_X86_64_CAUSE_io_string, TENON_X86_64_CAUSE_operand_fault,
                         TENON_X86_64_CAUSE_changed_instruction, TENON_X86_64_CAUSE_fetch_fault};
    ensures ended: v->exit.kind == TENON_EXIT_NONE &&
      v->exit.cause == TENON_X86_64_CAUSE_io_string ==>
      x86_string_ended(&v->string, &v->frame.x[0]) == 1;
    ensures refused: v->exit.kind == TENON_EXIT_unhandled ==>
      v->exit.cause \in {TENON_X86_64_CAUSE_fetch_memory, TENON_X86_64_CAUSE_operand_memory};
    ensures fault: v->exit.cause == TENON_X86_64_CAUSE_operand_fault ==> v->changed == 1;
    ensures stays: v->exit.cause != TENON_X86_64_CAUSE_operand_fault ==>
      v->changed == \old(v->changed) && v->over == \old(v->over); */
void tenon_x86_64_look_at_string(struct tenon_x86_64_vcpu *v, uint32_t port);

TENON_END_C

#endif
