/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// INS and OUTS, element by element, and where in the guest's memory an operand lies that is not at
/// the device.
#ifndef TENON_CORE_X86_64_STRING_H
#define TENON_CORE_X86_64_STRING_H

#include "tenon/core/x86_64/frame.h"
#include "tenon/core/x86_64/operand.h"

/// An operand of 1 to 8 bytes, in one page or two.
struct tenon_x86_64_place {
  uint64_t gpa[2];   ///< guest-physical
  uint32_t bytes[2]; ///< in each; the second may be 0
};

/// One element of INS or OUTS that waits for its answer.
struct tenon_x86_64_string {
  struct tenon_x86_64_place place; ///< of INS, where the port's value goes
  uint8_t reads;                   ///< 1: INS
  uint8_t width;                   ///< bytes: 1, 2, 4
  uint8_t address_width;           ///< bytes of RSI, RDI and RCX that count: 2, 4, 8
  uint8_t segment;                 ///< of the operand
  uint8_t repeat;                  ///< 1: REP
  uint8_t length;                  ///< of the instruction
  uint8_t mode;                    ///< 16, 32, 64
  uint8_t reserved;
};

/*@ // No element is left of an instruction with REP.
    logic integer x86_string_ended{L}(struct tenon_x86_64_string *s, uint64_t *x) =
      \at(s->repeat, L) == 1 &&
      value_low(\at(x[TENON_X86_64_RCX], L), \at(s->address_width, L)) == 0 ? 1 : 0;
    logic integer x86_string_done{L}(struct tenon_x86_64_string *s,
                                     struct tenon_x86_64_frame *frame) =
      \at(s->repeat, L) == 1 &&
      value_low(\at(frame->x[TENON_X86_64_RCX], L), \at(s->address_width, L)) == 0 ? 1 : 0;
    // An index or the count after a step, of the address size.
    logic integer x86_string_moved(integer old, integer step, integer down, integer width) =
      x86_register_merged(old, down == 1 ? value_difference(old, step) : value_sum(old, step),
                          width, 0);
    logic integer x86_string_down(integer rflags) = rflags / 0x400 % 2;
    logic integer x86_string_next(integer rip, integer length, integer mode) =
      mode == 64 ? value_sum(rip, length) : value_sum(rip, length) % 0x100000000;
*/

TENON_BEGIN_C

/// 1 if no element is left of an instruction with REP.
/*@ requires readable: \valid_read(s) && \valid_read(x + (0 .. 15));
    terminates \true; exits \false; assigns \nothing;
    ensures ended: \result == x86_string_ended(s, x);
    ensures boolean: \result <= 1; */
uint32_t tenon_x86_64_string_ended(const struct tenon_x86_64_string *s, const uint64_t *x);

/// The element is done: the index moves by RFLAGS.DF, the count is one less, and RIP is behind the
/// instruction if none is left.
/*@ requires readable: \valid_read(s);
    requires frame: \valid(frame) && \separated(s, frame);
    terminates \true; exits \false;
    assigns frame->x[TENON_X86_64_RCX], frame->x[TENON_X86_64_RSI], frame->x[TENON_X86_64_RDI],
            frame->rip;
    ensures from: frame->x[TENON_X86_64_RSI] ==
      (s->reads == 1 || \old(x86_string_done(s, frame)) == 1 ? \old(frame->x[TENON_X86_64_RSI])
       : x86_string_moved(\old(frame->x[TENON_X86_64_RSI]), s->width,
                          x86_string_down(frame->rflags), s->address_width));
    ensures to: frame->x[TENON_X86_64_RDI] ==
      (s->reads != 1 || \old(x86_string_done(s, frame)) == 1 ? \old(frame->x[TENON_X86_64_RDI])
       : x86_string_moved(\old(frame->x[TENON_X86_64_RDI]), s->width,
                          x86_string_down(frame->rflags), s->address_width));
    ensures count: frame->x[TENON_X86_64_RCX] ==
      (s->repeat != 1 || \old(x86_string_done(s, frame)) == 1 ? \old(frame->x[TENON_X86_64_RCX])
       : x86_string_moved(\old(frame->x[TENON_X86_64_RCX]), 1, 1, s->address_width));
    ensures stays: s->repeat != 0 && x86_string_done(s, frame) != 1 ==>
      frame->rip == \old(frame->rip);
    ensures goes_on: s->repeat == 0 || x86_string_done(s, frame) == 1 ==>
      frame->rip == x86_string_next(\old(frame->rip), s->length, s->mode); */
void tenon_x86_64_string_step(const struct tenon_x86_64_string *s,
                              struct tenon_x86_64_frame *frame);

TENON_END_C

#endif
