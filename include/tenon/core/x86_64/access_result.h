/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// An instruction is carried out in two steps, so that nothing of the guest changes before its
/// store is done: the result is computed from what was loaded, then the registers take it.
#ifndef TENON_CORE_X86_64_ACCESS_RESULT_H
#define TENON_CORE_X86_64_ACCESS_RESULT_H

#include "tenon/core/x86_64/access.h"
#include "tenon/core/x86_64/flags.h"

struct tenon_x86_64_result {
  uint64_t value;     ///< to be stored: the low `width` bytes, the rest is 0
  uint64_t new_value; ///< of the whole register `reg`, if it is written
  uint64_t rflags;    ///< afterwards
  uint8_t writes_register;
  uint8_t reserved[7];
};

/*@
  logic integer x86_operand_value{L}(struct tenon_x86_64_instruction *i, uint64_t *x) =
    \at(i->immediate_used, L) == 1
      ? \at(i->immediate, L)
      : x86_register_part(\at(x[i->reg], L), \at(i->register_width, L), \at(i->high, L));
  // What a load makes of `loaded`.
  logic integer x86_loaded{L}(struct tenon_x86_64_instruction *i, integer loaded) =
    \at(i->extend, L) == 1 ? value_sign_extended(loaded, \at(i->width, L), 8)
                           : value_low(loaded, \at(i->width, L));
  logic integer x86_written{L}(struct tenon_x86_64_instruction *i, uint64_t *x, integer value) =
    x86_register_merged(\at(x[i->reg], L), value, \at(i->register_width, L), \at(i->high, L));
  // The two operands of an operation, in order, and what it gives: value and flags.
  logic integer x86_first{L}(struct tenon_x86_64_instruction *i, uint64_t *x, integer loaded) =
    \at(i->to_register, L) == 1 ? x86_operand_value{L}(i, x) : loaded;
  logic integer x86_second{L}(struct tenon_x86_64_instruction *i, uint64_t *x, integer loaded) =
    \at(i->to_register, L) == 1 ? loaded : x86_operand_value{L}(i, x);
  predicate x86_added(struct tenon_x86_64_sum s, integer a, integer b, integer width) =
    s.value == x86_sum(a, b, width) &&
    s.carry == (value_low(a, width) + value_low(b, width) >= value_modulus(width) ? 1 : 0) &&
    s.adjust == (a % 16 + b % 16 >= 16 ? 1 : 0) &&
    s.overflow == (x86_sign(a, width) == x86_sign(b, width) &&
                   x86_sign(s.value, width) != x86_sign(a, width) ? 1 : 0);
  predicate x86_subtracted(struct tenon_x86_64_sum s, integer a, integer b, integer width) =
    s.value == x86_difference(a, b, width) &&
    s.carry == (value_low(a, width) < value_low(b, width) ? 1 : 0) &&
    s.adjust == (a % 16 < b % 16 ? 1 : 0) &&
    s.overflow == (x86_sign(a, width) != x86_sign(b, width) &&
                   x86_sign(s.value, width) != x86_sign(a, width) ? 1 : 0);
  predicate x86_combined(struct tenon_x86_64_sum s, integer operation, uint64_t a, uint64_t b,
                         integer width) =
    s.carry == 0 && s.adjust == 0 && s.overflow == 0 &&
    (operation == TENON_X86_64_OPERATION_OR ==> s.value == value_low(a | b, width)) &&
    (operation == TENON_X86_64_OPERATION_XOR ==> s.value == value_low((uint64_t)(a ^ b), width)) &&
    (operation == TENON_X86_64_OPERATION_AND || operation == TENON_X86_64_OPERATION_TEST ==>
       s.value == value_low(a & b, width));
  predicate x86_sum_of(struct tenon_x86_64_sum s, integer operation, integer a, integer b,
                       integer width) =
    x86_sum_flags(s) && x86_sum_of_value(s, width) &&
    (operation == TENON_X86_64_OPERATION_ADD ==> x86_added(s, a, b, width)) &&
    (operation == TENON_X86_64_OPERATION_SUB || operation == TENON_X86_64_OPERATION_CMP ==>
       x86_subtracted(s, a, b, width)) &&
    (x86_is_logical(operation) ==> x86_combined(s, operation, (uint64_t)a, (uint64_t)b, width));
  // Index and count registers, whose step is of the address size.
  logic integer x86_stepped(integer old, integer step, integer down, integer width) =
    x86_register_merged(old, down == 1 ? value_difference(old, step) : value_sum(old, step),
                        width, 0);
  logic integer x86_next_rip(integer rip, integer length, integer mode) =
    mode == 64 ? value_sum(rip, length) : value_sum(rip, length) % 0x100000000;
*/

TENON_BEGIN_C

/// What the instruction, or its next element, makes of `loaded`, the low `width` bytes of which it
/// read from memory. An instruction that loads nothing does not look at it.
/*@ requires instruction: \valid_read(i) && x86_insn_sane(i);
    requires known: i->operation != TENON_X86_64_OPERATION_NONE;
    requires registers: \valid_read(x + (0 .. 15));
    requires out: \valid(out);
    requires apart: \separated(out, i, x + (0 .. 15));
    terminates \true; exits \false;
    assigns *out;
    ensures boolean: out->writes_register <= 1;
    ensures range: out->value < value_modulus(\old(i->width));
    ensures none: \old(i->direction) < TENON_X86_64_DIRECTION_STORE ==> out->value == 0;
    ensures reserved: out->reserved[0] == 0 && out->reserved[1] == 0 && out->reserved[2] == 0 &&
      out->reserved[3] == 0 && out->reserved[4] == 0 && out->reserved[5] == 0 &&
      out->reserved[6] == 0;
    behavior load:
      assumes i->operation == TENON_X86_64_OPERATION_MOV && i->to_register == 1;
      ensures register: out->writes_register == 1 &&
        out->new_value == x86_written{Pre}(i, x, x86_loaded{Pre}(i, loaded));
      ensures flags: out->rflags == rflags;
    behavior store:
      assumes i->operation == TENON_X86_64_OPERATION_MOV && i->to_register != 1 &&
              i->direction == TENON_X86_64_DIRECTION_STORE;
      ensures value: out->value == value_low(x86_operand_value{Pre}(i, x), \old(i->width));
      ensures rest: out->writes_register == 0 && out->rflags == rflags;
    behavior copy:
      assumes i->operation == TENON_X86_64_OPERATION_MOVS &&
              i->direction == TENON_X86_64_DIRECTION_COPY;
      ensures value: out->value == value_low(loaded, \old(i->width));
      ensures rest: out->writes_register == 0 && out->rflags == rflags;
    behavior fill:
      assumes i->operation == TENON_X86_64_OPERATION_STOS &&
              i->direction == TENON_X86_64_DIRECTION_STORE;
      ensures value: out->value == value_low(\old(x[TENON_X86_64_RAX]), \old(i->width));
      ensures rest: out->writes_register == 0 && out->rflags == rflags;
    behavior exchange:
      assumes i->operation == TENON_X86_64_OPERATION_XCHG &&
              i->direction == TENON_X86_64_DIRECTION_UPDATE;
      ensures value: out->value == value_low(x86_operand_value{Pre}(i, x), \old(i->width));
      ensures register: out->writes_register == 1 &&
        out->new_value == x86_written{Pre}(i, x, loaded);
      ensures flags: out->rflags == rflags;
    behavior test_bit:
      assumes i->operation == TENON_X86_64_OPERATION_BT;
      ensures register: out->writes_register == 0;
      ensures carry: out->rflags == x86_flag_set(rflags, TENON_X86_64_FLAG_CF,
        x86_bit(loaded, x86_operand_value{Pre}(i, x) % (8 * \old(i->width))));
    behavior arithmetic:
      assumes x86_is_arithmetic(i->operation);
      ensures sum: \exists struct tenon_x86_64_sum s;
        x86_sum_of(s, \old(i->operation), x86_first{Pre}(i, x, loaded),
                   x86_second{Pre}(i, x, loaded), \old(i->width)) &&
        out->rflags == x86_flags_set(rflags, s) &&
        (\old(i->direction) >= TENON_X86_64_DIRECTION_STORE ==> out->value == s.value) &&
        (out->writes_register == 1 ==> out->new_value == x86_written{Pre}(i, x, s.value));
      ensures register: out->writes_register ==
        (\old(i->to_register) == 1 && \old(i->operation) != TENON_X86_64_OPERATION_CMP &&
         \old(i->operation) != TENON_X86_64_OPERATION_TEST ? 1 : 0);
    disjoint behaviors;
*/
void tenon_x86_64_instruction_result(const struct tenon_x86_64_instruction *i, const uint64_t *x,
                                     uint64_t rflags, uint64_t loaded,
                                     struct tenon_x86_64_result *out);

/// Changes the registers by a result whose store, if there is one, was done: the register, RFLAGS,
/// RSI, RDI and RCX of strings, and RIP, unless REP has more elements. If REP had come to its end
/// before the first element, RIP alone moves, and `result` does not count.
///
/// What else an instruction that is done changes is the caller's: the shadow of STI and MOV SS, RF,
/// and the trap of TF.
/*@ requires instruction: \valid_read(i) && x86_insn_sane(i);
    requires known: i->operation != TENON_X86_64_OPERATION_NONE;
    requires result: \valid_read(result);
    requires registers: \valid(x + (0 .. 15)) && \valid(rip) && \valid(rflags);
    requires apart: \separated(i, result, x + (0 .. 15), rip, rflags);
    terminates \true; exits \false;
    assigns x[0 .. 15], *rip, *rflags;
    behavior plain:
      assumes !x86_is_string(i->operation);
      ensures register: x[\old(i->reg)] == (\old(result->writes_register) == 1
        ? \old(result->new_value) : \old(x[i->reg]));
      ensures others: \forall integer k; 0 <= k < 16 && k != \old(i->reg) ==>
        x[k] == \old(x[k]);
      ensures flags: *rflags == \old(result->rflags);
      ensures rip: *rip == x86_next_rip(\old(*rip), \old(i->length), \old(i->mode));
    behavior ended:
      assumes x86_is_string(i->operation) && x86_ended(i, x);
      ensures registers: \forall integer k; 0 <= k < 16 ==> x[k] == \old(x[k]);
      ensures flags: *rflags == \old(*rflags);
      ensures rip: *rip == x86_next_rip(\old(*rip), \old(i->length), \old(i->mode));
    behavior element:
      assumes x86_is_string(i->operation) && !x86_ended(i, x);
      ensures to: x[TENON_X86_64_RDI] == x86_stepped(\old(x[TENON_X86_64_RDI]), \old(i->width),
        x86_flag(\old(*rflags), TENON_X86_64_FLAG_DF), \old(i->address_width));
      ensures from: x[TENON_X86_64_RSI] ==
        (\old(i->operation) == TENON_X86_64_OPERATION_MOVS
           ? x86_stepped(\old(x[TENON_X86_64_RSI]), \old(i->width),
                         x86_flag(\old(*rflags), TENON_X86_64_FLAG_DF), \old(i->address_width))
           : \old(x[TENON_X86_64_RSI]));
      ensures count: x[TENON_X86_64_RCX] == (\old(i->repeat) == 1
        ? x86_stepped(\old(x[TENON_X86_64_RCX]), 1, 1, \old(i->address_width))
        : \old(x[TENON_X86_64_RCX]));
      ensures others: \forall integer k; 0 <= k < 16 && k != TENON_X86_64_RCX &&
        k != TENON_X86_64_RSI && k != TENON_X86_64_RDI ==> x[k] == \old(x[k]);
      ensures flags: *rflags == \old(*rflags);
      ensures stays: \old(i->repeat) == 1 &&
        value_low(x[TENON_X86_64_RCX], \old(i->address_width)) != 0 ==> *rip == \old(*rip);
      ensures goes_on: \old(i->repeat) != 1 ||
        value_low(x[TENON_X86_64_RCX], \old(i->address_width)) == 0 ==>
        *rip == x86_next_rip(\old(*rip), \old(i->length), \old(i->mode));
    complete behaviors; disjoint behaviors;
*/
void tenon_x86_64_instruction_apply(const struct tenon_x86_64_instruction *i,
                                    const struct tenon_x86_64_result *result, uint64_t *x,
                                    uint64_t *rip, uint64_t *rflags);

TENON_END_C

#endif
