// SPDX-License-Identifier: Apache-2.0
/// \file
/// The machine, as its device tree describes it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "range.hpp"

namespace example {

inline constexpr std::uint32_t max_cpus = MAX_CPUS;

struct Board {
  Range device_tree;
  Range memory;
  Range uart;
  Range distributor;
  Range redistributors;
  std::uint32_t cpu_count = 0;
  std::array<std::uint64_t, max_cpus> mpidr{};
  std::string_view command_line;

  /// The value of `name=value` in the command line; nothing if it is not there.
  [[nodiscard]] std::optional<std::string_view> option(std::string_view name) const;
  /// An option that is a number, decimal or hexadecimal with 0x.
  [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name) const;
  /// An option of the form `start,bytes`: a guest's image in memory.
  [[nodiscard]] std::optional<Range> module(std::string_view name) const;
};

/// Reads the tree at `address`, which is mapped. Nothing if something is missing: `missing` names
/// it. Uses SIMD (libfdt is the distribution's): call it before any vCPU is bound.
[[nodiscard]] std::optional<Board> read_board(std::uint64_t address, std::string_view& missing);

}  // namespace example
