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
    ensures value: out->value < value_modulus(\old(i->width));
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
    ensures others: \forall integer k; 0 <= k < 16 && k != \old(i->reg) &&
      k != TENON_X86_64_RCX && k != TENON_X86_64_RSI && k != TENON_X86_64_RDI ==>
      x[k] == \old(x[k]);
*/
void tenon_x86_64_instruction_apply(const struct tenon_x86_64_instruction *i,
                                    const struct tenon_x86_64_result *result, uint64_t *x,
                                    uint64_t *rip, uint64_t *rflags);

TENON_END_C

#endif
