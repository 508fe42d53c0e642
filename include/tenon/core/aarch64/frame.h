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

#endif
