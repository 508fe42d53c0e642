/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Guest registers that the world switch moves on every entry and exit, and the floating-point
/// state that bind and unbind move.
#ifndef TENON_CORE_RISCV64_FRAME_H
#define TENON_CORE_RISCV64_FRAME_H

#include "tenon/core/base.h"

/// x1-x31 and what an exception saves. entry.S knows these offsets (asserted in vcpu.c). x[0] is
/// never read and never written.
struct tenon_riscv64_frame {
  uint64_t x[32];
  uint64_t pc;      ///< sepc
  uint64_t sstatus; ///< of HS-mode: SPP is the guest's privilege, FS whether it touched FP
  uint64_t hstatus; ///< SPV, SPVP, GVA and the controls of traps.h
};

/// f0-f31 and fcsr. Live in the CPU while the vCPU is bound.
struct tenon_riscv64_fp {
  uint64_t f[32];
  uint64_t fcsr;
};

TENON_BEGIN_C

/// Register x`index` of the guest; x0 and what is no register read as zero.
/*@ requires frame: \valid_read(frame);
    terminates \true; exits \false; assigns \nothing;
    behavior named:
      assumes 1 <= index < 32;
      ensures value: \result == frame->x[index];
    behavior zero:
      assumes index == 0 || index >= 32;
      ensures value: \result == 0;
    complete behaviors; disjoint behaviors;
*/
uint64_t tenon_riscv64_get_x(const struct tenon_riscv64_frame *frame, uint32_t index);

/// Writes register x`index` of the guest; x0 and what is no register ignore it.
/*@ requires frame: \valid(frame);
    terminates \true; exits \false; assigns frame->x[1 .. 31];
    ensures others: \forall integer i; 1 <= i < 32 && i != index ==>
      frame->x[i] == \old(frame->x[i]);
    behavior named:
      assumes 1 <= index < 32;
      ensures value: frame->x[index] == value;
    behavior zero:
      assumes index == 0 || index >= 32;
      ensures unchanged: \forall integer i; 1 <= i < 32 ==> frame->x[i] == \old(frame->x[i]);
    complete behaviors; disjoint behaviors;
*/
void tenon_riscv64_set_x(struct tenon_riscv64_frame *frame, uint32_t index, uint64_t value);

TENON_END_C

#endif
