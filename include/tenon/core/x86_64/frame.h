/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Guest registers that every entry and exit moves.
#ifndef TENON_CORE_X86_64_FRAME_H
#define TENON_CORE_X86_64_FRAME_H

#include "tenon/core/base.h"
#include "tenon/core/value.h"

/// Indices of tenon_x86_64_frame.x: the numbers that instructions use.
#define TENON_X86_64_RAX 0u
#define TENON_X86_64_RCX 1u
#define TENON_X86_64_RDX 2u
#define TENON_X86_64_RBX 3u
#define TENON_X86_64_RSP 4u
#define TENON_X86_64_RBP 5u
#define TENON_X86_64_RSI 6u
#define TENON_X86_64_RDI 7u

/// RFLAGS.
#define TENON_X86_64_TF 0x100u
#define TENON_X86_64_IF 0x200u
#define TENON_X86_64_RF 0x10000u

/// What a backend's world switch moves. entry.S knows the offsets (asserted in vcpu.c).
struct tenon_x86_64_frame {
  uint64_t x[16]; ///< RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8 to R15
  uint64_t rip;
  uint64_t rflags;
  uint64_t shadow; ///< 1: STI or MOV SS blocks interrupts for one instruction
};

TENON_BEGIN_C

/*@ // What an instruction leaves in a register of which it writes the low `width` bytes: 4 clear
    // the rest, 1 and 2 keep it (AMD APM volume 1, 3.1.2).
    logic integer x86_merged(integer old, integer v, integer width) =
      width == 1 || width == 2 ? old - value_low(old, width) + value_low(v, width)
                               : value_low(v, width);

    predicate x86_others_same{A, B}(struct tenon_x86_64_frame *f, integer index) =
      \forall integer i; 0 <= i < 16 && i != index ==> \at(f->x[i], A) == \at(f->x[i], B); */

/// What the register holds afterwards.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures merged: \result == x86_merged(old, value, width); */
static inline uint64_t tenon_x86_64_merge(uint64_t old, uint64_t value, uint32_t width) {
  uint64_t low = tenon_value_low(value, width);
  if (width == 1u || width == 2u) {
    uint64_t kept = old - tenon_value_low(old, width);
    return kept + low;
  }
  return low;
}

TENON_END_C

#endif
