/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Guest registers that the world switch moves on every entry and exit, and the SIMD&FP state
/// that bind and unbind move.
#ifndef TENON_CORE_AARCH64_FRAME_H
#define TENON_CORE_AARCH64_FRAME_H

#include "tenon/core/base.h"

/// x0-x30, PC and PSTATE. entry.S knows these offsets (asserted in vcpu.h).
struct tenon_aarch64_frame {
  uint64_t x[31];
  uint64_t pc;     ///< ELR_EL2
  uint64_t pstate; ///< SPSR_EL2
};

/// q0-q31 (low half first), FPCR, FPSR. Live in the CPU while the vCPU is bound.
struct tenon_aarch64_fp {
  uint64_t q[64];
  uint64_t fpcr;
  uint64_t fpsr;
};

TENON_BEGIN_C

/// General register `index` of the guest; 31 and above read as the zero register.
/*@ requires frame: \valid_read(frame);
    terminates \true; exits \false; assigns \nothing;
    behavior named:
      assumes index < 31;
      ensures value: \result == frame->x[index];
    behavior zero:
      assumes index >= 31;
      ensures value: \result == 0;
    complete behaviors; disjoint behaviors;
*/
uint64_t tenon_aarch64_get_x(const struct tenon_aarch64_frame *frame, uint32_t index);

/// Writes general register `index` of the guest; 31 and above, the zero register, ignore it.
/*@ requires frame: \valid(frame);
    terminates \true; exits \false; assigns frame->x[0 .. 30];
    ensures others: \forall integer i; 0 <= i < 31 && i != index ==>
      frame->x[i] == \old(frame->x[i]);
    behavior named:
      assumes index < 31;
      ensures value: frame->x[index] == value;
    behavior zero:
      assumes index >= 31;
      ensures unchanged: \forall integer i; 0 <= i < 31 ==> frame->x[i] == \old(frame->x[i]);
    complete behaviors; disjoint behaviors;
*/
void tenon_aarch64_set_x(struct tenon_aarch64_frame *frame, uint32_t index, uint64_t value);

TENON_END_C

#endif
