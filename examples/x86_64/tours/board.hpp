// SPDX-License-Identifier: Apache-2.0
/// \file
/// A PC, and what whoever started it wants: a table of names and numbers in the hypervisor's image.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "range.hpp"

namespace example {

struct Board {
  Range memory{.start = 0x100000, .bytes = 0x7e00000};  ///< below what a PC's firmware keeps
  std::uint32_t cpu_count = 2;

  /// The number of this name; nothing if it is not there. Names have at most 8 characters.
  [[nodiscard]] static std::optional<std::uint64_t> number(std::string_view name) noexcept;
  /// The guest's image, which is a part of the hypervisor's.
  [[nodiscard]] static Range image() noexcept;
};

}  // namespace example
