// SPDX-License-Identifier: Apache-2.0
/// \file
/// What lies below the hypervisor: PSCI (Arm DEN 0022, by SMC) and the emulator's semihosting.
#pragma once

#include <cstdint>

extern "C" {
std::uint64_t smc(std::uint64_t function, std::uint64_t a, std::uint64_t b, std::uint64_t c);
std::uint64_t semihosting(std::uint64_t operation, const void* parameter);
}

namespace example {

/// CPU_ON: starts CPU `mpidr` at physical `entry` with x0 = `context`; true if the firmware agrees.
[[nodiscard]] inline bool firmware_start_cpu(std::uint64_t mpidr, std::uint64_t entry,
                                             std::uint64_t context) noexcept {
  return smc(0xc4000003, mpidr, entry, context) == 0;
}

/// SYSTEM_OFF.
inline void firmware_off() noexcept { smc(0x84000008, 0, 0, 0); }

/// SYS_EXIT_EXTENDED with ADP_Stopped_ApplicationExit. Returns if nobody listens: HLT is then an
/// undefined instruction, which the exception handler steps over.
inline void semihosting_exit(std::uint32_t status) noexcept {
  const std::uint64_t block[2] = {0x20026, status};
  semihosting(0x20, block);
}

}  // namespace example
