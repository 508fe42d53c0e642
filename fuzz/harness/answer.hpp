// SPDX-License-Identifier: Apache-2.0
/// \file
/// A vCPU that has left its guest, and the CPU registers that answering an exit may write: those of
/// a fake CPU, which notes each write.
#pragma once

#include <array>
#include <cstdint>

#include "harness/bus.hpp"
#include "tenon/core/aarch64/vcpu_answer.h"

namespace tenon_fuzz {

/// What the core wrote to the CPU while it answered an exit.
struct CpuWrites {
  std::array<std::uint64_t, 64> q{};  ///< halves of q0 to q31
  std::array<bool, 64> q_written{};
  std::uint64_t sp = 0;
  std::uint32_t sp_register = 0;  ///< enum tenon_aarch64_saved
  std::uint32_t sp_writes = 0;
  std::uint32_t other_writes = 0;
};
inline CpuWrites cpu_writes;

/// The vCPU that every answer is given to: EXITED, with this exit on this frame.
tenon_aarch64_vcpu& exited(const tenon_aarch64_frame& frame, const tenon_exit& exit,
                           const tenon_aarch64_access& access, bool vhe);

/// PC and PSTATE of a guest whose instruction of `length` bytes the hypervisor has done (DDI 0487
/// D1.3.6 and F1.2.5, ITAdvance()).
void pass_instruction(tenon_aarch64_frame& frame, std::uint32_t length);

}  // namespace tenon_fuzz
