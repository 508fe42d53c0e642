/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What the hypervisor around the core provides: the HAL's C symbol on RISC-V.
#ifndef TENON_CORE_RISCV64_HOST_H
#define TENON_CORE_RISCV64_HOST_H

#include "tenon/core/base.h"

TENON_BEGIN_C

/// The host's registers at an exception or interrupt that HS-mode took from itself. What the
/// handler changes in it is what the host resumes with.
struct tenon_riscv64_host_frame {
  uint64_t x[32]; ///< x[0] counts for nothing
  uint64_t pc;    ///< sepc
  uint64_t sstatus;
  uint64_t scause;
  uint64_t stval;
};

/// An exception or interrupt taken in HS-mode from HS-mode. sstatus.SIE is 0. Returning resumes
/// *frame. A fetch of a guest's instruction that faults does not come here.
void tenon_hal_host_trap(struct tenon_riscv64_host_frame *frame);

TENON_END_C

#endif
