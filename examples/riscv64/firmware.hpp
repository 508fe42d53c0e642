// SPDX-License-Identifier: Apache-2.0
/// \file
/// What lies below the hypervisor: SBI, by ECALL from HS-mode. Nothing of a guest goes there.
#pragma once

#include <cstdint>

#include "tenon/core/riscv64/sbi.h"

namespace example {

struct FirmwareAnswer {
  std::int64_t error;
  std::uint64_t value;
};

[[nodiscard]] inline FirmwareAnswer firmware_call(std::uint64_t extension, std::uint64_t function,
                                                  std::uint64_t first, std::uint64_t second = 0,
                                                  std::uint64_t third = 0) noexcept {
  register std::uint64_t a0 asm("a0") = first;
  register std::uint64_t a1 asm("a1") = second;
  register std::uint64_t a2 asm("a2") = third;
  register std::uint64_t a6 asm("a6") = function;
  register std::uint64_t a7 asm("a7") = extension;
  asm volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a6), "r"(a7) : "memory");
  return {static_cast<std::int64_t>(a0), a1};
}

[[nodiscard]] inline bool firmware_has_hart(std::uint64_t hart) noexcept {
  return firmware_call(TENON_SBI_HSM, TENON_SBI_HSM_STATUS, hart).error == TENON_SBI_SUCCESS;
}

/// Starts `hart` at physical `entry` with `argument` in a1.
[[nodiscard]] inline bool firmware_start_hart(std::uint64_t hart, std::uint64_t entry,
                                              std::uint64_t argument) noexcept {
  return firmware_call(TENON_SBI_HSM, TENON_SBI_HSM_START, hart, entry, argument).error ==
         TENON_SBI_SUCCESS;
}

/// A supervisor timer interrupt of this hart at `deadline`, a value of `time`.
inline void firmware_set_timer(std::uint64_t deadline) noexcept {
  static_cast<void>(firmware_call(TENON_SBI_TIME, 0, deadline));
}

/// A supervisor software interrupt.
inline void firmware_interrupt(std::uint64_t hart) noexcept {
  static_cast<void>(firmware_call(TENON_SBI_IPI, 0, 1, hart));
}

/// FENCE.I on every hart, after what was written before.
inline void firmware_fence_instructions() noexcept {
  asm volatile("fence rw, rw" ::: "memory");
  static_cast<void>(firmware_call(TENON_SBI_RFENCE, 0, 0, ~std::uint64_t{0}));
}

}  // namespace example
