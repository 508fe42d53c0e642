/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// INS and OUTS, element by element, and where in the guest's memory an operand lies that is not at
/// the device.
#ifndef TENON_CORE_X86_64_STRING_H
#define TENON_CORE_X86_64_STRING_H

#include "tenon/core/x86_64/frame.h"

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

TENON_BEGIN_C

/// 1 if no element is left of an instruction with REP.
/*@ requires readable: \valid_read(s) && \valid_read(x + (0 .. 15));
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
uint32_t tenon_x86_64_string_ended(const struct tenon_x86_64_string *s, const uint64_t *x);

/// The element is done: the index moves by RFLAGS.DF, the count is one less, and RIP is behind the
/// instruction if none is left.
/*@ requires readable: \valid_read(s);
    requires frame: \valid(frame) && \separated(s, frame);
    terminates \true; exits \false;
    assigns frame->x[1], frame->x[6], frame->x[7], frame->rip; */
void tenon_x86_64_string_step(const struct tenon_x86_64_string *s,
                              struct tenon_x86_64_frame *frame);

TENON_END_C

#endif
