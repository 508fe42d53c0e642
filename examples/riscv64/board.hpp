// SPDX-License-Identifier: Apache-2.0
/// \file
/// QEMU's virt board, and what whoever started it wants: a table of names and numbers in memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "range.hpp"

namespace example {

struct Board {
  Range memory{0x80000000, 0x10000000};
  std::uint32_t cpu_count = 0;

  /// The number of this name; nothing if it is not there. Names have at most 8 characters.
  [[nodiscard]] static std::optional<std::uint64_t> number(std::string_view name) noexcept;
  /// Where the table lies (tests/system/riscv64.py writes it), and the guest's image.
  [[nodiscard]] static Range options() noexcept;
  [[nodiscard]] static Range image() noexcept;
  /// Which guest it is.
  [[nodiscard]] static bool wants(std::string_view guest) noexcept;
};

}  // namespace example
