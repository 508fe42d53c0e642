// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the tour of the hostile guest counts.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "hostile_machine.hpp"
#include "tenon/vm/exit_counts.hpp"

namespace example::hostile {

/// Why a life of the guest ended.
enum Death : std::uint32_t { silence, storm, age, power_off, cpu_off, system_reset, deaths };

/// Classes of exceptions, and how many interrupts; tests/guest/hostile/main.c counts them.
inline constexpr std::uint32_t exception_classes = 64, exception_counts = 65;

/// What is counted over all lives of the guest.
struct Tally {
  tenon::ExitCounts kinds{};
  std::array<std::uint64_t, Machine::causes> refused{};
  std::array<std::uint64_t, exception_classes> classes{};  ///< of what the run loop left
  std::array<std::uint64_t, exception_counts> guest{};     ///< as the guest says
  std::array<std::uint64_t, deaths> ends{};
  std::uint64_t attempts = 0, wrong = 0;

  [[nodiscard]] std::uint64_t exits() const noexcept {
    std::uint64_t all = 0;
    for (const std::uint64_t count : kinds) all += count;
    return all;
  }
  [[nodiscard]] bool over(std::uint64_t most_exits) const noexcept {
    return wrong != 0 || exits() >= most_exits;
  }
};

/// Prints what is not 0.
void report(const Tally& tally);

}  // namespace example::hostile
